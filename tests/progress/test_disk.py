"""Admins hear of a disk that fills up, once a day, before takes are lost."""

from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Role
from practice.progress import disk
from practice.settings import Settings
from tests import factories

GIB = 1024**3
Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "total", "is_low"),
    [(4 * GIB, 20 * GIB, True), (6 * GIB, 50 * GIB, False), (6 * GIB, 100 * GIB, True)],
)
def test_a_tenth_or_five_gigabytes(free: int, total: int, is_low: bool) -> None:
    assert disk.is_low(free, total) is is_low


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: Usage(100 * GIB, 97 * GIB, 3 * GIB))


@pytest.mark.usefixtures("full")
def test_each_admin_is_told_once_a_day(session: Session, settings: Settings) -> None:
    factories.organization(session)
    factories.person(session, "Ada", Role.admin)
    factories.person(session, "Gone", Role.admin, deactivated_at=utcnow())
    factories.person(session, "Rep")
    noon = utcnow().replace(hour=12)
    assert disk.warn_if_low(session, settings, noon) == 1
    assert disk.warn_if_low(session, settings, noon + timedelta(hours=3)) == 0
    assert disk.warn_if_low(session, settings, noon + timedelta(days=1)) == 1
    told = session.query(Notice).filter_by(kind=NoticeKind.low_disk).all()
    assert {notice.person.name for notice in told} == {"Ada"}
    assert "3.0 GB (3%) are free" in told[0].body


@pytest.mark.usefixtures("full")
def test_two_places_on_one_disk_are_named_once(settings: Settings) -> None:
    assert len(disk.low_disks(settings)) == 1


def test_with_room_nobody_is_told(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: Usage(100 * GIB, 0, 80 * GIB))
    factories.person(session, "Ada", Role.admin)
    assert disk.warn_if_low(session, settings) == 0


def test_a_store_that_was_never_written_to_is_measured_where_it_will_be(
    settings: Settings, tmp_path: Path
) -> None:
    coming = settings.model_copy(update={"store_dir": tmp_path / "not" / "there"})
    assert isinstance(disk.low_disks(coming), list)
