"""Doing a media job: claim it, fetch, make, upload, publish under its token.

Two kinds: `playable` (fast lane) joins the pieces into something one can watch, `renditions`
(slow lane) makes what is kept for good. Killed at any point, the job is taken back by the
sweep, and what was uploaded under the old token is never seen.
"""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from media.binaries import find_ffmpeg
from media.errors import Killed, MediaError
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.playable import Playable
from media.probe import Bounds, probe
from practice.recordings import jobs, queries
from practice.recordings.models import JobKind, RenditionKind
from practice.recordings.values import Claim, ClaimedSegment, Made, MadeRendition
from practice.settings import Settings
from practice.takes import actions as takes
from workers.boot import Parts
from workers.lease import Lease, LeaseLost
from workers.stopping import ToldToStop, droppable
from workers.workspace import workspace

log = structlog.get_logger()
SOON, LATER = timedelta(seconds=3), timedelta(seconds=30)
FETCH, MAKE, SEND = "Fetching your recording", "Preparing your video", "Almost there"
SUFFIXES = {
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "video/webm": "webm",
    "audio/webm": "weba",
    "video/x-matroska": "mkv",
    "video/quicktime": "mov",
    "image/jpeg": "jpg",
}


def do_media_job(parts: Parts, job_id: UUID, worker: str) -> None:
    """Do one job if it is still to be done; every way it can end is written down."""
    with parts.db.work() as session:
        claim = jobs.claim(session, job_id, worker)
    if claim is None:
        return
    attempt = Attempt(parts, claim)
    try:
        attempt.run()
    except LeaseLost:
        log.info("lease_lost", job=str(job_id))
    except ToldToStop:
        attempt.put_back("the worker was told to stop", timedelta(0))
    except MediaError as error:
        attempt.give_up(error)
    except Exception as error:
        attempt.put_back(f"{type(error).__name__}: {error}", SOON, counts=True)
        raise
    finally:
        attempt.clear_away()


