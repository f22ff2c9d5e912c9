"""Doing a media job: claim it, fetch, make, upload, publish under its token.

Three kinds: `playable` (fast lane) joins the pieces into something one can watch, `excerpt` (the
same lane) cuts it out of another recording, `renditions` (slow lane) makes what is kept for good.
Killed at any point, the job is taken back by the
sweep, and what was uploaded under the old token is never seen.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from media.binaries import find_ffmpeg
from media.errors import BrokenPieces, EncodeFailed, Killed, MediaError, NotStored
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.landing import FULL
from media.pieces import PieceFile
from media.playable import Playable
from media.probe import Bounds, probe
from media.remarks import Remark
from media.tracks import Probe
from media.transcode import Transcoded
from practice.recordings import jobs, publishing, queries
from practice.recordings.models import AssetKind, JobKind, RenditionKind
from practice.recordings.values import (
    Claim,
    ClaimedSegment,
    Made,
    MadeFigures,
    MadeRendition,
)
from practice.settings import Settings
from practice.takes import actions as takes
from workers.boot import Parts
from workers.excerpt import cut_out
from workers.lease import Lease, LeaseLost
from workers.stopping import ToldToStop, droppable
from workers.workspace import workspace

log = structlog.get_logger()
SOON, LATER = timedelta(seconds=3), timedelta(seconds=30)
FETCH, MAKE, SEND = "Fetching your recording", "Preparing your video", "Almost there"
SHARES = {  # of all the work: from where to where each stage takes it
    JobKind.excerpt: {FETCH: (0.0, 0.1), MAKE: (0.1, 0.8), SEND: (0.8, 1.0)},
    JobKind.playable: {FETCH: (0.0, 0.4), MAKE: (0.4, 0.7), SEND: (0.7, 1.0)},
    JobKind.renditions: {FETCH: (0.0, 0.04), MAKE: (0.04, 0.95), SEND: (0.95, 1.0)},
}
Tell = Callable[[str, float], None]  # a stage, and how much of it is done
DISK_FULL = "The disk is full."
DAMAGED = (
    "The stored original of this recording is damaged or gone, so it can’t be prepared anew. "
    "What can be watched stays."
)
SHORTER = "What was made anew is shorter than what can be watched, so that stays."
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
        if not attempt.put_off(error):
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
            tell = self._teller(lease)
            tell(FETCH, 0)
            made = self._made(folder, tell)
        self._publish(made)

    def _made(self, folder: Path, tell: Tell) -> Made:
        match self.claim.kind:
            case JobKind.playable:
                return self._playable(folder, tell)
            case JobKind.excerpt:
                return self._excerpt(folder, tell)
        return self._renditions(folder, tell)

    def _teller(self, lease: Lease) -> Tell:
        shares = SHARES[self.claim.kind]

        def tell(stage: str, share: float) -> None:
            begins, ends = shares[stage]
            lease.report(stage, begins + (ends - begins) * share)

        return tell

    def _playable(self, folder: Path, tell: Tell) -> Made:
        segments = self._pieces(folder, tell)
        tell(MAKE, 0)
        return self._watchable(segments, folder, tell)

    def _excerpt(self, folder: Path, tell: Tell) -> Made:
        """The part of another recording, as if it had been recorded alone."""
        ffmpeg, bounds = find_ffmpeg(self.parts.settings.ffmpeg), bounds_of(self.parts.settings)
        part = cut_out(
            self.parts.store, self.claim, folder, lambda share: tell(MAKE, share),
            ffmpeg=ffmpeg, bounds=bounds,
        )  # fmt: skip
        return self._watchable([SegmentFiles([PieceFile(part, digest_of(part))])], folder, tell)

    def _watchable(self, segments: list[SegmentFiles], folder: Path, tell: Tell) -> Made:
        ffmpeg, bounds = find_ffmpeg(self.parts.settings.ffmpeg), bounds_of(self.parts.settings)
        playable = make_playable(segments, folder, ffmpeg=ffmpeg, bounds=bounds)
        tell(SEND, 0)
        return made_of(playable, self._send_playable(playable), segments)

    def _send_playable(self, playable: Playable) -> list[MadeRendition]:
        """What was recorded, and the same as something seekable to watch right away."""
        seekable = self._send(
            playable.path, RenditionKind.playable, playable.content_type, playable
        )
        if len(playable.originals) > 1:
            # Several recorder sessions never share a byte stream; their pieces are kept instead.
            return [seekable]
        told = self.claim.segments[0].mime_type if self.claim.segments else ""
        mime = told.partition(";")[0].strip().lower()
        original = self._send(
            playable.originals[0],
            RenditionKind.original,
            mime if mime in SUFFIXES else playable.content_type,
            playable,
        )
        return [original, seekable]

    def _renditions(self, folder: Path, tell: Tell) -> Made:
        source, facts = self._source(folder, tell)
        done = make_renditions(
            source,
            facts,
            folder,
            lambda share: tell(MAKE, share),
            ffmpeg=find_ffmpeg(self.parts.settings.ffmpeg),
            is_screen=self.claim.asset_kind == AssetKind.screen,
        )
        if self.claim.bulk and done.sentence and not self.claim.sentence:
            raise EncodeFailed(SHORTER, done.sentence)
        sent = []
        for number, one in enumerate(done.outputs):
            tell(SEND, number / len(done.outputs))
            sent.append(self._send(one.path, RenditionKind(one.kind), one.content_type, one))
        told, figures = in_words_of_rows(done.remarks), figures_of(done)
        return Made(tuple(sent), done.duration_ms, done.sentence, told, figures)

    def _source(self, folder: Path, tell: Tell) -> tuple[Path, Probe]:
        """What is encoded: the seekable original, made anew where it is not kept anymore."""
        ffmpeg, bounds = find_ffmpeg(self.parts.settings.ffmpeg), bounds_of(self.parts.settings)
        if self.claim.playable_key:
            with suppress(NotStored):  # the sweep may just have removed it
                source = folder / "source"
                self.parts.store.download(self.claim.playable_key, source)
                return source, self._known(source, bounds)
        try:
            kept = self._originals(folder, tell)
            playable = make_playable(kept, folder, ffmpeg=ffmpeg, bounds=bounds)
        except (BrokenPieces, NotStored) as error:
            raise BrokenPieces(DAMAGED, error.detail) from error
        if self.claim.original_sha256 not in ("", playable.sha256):
            raise BrokenPieces(DAMAGED, f"its digest is {playable.sha256}")
        return playable.path, playable.probe

    def _known(self, source: Path, bounds: Bounds) -> Probe:
        """What the fast lane found in this file; another release may have kept less of it."""
        with suppress(KeyError, TypeError):
            return Probe.from_data(self.claim.playable_facts or {})
        return probe(source, bounds)

    def _originals(self, folder: Path, tell: Tell) -> list[SegmentFiles]:
        """What was recorded: as one file where that is kept, else in its pieces."""
        if self.claim.original_key is None:
            return self._pieces(folder, tell)
        path = folder / "original"
        self.parts.store.download(self.claim.original_key, path)
        return [SegmentFiles([PieceFile(path, self.claim.original_sha256 or digest_of(path))])]

    def _pieces(self, folder: Path, tell: Tell) -> list[SegmentFiles]:
        """Every segment's pieces as local files."""
        everything = sum(piece.size for one in self.claim.segments for piece in one.pieces) or 1
        fetched = 0

        def arrived(size: int) -> None:
            nonlocal fetched
            fetched += size
            tell(FETCH, fetched / everything)

        return [self._fetch(segment, folder, arrived) for segment in self.claim.segments]

    def _fetch(
        self, segment: ClaimedSegment, folder: Path, arrived: Callable[[int], None]
    ) -> SegmentFiles:
        """The pieces of a segment; one that never arrived is a hole."""
        found: dict[int, PieceFile] = {}
        for piece in segment.pieces:
            path = folder / f"piece-{segment.position}-{piece.position}"
            if self.parts.store.head(piece.key) is not None:
                self.parts.store.download(piece.key, path)
                found[piece.position] = PieceFile(path, piece.sha256)
            arrived(piece.size)
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
            published = publishing.publish(session, self.claim, made)
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
            self.put_back(fault, SOON, counts=True, why=error.sentence)
        elif error.temporary:
            self.put_back(fault, LATER, why=error.sentence)
        else:
            with self.parts.db.work() as session:
                jobs.mark_failed(session, self.claim, error.sentence, fault)
                takes.settle(session, self.claim.asset_id)

    def put_off(self, error: Exception) -> bool:
        """Try again after what nobody foresaw; answers whether it was a full disk, and so no bug.

        Neither a full disk nor a database that is away says anything against the recording.
        """
        is_full = isinstance(error, OSError) and error.errno in FULL
        passes = is_full or isinstance(error, OperationalError | InterfaceError)
        fault, again_in = f"{type(error).__name__}: {error}", LATER if is_full else SOON
        self.put_back(fault, again_in, counts=not passes, why=DISK_FULL if is_full else "")
        return is_full

    def put_back(
        self, fault: str, again_in: timedelta, counts: bool = False, why: str = ""
    ) -> None:
        """Let somebody try again; if even that can't be written, the lease expires."""
        with suppress(SQLAlchemyError), self.parts.db.work() as session:
            jobs.put_back(session, self.claim, fault, again_in, counts, why)
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


def digest_of(path: Path) -> str:
    """The digest of what is there, where nobody wrote down what it has to be."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


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
        remarks=in_words_of_rows(playable.remarks),
        facts=playable.probe.as_data(),
    )


def in_words_of_rows(remarks: Iterable[Remark]) -> tuple[tuple[str, int], ...]:
    """What was noticed, as the database keeps it."""
    return tuple((remark.kind.value, remark.at_ms) for remark in remarks)


def figures_of(done: Transcoded) -> MadeFigures:
    """What was measured, as the database keeps it."""
    sound, board = done.sound, done.storyboard
    return MadeFigures(
        loudness_lufs=sound.loudness_lufs if sound else None,
        peak_db=sound.peak_db if sound else None,
        talk_ms=sound.talk_ms if sound else 0,
        longest_pause_ms=sound.longest_pause_ms if sound else 0,
        longest_pause_at_ms=sound.longest_pause_at_ms if sound else 0,
        peaks=sound.peaks.hex() if sound else "",
        tiles=board.count if board else 0,
        tile_columns=board.columns if board else 0,
        tile_every_ms=board.every_ms if board else 0,
        tile_width=board.width if board else 0,
        tile_height=board.height if board else 0,
    )
