"""Unsubmitted takes go after their time: announced a week before, counted for ever."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from media.storage import Store
from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person
from practice.recordings import actions as recordings
from practice.recordings.models import AssetState, MediaAsset
from practice.takes import retention
from practice.takes.models import Take, TakeState
from tests import factories

NOW = utcnow()
WEEK = timedelta(days=7)


def days_before(days: float) -> datetime:
    return NOW - timedelta(days=days)


def notices(session: Session) -> list[Notice]:
    return session.query(Notice).filter_by(kind=NoticeKind.retention).all()


@pytest.fixture
def priya(session: Session) -> Person:
    return factories.person(session, "Priya")


def test_a_week_before_its_rep_is_told_once_for_all_of_them(
    session: Session, priya: Person
) -> None:
    for days in (84, 83.5, 40):
        factories.take(session, priya, at=days_before(days))
    assert retention.announce(session, NOW) == 2
    assert retention.announce(session, NOW + timedelta(hours=1)) == 0
    (notice,) = notices(session)
    assert notice.title.startswith("2 practice takes will be deleted from ")


def test_what_comes_due_later_on_the_same_day_is_told_tomorrow(
    session: Session, priya: Person
) -> None:
    factories.take(session, priya, at=days_before(84))
    morning = NOW.replace(hour=1)
    retention.announce(session, morning)
    late = factories.take(session, priya, at=days_before(85))
    assert retention.announce(session, morning + timedelta(hours=20)) == 0
    assert retention.announce(session, morning + timedelta(days=1)) == 1
    assert len(notices(session)) == 2
    assert late.retention_told_at == morning + timedelta(days=1)


def test_nothing_goes_before_its_rep_had_a_week_to_act(session: Session, priya: Person) -> None:
    old = factories.take(session, priya, at=days_before(200))
    assert retention.retire(session, NOW) == 0
    retention.announce(session, NOW)
    assert retention.retire(session, NOW + WEEK - timedelta(minutes=1)) == 0
    assert retention.retire(session, NOW + WEEK) == 1
    assert (old.state, old.asset.state) == (TakeState.deleted, AssetState.deleted)


def test_what_was_practiced_still_counts(session: Session, priya: Person) -> None:
    old = factories.take(session, priya, at=days_before(200))
    retention.announce(session, NOW)
    retention.retire(session, NOW + WEEK)
    assert (old.is_counted, old.counted_ms) == (True, 60_000)


def test_submitted_takes_stay_and_withdrawn_ones_go(session: Session, priya: Person) -> None:
    kept, withdrawn = (factories.take(session, priya, at=days_before(200)) for _ in range(2))
    factories.submission(session, kept)
    factories.submission(session, withdrawn).withdrawn_at = NOW
    session.flush()
    retention.announce(session, NOW)
    assert retention.retire(session, NOW + WEEK) == 1
    assert (kept.state, withdrawn.state) == (TakeState.recorded, TakeState.deleted)


def test_a_take_submitted_after_the_warning_stays(session: Session, priya: Person) -> None:
    take = factories.take(session, priya, at=days_before(200))
    retention.announce(session, NOW)
    factories.submission(session, take)
    assert retention.retire(session, NOW + WEEK) == 0


def test_who_left_is_not_told_and_their_takes_still_go(session: Session, priya: Person) -> None:
    factories.take(session, priya, at=days_before(200))
    priya.deactivated_at = NOW
    session.flush()
    retention.announce(session, NOW)
    assert notices(session) == []
    assert retention.retire(session, NOW + WEEK) == 1


def test_the_organization_decides_how_long(session: Session, priya: Person) -> None:
    factories.organization(session).keep_unsubmitted_days = 30
    factories.take(session, priya, at=days_before(25))
    session.flush()
    assert retention.announce(session, NOW) == 1


# ---- purging ----------------------------------------------------------------------------------


def recorded(db: Database, store: Store, folder: Path) -> Take:
    """A deleted take whose objects still lie in the store, and a neighbor that stays."""
    (folder / "bytes").write_bytes(b"video")
    with db.work() as session:
        priya = factories.person(session)
        gone, kept = factories.take(session, priya), factories.take(session, priya)
        for take in (gone, kept):
            prefix = take.asset.key_prefix
            for name in ("original.mp4", "p/00000/00000-aa"):
                store.upload(folder / "bytes", f"{prefix}/{name}", "video/mp4")
        recordings.delete(session, gone.asset)
        return gone


def left(store: Store, prefix: str) -> list[str]:
    return [stored.key for stored in store.list(f"{prefix}/")]


def asset_of(db: Database, take: Take) -> MediaAsset:
    with db.reading() as session:
        return session.get_one(MediaAsset, take.asset_id)


def test_all_objects_of_a_deleted_recording_go_and_no_others(
    db: Database, store: Store, tmp_path: Path
) -> None:
    gone = recorded(db, store, tmp_path)
    later = utcnow() + timedelta(hours=2)
    assert retention.purge_deleted(db, store, now=later) == 1
    assert left(store, asset_of(db, gone).key_prefix) == []
    assert len(list(store.list("r/"))) == 2
    assert asset_of(db, gone).purged_at == later
    assert retention.purge_deleted(db, store, now=later) == 0


def test_it_is_not_done_while_an_old_address_may_still_take_bytes(
    db: Database, store: Store, tmp_path: Path
) -> None:
    gone = recorded(db, store, tmp_path)
    prefix = asset_of(db, gone).key_prefix
    assert retention.purge_deleted(db, store) == 0
    assert left(store, prefix) == []
    store.upload(tmp_path / "bytes", f"{prefix}/p/00000/00001-bb", "video/mp4")
    assert retention.purge_deleted(db, store, now=utcnow() + timedelta(hours=2)) == 1
    assert left(store, prefix) == []
