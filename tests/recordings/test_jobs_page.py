"""The page of failed jobs: what an admin reads there, and trying again."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.errors import WrongState
from practice.people.models import Person, Role
from practice.recordings import actions, jobs, queries, rules
from practice.recordings.models import AssetState, JobKind, JobState, MediaJob
from tests import factories as make
from tests.client import Page

FAULT = "ffmpeg ended with 1\nInvalid data found"


def failed_job(session: Session, owner: Person, reason: str = "The file has no picture.") -> UUID:
    """A recording of somebody's that could not be prepared."""
    take = make.take(session, owner, make.scenario(session, "Secret pitch"))
    job = MediaJob(
        asset_id=take.asset_id, kind=JobKind.playable, input_digest="a" * 64,
        state=JobState.failed, attempt=4, reason=reason, fault=FAULT, finished_at=utcnow(),
    )  # fmt: skip
    take.asset.state, take.asset.sentence = AssetState.unreadable, reason
    session.add(job)
    session.flush()
    return job.id


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
    for words in ("1 job failed", "Priya Raman", "The file has no picture.", "Invalid data found"):
        assert words in shown.text
    assert "Secret pitch" not in shown.text


def test_the_list_says_when_nothing_failed(page: Page, admin: Person) -> None:
    assert "No job failed" in page.sign_in(admin).get("/jobs").text


def test_trying_again_puts_the_job_back_into_the_queue_and_is_written_down(
    page: Page, db: Database, admin: Person
) -> None:
    with db.work() as session:
        owner = make.person(session)
        job_id = failed_job(session, owner)
    page.sign_in(admin).submit(f"/jobs/{job_id}/retry", {})
    after = page.get("/jobs")
    assert "It is tried again" in after.text and "No job failed" in after.text
    assert "1 job is under way" in after.text
    with db.reading() as session:
        job = queries.get_job(session, job_id)
        assert (job.state, job.attempt, job.fault) == (JobState.waiting, 0, "")
        assert job.asset.state == AssetState.finished
        entry = session.scalars(select(AuditEntry).filter_by(action="retried_job")).one()
        assert (entry.actor_id, entry.subject_id) == (admin.id, owner.id)


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
        assert queries.failed_jobs(session) == [] and queries.count_failed(session) == 0
        for job_id in (overtaken, deleted):
            with pytest.raises(WrongState):
                jobs.retry(session, admin, job_id)


def test_an_admins_home_leads_to_what_failed(page: Page, db: Database, admin: Person) -> None:
    with db.work() as session:
        rep = make.person(session)
        failed_job(session, rep)
    assert "/jobs" in page.sign_in(admin).get("/").links
    assert "/jobs" not in page.sign_in(rep).get("/").links


def test_the_list_reads_the_owners_together_with_the_jobs(session: Session) -> None:
    for _ in range(3):
        failed_job(session, make.person(session))
    session.expunge_all()
    found = queries.failed_jobs(session)
    session.expunge_all()  # what was not read by now can't be read anymore
    assert len({job.asset.owner.name for job in found}) == 3
