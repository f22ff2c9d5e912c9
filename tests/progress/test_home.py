"""Home: practice in one tap, lines to answer, one element, what teammates share."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import Assignment, ReviewerRule
from practice.db import Database, utcnow
from practice.people.models import Role
from practice.progress.element import one_element
from practice.reviews.models import CriterionScore, Decision, Review
from practice.scenarios import heard
from practice.takes import sharing
from practice.takes.models import SelfReview, SelfScore
from practice.web.edge import today_of
from tests import factories
from tests.client import Page
from tests.progress.world import Org, days_ago, org, reviewed
from tests.statements import statements


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_home_begins_with_one_tap_and_brings_back_what_was_heard(
    db: Database, page: Page, made: Org
) -> None:
    page.sign_in(made.priya)
    assert {"/practice/one", "/heard"} <= page.get("/").links
    with db.work() as session:
        first = heard.keep(session, made.priya, "We have a system for that", today_of(made.priya))
        heard.keep(session, made.tom, "Not this year", today_of(made.tom))
        scenario_id = heard.heard_scenario(session).scenario_id
    shown = page.get("/")
    assert shown.has("“We have a system for that”")
    assert not shown.has("Not this year")
    assert f"/record?scenario={scenario_id}&heard={first.id}" in shown.links
    with db.work() as session:
        take = factories.take(session, made.priya, heard.heard_scenario(session))
        take.heard_line_id = first.id
    assert not page.get("/").has("We have a system for that")


def test_home_leads_to_what_teammates_share(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        take = factories.take(session, made.tom, made.pitch)
        sharing.share(session, session.merge(made.tom), take.id)
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("From your team", "Tom Okafor")
    assert f"/takes/{take.id}" in shown.links
    assert not page.sign_in(made.mara).get("/").has("From your team")


def test_a_named_reviewer_who_assigned_it_costs_no_more_questions(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        author, other = (factories.person(session, name, Role.manager) for name in ("Al", "Bo"))
        target = factories.target(session, made.priya, made.pitch, by=author)
        target.assignment.reviewer_rule = ReviewerRule.named
        target.assignment.reviewer_id = other.id
    asked = [len(statements(page.sign_in(made.priya), "/"))]
    with db.work() as session:
        session.get_one(Assignment, target.assignment_id).reviewer_id = author.id
    asked.append(len(statements(page, "/")))
    assert page.get("/").has("Al")
    assert asked[1] <= asked[0]


def test_more_rows_on_home_ask_no_more_of_the_database(db: Database, page: Page, made: Org) -> None:
    page.sign_in(made.priya)
    asked = []
    for _ in range(2):
        with db.work() as session:
            rep = session.merge(made.priya)
            reviewed(session, factories.take(session, rep, made.pitch), made.dana, timedelta(1))
            factories.submission(session, factories.take(session, rep, made.pitch))
            sharing.share(session, session.merge(made.tom), factories.take(session, made.tom).id)
        asked.append(len(statements(page, "/")))
    assert asked[0] == asked[1]


def scored(session: Session, made: Org, days: float, level: int, *, again: bool = True) -> Review:
    """A round on the pitch that came back so many days ago, with a level on “Pain found”."""
    take = factories.take(session, made.priya, made.pitch, at=days_ago(days))
    pain = made.pitch.rubric_version.criteria[1]
    decision = Decision.another_take if again else Decision.met
    submission = reviewed(session, take, made.dana, timedelta(hours=1), decision=decision)
    review = session.scalars(select(Review).where(Review.submission_id == submission.id)).one()
    review.focus_criterion_id = pain.id if again else None
    review.scores = [CriterionScore(criterion_id=pain.id, level=level)]
    session.flush()
    return review


def test_the_element_to_work_on_is_shown_over_the_last_rounds(session: Session) -> None:
    made = org(session)
    assert one_element(session, made.priya) is None
    for days, level in ((9, 1), (6, 2), (3, 2)):
        latest = scored(session, made, days, level)
    opinion = SelfReview(take_id=latest.submission.take_id, saved_at=utcnow())
    opinion.scores = [SelfScore(criterion_id=latest.focus_criterion_id, level=3)]
    session.add(opinion)
    session.flush()
    found = one_element(session, made.priya)
    assert found is not None
    assert (found.title, found.level) == ("Pain found", 2)
    assert [(one.level, one.own) for one in found.rounds] == [(1, None), (2, None), (2, 3)]
    assert found.theirs == [(10, 54), (130, 43), (250, 43)]
    assert found.own == [(250, 32)]
    assert one_element(session, made.tom) is None


def test_what_met_the_bar_leaves_no_element_to_work_on(session: Session) -> None:
    made = org(session)
    scored(session, made, 5, 2)
    scored(session, made, 2, 4, again=False)
    assert one_element(session, made.priya) is None


def test_home_names_the_element(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        there = session.merge(made.pitch)
        for days, level in ((5, 2), (2, 3)):
            scored(session, replace(made, pitch=there), days, level)
    shown = page.sign_in(made.priya).get("/")
    assert shown.has("One element", "Pain found", "Partly")
    assert "in the last 2 reviews: 2, 3" in shown.html
