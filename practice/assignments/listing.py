"""The list of assignments that a leader sees, a page at a time, with the numbers of each."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from practice.assignments.models import (
    REPS_TURN,
    Assignment,
    AssignmentTarget,
    Cadence,
    DueKind,
    TargetState,
)
from practice.assignments.queries import (
    Sight,
    assignments_visible_to,
    newest_title,
    runs_now,
    sight_of,
)
from practice.db import among
from practice.people.models import Person
from practice.questions import put_together

ORDER = (  # drafts on top, what is over at the end
    Assignment.closed_at.is_not(None),
    Assignment.published_at.is_not(None),
    Assignment.created_at.desc(),
    Assignment.id,
)


Numbers = tuple[int, int, int]  # who has it, who met it, who is behind


class Overview(NamedTuple):
    """One assignment in the list: by whom, when it is due, and its numbers."""

    id: UUID
    is_enforced: bool
    minimum_takes: int
    cadence: Cadence
    every_weeks: int
    due_kind: DueKind
    due_date: date | None
    due_at: datetime | None
    due_days: int | None
    published_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    by: str
    title: str
    total: int
    met: int
    behind: int

    @property
    def may_be_late(self) -> bool:
        """Whether whoever is past its date is behind."""
        return self.is_enforced and self.paused_at is None


SHOWN = tuple(getattr(Assignment, name) for name in Overview._fields[:-5])
NONE: Numbers = (0, 0, 0)


def overviews(
    session: Session, viewer: Person, now: datetime, limit: int, offset: int = 0
) -> tuple[list[Overview], int]:
    """A page of the assignments this person may see, newest first, and how many those are in all.

    Only people they may see are counted: in the period that runs; of what comes back, once none
    does, in all there were. Beyond the last there is nothing to count.
    """
    sight = sight_of(session, viewer)
    rows = session.execute(*_overviews(sight, now, limit, offset)).all()
    over = [row.id for row in rows if row.total is None and row.cadence != Cadence.once]
    so_far = _so_far(session, sight, now, over) if over else {}
    shown = [_overview(row, so_far.get(row.id, NONE)) for row in rows]
    return shown, rows[0].in_all if rows else 0


def _so_far(session: Session, sight: Sight, now: datetime, ids: list[UUID]) -> dict[UUID, Numbers]:
    rows = session.execute(*_all_so_far(sight, now, ids)).all()
    return {key: (total, met, behind) for key, total, met, behind in rows}


def _overview(row: Row[*tuple[Any, ...]], so_far: Numbers) -> Overview:
    *about, total, met, behind, _ = row
    numbers = so_far if total is None else (total, met, behind)
    found = Overview(*about, *numbers)
    return found if found.may_be_late else found._replace(behind=0)


@put_together
def _overviews(sight: Sight, now: datetime, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    seen = assignments_visible_to(sight).with_only_columns(
        Assignment.id, func.count().over().label("in_all")
    )
    some = seen.order_by(*ORDER).limit(limit)
    page = some.offset(offset).cte("page")
    of_page = AssignmentTarget.assignment_id.in_(select(page.c.id))
    sums = _sums(sight, now).where(of_page, runs_now(now)).subquery()
    return (
        select(*SHOWN, Person.name, func.coalesce(newest_title(), ""))
        .add_columns(sums.c.total, sums.c.met, sums.c.behind, page.c.in_all)
        .join(page, page.c.id == Assignment.id)
        .join(Assignment.created_by)
        .outerjoin(sums, sums.c.assignment_id == Assignment.id)
        .order_by(*ORDER)
    )


@put_together
def _all_so_far(sight: Sight, now: datetime, ids: list[UUID]) -> Select[*tuple[Any, ...]]:
    return _sums(sight, now).where(among(AssignmentTarget.assignment_id, ids))


def _sums(sight: Sight, now: datetime) -> Select[*tuple[Any, ...]]:
    """By assignment: how many have it, how many of them met it, and how many are past its date."""
    met = AssignmentTarget.state == TargetState.met
    turn = and_(AssignmentTarget.state.in_(REPS_TURN), AssignmentTarget.due_at < now)
    return (
        select(
            AssignmentTarget.assignment_id,
            func.count().label("total"),
            func.count().filter(met).label("met"),
            func.count().filter(turn).label("behind"),
        )
        .where(sight.sees(AssignmentTarget.person_id))
        .group_by(AssignmentTarget.assignment_id)
    )
