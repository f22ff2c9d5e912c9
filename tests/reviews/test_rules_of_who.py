"""Who reviews by the rule of the assignment, and how often feedback comes."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.assignments.models import KEPT, AssignmentTarget, ReviewerRule, TargetState
from practice.db import utcnow
from practice.errors import WrongState
from practice.people.models import Person, ReviewPace, Role
from practice.reviews import actions, queries
from practice.takes import actions as takes
from practice.takes import queries as seen
from practice.takes.models import SelfScore, Submission
from practice.takes.pace import PLEASE
from tests import factories
from tests.reviews.conftest import Scene


def named_target(session: Session, scene: Scene, reviewer: Person) -> AssignmentTarget:
    target = factories.target(session, scene.rep)
    target.assignment.reviewer_rule = ReviewerRule.named
    target.assignment.reviewer_id = reviewer.id
    session.flush()
    return target


def handed_in(
    session: Session, scene: Scene, target: AssignmentTarget | None = None, question: str = ""
) -> Submission:
    """A take submitted and routed, of this target or of a new one."""
    target = target or factories.target(session, scene.rep)
    take = factories.take(session, scene.rep, target=target)
    made = takes.submit(session, scene.rep, take.id, question)
    actions.route(session, made.id)
    return made


def test_whoever_is_named_reviews_it_wherever_they_sit(session: Session, scene: Scene) -> None:
    expert = factories.person(session, "Eve Moss", Role.enablement)
    target = named_target(session, scene, expert)
    expected = seen.expected_viewers(session, scene.rep, target)
    assert expected.sentence_for(scene.rep) == (
        "Only you can see this. Once submitted, Eve Moss (who reviews it) and Dana Moss can see it."
    )
    made = handed_in(session, scene, target)
    assert made.reviewer_id == expert.id
    assert queries.waiting_count(session, expert) == 1
    assert actions.reroute(session) == 0  # they are no manager of this rep, and stay


@pytest.mark.parametrize("why", ["left", "away", "no role", "the rep"])
def test_the_line_stands_in_for_a_named_reviewer_who_can_not(
    session: Session, scene: Scene, why: str
) -> None:
    expert = factories.person(session, "Eve", Role.enablement)
    target = named_target(session, scene, scene.rep if why == "the rep" else expert)
    made = handed_in(session, scene, target) if why in ("left", "away") else None
    if why == "left":
        expert.deactivated_at = utcnow()
    if why == "away":
        expert.away_from, expert.away_until = utcnow(), utcnow() + timedelta(days=3)
    if why == "no role":
        expert.roles.clear()
    session.flush()
    if made is None:
        made = handed_in(session, scene, target)
    else:
        assert actions.reroute(session) == 1
    assert made.reviewer_id == scene.manager.id


def test_a_named_reviewer_on_leave_is_stood_in_for_by_their_delegate(
    session: Session, scene: Scene
) -> None:
    delegate = factories.person(session, "Omar", Role.manager)
    expert = factories.person(session, "Eve", Role.enablement, delegate_id=delegate.id)
    expert.away_from, expert.away_until = utcnow(), utcnow() + timedelta(days=3)
    session.flush()
    made = handed_in(session, scene, named_target(session, scene, expert))
    assert made.reviewer_id == delegate.id


def kept(session: Session, scene: Scene, number: int) -> str:
    """What becomes of so many submissions of new assignments: R reviewed, k kept."""
    made = [handed_in(session, scene) for _ in range(number)]
    return "".join("k" if one.kept_at else "R" for one in made)


@pytest.mark.parametrize(
    ("pace", "became"),
    [("every", "RRRRRRRRR"), ("half", "kRkRkRkRk"), ("quarter", "kkkRkkkRk"),
     ("on_request", "kkkkkkkkk")],
)  # fmt: skip
def test_so_many_come_back_as_was_agreed(
    session: Session, scene: Scene, pace: str, became: str
) -> None:
    scene.rep.review_pace = ReviewPace(pace)  # the one of the scene was reviewed
    assert kept(session, scene, 9) == became


def test_what_is_kept_waits_for_nobody_and_closes_with_the_reason(
    session: Session, scene: Scene
) -> None:
    factories.person(session, "Eve", Role.enablement)
    scene.rep.review_pace = ReviewPace.half
    before = queries.waiting_count(session, scene.manager)
    made = handed_in(session, scene)
    assert (made.reviewer_id, made.routed_at is None) == (None, False)
    assert made.target and (made.target.state, made.target.reason) == (TargetState.closed, KEPT)
    assert queries.waiting_count(session, scene.manager) == before
    viewers = seen.viewers_of(session, made.take)
    assert viewers.sentence_for(scene.rep) == "You and Dana Moss can see this."
    with pytest.raises(WrongState, match="kept as practice"):
        takes.withdraw(session, scene.rep, made.take_id)


def test_a_question_or_the_wish_for_a_review_always_counts(session: Session, scene: Scene) -> None:
    scene.rep.review_pace = ReviewPace.on_request
    assert handed_in(session, scene, question=PLEASE).reviewer_id == scene.manager.id
    take = factories.take(session, scene.rep)
    asked = takes.ask_help(session, scene.rep, take.id, "Too fast?")
    actions.route(session, asked.id)
    assert asked.reviewer_id == scene.manager.id


def test_the_next_round_that_a_review_asked_for_is_reviewed(session: Session, scene: Scene) -> None:
    scene.rep.review_pace = ReviewPace.on_request
    scene.target.state, scene.submission.reviewed_at = TargetState.another_take, utcnow()
    session.flush()
    assert handed_in(session, scene, scene.target).reviewer_id == scene.manager.id


def test_kept_with_takes_missing_it_goes_on(session: Session, scene: Scene) -> None:
    scene.rep.review_pace = ReviewPace.on_request
    target = factories.target(session, scene.rep, minimum_takes=2)
    handed_in(session, scene, target)
    assert target.state == TargetState.practicing
    handed_in(session, scene, target)
    assert (target.state, target.reason) == (TargetState.closed, KEPT)


def test_self_only_is_met_with_ones_own_view_of_it(session: Session, scene: Scene) -> None:
    target = factories.target(session, scene.rep)
    target.assignment.reviewer_rule = ReviewerRule.self_only
    take = factories.take(session, scene.rep, target=target)
    with pytest.raises(WrongState, match="Score yourself on every criterion"):
        takes.submit(session, scene.rep, take.id)
    review = factories.self_review(session, take)
    done = {score.criterion_id for score in review.scores}
    for criterion in take.scenario_version.rubric_version.criteria:
        if criterion.id not in done:
            review.scores.append(SelfScore(criterion_id=criterion.id, level=3))
    session.flush()
    made = takes.submit(session, scene.rep, take.id)
    actions.route(session, made.id)
    assert (target.state, made.reviewer_id) == (TargetState.met, None)
    assert session.scalar(queries.open_to(scene.manager).where(Submission.id == made.id)) is None
    assert seen.viewers_of(session, take).may_see(scene.manager)