class Attempt:
    """One worker's try at one job."""

    def __init__(self, parts: Parts, claim: Claim) -> None:
        self.parts = parts
        self.claim = claim
        self.uploaded = False

    def run(self) -> None:
        """From the claim to the published result."""
        work_dir = self.parts.settings.work_dir
        with (
            workspace(work_dir, self.claim.token.hex) as folder,
            Lease(self.parts.db, self.claim) as lease,
            droppable(),
        ):
            lease.report(FETCH, 0)
            if self.claim.kind == JobKind.playable:
                made = self._playable(folder)
            else:
                made = self._renditions(folder, lease)
        self._publish(made)

    def _playable(self, folder: Path) -> Made:
        segments = [self._fetch(segment, folder) for segment in self.claim.segments]
        settings = self.parts.settings
        playable = make_playable(
            segments, folder, ffmpeg=find_ffmpeg(settings.ffmpeg), bounds=bounds_of(settings)
        )
        return made_of(playable, self._send_playable(playable), segments)

    def _send_playable(self, playable: Playable) -> list[MadeRendition]:
        """What was recorded, and the same as something seekable to watch right away."""
        main = self._send(playable.path, RenditionKind.main, playable.content_type, playable)
        if len(playable.originals) > 1:
            # Several recorder sessions never share a byte stream; their pieces are kept instead.
            return [main]
        mime = self.claim.segments[0].mime_type.partition(";")[0].strip().lower()
        original = self._send(
            playable.originals[0],
            RenditionKind.original,
            mime if mime in SUFFIXES else playable.content_type,
            playable,
        )
        return [original, main]

    def _renditions(self, folder: Path, lease: Lease) -> Made:
        settings, source = self.parts.settings, folder / "source"
        self.parts.store.download(self.claim.main_key or "", source)
        outputs = make_renditions(
            source,
            probe(source, bounds_of(settings)),
            folder,
            lambda share: lease.report(MAKE, share),
            ffmpeg=find_ffmpeg(settings.ffmpeg),
        )
        lease.report(SEND, 1)
        return Made(
            tuple(
                self._send(one.path, RenditionKind(one.kind), one.content_type, one)
                for one in outputs
            )
        )

    def _fetch(self, segment: ClaimedSegment, folder: Path) -> SegmentFiles:
        """The pieces of a segment as local files; one that never arrived is a hole."""
        found: dict[int, PieceFile] = {}
        for piece in segment.pieces:
            path = folder / f"piece-{segment.position}-{piece.position}"
            if self.parts.store.head(piece.key) is not None:
                self.parts.store.download(piece.key, path)
                found[piece.position] = PieceFile(path, piece.sha256)
        count = max(segment.pieces_expected, len(segment.pieces))
        ordered = [found.get(position) for position in range(count)]
        return SegmentFiles(ordered, segment.video_ms, segment.audio_ms)

    def _send(
        self, path: Path, kind: RenditionKind, content_type: str, facts: object
    ) -> MadeRendition:
        suffix = SUFFIXES.get(content_type, "bin")
        key = f"{self.claim.key_prefix}/{self.claim.token.hex}/{kind.value}.{suffix}"
        self.uploaded = True
        stored = self.parts.store.upload(path, key, content_type)
        return MadeRendition(
            kind,
            key,
            content_type,
            stored.size,
            getattr(facts, "width", 0),
            getattr(facts, "height", 0),
            getattr(facts, "duration_ms", 0),
        )

    def _publish(self, made: Made) -> None:
        with self.parts.db.work() as session:
            published = jobs.publish(session, self.claim, made)
            if published is None:
                raise LeaseLost
            takes.settle(session, published.asset_id)
        self.uploaded = self.claim.attempt > 1  # those before may have been killed in the middle
        self.parts.store.delete(published.obsolete_keys)

    def give_up(self, error: MediaError) -> None:
        """Write down why: for later when that can help, else for good."""
        fault = f"{type(error).__name__}: {error.sentence} {error.detail}".strip()
        log.warning("media_job_failed", job=str(self.claim.job_id), fault=fault)
        if isinstance(error, Killed):
            self.put_back(fault, SOON, counts=True)
        elif error.temporary:
            self.put_back(fault, LATER)
        else:
            with self.parts.db.work() as session:
                jobs.mark_failed(session, self.claim, error.sentence, fault)
                takes.settle(session, self.claim.asset_id)

    def put_back(self, fault: str, again_in: timedelta, counts: bool = False) -> None:
        """Let somebody try again; if even that can't be written, the lease expires."""
        with suppress(SQLAlchemyError), self.parts.db.work() as session:
            jobs.put_back(session, self.claim, fault, again_in, counts)
            takes.settle(session, self.claim.asset_id)

    def clear_away(self) -> None:
        """Remove what this attempt, and any before it, put into the store in vain.

        The rows are asked what that is: a commit may have succeeded whose answer never came.
        """
        if not self.uploaded:
            return
        try:
            stored = {one.key for one in self.parts.store.list(f"{self.claim.key_prefix}/")}
            with self.parts.db.reading() as look:
                unneeded = queries.unneeded(look, stored)
            self.parts.store.delete(unneeded)
        except (MediaError, SQLAlchemyError):
            log.warning("left_for_the_sweep", job=str(self.claim.job_id), exc_info=True)


def bounds_of(settings: Settings) -> Bounds:
    """The largest recording this installation takes."""
    return Bounds(minutes=settings.max_take_minutes, bytes=settings.max_take_bytes)


def made_of(
    playable: Playable, renditions: list[MadeRendition], segments: list[SegmentFiles]
) -> Made:
    """What the database is told about a playable recording."""
    width, height = playable.probe.video.shown if playable.probe.video else (0, 0)
    return Made(
        renditions=tuple(renditions),
        duration_ms=playable.duration_ms,
        has_video=playable.has_video,
        has_sound=playable.has_audio and not playable.is_silent,
        width=width,
        height=height,
        sha256=playable.sha256,
        pieces_joined=sum(1 for one in segments for piece in one.pieces if piece is not None),
        sentence=playable.sentence,
    )
