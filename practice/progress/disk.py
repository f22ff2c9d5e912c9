"""Warning admins before a disk is full: recordings would be the first to be lost."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person, Role
from practice.settings import Settings

LEAST_SHARE = 0.10
LEAST_BYTES = 5 * 1024**3
GIB = 1024**3


@dataclass(frozen=True)
class LowDisk:
    """A place with little room left."""

    path: Path
    free: int
    total: int

    @property
    def sentence(self) -> str:
        """What to tell an admin about it."""
        share = 100 * self.free / self.total if self.total else 0
        return f"{self.free / GIB:.1f} GB ({share:.0f}%) are free where {self.path} lies."


def is_low(free: int, total: int) -> bool:
    """Less than a tenth of the disk, or less than 5 GB."""
    return free < LEAST_BYTES or free < total * LEAST_SHARE


def low_disks(settings: Settings) -> list[LowDisk]:
    """The places of ours that are nearly full: the data directory, and the store's folder.

    Two places on one disk are named once. A store elsewhere (S3) looks after itself.
    """
    places = [settings.data_dir, *([settings.store_dir] if settings.store_dir else [])]
    found = []
    for place in _one_per_disk(places):
        usage = shutil.disk_usage(place)
        if is_low(usage.free, usage.total):
            found.append(LowDisk(place, usage.free, usage.total))
    return found


def _one_per_disk(places: Iterable[Path]) -> list[Path]:
    """What exists of each place: a folder that is made with the first recording has a parent."""
    there = [_nearest(place) for place in places]
    return list({path.stat().st_dev: path for path in reversed(there)}.values())


def _nearest(place: Path) -> Path:
    return next(path for path in (place, *place.parents) if path.exists())


def warn_if_low(session: Session, settings: Settings, now: datetime | None = None) -> int:
    """Tell every admin, once a day, while a disk is nearly full; answers how many were told."""
    low = low_disks(settings)
    if not low:
        return 0
    body = " ".join(disk.sentence for disk in low)
    key = f"low_disk:{(now or utcnow()):%Y-%m-%d}"
    told = [_tell(session, admin, key, body) for admin in _admins(session)]
    return sum(told)


def _tell(session: Session, admin: Person, key: str, body: str) -> bool:
    title = "The disk that keeps recordings is nearly full"
    advice = f"{body} Make room before new takes can no longer be stored."
    kind = NoticeKind.low_disk
    return notices.tell(session, admin, kind, key, title, advice, "/") is not None


def _admins(session: Session) -> Iterable[Person]:
    holds = Person.roles.any(role=Role.admin)
    return session.scalars(select(Person).where(holds, Person.deactivated_at.is_(None)))
