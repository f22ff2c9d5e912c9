"""The audit log, for admins."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.audit import queries, words
from practice.people import queries as people
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import reading
from practice.web.fields import Reader

routes = Blueprint("audit", __name__)
PAGE = 50


@routes.get("/audit")
@for_roles(Role.admin)
def index() -> ResponseReturnValue:
    """Who did what, the newest first."""
    with reading() as session:
        return render_template("audit/index.html", **log_page(session, request.args))


def log_page(session: Session, args: Any) -> dict[str, Any]:
    """One page of the log with its neighbors, and what the filters offer."""
    asked = Reader(args)
    action, email = asked.text("action", 60), asked.text("person", 254)
    wanted = queries.Filter(action, person_filter(session, email))
    page = asked.number("page", 1, 1_000_000, 1)
    found = queries.latest(session, PAGE + 1, (page - 1) * PAGE, wanted)
    return {
        "entries": found[:PAGE],
        "names": queries.names_of(session, (entry.subject_id for entry in found)),
        "sentence": words.sentence,
        "actions": [(each, words.name_of(each)) for each in queries.actions_seen(session)],
        "before": address_of(args, page - 1) if page > 1 else None,
        "after": address_of(args, page + 1) if len(found) > PAGE else None,
        "page": page,
    }


def person_filter(session: Session, email: str) -> UUID | None:
    """Whose entries to show; an email that nobody has matches nothing."""
    if not email:
        return None
    person = people.find_person(session, email)
    return person.id if person else UUID(int=0)


def address_of(args: Any, page: int) -> str:
    """The same filters on another page."""
    kept = {name: args[name] for name in ("action", "person") if args.get(name)}
    return url_for("audit.index", **kept, page=page)
