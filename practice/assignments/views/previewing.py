"""The door of looking before anybody gets it: who, what and when, and the mail as it goes."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from practice.assignments import phrases, queries, rules, words
from practice.assignments.actions import rehearsing
from practice.assignments.models import Assignment
from practice.assignments.values import Reviewers
from practice.assignments.views.blueprint import LEADERS, routes
from practice.assignments.views.sheet import summary_parts
from practice.db import utcnow
from practice.errors import NotFound
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings
from practice.web.fields import Reader

PAGE = 50


@routes.get("/assignments/<uuid:assignment_id>/preview")
@for_roles(*LEADERS)
def look(assignment_id: UUID) -> ResponseReturnValue:
    """Who would get it, by when in their zone, and who reviews it; and the mail for one of them."""
    with reading() as session:
        draft = queries.get_own_assignment(session, me(), assignment_id)
        if not rules.is_draft(draft):
            raise NotFound
        return preview_page(session, draft, Reader(request.args).number("page", 1, 10_000, 1))


def preview_page(session: Session, draft: Assignment, page: int) -> str:
    """Some of the people, and the mail that the first of them would get."""
    now = utcnow()
    rows = rehearsing.expected(session, draft, now, (page - 1) * PAGE, PAGE)
    named = draft.reviewer.name if draft.reviewer else ""
    return render_template(
        "assignments/preview.html",
        draft=draft,
        audience=words.audience(draft),
        rows=rows,
        page=page,
        size=PAGE,
        rule=phrases.reviewer_of(Reviewers.of(draft), named),
        letter=rehearsing.letter_to(session, settings(), draft, rows[0]) if rows else None,
        now=now,
        there=words.on_the_clock,
        period_name=words.period_name,
        **summary_parts(session, rehearsing.order_of(draft)),
    )
