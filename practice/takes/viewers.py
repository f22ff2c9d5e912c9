"""Who may see a take: one condition for lists, one sentence for people, and they agree.

Before it is submitted, its rep alone. After that the reviewer, the managers up the line, and
enablement where the assignment says so or where nobody else can review it. Somebody who came to
manage the person later sees older submissions only while their target is open.

Whether submitted or not, its rep may share the video with their team, as long as they are in it.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from practice.assignments.models import OPEN_STATES, Assignment, AssignmentTarget
from practice.assignments.queries import teams_below
from practice.db import utcnow
from practice.people import queries as people
from practice.people.models import Person, Team, TeamManager
from practice.takes.models import Submission, Take, TakeShare, TakeState

# Made once: working out the columns of an alias takes longer than most of these questions.
REP, SHARER = aliased(Person), aliased(Person)
HANDED = (aliased(Submission), aliased(AssignmentTarget), aliased(Assignment))


def handed_to(person: Person) -> ColumnElement[bool]:
    """Whether a `Take` was handed in, and this person is one of those who see it then."""
    rep, below, handed_in, target, assignment = REP, teams_below(person), *HANDED
    stays = or_(
        handed_in.team_id.is_(None),
        handed_in.team_id.in_(below),
        target.state.in_(OPEN_STATES),
    )
    pooled = and_(handed_in.reviewer_id.is_(None), handed_in.routed_at.is_not(None))
    allowed = or_(
        handed_in.reviewer_id == person.id if may_review(person) else false(),
        and_(rep.home_team_id.in_(below), stays),
        or_(assignment.enablement_sees.is_(True), pooled) if person.is_enablement else false(),
    )
    seen = (
        select(handed_in.id)
        .join(rep, rep.id == handed_in.person_id)
        .outerjoin(target, target.id == handed_in.target_id)
        .outerjoin(assignment, assignment.id == target.assignment_id)
        .where(handed_in.take_id == Take.id, handed_in.withdrawn_at.is_(None), allowed)
    )
    return seen.exists()  # looked up by take: as a list it would hold every submission there is


def shared_with(person: Person) -> ColumnElement[bool]:
    """Whether the rep of a `Take` shares it with the team that both of them are in."""
    if person.home_team_id is None:
        return false()
    return (
        select(TakeShare.id)
        .join(SHARER, SHARER.home_team_id == TakeShare.team_id)
        .where(
            TakeShare.take_id == Take.id,
            SHARER.id == Take.person_id,
            SHARER.deactivated_at.is_(None),
            TakeShare.team_id == person.home_team_id,
            TakeShare.revoked_at.is_(None),
        )
        .correlate(Take)
        .exists()
    )


def may_review(person: Person) -> bool:
    """Whether this person reviews at all: who lost the role no longer sees what they reviewed."""
    return person.is_manager or person.is_enablement


@dataclass(frozen=True)
class Viewers:
    """Everybody who sees a take, now or once it is submitted."""

    owner: Person
    reviewer: Person | None
    managers: tuple[Person, ...]
    enablement: bool
    state: str  # private, submitted or deleted
    team: Team | None = None  # whom its rep shares it with

    def may_see(self, person: Person) -> bool:
        """Whether this person may watch it now."""
        return (
            person.id == self.owner.id or self._is_teammate(person) or self._was_handed_it(person)
        )

    def may_know(self, person: Person) -> bool:
        """Whether this person may know besides what became of it; teammates only watch."""
        return person.id == self.owner.id or self._was_handed_it(person)

    def _is_teammate(self, person: Person) -> bool:
        return self.team is not None and person.home_team_id == self.team.id

    def _was_handed_it(self, person: Person) -> bool:
        if self.state != "submitted":
            return False
        named = {one.id for one in (self.reviewer, *self.managers) if one}
        return person.id in named or (self.enablement and person.is_enablement)

    def sentence_for(self, person: Person) -> str:
        """Who sees it, by name, as this person reads it."""
        own = person.id == self.owner.id
        whose = "You" if own else self.owner.name
        if self.state == "deleted":
            return "The video was deleted. Nobody can see it."
        if self.team and not own and not self._was_handed_it(person):
            return f"{whose} shares this with {self.team.name} and can take it back at any time."
        if self.state == "submitted":
            return f"{_joined([whose, *self._others(person), *self._team()])} can see this."
        first = "Only you" if own else f"Only {whose}"
        if self.team:
            first = _joined([whose, *self._team(named=True)])
        return f"{first} can see this. Once submitted, {_joined(self._others(person))} can see it."

    def _team(self, named: bool = False) -> list[str]:
        """The team it is shared with; `named`: and by name those managers who are in it."""
        if self.team is None:
            return []
        here = self.managers if named else ()
        inside = [one.name for one in here if one.home_team_id == self.team.id]
        among = f" ({_joined(inside)} among them)" if inside else ""
        return [f"everybody in {self.team.name}{among}"]

    def _others(self, person: Person) -> list[str]:
        """Names in order: the reviewer, the managers from near to far, enablement."""
        everyone = [self.reviewer] if self.reviewer else []
        everyone += [one for one in self.managers if one not in everyone]
        names = ["you" if one.id == person.id else one.name for one in everyone]
        if self.reviewer and len(names) > 1:
            names[0] += " (who reviews it)"
        return names + (["the enablement team"] if self.enablement or not names else [])


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def viewers_of(session: Session, take: Take) -> Viewers:
    """Who sees this take now, or who will once it is submitted; agrees with `handed_to`."""
    submission = session.scalar(
        select(Submission).where(Submission.take_id == take.id, Submission.withdrawn_at.is_(None))
    )
    team = _shared_team(session, take)
    if submission is None and take.state == TakeState.deleted:
        return Viewers(take.person, None, (), False, "deleted")
    if submission is None:
        coming = expected_viewers(session, take.person, take.target, take.scenario_version_id)
        return replace(coming, team=team)
    pooled = submission.reviewer_id is None and submission.routed_at is not None
    reviewer = submission.reviewer
    return Viewers(
        owner=take.person,
        reviewer=reviewer if reviewer and may_review(reviewer) else None,
        managers=tuple(_managers_of_submission(session, take.person, submission)),
        enablement=pooled or _enablement_sees(submission.target),
        state="submitted",
        team=team,
    )


def _shared_team(session: Session, take: Take) -> Team | None:
    """The team that the rep shares it with, as long as they are in it."""
    if take.person.is_deactivated:
        return None
    return session.scalar(
        select(Team)
        .join(TakeShare, TakeShare.team_id == Team.id)
        .where(
            TakeShare.take_id == take.id,
            TakeShare.revoked_at.is_(None),
            Team.id == take.person.home_team_id,
        )
    )


def expected_viewers(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    scenario_version_id: UUID | None = None,
) -> Viewers:
    """Who would see a take of this person if it were submitted now; until then it is private."""
    reviewer = _reviewer_again(session, person, target, scenario_version_id)
    reviewer = reviewer or people.reviewer_for(session, person, utcnow())
    managers = tuple(managers_above(session, person.home_team_id, person.id))
    sees = reviewer is None or _enablement_sees(target)
    return Viewers(person, reviewer, managers, sees, "private")


def managers_above(session: Session, team_id: UUID | None, but: UUID) -> list[Person]:
    """Everybody above a team, near ones first: the other direction of `teams_below`.

    The climb also goes through people who left; they are just not among the found.
    """
    found: dict[UUID, Person] = {}
    teams, climbed = [team_id], set[UUID]()
    while teams:
        here = teams.pop(0)
        if here is None or here in climbed:
            continue
        climbed.add(here)
        for manager in _managers_ever(session, here):
            found.setdefault(manager.id, manager)
            teams.append(manager.home_team_id)
    return [one for one in found.values() if one.id != but and not one.is_deactivated]


def _managers_ever(session: Session, team_id: UUID) -> list[Person]:
    held = select(Person).join(TeamManager, TeamManager.person_id == Person.id)
    ordered = held.order_by(TeamManager.is_primary.desc(), Person.created_at)
    return list(session.scalars(ordered.where(TeamManager.team_id == team_id)))


def _managers_of_submission(
    session: Session, person: Person, submission: Submission
) -> list[Person]:
    now = managers_above(session, person.home_team_id, person.id)
    is_open = submission.target is not None and submission.target.state in OPEN_STATES
    if is_open or submission.team_id in (None, person.home_team_id):
        return now
    then = {one.id for one in managers_above(session, submission.team_id, person.id)}
    return [one for one in now if one.id in then]


def _enablement_sees(target: AssignmentTarget | None) -> bool:
    return target is not None and target.assignment.enablement_sees


def _reviewer_again(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    scenario_version_id: UUID | None,
) -> Person | None:
    """A new round goes to the reviewer of the one before, while still responsible and present."""
    rounds = select(Submission).where(
        Submission.person_id == person.id, Submission.withdrawn_at.is_(None)
    )
    if target is not None:
        rounds = rounds.where(Submission.target_id == target.id)
    else:
        rounds = rounds.join(Take, Take.id == Submission.take_id).where(
            Submission.target_id.is_(None), Take.scenario_version_id == scenario_version_id
        )
    last = session.scalar(rounds.order_by(Submission.created_at.desc()).limit(1))
    if last is None or last.reviewer is None or people.is_away(last.reviewer, utcnow()):
        return None
    line = people.managers_up_the_line(session, person)
    return last.reviewer if any(one.id == last.reviewer_id for one in line) else None
