"""Two people at the same moment, on a real PostgreSQL: nothing is lost, nothing happens twice.

SQLite lets one writer in at a time; PostgreSQL lets both, so here the locks have to be right.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from media.captions import Cleaned
from practice.assignments import actions as assignments
from practice.assignments.models import TargetState
from practice.audit.actions import note_watch
from practice.audit.models import Watch
from practice.db import Database, new_id, utcnow
from practice.errors import PracticeError
from practice.people import actions as people
from practice.people.models import Person, Role
from practice.recordings import actions as recordings
from practice.recordings import jobs, publishing
from practice.recordings.languages import Language
from practice.recordings.models import (
    AssetState,
    Captions,
    JobKind,
    JobState,
    MediaJob,
)
from practice.recordings.values import Made, Manifest, ManifestPiece, ManifestSegment, PieceClaim
from practice.reviews import actions as reviews
from practice.reviews import drafts
from practice.reviews.models import Decision, Review
from practice.scenarios import actions as scenarios
from practice.scenarios import queries as library
from practice.scenarios.values import Content
from practice.takes import actions, by_day, captions, queries, retention
from practice.takes.models import NoticeAcceptance, PracticeDay, Submission, Take, TakeState
from practice.takes.notice import fingerprint
from practice.takes.values import Beginning
from tests import factories as make
from tests.postgres import Server
from tests.waiting import PATIENCE

ROUNDS = 6  # one may happen to go well


@pytest.fixture(scope="module")
def db(postgres_server: Server) -> Iterator[Database]:
    database = Database(postgres_server.migrated())
    with database.work() as session:
        make.organization(session)
    yield database
    database.dispose()


def at_once(db: Database, *doings: Callable[[Session], Any]) -> list[str]:
    """Each in a transaction of its own, all begun together; answers how each ended."""
    start, ends = threading.Barrier(len(doings)), ["" for _ in doings]

    def run(place: int, doing: Callable[[Session], Any]) -> None:
        try:
            with db.work() as session:
                session.scalar(select(1))  # the connection is there
                start.wait()
                doing(session)
            ends[place] = "done"
        except PracticeError as error:
            ends[place] = type(error).__name__
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            ends[place] = f"broke: {error!r:.300}"

    threads = [threading.Thread(target=run, args=each) for each in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(end.startswith("broke") or not end for end in ends), ends
    return ends


def rep_and_take(db: Database, **more: Any) -> tuple[Person, Take]:
    with db.work() as session:
        rep = make.person(session)
        take = make.take(session, rep, **more)
        session.refresh(rep, ["roles"])
        return rep, take


def count(db: Database, what: Any, *where: Any) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_take_is_submitted_once(db: Database, _: int) -> None:
    rep, take = rep_and_take(db)

    def submit(session: Session) -> None:
        actions.submit(session, rep, take.id)

    assert sorted(at_once(db, submit, submit, submit)) == ["WrongState", "WrongState", "done"]
    assert count(db, Submission, Submission.take_id == take.id) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
@pytest.mark.parametrize("ending", ["delete", "retire"])
def test_what_is_submitted_is_not_deleted(db: Database, ending: str, _: int) -> None:
    rep, take = rep_and_take(db)
    with db.work() as session:
        long_ago = utcnow() - timedelta(days=200)
        found = session.get_one(Take, take.id)
        found.created_at = found.retention_told_at = long_ago

    def submit(session: Session) -> None:
        actions.submit(session, rep, take.id)

    def delete(session: Session) -> None:
        if ending == "delete":
            actions.delete(session, rep, take.id)
        else:
            retention.retire(session)

    at_once(db, submit, delete)
    with db.reading() as session:
        is_gone = session.get_one(Take, take.id).state == TakeState.deleted
    in_hand = count(db, Submission, Submission.take_id == take.id)
    assert in_hand + is_gone == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_take_deleted_while_it_is_encoded_stays_deleted(db: Database, _: int) -> None:
    rep, take = rep_and_take(db, state=AssetState.playable)
    with db.work() as session:
        job = jobs.add_job(session, take.asset_id, JobKind.renditions, "digest")
    with db.work() as session:
        claim = jobs.claim(session, job.id, "worker")
    assert claim

    def publish(session: Session) -> None:
        if publishing.publish(session, claim, Made(())):
            actions.settle(session, take.asset_id)

    at_once(db, publish, lambda session: actions.delete(session, rep, take.id))
    with db.reading() as session:
        found = session.get_one(Take, take.id)
        assert (found.state, found.asset.state) == (TakeState.deleted, AssetState.deleted)
    open_jobs = (JobState.waiting, JobState.running)
    assert not count(db, MediaJob, MediaJob.asset_id == take.asset_id,
                     MediaJob.state.in_(open_jobs))  # fmt: skip


@pytest.mark.parametrize("_", range(ROUNDS))
def test_takes_that_end_at_once_are_all_in_the_sum_of_their_day(db: Database, _: int) -> None:
    """One is settled twice, one is too short after all, one is settled by who lost its job too."""
    twice, short, lost = (rep_and_take(db)[1] for _ in range(3))
    with db.work() as session:
        job = jobs.add_job(session, lost.asset_id, JobKind.renditions, "digest")
        old = jobs.claim(session, job.id, "worker")
        assert old and jobs.claim(session, job.id, "another", utcnow() + timedelta(hours=1))
        for take in (twice, lost):
            found = session.get_one(Take, take.id)
            by_day.add(session, found.local_day, -1, -found.counted_ms)
            found.is_counted, found.counted_ms = False, 0
        session.get_one(Take, short.id).asset.duration_ms = 4_000
        by_day.add(session, short.local_day, 5, 5_000)  # wrong from before
        session.merge(PracticeDay(day=short.local_day + timedelta(days=1), takes=2, ms=9))

    def settle(take: Take) -> Callable[[Session], None]:
        def do(session: Session) -> None:
            jobs.hold(session, take.asset_id)
            actions.settle(session, take.asset_id)

        return do

    def give_back(session: Session) -> None:
        jobs.put_back(session, old, "the store is away", timedelta(0))
        actions.settle(session, lost.asset_id)

    recounts = [by_day.recount] * 2
    at_once(db, settle(twice), settle(twice), settle(short), settle(lost), give_back, *recounts)
    with db.reading() as session:
        assert by_day.is_right(session)
        counted = [session.get_one(Take, one.id).is_counted for one in (twice, short, lost)]
    assert counted == [True, False, True]


@pytest.mark.parametrize("_", range(ROUNDS))
@pytest.mark.parametrize("ending", ["nothing", "remove", "delete"])
def test_a_take_has_one_caption_file_and_none_once_deleted(
    db: Database, ending: str, _: int
) -> None:
    rep, take = rep_and_take(db)

    def keep(session: Session) -> None:
        captions.keep(session, rep, take.id, Language.english, Cleaned("WEBVTT\n", 1))

    def end(session: Session) -> None:
        if ending == "delete":
            actions.delete(session, rep, take.id)
        elif ending == "remove":
            captions.remove(session, rep, take.id)

    at_once(db, keep, keep, end)
    left = count(db, Captions, Captions.asset_id == take.asset_id)
    assert left in {"nothing": (1,), "remove": (0, 1), "delete": (0,)}[ending]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_finished_recording_is_one_job_and_not_lost_to_a_restart(db: Database, _: int) -> None:
    with db.work() as session:
        rep, version = make.person(session), make.scenario(session)
        actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))
        take = actions.begin(session, rep, Beginning(version.scenario_id))
        claim = PieceClaim(0, 0, "video/webm", 4, "a" * 64)
        recordings.announce_piece(
            session, rep, take.asset_id, claim, most_bytes=99, stored_sha256=None
        )
    piece = ManifestPiece(0, 4, "a" * 64)
    manifest = Manifest((ManifestSegment(0, "video/webm", 1, 1, (piece,)),), 1)

    def finish(session: Session) -> None:
        actions.finish(session, rep, take.asset_id, manifest)

    def discard(session: Session) -> None:
        actions.discard(session, rep, take.id)

    ends = at_once(db, finish, finish, discard)
    with db.reading() as session:
        found = session.get_one(Take, take.id)
        kept = found.state == TakeState.recorded
        assert kept == (found.asset.state == AssetState.finished)
    assert (ends[:2] == ["done", "done"]) == kept, ends
    assert ends[2] == ("WrongState" if kept else "done")
    assert count(db, MediaJob, MediaJob.asset_id == take.asset_id) == (1 if kept else 0)


def handed_in(db: Database) -> tuple[Person, Person, Person, Submission]:
    """A rep, two managers of the team, and what waits for the first of them."""
    with db.work() as session:
        first, second = (make.person(session, "", Role.manager) for _ in range(2))
        team = make.team(session, manager=first)
        people.add_manager(team, second)
        rep = make.person(session, team=team)
        target = make.target(session, rep)
        take = make.take(session, rep, target=target)
        assignments.begin_practice(session, target)
        submission = actions.submit(session, rep, take.id)
        reviews.route(session, submission.id)
        assert submission.reviewer_id == first.id
        return rep, first, second, submission


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_review_begins_or_the_take_is_taken_back(db: Database, _: int) -> None:
    rep, manager, _other, submission = handed_in(db)
    with db.reading() as session:
        level = session.get_one(Submission, submission.id).rubric_version.criteria[0].id

    def score(session: Session) -> None:
        drafts.save_level(session, drafts.draft(session, manager, submission.id), level, 3)

    def withdraw(session: Session) -> None:
        actions.withdraw(session, rep, submission.take_id)

    assert sorted(at_once(db, score, withdraw)) == ["WrongState", "done"]
    with db.reading() as session:
        found = session.get_one(Submission, submission.id)
        assert (found.withdrawn_at is None) == (found.review_begun_at is not None)
        state = found.target.state if found.target else None
        expected = TargetState.practicing if found.withdrawn_at else TargetState.in_review
        assert state == expected


@pytest.mark.parametrize("_", range(ROUNDS))
def test_of_two_managers_one_sends_the_feedback(db: Database, _: int) -> None:
    _rep, first, second, submission = handed_in(db)

    def send(session: Session) -> None:
        review = drafts.draft(session, first, submission.id)
        drafts.save_summary(review, {"decision": Decision.met, "strength": "Calm."})
        reviews.send(session, review, utcnow() - timedelta(minutes=1))

    def take_over(session: Session) -> None:
        reviews.take_over(session, second, submission.id)
        review = drafts.draft(session, second, submission.id)
        drafts.save_summary(review, {"decision": Decision.another_take, "next_step": "Ask."})
        reviews.send(session, review, utcnow() - timedelta(minutes=1))

    at_once(db, send, take_over)
    at_once(db, reviews.release_due, reviews.release_due)
    assert count(db, Review, Review.submission_id == submission.id,
                 Review.released_at.is_not(None)) == 1  # fmt: skip


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_target_is_waived_or_handed_in(db: Database, _: int) -> None:
    with db.work() as session:
        manager, rep = make.person(session, "", Role.manager), make.person(session)
        target = make.target(session, rep)
        take = make.take(session, rep, target=target)
        assignments.begin_practice(session, target)

    def waive(session: Session) -> None:
        assignments.waive(session, manager, session.merge(target, load=True), "Ill")

    def submit(session: Session) -> None:
        actions.submit(session, rep, take.id)

    ends = at_once(db, submit, waive)
    with db.reading() as session:
        state = session.get_one(type(target), target.id).state
    assert state == TargetState.waived  # an open one may be waived, handed in or not
    assert count(db, Submission, Submission.take_id == take.id) == (ends[0] == "done")


@pytest.mark.parametrize("_", range(ROUNDS))
def test_what_is_noted_at_once_is_noted_once(db: Database, _: int) -> None:
    rep, _take = rep_and_take(db)
    subject = new_id()

    def accept(session: Session) -> None:
        actions.accept_notice(session, rep, fingerprint(queries.current_notice(session)))

    at_once(db, accept, accept, *[lambda session: note_watch(session, subject, rep)] * 3)
    assert count(db, NoticeAcceptance, NoticeAcceptance.person_id == rep.id) == 1
    assert count(db, Watch, Watch.subject_id == subject) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_admins_cannot_dethrone_each_other(db: Database, _: int) -> None:
    with db.work() as session:
        for old in session.scalars(select(Person)):
            old.password_hash = None
        pair = [make.person(session, "", Role.admin, password_hash="x") for _ in range(2)]

    def dethrone(by: Person, other: Person) -> Callable[[Session], None]:
        def do(session: Session) -> None:
            people.change_roles(session, session.get_one(Person, other.id), {Role.rep}, by)

        return do

    ends = at_once(db, dethrone(pair[0], pair[1]), dethrone(pair[1], pair[0]))
    assert sorted(ends) == ["Invalid", "done"]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_many_tries_at_once_are_all_counted(db: Database, _: int) -> None:
    email = f"{new_id().hex}@example.com"

    def attempt(session: Session) -> None:
        people.begin_attempt(session, email, email)

    assert at_once(db, *[attempt] * 12).count("done") == 5


@pytest.mark.parametrize("_", range(ROUNDS))
def test_of_two_writers_the_second_hears_of_the_first(db: Database, _: int) -> None:
    with db.work() as session:
        version = make.scenario(session)
    with db.reading() as session:
        seen = Content.of(library.get_version(session, version.id))

    def save(title: str) -> Callable[[Session], None]:
        def do(session: Session) -> None:
            scenario = library.get_to_write(session, version.scenario_id)
            wanted = Content(**vars(seen) | {"title": title})
            scenarios.save(session, scenario, wanted, seen.fingerprint)

        return do

    assert sorted(at_once(db, save("One"), save("Two"))) == ["Invalid", "done"]
