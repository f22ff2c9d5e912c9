"""Showing a take to one's team, and taking that back.

Teammates watch the video and nothing else. A take is shared with the team that its rep is in: it
ends when they take it back, leave, move, or delete the video; who leaves the team loses it too.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from practice.audit import actions as audit
from practice.db import among, utcnow
from practice.errors import WrongState
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.models import WATCHABLE, MediaAsset
from practice.recordings.queries import in_lists
from practice.scenarios.models import ScenarioVersion
from practice.takes import actions, listed, rules
from practice.takes.models import Take, TakeShare
from practice.takes.seen_by import shared_with

MOST_SHOWN = 12


def share(session: Session, by: Person, take_id: UUID) -> TakeShare:
    """Let one's team watch a take; sharing twice changes nothing.

    Refuses a take that can't be watched, and somebody who is in no team.
    """
    take = actions.held(session, by, take_id)
    problem = rules.why_not_share(take)
    if problem or take.person.home_team_id is None:
        raise WrongState(problem)
    share = session.scalar(select(TakeShare).where(TakeShare.take_id == take.id))
    if share is None:
        share = TakeShare(take_id=take.id, revoked_at=utcnow())
        session.add(share)
    if share.revoked_at is not None or share.team_id != take.person.home_team_id:
        share.team_id, share.shared_at = take.person.home_team_id, utcnow()
        share.revoked_at = None
        audit.note(session, "shared_take", by, take.id)
    session.flush()
    return share


def stop_sharing(session: Session, by: Person, take_id: UUID) -> None:
    """Take it back from the team at once; who watched it meanwhile stays on record."""
    take = actions.held(session, by, take_id)
    share = session.scalar(
        select(TakeShare).where(TakeShare.take_id == take.id, TakeShare.revoked_at.is_(None))
    )
    if share is None:
        return
    share.revoked_at = utcnow()
    audit.note(session, "stopped_sharing_take", by, take.id)
    session.flush()


def shared_ids(session: Session, takes: Sequence[Take]) -> set[UUID]:
    """Which of these takes of one person their team can watch now; for lists."""
    return set(session.scalars(*_shared([take.id for take in takes])))


@put_together
def _shared(take_ids: list[UUID]) -> Select[UUID]:
    """As in `shared_with`: the rep is still there, and in that team."""
    return (
        select(TakeShare.take_id)
        .join(Take, Take.id == TakeShare.take_id)
        .join(Person, Person.id == Take.person_id)
        .where(
            among(TakeShare.take_id, take_ids),
            TakeShare.revoked_at.is_(None),
            TakeShare.team_id == Person.home_team_id,
            Person.deactivated_at.is_(None),
        )
    )


def shared_by_team(
    session: Session, person: Person, scenario_id: UUID | None = None, most: int = MOST_SHOWN
) -> Sequence[TakeShare]:
    """What this person's teammates share, the newest first; of one scenario when named."""
    if person.home_team_id is None:
        return []
    asked = _shared_by(person, person.home_team_id, scenario_id, most)
    return session.scalars(*asked).all()


@put_together
def _shared_by(
    person: Person, team_id: UUID, scenario_id: UUID | None, most: int
) -> Select[TakeShare]:
    found = (
        select(TakeShare)
        .join(TakeShare.take)
        .join(Take.asset)
        .join(Take.scenario_version)
        .where(TakeShare.team_id == team_id, TakeShare.revoked_at.is_(None))
        .where(Take.person_id != person.id, shared_with(team_id))
        .where(MediaAsset.state.in_(WATCHABLE))
    )
    if scenario_id is not None:
        found = found.where(ScenarioVersion.scenario_id == scenario_id)
    take = contains_eager(TakeShare.take)
    whole = found.options(
        listed.by_name(take.joinedload(Take.person)),
        listed.of_version(take.contains_eager(Take.scenario_version)),
        in_lists(take.contains_eager(Take.asset)),
    )
    newest = whole.order_by(TakeShare.shared_at.desc(), TakeShare.id.desc())
    return newest.limit(most)
