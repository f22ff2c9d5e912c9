"""From acknowledged pieces to a published take, with everything dying in between."""

import errno
import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from media.errors import NoSpace
from practice.db import utcnow
from practice.doorbell import Task
from practice.recordings import jobs, queries, rules
from practice.recordings.models import AssetState, JobKind, JobState, MediaJob, RenditionKind
from tests.fakes import ListeningDoorbell
from tests.workers.recorded import Recorded
from workers import chores, ingest
from workers.boot import Parts
from workers.lease import Lease
from workers.workspace import clear_leftovers, workspace


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


def test_a_full_store_means_later_not_failed(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)

    def fill_up() -> None:
        raise NoSpace("The disk is full. Nothing was lost; try again soon.")

    meanwhile(monkeypatch, fill_up)
    made.work()
    job = made.job()
    assert (job.state, job.attempt, job.postponed) == (JobState.waiting, 0, 1)
    assert job.not_before > utcnow()
    assert rules.why_later(job) == "the disk is full"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for half a megabyte."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("kind", [JobKind.playable, JobKind.renditions])
def test_a_worker_whose_own_disk_is_full_does_the_job_once_there_is_room(
    parts: Parts, recording: bytes, tmp_path: Path, tiny_disk: Path, kind: JobKind
) -> None:
    made = Recorded(parts, recording, tmp_path)
    if kind == JobKind.renditions:
        made.work()
    cramped = Parts(
        parts.settings.model_copy(update={"work_dir": tiny_disk}), parts.db, parts.store
    )
    (tiny_disk / "somebody else’s").write_bytes(bytes(300_000))
    for _ in range(rules.MOST_ATTEMPTS + 1):
        ingest.do_media_job(cramped, made.job(kind).id, "a worker")
        job = made.job(kind)
        assert (job.state, job.attempt) == (JobState.waiting, 0), job.fault
        assert rules.why_later(job) == "the disk is full"
        due_now(parts, job.id)
    assert not list(tiny_disk.glob("job-*"))
    made.work(kind)
    assert made.job(kind).state == JobState.done


def test_a_disk_that_is_full_from_the_start_means_later_too(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ingest, "workspace", full)
    made.work()
    assert (made.job().state, made.job().attempt) == (JobState.waiting, 0)


def test_a_database_that_is_away_says_nothing_against_the_recording(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)

    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    meanwhile(monkeypatch, away)
    with pytest.raises(OperationalError):
        made.work()
    assert (made.job().state, made.job().attempt) == (JobState.waiting, 0)


def test_what_nobody_foresaw_counts_and_is_given_up_in_the_end(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)

    def stumble() -> None:
        raise ZeroDivisionError

    meanwhile(monkeypatch, stumble)
    for _ in range(rules.MOST_ATTEMPTS):
        due_now(parts, made.job().id)
        with pytest.raises(ZeroDivisionError):
            made.work()
    assert (made.job().state, made.job().attempt) == (JobState.failed, rules.MOST_ATTEMPTS)
    assert made.asset().state == AssetState.unreadable
    assert "an admin can try again" in made.asset().sentence


def test_one_percentage_runs_through_all_stages_and_never_back(
    parts: Parts, recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Recorded(parts, recording, tmp_path)
    told: list[tuple[str, float]] = []
    real = Lease.report

    def report(self: Lease, stage: str, share: float) -> None:
        told.append((stage, share))
        real(self, stage, share)

    monkeypatch.setattr(Lease, "report", report)
    for kind in (JobKind.playable, JobKind.renditions):
        told.clear()
        made.work(kind)
        shares = [share for _, share in told]
        assert shares == sorted(shares)
        assert shares[0] == 0.0 and 0.7 <= shares[-1] <= 1.0
        assert list(dict(told)) == [ingest.FETCH, ingest.MAKE, ingest.SEND]
        assert (
            len({share for stage, share in told if stage == ingest.FETCH}) > 1 or kind != "playable"
        )


def test_what_was_watched_meanwhile_goes_an_hour_after_the_renditions_came(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = Recorded(parts, recording, tmp_path)
    made.finish()
    key, watched = made.key(RenditionKind.playable), made.asset().best
    assert chores.drop_what_main_replaced(parts) == 0
    assert parts.store.head(key), "who began to watch it may go on"
    with parts.db.work() as session:
        for one in session.get_one(type(made.asset()), made.asset_id).renditions:
            one.created_at -= rules.SUPERSEDED_AFTER + timedelta(seconds=1)
    assert chores.drop_what_main_replaced(parts) == 1
    assert parts.store.head(key) is None
    assert made.asset().rendition(RenditionKind.playable) is None
    assert made.stored() == made.published()
    after = made.asset().best
    assert watched and after and after.key == watched.key
    assert made.asset().state == AssetState.ready


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


def due_now(parts: Parts, job_id: UUID) -> None:
    with parts.db.work() as session:
        session.get_one(MediaJob, job_id).not_before = utcnow() - timedelta(seconds=1)


def somebody_else_takes(parts: Parts, job_id: UUID) -> None:
    with parts.db.work() as session:
        session.get_one(MediaJob, job_id).lease_until = utcnow() - timedelta(seconds=1)
        session.flush()
        assert jobs.claim(session, job_id, "somebody else")
