"""A part of a recording as a recording of its own.

It owes nothing to the one it was cut from: deleting either leaves the other. Nothing outside the
range is in it, so whoever may watch the part learns nothing of the rest.
"""

import hashlib
import secrets

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid, WrongState
from practice.recordings import jobs
from practice.recordings.models import AssetState, JobKind, MediaAsset

SHORTEST_MS = 1000
TOO_SHORT = "Choose a part of at least a second."
NOT_THERE = "This recording can’t be watched, so no part of it can be kept."


def cut_out(session: Session, source: MediaAsset, from_ms: int, until_ms: int) -> MediaAsset:
    """Ask for a part of a recording as a clip of the same owner; a worker cuts it.

    A range that reaches beyond the end stops there. Refuses a recording that can't be watched,
    and less than a second of it. Like any clip it is used within a day, or the sweep removes it.
    """
    jobs.hold(session, source.id)
    session.refresh(source)
    if not source.is_watchable:
        raise WrongState(NOT_THERE)
    begin, end = max(0, from_ms), min(until_ms, source.duration_ms)
    if end - begin < SHORTEST_MS:
        raise Invalid(TOO_SHORT)
    part = MediaAsset(
        owner_id=source.owner_id, kind=source.kind, is_clip=True, state=AssetState.finished,
        key_prefix=f"r/{secrets.token_hex(16)}", finished_at=utcnow(), recorded_ms=end - begin,
        excerpt_of_id=source.id, excerpt_from_ms=begin, excerpt_until_ms=end,
    )  # fmt: skip
    session.add(part)
    session.flush()
    jobs.add_job(session, part.id, JobKind.excerpt, _digest(source, begin, end))
    return part


def _digest(source: MediaAsset, begin: int, end: int) -> str:
    return hashlib.sha256(f"{source.id} {begin} {end}".encode()).hexdigest()
