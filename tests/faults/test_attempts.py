"""What one attempt at a job leaves behind when it is broken off, wherever that happens."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.errors import Killed, StoreError
from media.ffmpeg import run_ffmpeg
from media.runner import Limits, run
from media.storage import Store
from practice.db import Database, utcnow
from practice.doorbell import Task
from practice.recordings import jobs, rules
from practice.recordings.models import AssetKind, JobKind, JobState, MediaAsset, MediaJob
from practice.recordings.values import Claim
from practice.settings import Settings
from tests import factories
from tests.fakes import ListeningDoorbell
from tests.faults import processes
from tests.waiting import until
from workers import chores, ingest, tasks
from workers.boot import Parts, name_of_worker
from workers.lease import Lease
from workers.stopping import ToldToStop, droppable, heed_sigterm
from workers.workspace import workspace

Act = Callable[[ingest.Attempt], None]


@pytest.fixture
def parts(settings: Settings, db: Database, store: Store) -> Parts:
    return Parts(settings, db, store)


@pytest.fixture
def asset(parts: Parts) -> MediaAsset:
    """A recording that waits to be made playable."""
    with parts.db.work() as session:
        owner = factories.person(session)
        made = MediaAsset(owner_id=owner.id, kind=AssetKind.camera, key_prefix="r/" + "a" * 32)
        session.add(made)
        session.flush()
        jobs.add_job(session, made.id, JobKind.playable, "d" * 64)
        return made


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], None]:
    """Have something happen in the middle of an attempt, after its first upload."""

    def have(act: Act) -> None:
        monkeypatch.setattr(ingest.Attempt, "_playable", lambda self, *_: act(self))

    return have


@pytest.fixture(autouse=True)
def _own_sigterm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    heed_sigterm()
    yield
    heed_sigterm()  # forgets what it was told
    signal.signal(signal.SIGTERM, before)


def job_of(parts: Parts) -> MediaJob:
    with parts.db.reading() as look:
        return look.query(MediaJob).one()


def work(parts: Parts) -> None:
    ingest.do_media_job(parts, job_of(parts).id, "a worker")


def upload(parts: Parts, tmp_path: Path, key: str) -> str:
    (tmp_path / "bytes").write_bytes(b"made by an attempt")
    parts.store.upload(tmp_path / "bytes", key, "video/mp4")
    return key


def claimed(parts: Parts, worker: str = "a worker") -> Claim:
    with parts.db.work() as session:
        claim = jobs.claim(session, session.query(MediaJob).one().id, worker)
        assert claim
        return claim


def stored(parts: Parts) -> set[str]:
    return {one.key for one in parts.store.list("r/")}


def test_a_program_that_somebody_else_kills_is_told_from_one_that_fails(tmp_path: Path) -> None:
    suicide = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    with pytest.raises(Killed):
        run([sys.executable, "-c", suicide], tmp_path, Limits(wall_seconds=20))


@processes.needed
def test_an_encoder_that_is_told_to_end_has_not_failed_either(tmp_path: Path) -> None:
    def end_it(_: float) -> None:
        mine = processes.below([os.getpid()])
        processes.send(signal.SIGTERM, *filter(processes.is_ffmpeg, mine))

    endless = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "null", "-"]
    with pytest.raises(Killed):
        run_ffmpeg(find_ffmpeg(), endless, tmp_path, Limits(wall_seconds=20), 60_000, end_it)


def test_a_killed_encoder_is_tried_again_and_given_up_in_the_end(
    parts: Parts, asset: MediaAsset, during: Callable[[Act], None]
) -> None:
    def killed(_: ingest.Attempt) -> None:
        raise Killed("Preparing this video was interrupted.")

    during(killed)
    for attempt in range(1, rules.MOST_ATTEMPTS):
        work(parts)
        assert (job_of(parts).state, job_of(parts).attempt) == (JobState.waiting, attempt)
        with parts.db.work() as session:
            session.query(MediaJob).one().not_before = utcnow()
    work(parts)
    assert (job_of(parts).state, job_of(parts).reason) == (JobState.failed, jobs.GIVEN_UP)


def test_a_fault_of_our_own_is_tried_again_soon_and_still_reported(
    parts: Parts, asset: MediaAsset, during: Callable[[Act], None]
) -> None:
    def stumble(_: ingest.Attempt) -> None:
        raise RuntimeError("a bug")

    during(stumble)
    with pytest.raises(RuntimeError):
        work(parts)
    assert (job_of(parts).state, job_of(parts).attempt) == (JobState.waiting, 1)
    assert job_of(parts).fault == "RuntimeError: a bug"


def test_sigterm_breaks_an_attempt_off_which_does_not_count_and_rings_for_another(
    parts: Parts,
    asset: MediaAsset,
    during: Callable[[Act], None],
    tmp_path: Path,
    doorbell: ListeningDoorbell,
) -> None:
    def told(attempt: ingest.Attempt) -> None:
        attempt.uploaded = True
        upload(parts, tmp_path, f"{attempt.claim.key_prefix}/{attempt.claim.token.hex}/main.mp4")
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("still at work")

    during(told)
    work(parts)
    job = job_of(parts)
    assert (job.state, job.attempt) == (JobState.waiting, 0)
    assert doorbell.heard[-1] == (Task.media_fast, job.id)
    assert stored(parts) == set()


def test_sigterm_waits_for_what_is_not_droppable() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(ToldToStop), droppable():
        raise AssertionError("begun although told to stop")


def test_the_job_of_a_dead_process_is_free_at_once_but_not_one_in_other_hands(
    parts: Parts, asset: MediaAsset, doorbell: ListeningDoorbell
) -> None:
    claim = claimed(parts, name_of_worker(4711))
    tasks.bury(parts, "workers.tasks.media_fast", claim.job_id, 4712)
    assert job_of(parts).state == JobState.running
    tasks.bury(parts, "workers.tasks.media_fast", claim.job_id, 4711)
    assert (job_of(parts).state, job_of(parts).attempt) == (JobState.waiting, 1)
    assert doorbell.heard[-1] == (Task.media_fast, claim.job_id)
    tasks.bury(parts, "workers.tasks.route", claim.job_id, 4711)


def test_a_worker_that_begins_frees_what_dead_processes_of_its_machine_held(
    parts: Parts, asset: MediaAsset
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    for holder in (name_of_worker(os.getpid()), f"elsewhere-1234:{gone.pid}"):
        claimed(parts, holder)
        assert tasks.bury_the_dead(parts) == 0, holder
        with parts.db.work() as session:
            session.query(MediaJob).one().lease_until = utcnow() - timedelta(seconds=1)
    claimed(parts, name_of_worker(gone.pid))
    assert tasks.bury_the_dead(parts) == 1
    assert job_of(parts).state == JobState.waiting


def test_a_loser_removes_its_own_objects_and_none_of_the_winner(
    parts: Parts, asset: MediaAsset, during: Callable[[Act], None], tmp_path: Path
) -> None:
    winners: list[str] = []

    def lose(attempt: ingest.Attempt) -> None:
        attempt.uploaded = True
        upload(parts, tmp_path, f"{asset.key_prefix}/{attempt.claim.token.hex}/main.mp4")
        with parts.db.work() as session:
            session.query(MediaJob).one().lease_until = utcnow() - timedelta(seconds=1)
        winner = claimed(parts, "the winner")
        winners.append(upload(parts, tmp_path, f"{asset.key_prefix}/{winner.token.hex}/main.mp4"))
        raise ingest.LeaseLost

    during(lose)
    work(parts)
    assert len(winners) == 1
    assert stored(parts) == set(winners)


def test_objects_of_killed_attempts_go_when_they_are_old_and_those_of_living_ones_stay(
    parts: Parts, asset: MediaAsset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(parts, tmp_path, f"{asset.key_prefix}/{'b' * 32}/main.mp4")
    living = upload(parts, tmp_path, f"{asset.key_prefix}/{claimed(parts).token.hex}/main.mp4")
    assert chores.remove_orphans(parts) == 0, "nothing is that old"
    monkeypatch.setattr(chores, "ORPHAN_AFTER", timedelta(0))
    monkeypatch.setattr(chores, "LOOK_AT_ONCE", 1)
    assert chores.remove_orphans(parts) == 1
    assert stored(parts) == {living}


def test_a_long_backlog_does_not_fill_the_queue_with_repeated_rings(
    parts: Parts, asset: MediaAsset, doorbell: ListeningDoorbell
) -> None:
    with parts.db.work() as session:
        for number in range(2 * rules.RING_AT_MOST):
            jobs.add_job(session, asset.id, JobKind.renditions, f"{number:064}")
    doorbell.heard.clear()
    rung = rules.RING_AT_MOST + 1  # of the slow lane, and the one that waits in the fast lane
    assert chores.ring_for_waiting_jobs(parts) == rung
    assert chores.ring_for_waiting_jobs(parts) == 0
    with parts.db.work() as session:
        session.query(MediaJob).update({"rung_at": utcnow() - timedelta(minutes=1)})
    assert chores.ring_for_waiting_jobs(parts) == rung
    assert len(set(doorbell.heard)) == rung, "the same ones, until they are done"


def test_a_store_that_fails_while_clearing_away_leaves_it_to_the_sweep(
    parts: Parts, asset: MediaAsset, during: Callable[[Act], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The file store can't be used right now.")

    def begin(attempt: ingest.Attempt) -> None:
        attempt.uploaded = True
        fail()

    during(begin)
    monkeypatch.setattr(type(parts.store), "list", fail)
    work(parts)
    assert job_of(parts).state == JobState.waiting


def test_a_number_that_cannot_be_written_does_not_break_the_work_off(
    parts: Parts, asset: MediaAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not parts.db.is_sqlite:
        pytest.skip("only SQLite locks a whole database")
    lease = Lease(parts.db, claimed(parts))
    path = parts.db.engine.url.database
    assert path
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    lease.report("Preparing your video", 0.5)
    other.execute("ROLLBACK")
    other.close()
    monkeypatch.setattr("workers.lease.REPORT_EVERY", 0)
    lease.report("Preparing your video", 0.6)
    assert job_of(parts).percent == 60


def test_many_jobs_beginning_at_once_leave_each_other_their_directories(tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def begin(number: int) -> None:
        try:
            for turn in range(40):
                with workspace(tmp_path, f"{number}-{turn}") as folder:
                    (folder / "file").write_bytes(b"kept")
                    time.sleep(0.001)
                    assert (folder / "file").exists()
        except (OSError, AssertionError) as error:
            faults.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert not list(tmp_path.glob("job-*"))


def test_the_directory_of_a_killed_process_goes_with_the_next_job(tmp_path: Path) -> None:
    held = (
        "import sys, time; from pathlib import Path; from workers.workspace import workspace\n"
        f"with workspace(Path({str(tmp_path)!r}), 'killed'): time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", held])
    until("the other's directory", lambda: list(tmp_path.glob("job-killed")))
    with workspace(tmp_path, "alive"):
        assert list(tmp_path.glob("job-killed"))
    process.kill()
    process.wait()
    with workspace(tmp_path, "next"):
        assert not list(tmp_path.glob("job-killed"))
