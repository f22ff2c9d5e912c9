"""From acknowledged pieces to a published take, with everything dying in between."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from media.errors import NoSpace
from media.samples import make_recording
from media.storage import Store
from practice.db import Database, utcnow
from practice.doorbell import Task
from practice.recordings import actions as recordings
from practice.recordings import jobs, queries
from practice.recordings.models import (
    AssetKind,
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    RenditionKind,
)
from practice.recordings.values import (
    Manifest,
    ManifestPiece,
    ManifestSegment,
    PieceClaim,
)
from practice.settings import Settings
from practice.takes import actions as takes
from practice.takes.models import Take
from tests import factories
from tests.fakes import ListeningDoorbell
from workers import chores, ingest
from workers.boot import Parts
from workers.workspace import clear_leftovers, workspace

PIECE = 40_000  # bytes; small, so that a short recording has several


@pytest.fixture
def parts(settings: Settings, db: Database, store: Store) -> Parts:
    return Parts(settings, db, store)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds as Chrome would record them: no duration in the header."""
    path = tmp_path_factory.mktemp("recording") / "take.webm"
    return make_recording(path, 6, "webm-vp8").read_bytes()


class Recorded:
    """A take whose pieces are in the store and whose manifest is in."""

    def __init__(self, parts: Parts, body: bytes, tmp: Path, lose: int | None = None) -> None:
        self.parts, self.tmp = parts, tmp
        with parts.db.work() as session:
            self.rep = factories.person(session)
            version = factories.scenario(session, target_seconds=10)
            self.asset_id = recordings.begin(session, self.rep, AssetKind.camera).id
            take = Take(
                person_id=self.rep.id, scenario_version_id=version.id, asset_id=self.asset_id,
                local_day=utcnow().date(), number=1,
            )  # fmt: skip
            session.add(take)
            session.flush()
            self.take_id = take.id
        self.send(body, lose)

    def send(self, body: bytes, lose: int | None) -> None:
        told = []
        for position, start in enumerate(range(0, len(body), PIECE)):
            piece = body[start : start + PIECE]
            digest = hashlib.sha256(piece).hexdigest()
            told.append(ManifestPiece(position, len(piece), digest))
            if position != lose:
                self.put(position, piece, digest)
        segment = ManifestSegment(0, "video/webm;codecs=vp8,opus", 6000, 6000, tuple(told))
        with self.parts.db.work() as session:
            takes.finish(session, self.rep, self.asset_id, Manifest((segment,), 6000))

    def put(self, position: int, piece: bytes, digest: str) -> None:
        claim = PieceClaim(0, position, "video/webm", len(piece), digest)
        with self.parts.db.work() as session:
            row, _ = recordings.announce_piece(
                session, self.rep, self.asset_id, claim, most_bytes=10**9, stored_sha256=None
            )
            key = row.key
        path = self.tmp / "piece"
        path.write_bytes(piece)
        self.parts.store.upload(path, key, "application/octet-stream")

    def job(self, kind: JobKind = JobKind.playable) -> MediaJob:
        with self.parts.db.reading() as look:
            found = look.scalar(
                select(MediaJob).where(MediaJob.asset_id == self.asset_id, MediaJob.kind == kind)
            )
            assert found
            return found

    def work(self, kind: JobKind = JobKind.playable) -> None:
        ingest.do_media_job(self.parts, self.job(kind).id, "a worker")

    def asset(self) -> MediaAsset:
        with self.parts.db.reading() as look:
            found = look.get_one(MediaAsset, self.asset_id)
            assert found.renditions is not None
            assert found.segments is not None
            return found

    def take(self) -> Take:
        with self.parts.db.reading() as look:
            return look.get_one(Take, self.take_id)

    def stored(self) -> set[str]:
        return {one.key for one in self.parts.store.list(self.asset().key_prefix)}

    def published(self) -> set[str]:
        return {made.key for made in self.asset().renditions}


def test_a_recording_becomes_playable_then_ready_and_only_what_is_published_stays(
    parts: Parts, recording: bytes, tmp_path: Path, doorbell: ListeningDoorbell
) -> None:
    made = Recorded(parts, recording, tmp_path)
    assert (Task.media_fast, made.job().id) in doorbell.heard
    made.work()
    assert made.asset().state == AssetState.playable
    assert abs(made.asset().duration_ms - 6000) < 200
    assert made.asset().sha256 == hashlib.sha256(recording).hexdigest()
    assert (Task.media_slow, made.job(JobKind.renditions).id) in doorbell.heard
    made.work(JobKind.renditions)
    asset = made.asset()
    assert (asset.state, asset.sentence) == (AssetState.ready, "")
    assert {one.kind for one in asset.renditions} == set(RenditionKind) - {RenditionKind.low}
    assert made.stored() == made.published()
    assert made.take().is_counted
    assert not list(parts.settings.work_dir.glob("job-*"))


