"""What happens to a recording on its way in: begun, announced piece by piece, finished.

What workers and the sweep do with the jobs that come of it stands in `jobs`.
"""

import hashlib
import json
import secrets
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import NotFound, TooLarge, WrongState
from practice.people.models import Person
from practice.recordings import jobs, queries, rules
from practice.recordings.models import (
    AssetKind,
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    Piece,
    Segment,
)
from practice.recordings.values import Manifest, PieceClaim

NOTHING_CAME = "Nothing of this recording reached us. If it is still on your device, send it."
OTHER_BYTES = "Another tab is sending this take with other content."


def begin(session: Session, by: Person, kind: AssetKind, *, is_clip: bool = False) -> MediaAsset:
    """Open a recording. Its place in the store is made here and cannot be guessed.

    A clip belongs to no take: whoever begins it uses it within a day, or the sweep removes it.
    """
    prefix = f"r/{secrets.token_hex(16)}"
    asset = MediaAsset(owner_id=by.id, kind=kind, is_clip=is_clip, key_prefix=prefix)
    session.add(asset)
    session.flush()
    return asset


def announce_piece(
    session: Session,
    by: Person,
    asset_id: UUID,
    claim: PieceClaim,
    *,
    most_bytes: int,
    stored_sha256: str | None,
) -> tuple[Piece, bool]:
    """Note the piece that is about to be sent; answers also whether it is already there.

    `stored_sha256` is the digest of what the store was seen to hold at this place. Refuses other
    bytes at such a place, more than `most_bytes` in all, and a recording that is finished.
    """
    asset = _locked(session, by, asset_id)
    known = queries.find_piece(session, asset_id, claim.segment, claim.position)
    if known is not None and known.sha256 == claim.sha256:
        settled = not rules.may_grow(asset)
        asset.last_heard_at = utcnow()
        return known, settled or stored_sha256 == claim.sha256
    if not rules.may_grow(asset):
        raise WrongState("This recording is already finished.")
    if known is not None and stored_sha256 == known.sha256:
        raise WrongState(OTHER_BYTES)
    _check_room(session, asset, claim, known, most_bytes)
    asset.last_heard_at = utcnow()
    return _place(session, asset, claim, known), False


def finish(session: Session, by: Person, asset_id: UUID, manifest: Manifest) -> MediaAsset:
    """Hand in the manifest: the recording is whole now, and a worker makes it watchable.

    Doing it twice gives the same answer. A recording that the server closed because its browser
    was gone is opened anew. Refuses a manifest that names other bytes than were announced.
    """
    asset = _locked(session, by, asset_id)
    digest = manifest_digest(manifest)
    if not rules.may_grow(asset):
        return asset
    _write_manifest(session, asset, manifest)
    asset.finished_by_server = False
    _hand_over(session, asset, digest)
    return asset


def delete(session: Session, asset: MediaAsset) -> None:
    """Let a recording go: work on it stops, its objects are removed by the sweep."""
    asset.state, asset.deleted_at, asset.sentence = AssetState.deleted, utcnow(), ""
    asset.figures = asset.captions = None
    asset.remarks = []
    jobs.overtake(session, asset.id, rules.DELETED)
    session.flush()


def close_abandoned(session: Session, asset_id: UUID, now: datetime | None = None) -> bool:
    """Finish a recording whose browser is gone from the pieces that were announced.

    One without a single piece can only be told to be empty. Either goes on when the browser
    comes back after all.
    """
    asset = session.get(MediaAsset, asset_id, with_for_update=True)
    quiet_since = (now or utcnow()) - rules.ABANDONED_AFTER
    if asset is None or asset.state != AssetState.uploading or asset.last_heard_at > quiet_since:
        return False
    asset.finished_by_server = True
    pieces = queries.pieces_kept(session, asset_id)
    if not pieces:
        asset.state, asset.sentence = AssetState.unreadable, NOTHING_CAME
        return True
    told = [[piece.segment.position, piece.position, piece.sha256] for piece in pieces]
    _hand_over(session, asset, hashlib.sha256(json.dumps(told).encode()).hexdigest())
    return True


def manifest_digest(manifest: Manifest) -> str:
    """What a job works on, in one line: every piece and every count."""
    told = json.dumps(asdict(manifest), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _locked(session: Session, by: Person, asset_id: UUID) -> MediaAsset:
    mine = queries.owned_by(by).where(MediaAsset.id == asset_id).with_for_update()
    asset = session.scalar(mine.execution_options(populate_existing=True))
    if asset is None:
        raise NotFound("We can’t find that recording.")
    return asset


def _check_room(
    session: Session, asset: MediaAsset, claim: PieceClaim, known: Piece | None, most_bytes: int
) -> None:
    total = queries.announced_bytes(session, asset.id) + claim.size - (known.size if known else 0)
    if total > most_bytes:
        gigabytes = f"{most_bytes / 1024**3:.1f}".removesuffix(".0")
        raise TooLarge(f"A take can be at most {gigabytes} GB. What was sent so far is kept.")


def _place(session: Session, asset: MediaAsset, claim: PieceClaim, known: Piece | None) -> Piece:
    if known is not None:
        session.delete(known)
        session.flush()
    segment = _segment(session, asset, claim.segment, claim.mime_type)
    name = f"{claim.position:05}-{claim.sha256[:32]}"
    piece = Piece(
        segment_id=segment.id,
        position=claim.position,
        size=claim.size,
        sha256=claim.sha256,
        key=f"{asset.key_prefix}/p/{claim.segment:05}/{name}",
    )
    session.add(piece)
    session.flush()
    return piece


def _segment(session: Session, asset: MediaAsset, position: int, mime_type: str) -> Segment:
    found = session.scalar(
        select(Segment).where(Segment.asset_id == asset.id, Segment.position == position)
    )
    if found is None:
        found = Segment(asset_id=asset.id, position=position, mime_type=mime_type)
        session.add(found)
        session.flush()
    return found


def _write_manifest(session: Session, asset: MediaAsset, manifest: Manifest) -> None:
    for told in manifest.segments:
        segment = _segment(session, asset, told.position, told.mime_type)
        segment.video_ms, segment.audio_ms = told.video_ms, told.audio_ms
        segment.pieces_expected = len(told.pieces)
        announced = {piece.position: piece.sha256 for piece in segment.pieces}
        if any(announced.get(one.position, one.sha256) != one.sha256 for one in told.pieces):
            raise WrongState(OTHER_BYTES)
    asset.recorded_ms = manifest.recorded_ms


def _hand_over(session: Session, asset: MediaAsset, digest: str) -> None:
    """State and outbox in one: the job row is what makes a worker come."""
    asset.state, asset.finished_at, asset.sentence = AssetState.finished, utcnow(), ""
    jobs.overtake(session, asset.id, rules.OVERTAKEN, except_digest=digest)
    job = jobs.add_job(session, asset.id, JobKind.playable, digest)
    if job.state in (JobState.done, JobState.failed):
        jobs.revive(session, job)
