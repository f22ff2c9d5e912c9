"""Words that reviewers use again: their own, and those that colleagues share with a team.

A comment that is shared with a team is for whoever reviews there: those who manage it, and those
whose home it is. Only who wrote it changes it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from practice.db import utcnow
from practice.errors import Invalid, NotFound
from practice.people.models import Person, Team, TeamManager
from practice.reviews.models import ReusableComment
from practice.reviews.values import ReusableInput
from practice.scenarios.models import Criterion, RubricVersion

MOST_KEPT = 500  # of one person
MOST_SHOWN = 1000
NOT_THERE = "We can’t find that comment among the saved ones."


def visible_to(person: Person) -> Select[ReusableComment]:
    """One's own, and those shared with a team that one manages or belongs to."""
    managed = select(TeamManager.team_id).where(TeamManager.person_id == person.id)
    home = ReusableComment.team_id == person.home_team_id if person.home_team_id else false()
    return select(ReusableComment).where(
        or_(ReusableComment.person_id == person.id, ReusableComment.team_id.in_(managed), home)
    )


def kept_for(session: Session, person: Person) -> Sequence[ReusableComment]:
    """All that this person may use, the most used first."""
    most_used = visible_to(person).options(
        joinedload(ReusableComment.person), joinedload(ReusableComment.team)
    )
    ordered = most_used.order_by(
        ReusableComment.uses.desc(), ReusableComment.created_at.desc(), ReusableComment.id
    )
    return session.scalars(ordered.limit(MOST_SHOWN)).all()


def get_own(session: Session, person: Person, comment_id: UUID) -> ReusableComment:
    """One's own, to change it; another's looks like none."""
    found = session.get(ReusableComment, comment_id)
    if found is None or found.person_id != person.id:
        raise NotFound(NOT_THERE)
    return found


def teams_of(session: Session, person: Person) -> Sequence[Team]:
    """The teams that this person may share with: those they manage, and their own."""
    managed = select(TeamManager.team_id).where(TeamManager.person_id == person.id)
    near = or_(Team.id.in_(managed), Team.id == person.home_team_id)
    return session.scalars(
        select(Team).where(near, Team.archived_at.is_(None)).order_by(func.lower(Team.name))
    ).all()


def criteria_of(session: Session, keys: Iterable[UUID]) -> dict[UUID, Criterion]:
    """The newest wording of each of these criteria."""
    wording = select(Criterion).join(RubricVersion).where(Criterion.key.in_(set(keys)))
    return {one.key: one for one in session.scalars(wording.order_by(RubricVersion.number))}


def told(session: Session, person: Person) -> list[dict[str, Any]]:
    """The same as data for the composer, with the names of criteria and of colleagues."""
    kept = kept_for(session, person)
    criteria = criteria_of(session, (one.criterion_key for one in kept if one.criterion_key))
    return [_told(one, person, criteria) for one in kept]


def _told(one: ReusableComment, reader: Person, criteria: dict[UUID, Criterion]) -> dict[str, Any]:
    criterion = criteria.get(one.criterion_key) if one.criterion_key else None
    return {
        "id": str(one.id),
        "text": one.text,
        "kind": one.kind.value,
        "criterion_key": str(one.criterion_key) if one.criterion_key else None,
        "criterion": criterion.title if criterion else "",
        "by": "" if one.person_id == reader.id else one.person.name,
    }


def keep(session: Session, by: Person, given: ReusableInput) -> ReusableComment:
    """Save words for later; what is there already stays the one it is.

    Refuses a team that is not theirs, a criterion that no rubric has, and more than anybody could
    look through.
    """
    _check(session, by, given)
    mine = select(ReusableComment).where(ReusableComment.person_id == by.id)
    same = mine.where(
        ReusableComment.text == given.text,
        ReusableComment.kind == given.kind,
        ReusableComment.criterion_key.is_not_distinct_from(given.criterion_key),
    )
    found = session.scalar(same.limit(1))
    if found is not None:
        return found
    if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST_KEPT:
        raise Invalid(f"You have saved {MOST_KEPT} comments. Delete some you no longer use.")
    made = ReusableComment(person_id=by.id)
    _fill(made, given)
    session.add(made)
    session.flush()
    return made


def change(session: Session, by: Person, comment_id: UUID, given: ReusableInput) -> None:
    """Write it differently. Comments that were posted with it stay as they were."""
    found = get_own(session, by, comment_id)
    _check(session, by, given)
    _fill(found, given)


def delete(session: Session, by: Person, comment_id: UUID) -> None:
    """Forget it; comments that were posted with it stay."""
    session.delete(get_own(session, by, comment_id))


def note_use(session: Session, by: Person, comment_id: UUID) -> None:
    """Count that somebody used it, so that what is used most comes first."""
    seen = visible_to(by).where(ReusableComment.id == comment_id)
    if session.scalar(seen.with_only_columns(ReusableComment.id)) is None:
        raise NotFound(NOT_THERE)
    counted = {"uses": ReusableComment.uses + 1, "used_at": utcnow()}
    session.execute(update(ReusableComment).where(ReusableComment.id == comment_id).values(counted))


def _fill(one: ReusableComment, given: ReusableInput) -> None:
    one.text, one.kind = given.text, given.kind
    one.criterion_key, one.team_id = given.criterion_key, given.team_id


def _check(session: Session, by: Person, given: ReusableInput) -> None:
    if given.team_id and given.team_id not in {team.id for team in teams_of(session, by)}:
        raise Invalid("Choose one of your teams.", {"team_id": "Choose one of your teams."})
    if given.criterion_key and not criteria_of(session, [given.criterion_key]):
        raise NotFound("That criterion is on no assessment map.")
