"""What a leader's pages show, put together: a team, a person, the lists behind the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments.own import Given
from practice.clock import week_of
from practice.errors import NotFound
from practice.people import queries as people
from practice.people.models import Organization, Person
from practice.progress import behind, effort, lists, scope, waiting
from practice.progress.assessment import AssessmentMap, assessment_map
from practice.progress.behind import Late
from practice.progress.effort import Grid, Row, Totals
from practice.progress.scope import Pick, Picks, Scope
from practice.progress.waiting import HandedIn
from practice.progress.weeks import SHOWN, Period, last_weeks

PEOPLE_SHOWN = 25
LATE_SHOWN = 5


@dataclass(frozen=True)
class Chosen:
    """Which teams, segment, scenario and weeks a page is about, and what else could be picked."""

    scope: Scope
    team: Pick | None
    teams: Sequence[Pick]
    weeks: list[date]
    organization: Organization
    picks: Picks
    scenario: Pick | None = None
    segment: Pick | None = None
    period: Period = Period.quarter
    archived: int = 0  # teams that cannot be picked, though somebody may have practiced there

    @property
    def zone(self) -> str:
        """By whose clock submissions are counted: the organization's."""
        return self.organization.timezone

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.team is not None:
            return self.team.name
        return "All teams" if self.scope.team_ids is None else "Your teams"

    @property
    def periods(self) -> list[Period]:
        """How far back one may look: not a year of very many teams at once."""
        return [each for each in Period if not self.scope.is_wide or each.weeks <= SHOWN]

    @property
    def team_id(self) -> UUID | None:
        """For the links: only when one of several was picked."""
        return self.team.id if self.team is not None and len(self.teams) > 1 else None

    @property
    def about(self) -> dict[str, Any]:
        """The filters as they stand in the address, for links that keep them."""
        picked = {"scenario": self.scenario, "segment": self.segment}
        period = self.period if self.period != Period.quarter else None
        named = {key: each.id if each else None for key, each in picked.items()}
        return {"team": self.team_id, **named, "weeks": period}


@dataclass(frozen=True)
class Filters:
    """What the address asks for, as it stands there."""

    team_id: UUID | None = None
    scenario_id: UUID | None = None
    segment_id: UUID | None = None
    period: Period = Period.quarter


def choose(session: Session, viewer: Person, today: date, asked: Filters) -> Chosen:
    """What was asked for; a single team is meant without asking.

    A team or a segment outside of the viewer's line, or a scenario that there is not, looks like
    none.
    """
    line = scope.line_of(session, viewer)
    offered, picks = line.offered, scope.to_pick(session, line.scope)
    team = line.find(asked.team_id) or (offered[0] if len(offered) == 1 else None)
    scenario, segment = (
        found(asked.scenario_id, picks.scenarios), found(asked.segment_id, picks.segments),
    )  # fmt: skip
    if asked.team_id and (team is None or team.id != asked.team_id):
        raise NotFound
    ids = frozenset({team.id}) if team else line.scope.team_ids
    where = Scope(ids, asked.scenario_id, asked.segment_id)
    is_long = where.is_wide and asked.period.weeks > SHOWN
    period = Period.quarter if is_long else asked.period
    kept = people.organization(session)
    weeks = last_weeks(today, period.weeks, kept.first_weekday)
    others = (scenario, segment, period, len(line.archived))
    return Chosen(where, team, offered, weeks, kept, picks, *others)


def found(wanted: UUID | None, offered: Sequence[Pick]) -> Pick | None:
    """The one of these that is wanted; NotFound when it is not among them."""
    if wanted is None:
        return None
    pick = next((each for each in offered if each.id == wanted), None)
    if pick is None:
        raise NotFound
    return pick


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
    late, late_count = behind.late_of_all(session, where, now, LATE_SHOWN)
    return TeamPage(
        chosen,
        late=late,
        late_count=late_count,
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
    given: Sequence[tuple[Given, int]]
    counts: dict[lists.Show, int]
    handed_in: Sequence[lists.Line]


def person_page(session: Session, viewer: Person, person_id: UUID, today: date) -> PersonPage:
    """Someone's weeks, assignments and submissions; what they recorded elsewhere stays there."""
    person = scope.get_member(session, viewer, person_id)
    where = scope.whole_scope(session, viewer)
    organization = people.organization(session)
    weeks = last_weeks(today, SHOWN, organization.first_weekday)
    asked = lists.Asked(where, weeks, organization.timezone, person.id)
    cells = effort.cells_of(session, where, [person.id], weeks)[person.id]
    given = behind.given_with_takes(session, person)
    counts = lists.counts(session, asked)
    handed_in = lists.handed_in(session, viewer, asked, lists.Show.submitted, PEOPLE_SHOWN)
    return PersonPage(person, weeks, Row(person, cells), given, counts, handed_in)


@dataclass(frozen=True)
class ListPage:
    """A list behind a number."""

    chosen: Chosen
    person: Person | None
    week: date | None
    show: lists.Show
    counts: dict[lists.Show, int]
    asked: lists.Asked
    reviewer: Person | None = None

    @property
    def about(self) -> dict[str, Any]:
        """What the address asks for, for links that keep it."""
        person_id = self.person.id if self.person else None
        reviewer_id = self.reviewer.id if self.reviewer else None
        named = {"person": person_id, "week": self.week, "reviewer": reviewer_id}
        unassigned = "yes" if self.asked.is_unassigned else None
        return self.chosen.about | named | {"unassigned": unassigned}


@dataclass(frozen=True)
class Listed:
    """Which list the address asks for, within the filters."""

    show: lists.Show = lists.Show.takes
    person_id: UUID | None = None
    week: date | None = None
    reviewer_id: UUID | None = None
    is_unassigned: bool = False


def list_page(session: Session, viewer: Person, chosen: Chosen, wanted: Listed) -> ListPage:
    """What is to be listed; a person outside the viewer's line looks like none."""
    where = chosen.scope
    person = scope.get_practiced(session, wanted.person_id, where) if wanted.person_id else None
    reviewer_id = wanted.reviewer_id
    reviewer = scope.get_reviewer(session, reviewer_id, where) if reviewer_id else None
    first_weekday = chosen.weeks[0].weekday()
    first = week_of(wanted.week, first_weekday) if wanted.week else None
    weeks = [first] if first else chosen.weeks
    reviewed_by = (reviewer_id, wanted.is_unassigned)
    asked = lists.Asked(where, weeks, chosen.zone, wanted.person_id, *reviewed_by)
    counts = lists.counts(session, asked)
    return ListPage(chosen, person, first, wanted.show, counts, asked, reviewer)


def mine(session: Session, person: Person, today: date) -> tuple[list[date], Row]:
    """One's own weeks, wherever they were recorded."""
    weeks = last_weeks(today, SHOWN, people.organization(session).first_weekday)
    own = effort.cells_of(session, Scope(None), [person.id], weeks)[person.id]
    return weeks, Row(person, own)
