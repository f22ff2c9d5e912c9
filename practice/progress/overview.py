"""What a leader's pages show, put together: a team, a person, the lists behind the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments import queries as assignments
from practice.assignments.models import AssignmentTarget
from practice.people import queries as people
from practice.people.models import Person, Team
from practice.progress import behind, effort, lists, scope, waiting
from practice.progress.assessment import AssessmentMap, assessment_map
from practice.progress.behind import Late
from practice.progress.effort import Grid, Row, Totals
from practice.progress.scope import Pick, Scope
from practice.progress.waiting import HandedIn
from practice.progress.weeks import SHOWN, last_weeks, week_of
from practice.takes.models import Submission

PEOPLE_SHOWN = 25
LATE_SHOWN = 5


@dataclass(frozen=True)
class Chosen:
    """Which teams a page is about, and which others could be picked."""

    scope: Scope
    team: Team | None
    teams: Sequence[Pick]
    weeks: list[date]

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.team is not None:
            return self.team.name
        return "All teams" if self.scope.team_ids is None else "Your teams"

    @property
    def team_id(self) -> UUID | None:
        """For the links: only when one of several was picked."""
        return self.team.id if self.team is not None and len(self.teams) > 1 else None


def choose(session: Session, viewer: Person, team_id: UUID | None, today: date) -> Chosen:
    """The team asked for, or all of the viewer's; a single one is meant without asking."""
    teams = scope.teams_to_pick(session, viewer)
    if team_id is None and len(teams) == 1:
        team_id = teams[0].id
    chosen = scope.scope_of(session, viewer, team_id)
    first_weekday = people.organization(session).first_weekday
    team = session.get(Team, team_id) if team_id else None
    return Chosen(chosen, team, teams, last_weeks(today, SHOWN, first_weekday))


@dataclass(frozen=True)
class TeamPage:
    """A team at a glance."""

    chosen: Chosen
    late: Sequence[Late]
    late_count: int
    totals: Totals
    handed_in: HandedIn
    grid: Grid
    map: AssessmentMap | None
    start: int

    @property
    def weeks(self) -> list[date]:
        return self.chosen.weeks


def team_page(
    session: Session, viewer: Person, chosen: Chosen, start: int, map_of: UUID | None, now: datetime
) -> TeamPage:
    """Who is behind, what the team did, each person's weeks and levels."""
    where, weeks = chosen.scope, chosen.weeks
    grid = effort.grid(session, where, weeks, PEOPLE_SHOWN, start)
    persons = [row.person for row in grid.rows]
    return TeamPage(
        chosen,
        late=behind.late(session, where, now, LATE_SHOWN),
        late_count=behind.count_late(session, where, now),
        totals=effort.totals(session, where, weeks),
        handed_in=waiting.handed_in(session, where, weeks),
        grid=grid,
        map=assessment_map(session, viewer, persons, map_of),
        start=start,
    )


@dataclass(frozen=True)
class PersonPage:
    """One person of a team, as their leader sees them."""

    person: Person
    weeks: list[date]
    row: Row
    targets: Sequence[AssignmentTarget]
    takes: dict[UUID, int]
    counts: dict[lists.Show, int]
    handed_in: Sequence[Submission]


def person_page(session: Session, viewer: Person, person_id: UUID, today: date) -> PersonPage:
    """Someone's weeks, assignments and submissions; what they recorded elsewhere stays there."""
    person = scope.get_member(session, viewer, person_id)
    where = scope.whole_scope(session, viewer)
    organization = people.organization(session)
    weeks = last_weeks(today, SHOWN, organization.first_weekday)
    asked = lists.Asked(where, weeks, organization.timezone, person.id)
    cells = effort.cells_of(session, where, [person.id], weeks)[person.id]
    targets = assignments.my_targets(session, person)
    taken = behind.takes_of(session, [target.id for target in targets])
    counts = lists.counts(session, asked)
    handed_in = lists.handed_in(session, asked, lists.Show.submitted, PEOPLE_SHOWN)
    return PersonPage(person, weeks, Row(person, cells), targets, taken, counts, handed_in)


@dataclass(frozen=True)
class ListPage:
    """A list behind a number."""

    chosen: Chosen
    person: Person | None
    week: date | None
    show: lists.Show
    counts: dict[lists.Show, int]
    asked: lists.Asked


def list_page(
    session: Session,
    viewer: Person,
    team_id: UUID | None,
    person_id: UUID | None,
    week: date | None,
    show: lists.Show,
    today: date,
) -> ListPage:
    """What is to be listed; a person or team outside the viewer's line looks like none."""
    chosen = choose(session, viewer, team_id, today)
    person = scope.get_practiced(session, person_id, chosen.scope) if person_id else None
    organization = people.organization(session)
    first = week_of(week, organization.first_weekday) if week else None
    weeks = [first] if first else chosen.weeks
    asked = lists.Asked(chosen.scope, weeks, organization.timezone, person_id)
    return ListPage(chosen, person, first, show, lists.counts(session, asked), asked)


def mine(session: Session, person: Person, today: date) -> tuple[list[date], Row]:
    """One's own weeks, wherever they were recorded."""
    weeks = last_weeks(today, SHOWN, people.organization(session).first_weekday)
    own = effort.cells_of(session, Scope(None), [person.id], weeks)[person.id]
    return weeks, Row(person, own)
