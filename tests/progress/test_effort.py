"""Effort: counted takes by person and week, in the team where they were recorded."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.people.models import Person
from practice.progress import effort, lists
from practice.progress.scope import Scope
from practice.progress.weeks import last_weeks
from practice.takes import by_day
from tests import factories
from tests.progress.world import Org, days_ago, org, reviewed


def west(made: Org) -> Scope:
    return Scope(frozenset({made.west.id}))


def weeks_of(count: int = 10) -> list:  # type: ignore[type-arg]
    return last_weeks(utcnow().date(), count, 0)


def test_only_counted_takes_are_counted(session: Session) -> None:
    made = org(session)
    factories.take(session, made.priya, made.pitch)
    short = factories.take(session, made.priya, made.pitch, duration_ms=5_000)
    short.is_counted, short.counted_ms = False, 0
    session.flush()
    found = effort.totals(session, west(made), weeks_of())
    assert (found.takes, found.ms, found.practiced, found.members) == (1, 60_000, 1, 2)


def test_a_deleted_take_still_counts(session: Session) -> None:
    made = org(session)
    factories.take(session, made.priya, made.pitch).deleted_at = utcnow()
    session.flush()
    assert effort.totals(session, west(made), weeks_of()).takes == 1


def test_active_weeks_count_people_not_takes(session: Session) -> None:
    made = org(session)
    for days in (0, 0, 14):
        factories.take(session, made.priya, made.pitch, at=days_ago(days))
    factories.take(session, made.tom, made.pitch)
    assert effort.totals(session, west(made), weeks_of()).active_weeks == 3


def test_a_take_counts_where_the_person_was_then(session: Session) -> None:
    made = org(session)
    factories.take(session, made.priya, made.pitch, at=days_ago(8))
    made.priya.home_team_id = made.east.id
    session.flush()
    factories.take(session, made.priya, made.pitch)
    east = Scope(frozenset({made.east.id}))
    assert effort.totals(session, west(made), weeks_of()).takes == 1
    assert effort.totals(session, east, weeks_of()).takes == 1
    assert effort.totals(session, Scope(None), weeks_of()).takes == 2


def test_of_everybody_the_sums_are_read_that_are_kept_by_day(session: Session) -> None:
    made, weeks = org(session), weeks_of()
    for days in (0, 8, 90):
        factories.take(session, made.priya, made.pitch, at=days_ago(days))
    by_day.add(session, utcnow().date(), 40, 40_000)  # which no take stands behind
    by_day.add(session, weeks[0] - timedelta(days=1), 500, 1)

    def told(scope: Scope, person: Person | None = None) -> tuple[int, int, int]:
        totals = effort.totals(session, scope, weeks)
        asked = lists.Asked(scope, weeks, "UTC", person.id if person else None)
        return totals.takes, totals.ms, lists.counts(session, asked)[lists.Show.takes]

    assert told(Scope(None)) == (42, 160_000, 42)
    assert told(Scope(None), made.priya) == (42, 160_000, 2)
    assert told(west(made)) == told(Scope(None, made.pitch.scenario_id)) == (2, 120_000, 2)
    assert by_day.recount(session) == 2
    assert told(Scope(None)) == (2, 120_000, 2)


def test_who_moved_on_stays_in_the_grid_of_the_old_team_and_counts_once_as_a_member(
    session: Session,
) -> None:
    made = org(session)
    factories.take(session, made.priya, made.pitch, at=days_ago(8))
    made.priya.home_team_id = made.east.id
    session.flush()
    old = effort.grid(session, west(made), weeks_of(), 50)
    assert {row.person.name: row.moved for row in old.rows} == {
        "Priya Raman": True, "Tom Okafor": False,
    }  # fmt: skip
    assert effort.totals(session, west(made), weeks_of()).members == 1
    assert effort.totals(session, Scope(None), weeks_of()).members == 7  # each once, everybody


def test_the_grid_and_the_list_behind_it_say_the_same(session: Session) -> None:
    made = org(session)
    for days in (0, 1, 8, 9, 30):
        take = factories.take(session, made.priya, made.pitch, at=days_ago(days))
        if days > 7:
            reviewed(session, take, made.dana, timedelta(days=1))
    weeks = weeks_of()
    row = next(r for r in effort.grid(session, west(made), weeks, 50).rows if r.added.takes)
    asked = lists.Asked(west(made), weeks, "UTC", made.priya.id)
    groups = lists.groups(session, asked, 50)
    assert row.added.takes == sum(group.takes for group in groups) == 5
    assert lists.counts(session, asked)[lists.Show.submitted] == row.added.submitted == 3
    assert sum(group.submitted for group in groups) == 3
    assert row.added.ms == sum(group.ms for group in groups)
    for cell, week in zip(row.cells, weeks, strict=True):
        only = lists.Asked(west(made), [week], "UTC", made.priya.id)
        assert lists.counts(session, only)[lists.Show.takes] == cell.takes
        assert lists.counts(session, only)[lists.Show.submitted] == cell.submitted


def test_a_withdrawn_submission_is_not_submitted(session: Session) -> None:
    made = org(session)
    take = factories.take(session, made.priya, made.pitch)
    factories.submission(session, take).withdrawn_at = utcnow()
    factories.submission(session, take).withdrawn_at = utcnow()
    session.flush()
    cells = effort.cells_of(session, west(made), [made.priya.id], weeks_of())[made.priya.id]
    assert (cells[-1].takes, cells[-1].submitted) == (1, 0)


def test_a_year_has_every_day_up_to_today(session: Session) -> None:
    made = org(session)
    today = utcnow().date()
    for days in (0, 0, 3, 20):
        factories.take(session, made.priya, made.pitch, at=days_ago(days))
    year = effort.year_of(session, made.priya, today, 0, 53)
    shown = [takes for _, days in year.weeks for takes in days if takes is not None]
    assert len(shown) == 52 * 7 + today.weekday() + 1
    assert (sum(shown), year.takes, year.ms) == (4, 4, 240_000)


def test_who_flew_back_over_the_date_line_has_a_take_on_a_day_to_come(session: Session) -> None:
    made = org(session)
    take = factories.take(session, made.priya, made.pitch)
    for day, counts in ((date(2026, 11, 21), 1), (date(2026, 11, 22), 0)):
        take.local_day = day + timedelta(days=1)
        session.flush()
        year = effort.year_of(session, made.priya, day, 0, 53)
        shown = [takes for _, days in year.weeks for takes in days if takes]
        assert (sum(shown), year.takes, year.active_weeks) == (counts, counts, counts)


def test_weeks_follow_the_first_weekday_of_the_organization(session: Session) -> None:
    made = org(session)
    sunday = utcnow() - timedelta(days=(utcnow().weekday() + 1) % 7)
    factories.take(session, made.priya, made.pitch, at=sunday)
    monday_weeks = last_weeks(sunday.date() + timedelta(days=1), 2, 0)
    sunday_weeks = last_weeks(sunday.date() + timedelta(days=1), 2, 6)
    assert takes_by_week(session, made.priya, west(made), monday_weeks) == [1, 0]
    assert takes_by_week(session, made.priya, west(made), sunday_weeks) == [0, 1]


def takes_by_week(session: Session, person: Person, scope: Scope, weeks: list) -> list[int]:  # type: ignore[type-arg]
    return [cell.takes for cell in effort.cells_of(session, scope, [person.id], weeks)[person.id]]


def test_no_more_people_practiced_than_there_are(session: Session) -> None:
    team = factories.team(session)
    stays = factories.person(session, team=team)
    for gone in (
        factories.person(session, team=team, deactivated_at=utcnow()),
        factories.person(session, team=factories.team(session)),
    ):
        take = factories.take(session, gone)
        take.team_id = team.id
    factories.take(session, stays)
    weeks = last_weeks(utcnow().date(), 2, 0)
    totals = effort.totals(session, Scope(frozenset({team.id})), weeks)
    assert (totals.practiced, totals.members, totals.takes) == (1, 1, 3)
    assert totals.active_weeks == 1


def test_the_whole_organization_counts_those_without_a_team(session: Session) -> None:
    for person in (
        factories.person(session),
        factories.person(session, team=factories.team(session)),
    ):
        factories.take(session, person)
    weeks = last_weeks(utcnow().date(), 2, 0)
    totals = effort.totals(session, Scope(None), weeks)
    assert (totals.practiced, totals.members) == (2, 2)
    asked = lists.Asked(Scope(None), weeks, "UTC")
    by_team = [*lists.without_team(session, asked), *lists.by_team(session, asked, 50)]
    assert sum(each.takes for each in by_team) == totals.takes == 2
    assert len(effort.grid(session, Scope(None), weeks, 50).rows) == 2
