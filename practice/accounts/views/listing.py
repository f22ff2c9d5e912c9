"""What the list of people shows for the address it was asked with."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from practice.accounts.forms import read_wanted
from practice.accounts.queries import deactivated_together, deactivating
from practice.db import utcnow
from practice.people import queries, rules
from practice.people.queries.directory import PAGE

FILTERS = ("q", "team", "segment", "role", "standing")


def listing(session: Session, args: Any) -> dict[str, Any]:
    """One page of the list with its neighbors, and what the filters offer."""
    wanted = read_wanted(args)
    people, page, total = queries.people_page(session, wanted, args.get("page", 1, type=int))
    first = (page - 1) * PAGE + 1
    return {
        "people": people,
        "standing_of": queries.standing_of,
        "wanted": wanted,
        "undo": to_undo(session),
        "kept": {name: args[name] for name in FILTERS if args.get(name)},
        "total": total,
        "shown": f"{first:,}–{first + len(people) - 1:,} of {total:,}",
        "before": address_of(args, page - 1) if page > 1 else None,
        "after": address_of(args, page + 1) if page * PAGE < total else None,
        "segments": queries.names_of(session, [person.id for person in people]),
        "team_options": queries.team_names(session),
        "segment_options": queries.segment_names(session),
    }


def to_undo(session: Session) -> tuple[datetime, int] | None:
    """The last step that deactivated several, within the time to undo it and once it is done."""
    if deactivating(session) is not None:
        return None
    return deactivated_together(session, utcnow() - rules.MAY_BE_A_SLIP)


def address_of(args: Any, page: int) -> str:
    """The same search on another page."""
    kept = {name: args[name] for name in FILTERS if args.get(name)}
    return url_for("people.index", **kept, page=page)
