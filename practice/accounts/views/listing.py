"""What the list of people shows for the address it was asked with."""

from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from practice.people import queries
from practice.people.models import Role
from practice.people.queries import Standing, Wanted
from practice.people.queries.directory import PAGE
from practice.web.fields import Reader

FILTERS = ("q", "team", "segment", "role", "standing")


def wanted_by(args: Any) -> Wanted:
    """The search of an address; what can't be understood is left out."""
    return Wanted(
        words=Reader(args).text("q", 1_000)[:100].strip(),
        team_id=args.get("team", type=UUID),
        segment_id=args.get("segment", type=UUID),
        role=args.get("role", type=Role),
        standing=args.get("standing", type=Standing),
    )


def listing(session: Session, args: Any) -> dict[str, Any]:
    """One page of the list with its neighbors, and what the filters offer."""
    wanted = wanted_by(args)
    total = queries.count_people(session, wanted)
    last = max(1, -(-total // PAGE))
    page = min(max(args.get("page", 1, type=int), 1), last)
    people = queries.people_page(session, wanted, page)
    first = (page - 1) * PAGE + 1
    return {
        "people": people,
        "standing_of": queries.standing_of,
        "wanted": wanted,
        "total": total,
        "shown": f"{first:,}–{first + len(people) - 1:,} of {total:,}",
        "before": address_of(args, page - 1) if page > 1 else None,
        "after": address_of(args, page + 1) if page < last else None,
        "segments": queries.segments_of(session, [person.id for person in people]),
        "team_options": queries.team_names(session),
        "segment_options": queries.segment_names(session),
    }


def address_of(args: Any, page: int) -> str:
    """The same search on another page."""
    kept = {name: args[name] for name in FILTERS if args.get(name)}
    return url_for("people.index", **kept, page=page)
