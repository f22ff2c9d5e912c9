"""Asking for help with a take, and what handing in changes, said before and after."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import AssignmentTarget, TargetState
from practice.db import Database, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person, Role
from practice.recordings.models import AssetState
from practice.reviews import queries as reviews
from practice.reviews.actions import route
from practice.takes import actions, queries, words
from practice.takes.models import Take
from tests import factories as make
from tests.client import Page


def world(session: Session, minimum_takes: int = 3) -> tuple[Person, Person, Take]:
    """A manager, a rep, and a take of an assignment that is being practiced."""
    dana = make.person(session, "Dana Lee", Role.manager)
    maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
    target = make.target(session, maya, by=dana, minimum_takes=minimum_takes)
    target.state = TargetState.practicing
    return maya, dana, make.take(session, maya, target=target)


def target_of(take: Take) -> AssignmentTarget:
    assert take.target
    return take.target


def test_help_goes_to_the_manager_and_leaves_the_assignment_alone(session: Session) -> None:
    maya, dana, take = world(session)
    asked = actions.ask_help(session, maya, take.id, "Too fast?")
    route(session, asked.id)
    assert (asked.asks_help, asked.target_id, asked.reviewer) == (True, None, dana)
    assert target_of(take).state == TargetState.practicing
    assert session.scalars(reviews.waiting_for(dana)).all() == [asked]
    assert queries.viewers_of(session, take).sentence_for(maya) == (
        "You and Dana Lee can see this."
    )
    actions.withdraw(session, maya, take.id)
    assert target_of(take).state == TargetState.practicing
    assert session.scalars(reviews.waiting_for(dana)).all() == []


def test_help_needs_a_question_and_ones_own_take(session: Session) -> None:
    maya, dana, take = world(session)
    with pytest.raises(Invalid, match="what you would like to know"):
        actions.ask_help(session, maya, take.id, "")
    with pytest.raises(NotFound):
        actions.ask_help(session, dana, take.id, "Too fast?")


def test_a_take_with_an_open_question_is_submitted_only_after_taking_it_back(
    session: Session,
) -> None:
    maya, _, take = world(session)
    asked = actions.ask_help(session, maya, take.id, "Too fast?")
    with pytest.raises(WrongState, match="Take that back first"):
        actions.submit(session, maya, take.id)
    with pytest.raises(WrongState, match="You asked for help"):
        actions.ask_help(session, maya, take.id, "And now?")
    actions.withdraw(session, maya, take.id)
    actions.submit(session, maya, take.id)
    assert target_of(take).state == TargetState.submitted
    assert asked.withdrawn_at is not None


def test_once_somebody_looks_at_it_another_take_is_submitted(session: Session) -> None:
    maya, _, take = world(session)
    actions.ask_help(session, maya, take.id, "Too fast?").review_begun_at = utcnow()
    session.flush()
    with pytest.raises(WrongState, match="Record another one to submit"):
        actions.submit(session, maya, take.id)


def test_a_question_is_no_round(session: Session) -> None:
    dana = make.person(session, "Dana Lee", Role.manager)
    maya = make.person(session, "Maya Chen", team=make.team(session, "East", dana))
    version = make.scenario(session)
    for question in ("Too fast?", "And the end?"):
        actions.ask_help(session, maya, make.take(session, maya, version).id, question)
    handed_in = actions.submit(session, maya, make.take(session, maya, version).id)
    assert handed_in.round == 1
    assert [one.id for one in reviews.rounds_of(session, handed_in)] == [handed_in.id]


def test_help_can_be_asked_for_while_another_take_is_with_the_reviewer(session: Session) -> None:
    maya, _, take = world(session)
    actions.submit(session, maya, take.id)
    other = make.take(session, maya, target=target_of(take))
    assert "is with your reviewer" in words.why_not_now(target_of(take))
    actions.ask_help(session, maya, other.id, "Is this one better?")
    assert target_of(take).state == TargetState.submitted


@pytest.mark.parametrize(
    ("least", "counted", "said"),
    [
        (3, 1, "Your takes stay at 1 of at least 3: a review that meets the bar and 2 more"),
        (3, 2, "Your takes stay at 2 of at least 3: a review that meets the bar and one more"),
        (3, 3, "Your takes stay at 3, which is enough: a review that meets the bar completes it"),
    ],
)
def test_what_submitting_changes_is_said_to_the_number(
    session: Session, least: int, counted: int, said: str
) -> None:
    _, _, take = world(session, least)
    told = words.what_submitting_changes(take, counted)
    assert told.startswith("Your assignment goes from “Practicing” to “Submitted”.")
    assert said in told


def test_a_take_in_preparation_may_still_change_the_number(session: Session) -> None:
    _, _, take = world(session)
    take.asset.state = AssetState.finished
    told = words.what_submitting_changes(take, 1)
    assert "You have 1 of at least 3 takes; this one makes it 2 as soon as it is ready" in told


def test_free_practice_changes_no_assignment(session: Session) -> None:
    assert "no assignment changes" in words.what_submitting_changes(
        make.take(session, make.person(session)), 0
    )


# ---- the pages --------------------------------------------------------------------------------


def usual(session: Session, dana: Person, team_id: object) -> None:
    """Feedback took two days three times."""
    for _ in range(3):
        back = make.submission(session, make.take(session, make.person(session)), reviewer=dana)
        back.team_id = team_id
        back.created_at = utcnow() - timedelta(days=5)
        back.reviewed_at = back.created_at + timedelta(days=2)
    session.flush()


def test_before_and_after_submitting_the_page_says_what_changes_and_who_has_it(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        maya, dana, take = world(session)
        usual(session, dana, maya.home_team_id)
    path = f"/takes/{take.id}"
    shown = page.sign_in(maya).get(path)
    assert shown.has("from “Practicing” to “Submitted”", "1 of at least 3", "Keep as practice")
    assert shown.has("Dana Lee gets it; usually back in 2 days. You can take it back")
    page.submit(f"{path}/submit", {"question": "Was the pain clear?"})
    shown = page.get(path)
    assert shown.has("Dana Lee has it; usually back in 2 days.", "until the review begins")
    assert shown.has("Assignment Submitted", "Takes 1 of at least 3 takes", "Was the pain clear?")


def test_help_is_asked_for_on_the_take_and_stands_in_the_lists(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, dana, take = world(session)
        scenario_id = take.scenario_version.scenario_id
    path = f"/takes/{take.id}"
    page.sign_in(maya)
    assert page.submit(f"{path}/ask", {"ask": " "}, 422).has("Write down what you would like")
    page.submit(f"{path}/ask", {"ask": "Too fast?"})
    shown = page.get(path)
    assert shown.has("You asked for help", "Too fast?", "Dana Lee has it.", "withdraw it first")
    assert page.get(f"/practice/{scenario_id}").has("Asked for help")
    page.submit(f"{path}/submit", {}, 409)
    with db.work() as session:
        asked = queries.last_submission(session, take.id)
        assert asked
        route(session, asked.id)
    shown = page.sign_in(dana).get("/reviews")
    assert shown.has("Asked for help", "Too fast?")
    assert not shown.has("First")
    page.sign_in(maya).submit(f"{path}/withdraw")
    assert page.get(path).has("Submit this take", "Ask for help instead")


def test_after_a_question_was_taken_back_the_page_names_who_gets_the_assignment(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        maya, dana, take = world(session)
        olga = make.person(session, "Olga Reed", Role.manager)
        dana.home_team = make.team(session, "All", olga)
        first = make.submission(
            session, make.take(session, maya, target=take.target), reviewer=olga
        )
        first.reviewed_at = utcnow()
        target_of(take).state = TargetState.another_take
        actions.ask_help(session, maya, take.id, "Too fast?")
        actions.withdraw(session, maya, take.id)
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("Olga Reed gets it")


def test_a_met_assignment_says_why_nothing_more_is_submitted(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, _, take = world(session)
        session.scalars(select(AssignmentTarget)).one().state = TargetState.met
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("This assignment is over (“Meets the bar”)", "Ask for help")
    assert f"/takes/{take.id}/submit" not in shown.forms
