"""A rep and their manager, feedback that was sent, and takes on any day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.assignments.models import AssignmentTarget
from practice.coaching.queries import Pair
from practice.db import Database, new_id, utcnow
from practice.people.models import Person
from practice.reviews import actions, drafts
from practice.reviews.models import Decision, MarkerKind
from practice.reviews.values import MarkerInput
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take
from tests import factories
from tests.reviews.conftest import Scene, make_scene, sent


@dataclass
class Coached:
    """Feedback that its rep has, with a strength and something to try."""

    scene: Scene
    markers: list[UUID]

    @property
    def rep(self) -> Person:
        return self.scene.rep

    @property
    def manager(self) -> Person:
        return self.scene.manager

    @property
    def submission(self) -> Submission:
        return self.scene.submission

    @property
    def path(self) -> str:
        return f"/submissions/{self.submission.id}"

    @property
    def pair(self) -> Pair:
        return Pair(self.rep, self.manager)


def release(
    session: Session, scene: Scene, decision: Decision, level: int = 2, every_ms: int = 12_000
) -> list[UUID]:
    """Feedback on this submission, sent; answers its comments: a strength, then a try."""
    ids = [new_id(), new_id()]
    draft = drafts.draft(session, scene.manager, scene.submission.id)
    pain = scene.criteria[1]
    kinds = (MarkerKind.strength, "Calm opening."), (MarkerKind.attempt, "Park the product.")
    for at, (marker_id, (kind, words)) in enumerate(zip(ids, kinds, strict=True), 1):
        given = MarkerInput(at * every_ms, kind, criterion_id=pain if at == 2 else None, text=words)
        drafts.save_marker(session, draft, marker_id, given)
    drafts.save_level(session, draft, pain, level)
    drafts.save_summary(draft, {"next_step": "Ask one more question."})
    sent(session, scene, decision, utcnow() - timedelta(minutes=1), strength="Calm voice.")
    actions.release_due(session)
    session.flush()
    return ids


def make_coached(session: Session, decision: Decision = Decision.another_take) -> Coached:
    """Dana asked Priya for another take."""
    scene = make_scene(session)
    return Coached(scene, release(session, scene, decision))


@pytest.fixture
def coached(session: Session) -> Coached:
    """Inside the one transaction of the test."""
    return make_coached(session)


@pytest.fixture
def stage(db: Database) -> Coached:
    """Committed, for tests that open pages."""
    with db.work() as session:
        return make_coached(session)


def second_round(session: Session, coached: Coached, decision: Decision, level: int) -> Scene:
    """Another take of the same target, with feedback."""
    scene = coached.scene
    take = factories.take(session, scene.rep, target=scene.target)
    target = session.get_one(AssignmentTarget, scene.target.id)
    assignments.hand_in(session, target)
    submission = factories.submission(session, take)
    submission.round, submission.created_at = 2, utcnow() + timedelta(seconds=1)
    session.flush()
    actions.route(session, submission.id)
    again = Scene(scene.team, scene.rep, scene.manager, scene.target, submission, scene.criteria)
    release(session, again, decision, level, every_ms=8000)
    return again


def on_day(
    session: Session, person: Person, day: date, version: ScenarioVersion | None = None
) -> Take:
    """A counted take at noon of that day."""
    at = datetime.combine(day, time(12), utcnow().tzinfo)
    return factories.take(session, person, version, at=at)
