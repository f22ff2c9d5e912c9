"""The page of jobs: what an admin reads there, and trying again."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.doorbell import Listener, Task
from practice.errors import WrongState
from practice.people.models import Person, Role
from practice.recordings import actions, jobs, overview, queries, rules
from practice.recordings.models import AssetState, JobKind, JobState, MediaJob
from tests import factories as make
from tests.client import Page
from tests.fakes import ListeningDoorbell

FAULT = "ffmpeg ended with 1\nInvalid data found"
FAST, ALL = frozenset({Task.media_fast}), frozenset(Task)


def failed_job(
    session: Session, owner: Person, reason: str = "The file has no picture.",
    kind: JobKind = JobKind.playable,
) -> UUID:  # fmt: skip
    """A recording of somebody's that could not be prepared."""
    take = make.take(session, owner, make.scenario(session, "Secret pitch"))
    job = MediaJob(
        asset_id=take.asset_id, kind=kind, input_digest="a" * 64,
        state=JobState.failed, attempt=4, reason=reason, fault=FAULT, finished_at=utcnow(),
    )  # fmt: skip
    if kind == JobKind.playable:
        take.asset.state, take.asset.sentence = AssetState.unreadable, reason
    session.add(job)
    session.flush()
    return job.id


def open_job(session: Session, owner: Person, **more: object) -> MediaJob:
    take = make.take(session, owner, make.scenario(session, "Secret pitch"))
    given = {"kind": JobKind.renditions, "input_digest": "b" * 64, **more}
    given.setdefault("not_before", utcnow() - timedelta(minutes=5))
    job = MediaJob(asset_id=take.asset_id, **given)
    session.add(job)
    session.flush()
    return job


def listener(tasks: frozenset[Task], machine: str = "media-1", is_busy: bool = False) -> Listener:
    return Listener(machine, tasks, is_busy, utcnow())


@pytest.fixture
def admin(db: Database) -> Person:
    with db.work() as session:
        return make.person(session, "Sam", Role.admin)


