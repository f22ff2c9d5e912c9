"""Long work as it happens: the page of a take and the page of jobs keep themselves right."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.recordings import jobs
from practice.recordings.models import AssetState, JobKind, JobState, MediaAsset, MediaJob
from practice.recordings.values import Claim
from practice.takes.models import Take
from tests import factories
from tests.axe import accessible
from tests.chromium import Looks, cookie_of, new_window

pytestmark = pytest.mark.browser
SOON = 12  # seconds: within this a page looks again


def page_of(browser: Browser, url: str, app: Flask, person: Person) -> Page:
    context = new_window(browser, url, reduced_motion="reduce")
    context.add_cookies([cookie_of(app, person, url)])
    return context.new_page()


def begun(db: Database) -> tuple[Person, Take, Claim]:
    """Somebody’s take whose first job has been running for half a minute."""
    with db.work() as session:
        rep = factories.person(session, "Priya Raman")
        take = factories.take(session, rep, state=AssetState.finished)
        job = MediaJob(
            asset_id=take.asset_id, kind=JobKind.playable, input_digest="a" * 64,
            not_before=utcnow() - timedelta(minutes=1),
        )  # fmt: skip
        session.add(job)
        session.flush()
        claim = jobs.claim(session, job.id, "media-1-0a1b2c3d:4711")
        assert claim
        job.started_at = utcnow() - timedelta(seconds=30)
        return rep, take, claim


def report(db: Database, claim: Claim, stage: str, percent: int) -> None:
    with db.work() as session:
        assert jobs.report_progress(session, claim, stage, percent)


def test_a_take_tells_how_far_it_is_never_goes_back_and_shows_itself_in_the_end(
    browser: Browser, url: str, app: Flask, db: Database
) -> None:
    rep, take, claim = begun(db)
    report(db, claim, "Fetching your recording", 20)
    page = page_of(browser, url, app, rep)
    looks = Looks(page, "**/status")
    page.goto(f"/takes/{take.id}")
    work = page.locator("ft-ingest")
    expect(work).to_contain_text("Fetching your recording")
    accessible(page)
    looks.stand_still()
    report(db, claim, "Preparing your video", 60)
    looks.again(SOON)
    expect(work).to_contain_text("60% · about")
    expect(work.get_by_role("status")).to_have_text("Preparing your video")
    expect(work.get_by_role("progressbar", name="Preparing your video")).to_have_js_property(
        "value", 60
    )
    report(db, claim, "Almost there", 10)
    looks.again(SOON)
    expect(work.locator("[data-stage]")).to_have_text("Almost there")
    expect(work.locator("[data-percent]")).to_contain_text("60%")
    with db.work() as session:
        why = "The disk is full. Nothing was lost; try again soon."
        jobs.put_back(session, claim, "NoSpace", timedelta(minutes=2), why=why)
    looks.again(SOON)
    expect(work).to_contain_text("the disk is full. Nothing is lost.")
    with db.work() as session:
        session.get_one(MediaAsset, take.asset_id).state = AssetState.ready
    looks.again(SOON)
    expect(work).to_have_count(0)
    expect(page.locator("ft-player, video").first).to_be_visible()


def test_the_page_of_jobs_follows_what_happens_but_not_under_somebodys_hands(
    browser: Browser, url: str, app: Flask, db: Database
) -> None:
    *_, claim = begun(db)
    with db.work() as session:
        admin = factories.person(session, "Sam Whit", Role.admin)
        failed = factories.take(session, factories.person(session, "Theo Brandt"))
        session.add(
            MediaJob(
                asset_id=failed.asset_id, kind=JobKind.renditions, input_digest="b" * 64,
                state=JobState.failed, reason="It has no picture.", fault="EncodeFailed: moov",
                finished_at=utcnow(),
            )
        )  # fmt: skip
    page = page_of(browser, url, app, admin)
    looks = Looks(page, "**/jobs/live?*")
    page.goto("/jobs")
    accessible(page)
    looks.stand_still()
    page.get_by_text("Technical details").click()
    report(db, claim, "Preparing your video", 40)
    looks.again(SOON)
    expect(page.locator("#running")).to_contain_text("40%")
    with db.work() as session:
        jobs.mark_failed(session, claim, "The file ends at once.")
    looks.again(SOON)
    expect(page.locator("#running")).to_contain_text("Nothing is running")
    expect(page.get_by_text("EncodeFailed: moov")).to_be_visible()
    expect(page.locator("#failed")).not_to_contain_text("The file ends at once.")
    page.get_by_text("Technical details").click()
    page.get_by_role("heading", name="Jobs").click()
    looks.again(SOON)
    expect(page.locator("#failed")).to_contain_text("The file ends at once.")
    page.get_by_role("button", name="Try all again").click()
    page.get_by_role("dialog").get_by_role("button", name="Try all again").click()
    expect(page.get_by_text("2 jobs are tried again.")).to_be_visible()
    expect(page.get_by_text("No job failed")).to_be_visible()
