"""A small organization for the tests of progress: two teams, two managers, a few weeks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.people.models import Person, Role, Team
from practice.reviews.models import Decision, Review, ReviewState
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Submission, Take
from tests import factories


@dataclass
class Org:
    """Dana runs West (Priya, Tom); Olga runs East (Mara); Eve is enablement; Ada an admin."""

    west: Team
    east: Team
    dana: Person
    olga: Person
    eve: Person
    ada: Person
    priya: Person
    tom: Person
    mara: Person
    pitch: ScenarioVersion


def org(session: Session) -> Org:
    """Everybody, and one scenario."""
    dana = factories.person(session, "Dana Moss", Role.manager)
    olga = factories.person(session, "Olga Reed", Role.manager)
    west, east = factories.team(session, "West", dana), factories.team(session, "East", olga)
    return Org(
        west,
        east,
        dana,
        olga,
        factories.person(session, "Eve Lin", Role.enablement),
        factories.person(session, "Ada Root", Role.admin),
        factories.person(session, "Priya Raman", team=west),
        factories.person(session, "Tom Okafor", team=west),
        factories.person(session, "Mara Silva", team=east),
        factories.scenario(session, "60-second pitch"),
    )


def days_ago(days: float) -> datetime:
    """A moment in the past."""
    return utcnow() - timedelta(days=days)


def reviewed(
    session: Session, take: Take, reviewer: Person, after: timedelta, **more: object
) -> Submission:
    """A take handed in and reviewed that much later."""
    made = factories.submission(session, take, reviewer=reviewer)
    made.created_at = take.created_at
    made.reviewed_at = take.created_at + after
    session.add(
        Review(
            submission_id=made.id,
            author_id=reviewer.id,
            state=ReviewState.released,
            released_at=made.reviewed_at,
            **({"decision": Decision.met, "strength": "Her words, not ours."} | more),
        )
    )
    session.flush()
    return made