def test_an_admin_reads_whose_recording_failed_and_why_but_not_what_it_is(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        failed_job(session, make.person(session, "Priya Raman"))
    shown = page.sign_in(admin).get("/jobs")
    for words in ("1 in all", "Priya Raman", "The file has no picture.", "Invalid data found"):
        assert words in shown.text
    assert "after 4 attempts" in shown.text
    assert "Secret pitch" not in shown.text


def test_every_part_says_when_there_is_nothing_in_it(page: Page, admin: Person) -> None:
    shown = page.sign_in(admin).get("/jobs")
    assert shown.has("Nothing is running", "Nothing waits", "No job failed")
    assert shown.has("Nothing was done yet")


def test_a_running_job_shows_whose_it_is_how_far_and_where(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        job = open_job(session, make.person(session, "Priya Raman"))
        claim = jobs.claim(
            session, job.id, "media-2-0a1b2c3d:4711", utcnow() - timedelta(seconds=20)
        )
        assert claim
        jobs.report_progress(session, claim, "Preparing your video", 50)
    shown = page.sign_in(admin).get("/jobs")
    assert shown.has("Priya Raman", "Preparing your video", "50% · about 30 s left")
    assert shown.has("media-2, process 4711 · attempt 1 of 4", "1 right now")
    assert "Secret pitch" not in shown.text


def test_a_running_job_whose_worker_fell_silent_says_so(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        job = open_job(session, make.person(session))
        assert jobs.claim(session, job.id, "m-1:2", utcnow() - timedelta(minutes=2))
    assert "Silent: goes to another worker soon" in page.sign_in(admin).get("/jobs").text


def test_what_waits_is_counted_by_lane_and_what_was_put_off_says_why_and_until_when(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        rep = make.person(session, "Priya Raman")
        for _ in range(2):
            open_job(session, rep, bulk=True)
        claim = jobs.claim(session, open_job(session, rep).id, "one")
        assert claim
        why = "The disk is full. Nothing was lost; try again soon."
        jobs.put_back(session, claim, "NoSpace", timedelta(minutes=3), why=why)
        overview_lines = overview.lines(session, utcnow())
    assert [line.count for line in overview_lines] == [0, 0, 1, 2]
    assert [line.since is None for line in overview_lines] == [True, True, True, False]
    shown = page.sign_in(admin).get("/jobs")
    assert "because the disk is full." in shown.text
    assert shown.has("trying again at", "Put off once", "Older takes, made anew")


def test_what_was_done_lately_tells_how_long_it_took(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        job = open_job(session, make.person(session, "Priya Raman"), bulk=True)
        job.state, job.finished_at = JobState.done, utcnow()
        job.started_at = job.finished_at - timedelta(seconds=75)
    shown = page.sign_in(admin).get("/jobs")
    assert shown.has("Priya Raman", "Making an older take anew", "1 minute")


@pytest.mark.parametrize(
    ("workers", "words"),
    [
        (None, "The queue can’t be reached"),
        ([], "No worker is running"),
        ([listener(frozenset({Task.media_slow}))], "No worker listens for new takes"),
        ([listener(FAST)], "no worker makes their versions"),
        ([listener(FAST), listener(ALL, "media-2", True)], "2 workers are running on 2 machines"),
        ([listener(ALL)], "1 worker is running, none of them busy"),
    ],
)
def test_the_page_tells_whether_anybody_is_there_to_do_the_work(
    page: Page, admin: Person, doorbell: ListeningDoorbell, workers: list[Listener] | None,
    words: str,
) -> None:  # fmt: skip
    doorbell.workers = workers
    assert words in page.sign_in(admin).get("/jobs").text


def test_the_parts_alone_are_the_same_without_the_page_around_them(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        failed_job(session, make.person(session, "Priya Raman"))
    whole, parts = page.sign_in(admin).get("/jobs"), page.get("/jobs/live")
    assert "<html" not in parts.html
    ids = {"health", "running", "waiting", "failed", "done"}
    for shown in (whole, parts):
        assert ids <= {one.get("id") for one in shown.look.all("section")}
    assert "Priya Raman" in parts.text


def test_trying_again_puts_the_job_back_into_the_queue_and_is_written_down(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        owner = make.person(session)
        job_id = failed_job(session, owner)
    page.sign_in(admin).submit(f"/jobs/{job_id}/retry", {})
    after = page.get("/jobs")
    assert "It is tried again" in after.text and "No job failed" in after.text
    with db.reading() as session:
        job = queries.get_job(session, job_id)
        assert (job.state, job.attempt, job.fault) == (JobState.waiting, 0, "")
        assert job.asset.state == AssetState.finished
        entry = session.scalars(select(AuditEntry).filter_by(action="retried_job")).one()
        assert (entry.actor_id, entry.subject_id) == (admin.id, owner.id)


def test_all_failed_jobs_of_a_kind_are_tried_again_at_once_and_that_is_written_down(
    page: Page, db: Database, admin: Person, doorbell: ListeningDoorbell
) -> None:
    with db.work() as session:
        owner = make.person(session)
        other = failed_job(session, owner)
        ours = {failed_job(session, owner, kind=JobKind.renditions) for _ in range(3)}
        failed_job(session, owner, rules.OVERTAKEN, JobKind.renditions)
    page.sign_in(admin).submit("/jobs/retry", {"kind": "renditions"})
    after = page.get("/jobs")
    assert "3 jobs are tried again. 1 job is still in the list." in after.text
    assert {job for _, job in doorbell.heard} == ours
    with db.reading() as session:
        assert queries.get_job(session, other).state == JobState.failed
        entry = session.scalars(select(AuditEntry).filter_by(action="retried_jobs")).one()
        assert (entry.actor_id, entry.detail) == (admin.id, {"count": 3})


def test_trying_all_again_when_another_admin_just_did_says_so(page: Page, admin: Person) -> None:
    page.sign_in(admin).submit("/jobs/retry", {})
    assert "There was nothing left to try again." in page.get("/jobs").text


def test_the_failed_are_shown_page_by_page_and_by_kind(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        owner = make.person(session)
        for number in range(26):
            failed_job(session, owner, f"Reason {number}.")
    first = page.sign_in(admin).get("/jobs")
    assert "1–25 of 26" in first.text and "Reason 0." not in first.text
    second = page.get(next(link for link in first.links if "page=2" in link))
    assert second.has("26–26 of 26", "Reason 0.") and "Reason 1." not in second.text
    assert "None of this kind" in page.get("/jobs?kind=renditions").text
    assert "Reason 25." in page.get("/jobs?kind=nonsense").text


def test_a_job_that_another_admin_tried_again_is_not_started_twice(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        job_id = failed_job(session, make.person(session))
    page.sign_in(admin).submit(f"/jobs/{job_id}/retry", {})
    with db.work() as session, pytest.raises(WrongState):
        jobs.retry(session, admin, job_id)


def test_what_nobody_wants_anymore_is_neither_listed_nor_tried_again(
    db: Database, admin: Person
) -> None:
    with db.work() as session:
        owner = make.person(session)
        overtaken = failed_job(session, owner, rules.OVERTAKEN)
        deleted = failed_job(session, owner)
        actions.delete(session, queries.get_job(session, deleted).asset)
        assert overview.failed(session, None, 0, 10) == [] and queries.count_failed(session) == 0
        for job_id in (overtaken, deleted):
            with pytest.raises(WrongState):
                jobs.retry(session, admin, job_id)
        assert jobs.retry_all(session, admin, None, 10) == 0


def test_an_admins_home_leads_to_what_failed(page: Page, db: Database, admin: Person) -> None:
    with db.work() as session:
        rep = make.person(session)
        failed_job(session, rep)
    assert "/jobs" in page.sign_in(admin).get("/").links
    assert "/jobs" not in page.sign_in(rep).get("/").links


def test_the_page_asks_no_more_of_the_database_for_more_jobs(
    page: Page, db: Database, admin: Person, app: object
) -> None:
    asked = {}
    for count in (1, 12):
        with db.work() as session:
            for _ in range(count):
                owner = make.person(session)
                failed_job(session, owner)
                open_job(session, owner, state=JobState.done, finished_at=utcnow())
                assert jobs.claim(session, open_job(session, owner).id, "m-1:2")
        statements: list[str] = []

        def hear(*given: object, said: list[str] = statements) -> None:
            said.append(str(given[2]))

        engine = app.extensions["freethrow"].db.engine  # type: ignore[attr-defined]
        page.sign_in(admin)
        event.listen(engine, "before_cursor_execute", hear)
        page.get("/jobs/live")
        event.remove(engine, "before_cursor_execute", hear)
        asked[count] = len(statements)
    assert asked[1] == asked[12]
