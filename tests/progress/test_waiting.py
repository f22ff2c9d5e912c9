"""Turnaround is a median of what came back, and what waits is seen beside it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.progress import effort, lists, waiting
from practice.progress.scope import Scope
from practice.progress.weeks import last_weeks
from practice.takes.turnaround import usual_turnaround
from tests import factories
from tests.progress.world import Org, days_ago, org, reviewed


def back_after(session: Session, made: Org, *hours: int) -> None:
    for each in hours:
        take = factories.take(session, made.priya, made.pitch, at=days_ago(10))
        reviewed(session, take, made.dana, timedelta(hours=each))


def shown(session: Session, made: Org) -> waiting.HandedIn:
    weeks = last_weeks(utcnow().date(), 10, 0)
    return waiting.handed_in(session, Scope(frozenset({made.west.id})), weeks)


def hours(span: timedelta | None) -> float:
    assert span is not None
    return round(span.total_seconds() / 3600, 2)


def test_the_median_is_the_middle_one(session: Session) -> None:
    made = org(session)
    back_after(session, made, 1, 100, 10)
    assert hours(shown(session, made).turnaround) == 10


def test_of_an_even_number_it_lies_between_the_two_in_the_middle(session: Session) -> None:
    made = org(session)
    back_after(session, made, 1, 10, 20, 100)
    assert hours(shown(session, made).turnaround) == 15


def test_fewer_than_three_say_nothing(session: Session) -> None:
    made = org(session)
    back_after(session, made, 1, 100)
    found = shown(session, made)
    assert found.turnaround is None
    assert (found.submitted, found.reviewed) == (2, 2)
    assert usual_turnaround(session, made.west.id, utcnow()) is None


def test_a_rep_is_told_what_their_own_team_takes(session: Session) -> None:
    made = org(session)
    back_after(session, made, 24, 48, 72)
    assert hours(usual_turnaround(session, made.west.id, utcnow())) == 48
    assert usual_turnaround(session, made.east.id, utcnow()) is None


def test_what_waits_is_counted_however_old_it_is(session: Session) -> None:
    made = org(session)
    old = factories.take(session, made.priya, made.pitch, at=days_ago(200))
    factories.submission(session, old, reviewer=made.dana).created_at = days_ago(199)
    session.flush()
    found = shown(session, made)
    assert (found.waiting, found.submitted) == (1, 0)
    assert found.oldest_waiting is not None
    assert (utcnow() - found.oldest_waiting).days == 199


def test_another_teams_submissions_are_not_seen(session: Session) -> None:
    made = org(session)
    factories.submission(session, factories.take(session, made.mara, made.pitch))
    found = shown(session, made)
    assert (found.submitted, found.waiting) == (0, 0)


def test_asking_for_help_waits_but_is_not_handed_in(session: Session) -> None:
    made = org(session)
    back_after(session, made, 24, 48, 72)
    for hours_later in (1, 2, 3):
        take = factories.take(session, made.priya, made.pitch, at=days_ago(9))
        asked = reviewed(session, take, made.dana, timedelta(hours=hours_later))
        asked.asks_help = True
    open_question = factories.take(session, made.priya, made.pitch)
    factories.submission(session, open_question, reviewer=made.dana).asks_help = True
    session.flush()
    found = shown(session, made)
    assert (found.submitted, found.reviewed, found.waiting) == (3, 3, 1)
    assert hours(found.turnaround) == 48
    assert hours(usual_turnaround(session, made.west.id, utcnow())) == 48
    weeks = last_weeks(utcnow().date(), 10, 0)
    west = Scope(frozenset({made.west.id}))
    (cells,) = effort.cells_of(session, west, [made.priya.id], weeks).values()
    assert sum(cell.submitted for cell in cells) == 3
    asked_for = lists.Asked(west, weeks, "UTC")
    assert sum(group.submitted for group in lists.groups(session, asked_for, 50)) == 3
    counts = lists.counts(session, asked_for)
    assert {str(show): count for show, count in counts.items()} == {
        "takes": 7, "submitted": 3, "reviewed": 3, "waiting": 1
    }  # fmt: skip
    for show in (lists.Show.submitted, lists.Show.reviewed, lists.Show.waiting):
        assert len(lists.handed_in(session, made.dana, asked_for, show, 50)) == counts[show]
