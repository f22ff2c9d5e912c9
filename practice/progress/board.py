"""The effort board: how often one's teammates practice, where the organization wants it shown.

Counts of takes and of days alone: never levels, never which days or at what time, and never
another team's. What was practiced in another team before stays there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, case, distinct, func, select
from sqlalchemy.orm import Session

from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import BY_NAME, Organization, Person, Team
from practice.progress.weeks import days_of, last_weeks, within
from practice.takes.models import Take

WEEKS = 4
MOST = 100


@dataclass(frozen=True)
class Effort:
    """One teammate: takes and days of practice, in the week that is running and in all of them."""

    person_id: UUID
    name: str
    takes_now: int
    days_now: int
    takes: int
    days: int


@dataclass(frozen=True)
class Board:
    """Those who practiced most days first; then, by name, everybody else."""

    team: Team
    rows: Sequence[Effort]


def is_shown(organization: Organization, person: Person) -> bool:
    """Whether there is a board for this person: turned on, and they are in a team."""
    return organization.shows_effort and person.home_team_id is not None


def board(session: Session, viewer: Person, today: date) -> Board:
    """The board of the viewer's own team; NotFound while the organization doesn't show any."""
    team, organization = viewer.home_team, people.organization(session)
    if team is None or not is_shown(organization, viewer):
        raise NotFound
    weeks = last_weeks(today, WEEKS, organization.first_weekday)
    counted = _counted(team.id, weeks).subquery()
    columns = [func.coalesce(column, 0) for column in list(counted.c)[1:]]
    takes_now, days_now, takes, days = columns
    rows = session.execute(
        select(Person.id, Person.name, takes_now, days_now, takes, days)
        .outerjoin(counted, counted.c.person_id == Person.id)
        .where(Person.home_team_id == team.id, Person.deactivated_at.is_(None))
        .order_by(days.desc(), takes.desc(), *BY_NAME)
        .limit(MOST)
    )
    return Board(team, [Effort(*row) for row in rows])


def _counted(team_id: UUID, weeks: list[date]) -> Select[UUID, int, int, int, int]:
    this_week = Take.local_day >= weeks[-1]
    return (
        select(
            Take.person_id,
            func.count().filter(this_week).label("takes_now"),
            func.count(distinct(case((this_week, Take.local_day)))).label("days_now"),
            func.count().label("takes"),
            func.count(distinct(Take.local_day)).label("days"),
        )
        .where(Take.team_id == team_id, Take.is_counted, within(days_of(weeks)))
        .group_by(Take.person_id)
    )
