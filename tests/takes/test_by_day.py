"""What is kept as a sum by day: it follows every take that begins or ceases to count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from media.storage import Store
from practice.db import Database, utcnow
from practice.migrate import upgrade
from practice.people.models import Person
from practice.recordings.models import AssetState
from practice.settings import Settings
from practice.takes import actions, by_day, queries
from practice.takes.models import PracticeDay, Take
from practice.takes.notice import fingerprint
from practice.takes.values import Beginning
from tests import factories as make
from workers import chores
from workers.boot import Parts

Sums = dict[date, tuple[int, int]]


def kept(session: Session) -> Sums:
    """The sums as they are kept, but for days that are empty by now."""
    found = session.execute(select(PracticeDay.day, PracticeDay.takes, PracticeDay.ms))
    return {day: (takes, ms) for day, takes, ms in found if takes or ms}


def slow(session: Session) -> Sums:
    """The same, counted one by one."""
    found: Sums = {}
    for take in session.scalars(select(Take).where(Take.is_counted)):
        takes, ms = found.get(take.local_day, (0, 0))
        found[take.local_day] = takes + 1, ms + take.counted_ms
    return found


def begun(session: Session) -> Take:
    """A take whose recording has not arrived."""
    rep = make.person(session)
    actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))
    return actions.begin(session, rep, Beginning(make.scenario(session).scenario_id))


def decoded(session: Session, take: Take, duration_ms: int = 60_000, **more: object) -> None:
    """What came out of its recording, this time."""
    told = {"state": AssetState.ready, "has_sound": True, "duration_ms": duration_ms} | more
    for name, value in told.items():
        setattr(take.asset, name, value)
    session.flush()
    actions.settle(session, take.asset_id)


def test_a_take_is_added_once_however_often_it_is_settled(session: Session) -> None:
    take = begun(session)
    assert kept(session) == {}
    for _ in range(3):
        decoded(session, take)
        assert kept(session) == {take.local_day: (1, 60_000)}


def test_what_comes_out_longer_the_second_time_is_corrected(session: Session) -> None:
    take = begun(session)
    decoded(session, take, 50_000, state=AssetState.playable)
    decoded(session, take, 60_000)
    assert kept(session) == {take.local_day: (1, 60_000)}


def test_a_take_that_turns_out_too_short_is_taken_away_again(session: Session) -> None:
    first, second = begun(session), begun(session)
    for take in (first, second):
        decoded(session, take)
    decoded(session, second, 4_000)
    assert kept(session) == {first.local_day: (1, 60_000)}
    decoded(session, first, has_sound=False)
    assert kept(session) == {}


def test_of_the_same_bytes_the_second_is_taken_away_again(session: Session) -> None:
    rep, version = make.person(session), make.scenario(session)
    first, second = (make.take(session, rep, version) for _ in range(2))
    decoded(session, first, sha256="f" * 64)
    decoded(session, second, sha256="f" * 64)
    assert kept(session) == {first.local_day: (1, 60_000)}


def test_a_deleted_take_stays_in_the_sum_of_its_day(session: Session) -> None:
    take = make.take(session, make.person(session))
    actions.delete(session, session.get_one(Person, take.person_id), take.id)
    actions.settle(session, take.asset_id)
    assert kept(session) == {take.local_day: (1, 60_000)}


def test_recounting_corrects_what_is_wrong_and_nothing_else(session: Session) -> None:
    rep = make.person(session)
    today = utcnow()
    for days in (0, 0, 1, 5):
        make.take(session, rep, at=today - timedelta(days=days))
    right = kept(session)
    assert by_day.is_right(session)
    assert by_day.recount(session) == 0

    by_day.add(session, today.date(), 7, 7_000)
    by_day.add(session, today.date() - timedelta(days=1), 0, -1)
    by_day.add(session, today.date() - timedelta(days=9), 1, 1)
    session.delete(session.get_one(PracticeDay, today.date() - timedelta(days=5)))
    session.flush()
    assert not by_day.is_right(session)
    assert by_day.recount(session) == 4
    assert kept(session) == right
    assert by_day.recount(session) == 0


def test_the_sums_are_those_of_the_takes_whatever_becomes_of_these(session: Session) -> None:
    people = [make.person(session) for _ in range(2)]
    version = make.scenario(session)
    takes = [
        make.take(session, people[n % 2], version, at=utcnow() - timedelta(days=n // 2))
        for n in range(6)
    ]
    outcome = st.tuples(
        st.sampled_from(takes),
        st.sampled_from([4_000, 20_000, 60_000, 61_000]),
        st.sampled_from([True, True, False]),
        st.sampled_from(["a" * 64, "b" * 64, None]),
        st.sampled_from([AssetState.playable, AssetState.ready, AssetState.unreadable]),
    )

    @hypothesis_settings(derandomize=True, deadline=None, max_examples=25, database=None)
    @given(st.lists(outcome, min_size=1, max_size=12))
    def check(outcomes: list[tuple[Take, int, bool, str | None, AssetState]]) -> None:
        for take, ms, has_sound, sha256, state in outcomes:
            decoded(session, take, ms, has_sound=has_sound, sha256=sha256, state=state)
        assert kept(session) == slow(session)
        assert by_day.is_right(session)

    check()


def test_what_was_rolled_back_is_in_no_sum(db: Database) -> None:
    with pytest.raises(RuntimeError), db.work() as session:
        make.take(session, make.person(session))
        raise RuntimeError("half-way")
    with db.reading() as session:
        assert kept(session) == {}


def test_the_sweep_says_so_when_it_had_to_correct_a_day(
    db: Database, settings: Settings, store: Store
) -> None:
    parts = Parts(settings, db, store)
    with db.work() as session:
        day = make.take(session, make.person(session)).local_day
    with capture_logs() as told:
        assert chores.recount_days(parts) == 0
    assert told == []
    with db.work() as session:
        by_day.add(session, day, 1, 0)
    with capture_logs() as told:
        assert chores.recount_days(parts) == 1
    assert told == [{"event": "days_corrected", "days": 1, "log_level": "warning"}]
    with db.reading() as session:
        assert kept(session) == {day: (1, 60_000)}


@pytest.fixture
def installed(blank: Database) -> Database:
    """An installation of this release."""
    upgrade(blank.engine)
    return blank


def test_an_upgrade_adds_up_what_was_recorded_before(installed: Database) -> None:
    with installed.work() as session:
        rep = make.person(session)
        for days in (0, 0, 3):
            make.take(session, rep, at=utcnow() - timedelta(days=days))
        short = make.take(session, rep, at=utcnow() - timedelta(days=4))
        short.is_counted, short.counted_ms = False, 0
    with installed.engine.begin() as connection:  # as it was before
        connection.exec_driver_sql("DROP TABLE practice_day")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0010'")
    upgrade(installed.engine, "0011")
    with installed.reading() as session:
        assert kept(session) == slow(session)
        assert len(kept(session)) == 2
