"""A rep, their manager, and a take that waits for its review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.assignments.models import AssignmentTarget
from practice.db import Database, utcnow
from practice.people.models import Person, Role, Team
from practice.reviews import actions, drafts
from practice.reviews.models import Decision, Review
from practice.takes.models import Submission
from tests import factories


@dataclass
class Scene:
    """The people and things of a review."""

    team: Team
    rep: Person
    manager: Person
    target: AssignmentTarget
    submission: Submission
    criteria: list[UUID]


def make_scene(
    session: Session, *, minimum_takes: int = 1, criteria: Sequence[str] = factories.TWO
) -> Scene:
    """Priya handed in a take of an assignment; Dana manages her team and was told."""
    manager = factories.person(session, "Dana Moss", Role.manager)
    team = factories.team(session, manager=manager)
    rep = factories.person(session, "Priya Raman", team=team)
    version = factories.scenario(session, "Discovery call", criteria)
    target = factories.target(session, rep, version, minimum_takes=minimum_takes)
    take = factories.take(session, rep, target=target)
    assignments.begin_practice(session, target)
    assignments.hand_in(session, target)
    submission = factories.submission(session, take)
    actions.route(session, submission.id)
    ids = [criterion.id for criterion in version.rubric_version.criteria]
    return Scene(team, rep, manager, target, submission, ids)


@pytest.fixture
def scene(session: Session) -> Scene:
    """The scene inside the one transaction of the test."""
    return make_scene(session)


@pytest.fixture
def stage(db: Database) -> Scene:
    """The scene committed, for tests that open pages."""
    with db.work() as session:
        return make_scene(session)


def sent(
    session: Session, scene: Scene, decision: Decision, now: datetime, strength: str = "Clear."
) -> Review:
    """Feedback on its way since `now`."""
    review = drafts.draft(session, scene.manager, scene.submission.id)
    drafts.save_summary(review, {"decision": decision, "strength": strength})
    actions.send(session, review, now)
    session.flush()
    return review


def asked_again(
    session: Session, scene: Scene, on: int | None, decision: Decision = Decision.another_take
) -> Submission:
    """The first round got its feedback; answers the next one, handed in since."""
    review = drafts.draft(session, scene.manager, scene.submission.id)
    focus = None if on is None else scene.criteria[on]
    given = {"decision": decision, "strength": "Calm.", "focus_criterion_id": focus}
    drafts.save_summary(review, given)  # type: ignore[arg-type]
    actions.send(session, review, utcnow() - timedelta(seconds=11))
    actions.release_due(session)
    target = session.get_one(AssignmentTarget, scene.target.id)
    take = factories.take(session, session.get_one(Person, scene.rep.id), target=target)
    second = factories.submission(session, take)
    second.round = 2
    actions.route(session, second.id)
    session.flush()
    return second
