"""What a page that waits for a recording is told: stage, share, time left, or why it waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.recordings import jobs, rules
from practice.recordings.models import AssetState, JobKind, JobState, MediaAsset, MediaJob
from practice.recordings.progress import progress_of
from practice.recordings.values import Claim
from tests import factories as make
from tests.client import Page

FULL = "The disk is full. Nothing was lost; try again soon."
AGO = timedelta(minutes=5)


def asset_of(session: Session, state: AssetState = AssetState.finished) -> MediaAsset:
    return make.take(session, make.person(session), state=state).asset


def job_on(session: Session, asset: MediaAsset, **more: Any) -> MediaJob:
    given = {"kind": JobKind.playable, "input_digest": "a" * 64, "not_before": utcnow() - AGO}
    job = MediaJob(asset_id=asset.id, **{**given, **more})
    session.add(job)
    session.flush()
    return job


def claimed(session: Session, job: MediaJob, ago: float = 0) -> Claim:
    claim = jobs.claim(session, job.id, "m-1:2", utcnow() - timedelta(seconds=ago))
    assert claim
    return claim


def told(session: Session, asset: MediaAsset) -> dict[str, Any]:
    def hour(moment: datetime) -> str:
        return "3:40 PM"

    return progress_of(session, asset, hour)


def test_a_running_job_tells_its_stage_its_share_and_the_time_left(session: Session) -> None:
    asset = asset_of(session)
    claim = claimed(session, job_on(session, asset), ago=30)
    assert told(session, asset)["stage"] == "Getting started"
    jobs.report_progress(session, claim, "Preparing your video", 2)
    assert told(session, asset)["left"] == "", "too early to say"
    jobs.report_progress(session, claim, "Preparing your video", 50)
    now = told(session, asset)
    assert (now["phase"], now["stage"], now["percent"]) == ("playable", "Preparing your video", 50)
    assert now["left"] == "about 40 s left"
    assert 30 <= now["seconds_left"] <= 32


def test_a_waiting_job_says_honestly_how_many_are_ahead_in_its_lane(session: Session) -> None:
    mine = asset_of(session)
    for minutes in (3, 2):
        job_on(session, asset_of(session), not_before=utcnow() - timedelta(minutes=minutes))
    job_on(session, asset_of(session), kind=JobKind.renditions, not_before=utcnow() - AGO)
    job_on(session, mine, not_before=utcnow() - timedelta(minutes=1))
    now = told(session, mine)
    assert now["stage"] == "Waiting for a free worker: 2 recordings are ahead"
    assert (now["percent"], now["left"]) == (0, "")


def test_the_first_in_line_only_waits_for_a_worker(session: Session) -> None:
    asset = asset_of(session)
    job_on(session, asset)
    assert told(session, asset)["stage"] == "Waiting for a free worker"


def test_a_long_line_is_not_counted_to_its_end(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_AHEAD", 1)
    for _ in range(3):
        job_on(session, asset_of(session))
    mine = asset_of(session)
    job_on(session, mine, not_before=utcnow() - timedelta(minutes=1))
    assert told(session, mine)["stage"].endswith("more than 1 recordings are ahead")


@pytest.mark.parametrize(
    ("why", "words"),
    [(FULL, "the disk is full"), ("", "something went wrong on our side")],
)
def test_what_was_put_off_says_when_it_is_tried_again_and_why(
    session: Session, why: str, words: str
) -> None:
    asset = asset_of(session)
    claim = claimed(session, job_on(session, asset))
    jobs.put_back(session, claim, "NoSpace", timedelta(seconds=30), why=why)
    assert told(session, asset)["stage"] == f"Trying again at 3:40 PM: {words}. Nothing is lost."


def test_once_it_runs_again_the_reason_of_the_wait_is_forgotten(session: Session) -> None:
    asset = asset_of(session)
    job = job_on(session, asset)
    jobs.put_back(session, claimed(session, job), "NoSpace", timedelta(seconds=30), why=FULL)
    assert jobs.claim(session, job.id, "m-1:2", utcnow() + AGO)
    session.refresh(job)
    assert (job.reason, told(session, asset)["stage"]) == ("", "Getting started")


def test_each_time_it_is_put_off_the_wait_doubles_up_to_a_minute(session: Session) -> None:
    asset, waits = asset_of(session), []
    job = job_on(session, asset)
    moment = utcnow()
    for _ in range(8):
        claim = jobs.claim(session, job.id, "m-1:2", moment)
        assert claim
        before = utcnow()
        jobs.put_back(session, claim, "503", timedelta(seconds=3))
        session.refresh(job)
        waits.append(round((job.not_before - before).total_seconds()))
        moment = job.not_before + timedelta(seconds=1)
    assert waits == [3, 6, 12, 24, 48, 60, 60, 60]
    assert (job.state, job.attempt) == (JobState.waiting, 0), "waiting is no attempt"


def test_a_job_that_is_tried_again_by_hand_does_not_wait_long_anymore(session: Session) -> None:
    job = job_on(session, asset_of(session))
    job.state, job.postponed = JobState.failed, 6
    session.flush()
    jobs.revive(session, job)
    claim = claimed(session, job, ago=-1)
    jobs.put_back(session, claim, "503", timedelta(seconds=30))
    session.refresh(job)
    assert job.not_before < utcnow() + timedelta(seconds=31)


def test_a_settled_recording_tells_no_progress_even_while_it_is_made_anew(
    session: Session,
) -> None:
    asset = asset_of(session, AssetState.ready)
    claimed(session, job_on(session, asset, kind=JobKind.renditions, bulk=True))
    now = told(session, asset)
    assert (now["settled"], now["phase"], now["stage"]) == (True, "", "")


def test_an_upload_that_goes_on_waits_for_the_rest(session: Session) -> None:
    assert told(session, asset_of(session, AssetState.uploading))["stage"] == "Waiting for the rest"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""), (1, "a few seconds left"), (10, "a few seconds left"),
        (11, "about 20 s left"), (50, "about 50 s left"), (51, "about 1 min left"),
        (61, "about 2 min left"),
        (3000, "about 50 min left"), (3600, "about 1 h left"), (4000, "about 1 h 10 min left"),
    ],
)  # fmt: skip
def test_the_time_left_is_as_coarse_as_it_is_uncertain(seconds: int | None, words: str) -> None:
    assert rules.time_left(seconds) == words


def test_the_page_of_a_take_shows_it_and_its_status_is_the_same_as_data(
    page: Page, db: Database
) -> None:
    with db.work() as session:
        rep = make.person(session, timezone="America/Chicago")
        take = make.take(session, rep, state=AssetState.finished)
        claim = claimed(session, job_on(session, take.asset))
        jobs.put_back(session, claim, "NoSpace", timedelta(seconds=30), why=FULL)
    page.sign_in(rep)
    stage = page.send("GET", f"/takes/{take.id}/status").json["stage"]
    assert stage.startswith("Trying again at ") and stage.endswith("Nothing is lost.")
    shown = page.get(f"/takes/{take.id}")
    assert stage in shown.text
    status = [one for one in shown.look.all("p") if one.get("role") == "status"]
    assert status, "a script tells it politely"