def test_the_original_is_kept_bit_by_bit(parts: Parts, recording: bytes, tmp_path: Path) -> None:
    made = Recorded(parts, recording, tmp_path)
    made.work()
    original = made.asset().rendition(RenditionKind.original)
    assert original
    parts.store.download(original.key, tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == recording


def test_a_missing_piece_makes_a_take_partial_and_says_how_much_is_there(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = Recorded(parts, recording, tmp_path, lose=3)
    made.work()
    made.work(JobKind.renditions)
    assert made.asset().state == AssetState.partial
    assert "of 6 s" in made.asset().sentence


def test_what_is_no_video_becomes_unreadable_with_a_reason_and_the_rep_is_told(
    parts: Parts, tmp_path: Path
) -> None:
    made = Recorded(parts, b"not a video at all " * 500, tmp_path)
    made.work()
    assert made.asset().state == AssetState.unreadable
    assert "isn’t a video" in made.asset().sentence
    assert made.job().state == JobState.failed
    assert made.stored(), "the pieces stay until somebody deletes the take"


def test_doing_a_job_twice_changes_nothing(parts: Parts, recording: bytes, tmp_path: Path) -> None:
    made = Recorded(parts, recording, tmp_path)
    made.work()
    before = made.published()
    made.work()
    assert made.published() == before


def test_a_worker_that_lost_its_job_publishes_nothing_and_leaves_nothing(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)
    meanwhile(monkeypatch, lambda: somebody_else_takes(parts, made.job().id))
    made.work()
    assert made.asset().state == AssetState.finished
    assert all("/p/" in key for key in made.stored()), "only the pieces are there"


def test_a_full_disk_means_later_not_failed(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)

    def fill_up() -> None:
        raise NoSpace("The disk is full.")

    meanwhile(monkeypatch, fill_up)
    made.work()
    job = made.job()
    assert (job.state, job.attempt) == (JobState.waiting, 0)
    assert job.not_before > utcnow()


def test_a_silent_worker_loses_its_job_and_another_finishes_it(
    parts: Parts, recording: bytes, tmp_path: Path, doorbell: ListeningDoorbell
) -> None:
    made = Recorded(parts, recording, tmp_path)
    long_ago = utcnow() - timedelta(minutes=5)
    with parts.db.work() as session:
        assert jobs.claim(
            session, made.job().id, "a worker that dies", long_ago + timedelta(0)
        ) or (jobs.claim(session, made.job().id, "a worker that dies"))
        session.get_one(MediaJob, made.job().id).lease_until = long_ago
    doorbell.heard.clear()
    assert chores.take_back_expired_jobs(parts) == 1
    assert (Task.media_fast, made.job().id) in doorbell.heard
    made.work()
    assert made.asset().is_watchable


def test_the_sweep_rings_for_jobs_whose_bell_was_lost(
    parts: Parts, recording: bytes, tmp_path: Path, doorbell: ListeningDoorbell
) -> None:
    made = Recorded(parts, recording, tmp_path)
    doorbell.heard.clear()
    assert chores.ring_for_waiting_jobs(parts) == 1
    assert doorbell.heard == [(Task.media_fast, made.job().id)]
    assert chores.ring_for_waiting_jobs(parts) == 0, "not again right away"


def test_objects_of_no_recording_are_removed_after_a_day(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)
    (tmp_path / "stray").write_bytes(b"left by somebody")
    parts.store.upload(tmp_path / "stray", "r/nobody/stray", "application/octet-stream")
    assert chores.remove_orphans(parts) == 0, "it may still be on its way"
    monkeypatch.setattr(chores, "ORPHAN_AFTER", timedelta(0))
    assert chores.remove_orphans(parts) == 1
    assert parts.store.head("r/nobody/stray") is None
    with parts.db.reading() as look:
        kept = {piece.key for piece in queries.pieces_kept(look, made.asset_id)}
    assert made.stored() == kept


def test_workspaces_of_dead_processes_are_cleared_and_living_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "job-dead").mkdir()
    (tmp_path / "job-dead" / "half.mp4").write_bytes(b"half")
    with workspace(tmp_path, "alive") as folder:
        assert not (tmp_path / "job-dead").exists()
        assert clear_leftovers(tmp_path) == 0
        assert folder.exists()
    assert not list(tmp_path.glob("job-*"))


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Have something happen just before the result of a job is sent to the store."""
    real = ingest.Attempt._send_playable

    def late(self: ingest.Attempt, playable: object) -> object:
        happens()
        return real(self, playable)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest.Attempt, "_send_playable", late)


def somebody_else_takes(parts: Parts, job_id: UUID) -> None:
    with parts.db.work() as session:
        session.get_one(MediaJob, job_id).lease_until = utcnow() - timedelta(seconds=1)
        session.flush()
        assert jobs.claim(session, job_id, "somebody else")
