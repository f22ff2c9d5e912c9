"""What leaders of many ask: one segment, one week of what comes back, takes to calibrate with."""

from datetime import date, timedelta

import pytest

from practice.assignments.models import KEPT, Assignment, Cadence, TargetState
from practice.db import Database, utcnow
from practice.people.models import PeopleSegment, SegmentMember
from practice.reviews.models import CriterionScore, Review
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.progress.world import Org, days_ago, org, reviewed
from tests.statements import statements

MOST = 12


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_a_segment_narrows_every_page_and_one_of_others_looks_like_none(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        new, far = PeopleSegment(name="New in fall"), PeopleSegment(name="Far away")
        session.add_all([new, far])
        session.flush()
        session.add(SegmentMember(person_id=made.priya.id, segment_id=new.id))
        session.add(SegmentMember(person_id=made.mara.id, segment_id=far.id))
        for person in (made.priya, made.tom):
            factories.take(session, person, made.pitch)
            factories.target(session, person, made.pitch, by=made.dana, due_at=days_ago(3))
    page.sign_in(made.dana)
    shown = page.get("/team")
    assert shown.has("New in fall", "Practiced this week 2 of 2", "Takes 2")
    assert not shown.has("Far away")  # nobody of hers is in it
    one = page.get(f"/team?segment={new.id}")
    assert one.has("Practiced this week 1 of 1", "Takes 1")
    assert not one.has("Tom Okafor")
    links = {link for link in one.links if link.startswith(("/team", "/leaders"))}
    assert all(f"segment={new.id}" in link for link in links if "?" in link)
    for path in ("/leaders", "/team/growth", "/team/behind", "/team/takes"):
        assert not page.get(f"{path}?segment={new.id}").has("Tom Okafor")
        page.get(f"{path}?segment={far.id}", status=404)
    told = page.get(f"/team/export?what=weeks&as=csv&segment={new.id}").html
    assert "Priya" in told and "Tom" not in told


def weekly(db: Database, made: Org) -> str:
    """Priya met last week and practices now; Tom missed last week; another take was kept."""
    this = date(2026, 11, 16)
    with db.work() as session:
        first = factories.target(session, made.priya, made.pitch, by=made.dana, minimum_takes=1)
        assignment = session.get_one(Assignment, first.assignment_id)
        assignment.cadence = Cadence.weekly
        rows = [
            (first, this, TargetState.practicing),
            (made.priya, this - timedelta(7), TargetState.met),
            (made.tom, this, TargetState.not_started),
            (made.tom, this - timedelta(7), TargetState.missed),
            (made.tom, this - timedelta(14), TargetState.closed),
        ]
        for who, week, state in rows:
            target = who if who is first else factories.target(session, who, made.pitch)
            target.assignment_id, target.period, target.state = assignment.id, str(week), state
            target.closes_at = utcnow() + timedelta(days=3 if week == this else -4)
            target.reason = KEPT if state == TargetState.closed else ""
        return f"/assignments/{assignment.id}"


def test_what_comes_back_is_counted_in_the_week_that_runs_or_in_all(
    db: Database, page: Page, made: Org
) -> None:
    path = weekly(db, made)
    shown = page.sign_in(made.dana).get(path)
    assert shown.has("This week", "0 of 2 meet the bar", "Everyone 2", "Week of Nov 16")
    assert not shown.has("Missed 1")
    every = page.get(f"{path}?which=all")
    assert every.has("1 of 5 meet the bar", "Missed 1", "Kept as practice 1", "Week of Nov 2")
    assert page.get(f"{path}?which=all&state=kept").has("Tom Okafor", "Week of Nov 2")
    rows = page.get(f"{path}/export.csv?which=all").html.splitlines()
    assert len(rows) == 6
    assert sum("Week of Nov 9" in row for row in rows) == 2
    assert page.get("/assignments").has("0 of 2")


def scored(db: Database, made: Org, criteria: int) -> Submission:
    """Priya's pitch, which came back with levels on so many criteria of its map."""
    with db.work() as session:
        take = factories.take(session, made.priya, made.pitch, at=days_ago(2))
        submission = reviewed(session, take, made.dana, timedelta(hours=5))
        review = session.query(Review).filter_by(submission_id=submission.id).one()
        for criterion in made.pitch.rubric_version.criteria[:criteria]:
            session.add(CriterionScore(review_id=review.id, criterion_id=criterion.id, level=3))
        return submission


def test_one_click_asks_whose_take_can_be_calibrated_with(
    db: Database, page: Page, made: Org
) -> None:
    scored(db, made, criteria=1)
    assert not page.sign_in(made.dana).get("/leaders").has("Ready to calibrate with")
    submission = scored(db, made, criteria=2)
    ask = f"/submissions/{submission.id}/calibrate"
    shown = page.get("/leaders")
    assert shown.has("Ready to calibrate with", "Priya Raman")
    assert ask in shown.forms
    assert page.follow(page.submit(ask)).has("Priya Raman is asked")
    assert not page.get("/leaders").has("Ready to calibrate with")
    page.submit(ask, status=409)
    assert page.sign_in(made.priya).get("/inbox").has("Dana Moss would like to show a part")
    page.submit(f"/submissions/{submission.id}/nomination/decline")


def questions(page: Page, path: str) -> int:
    """How many statements a page runs, but for the one that begins the look."""
    return sum(not each.startswith("BEGIN") for each in statements(page, path))


def test_no_dashboard_asks_the_database_more_than_a_dozen_questions(
    db: Database, page: Page, made: Org
) -> None:
    path = weekly(db, made)
    scored(db, made, criteria=2)
    with db.work() as session:
        for person in (made.priya, made.tom):
            factories.target(session, person, made.pitch, by=made.dana, due_at=days_ago(3))
            take = factories.take(session, person, made.pitch)
            factories.submission(session, take, reviewer=made.dana)
    visits = {
        made.priya: ["/", "/progress"],
        made.dana: ["/", "/team", "/team/growth", "/leaders", "/team/behind", "/team/takes",
                    f"/team/people/{made.priya.id}", "/assignments", path, "/reviews"],
    }  # fmt: skip
    for who, paths in visits.items():
        page.sign_in(who)
        asked = {each: questions(page, each) for each in paths}
        assert max(asked.values()) <= MOST, asked
