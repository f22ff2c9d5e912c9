"""Who sees a take, by name and in a sentence; it agrees with the conditions of `seen_by`.

Before it is submitted, its rep alone. After that the reviewer, the managers up the line, and
enablement where the assignment says so or where nobody else can review it. Somebody who came to
manage the person later sees older submissions only while their target is open.

Peers who were asked to review it watch it, and learn nothing else of what became of it.
Whether submitted or not, its rep may share the video with their team, as long as they are in it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from practice.assignments.models import OPEN_STATES, AssignmentTarget, ReviewerRule
from practice.audit.queries import watchers
from practice.db import once, utcnow
from practice.people import queries as people
from practice.people.models import Person, Team
from practice.questions import put_together
from practice.takes.models import PeerSeat, Submission, Take, TakeShare, TakeState
from practice.takes.pace import would_be_kept
from practice.takes.reviewers import last_round, may_review, next_reviewer, rule_of

NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Peers:
    """Who of the same audience reviews it: so many, and those who were asked already."""

    count: int
    asked: tuple[Person, ...] = ()
    are_hidden: bool = False  # from the rep

    def words(self, by_name: bool) -> list[str]:
        """By name, and how many are still to be chosen."""
        named = [one.name for one in self.asked] if by_name else []
        left = self.count - len(named)
        if left <= 0:
            return named
        number = NUMBERS.get(left, str(left))
        more = "more " if named else ""
        return [*named, f"{number} {more}peer{'' if left == 1 else 's'}"]


@dataclass(frozen=True)
class Viewers:
    """Everybody who sees a take, now or once it is submitted."""

    owner: Person
    reviewer: Person | None
    managers: tuple[Person, ...]
    enablement: bool
    state: str  # private, submitted or deleted
    team: Team | None = None  # whom its rep shares it with
    peers: Peers | None = None  # who review it instead of a reviewer
    is_kept: bool = False  # nobody reviews it: kept as practice, or self-reviewed

    def may_see(self, person: Person) -> bool:
        """Whether this person may watch it now."""
        return self.may_know(person) or self._is_teammate(person) or self._is_peer(person)

    def may_know(self, person: Person) -> bool:
        """Whether this person may know besides what became of it; others only watch."""
        return person.id == self.owner.id or self._was_handed_it(person)

    def _is_teammate(self, person: Person) -> bool:
        return self.team is not None and person.home_team_id == self.team.id

    def _is_peer(self, person: Person) -> bool:
        asked = self.peers.asked if self.peers and self.state == "submitted" else ()
        return any(one.id == person.id for one in asked)

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
        if not self.may_know(person) and self._is_peer(person):
            return f"{whose} and their managers can see this, and you as a peer who reviews it."
        if self.team and not self.may_know(person):
            return f"{whose} shares this with {self.team.name} and can take it back at any time."
        if self.state == "submitted":
            return f"{_joined([whose, *self._others(person), *self._team()])} can see this."
        return self._private_sentence(person, f"Only {'you' if own else whose}", whose)

    def _private_sentence(self, person: Person, first: str, whose: str) -> str:
        others = self._others(person)
        if self.team:
            first = _joined([whose, *self._team(named=True)])
        if not others:
            return f"{first} can see this, once submitted too."
        chosen = ", chosen when you hand in," if self.peers else ""
        return f"{first} can see this. Once submitted, {_joined(others)}{chosen} can see it."

    def _team(self, named: bool = False) -> list[str]:
        """The team it is shared with; `named`: and by name those managers who are in it."""
        if self.team is None:
            return []
        here = self.managers if named else ()
        inside = [one.name for one in here if one.home_team_id == self.team.id]
        among = f" ({_joined(inside)} among them)" if inside else ""
        return [f"everybody in {self.team.name}{among}"]

    def _others(self, person: Person) -> list[str]:
        """Names in order: the reviewer, the managers from near to far, peers, enablement."""
        everyone = [self.reviewer] if self.reviewer else []
        everyone += [one for one in self.managers if one not in everyone]
        names = ["you" if one.id == person.id else one.name for one in everyone]
        if self.reviewer and len(names) > 1:
            names[0] += " (who reviews it)"
        if self.peers:
            hidden = person.id == self.owner.id and self.peers.are_hidden
            names += self.peers.words(by_name=not hidden)
        return names + (["the enablement team"] if self.enablement else [])


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def viewers_of(session: Session, take: Take, submission: Submission | None = None) -> Viewers:
    """Who sees this take now, or who will once it is submitted; agrees with `handed_to`.

    `submission`: the one of this take that stands, where it is known already.
    """
    submission = submission or _standing(session, take)
    team = _shared_team(session, take)
    if submission is None and take.state == TakeState.deleted:
        return Viewers(take.person, None, (), False, "deleted")
    if submission is None:
        coming = expected_viewers(session, take.person, take.target, take.scenario_version_id)
        return replace(coming, team=team)
    line = tuple(_managers_of_submission(session, take.person, submission))
    reviewer, peers = submission.reviewer, _peers(session, submission)
    is_open = reviewer is None and submission.routed_at is not None
    pooled = is_open and submission.kept_at is None and peers is None
    return Viewers(
        owner=take.person,
        reviewer=reviewer if reviewer and may_review(reviewer) else None,
        managers=line,
        enablement=pooled or _enablement_sees(submission.target),
        state="submitted",
        team=team,
        peers=peers,
        is_kept=submission.kept_at is not None,
    )


def last_submission(session: Session, take_id: UUID) -> Submission | None:
    """The latest submission of a take, taken back or not."""
    last: Submission | None = once(
        session, ("handed in", take_id), lambda: session.scalar(*_last_of(take_id))
    )
    return last


@put_together
def _last_of(take_id: UUID) -> Select[Submission]:
    handed_in = select(Submission).where(Submission.take_id == take_id)
    return (
        handed_in.options(joinedload(Submission.reviewer))
        .order_by(Submission.created_at.desc(), Submission.id.desc())
        .limit(1)
    )


def _standing(session: Session, take: Take) -> Submission | None:
    """Only the latest can: another is handed in when the one before was taken back."""
    last = last_submission(session, take.id)
    return last if last and last.withdrawn_at is None else None


def _peers(session: Session, submission: Submission) -> Peers | None:
    """Who reviews it as a peer; in somebody's hands it is no longer for peers."""
    target = submission.target
    if rule_of(target) != ReviewerRule.peers or target is None:
        return None
    found = tuple(session.scalars(*_seated(submission.id)))
    count = len(found) if submission.reviewer_id else target.assignment.peer_count
    return Peers(count, found, target.assignment.hides_peers)


@put_together
def _seated(submission_id: UUID) -> Select[Person]:
    asked = select(Person).join(PeerSeat, PeerSeat.person_id == Person.id)
    mine = asked.where(PeerSeat.submission_id == submission_id, PeerSeat.freed_at.is_(None))
    return mine.order_by(PeerSeat.created_at, PeerSeat.id)


def _shared_team(session: Session, take: Take) -> Team | None:
    """The team that the rep shares it with, as long as they are in it."""
    if take.person.is_deactivated or take.person.home_team_id is None:
        return None
    found: Team | None = session.scalar(*_shared(take.id, take.person.home_team_id))
    return found


@put_together
def _shared(take_id: UUID, team_id: UUID) -> Select[Team]:
    return (
        select(Team)
        .join(TakeShare, TakeShare.team_id == Team.id)
        .where(TakeShare.take_id == take_id, TakeShare.revoked_at.is_(None), Team.id == team_id)
    )


def expected_viewers(
    session: Session,
    person: Person,
    target: AssignmentTarget | None,
    scenario_version_id: UUID | None = None,
    *,
    asks: bool = False,
) -> Viewers:
    """Who would see a take of this person if it were submitted now; until then it is private.

    `asks`: with a question, so that it is reviewed however often feedback comes.
    """
    now, rule = utcnow(), rule_of(target)
    last = last_round(session, person, target, scenario_version_id)
    alone = rule == ReviewerRule.self_only
    beyond = not asks and would_be_kept(session, person, target, scenario_version_id, now)
    is_kept = alone or beyond
    peers = None
    if target and rule == ReviewerRule.peers:
        peers = Peers(target.assignment.peer_count, (), target.assignment.hides_peers)
    reviewer = None if is_kept else next_reviewer(session, person, target, last, now)
    managers = tuple(managers_above(session, person.home_team_id, person.id))
    pooled = reviewer is None and peers is None and not is_kept
    sees = pooled or _enablement_sees(target)
    return Viewers(person, reviewer, managers, sees, "private", peers=peers, is_kept=is_kept)


def managers_above(session: Session, team_id: UUID | None, but: UUID) -> list[Person]:
    """Everybody above a team, near ones first: the other direction of `teams_below`.

    The climb also goes through people who left; they are just not among the found.
    """
    above = people.managers_above(session, team_id)
    found: dict[UUID, Person] = {}
    teams, climbed = [team_id], set[UUID]()
    while teams:
        here = teams.pop(0)
        if here is None or here in climbed:
            continue
        climbed.add(here)
        for manager in above.get(here, ()):
            found.setdefault(manager.id, manager)
            teams.append(manager.home_team_id)
    return [one for one in found.values() if one.id != but and not one.is_deactivated]


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


@dataclass(frozen=True)
class Watched:
    """That somebody watched a take, under the name that the reader may know."""

    name: str
    last_at: datetime


def watchers_of(session: Session, take: Take, viewers: Viewers, reader: Person) -> list[Watched]:
    """Who watched a take, the latest first; hidden peers have no name for its rep."""
    is_hiding = bool(viewers.peers and viewers.peers.are_hidden) and reader.id == take.person_id
    hidden = set(session.scalars(_peers_ever(take))) if is_hiding else set()
    return [
        Watched("A peer" if each.viewer_id in hidden else each.name, each.last_at)
        for each in watchers(session, take.id)
    ]


def _peers_ever(take: Take) -> Select[UUID]:
    seats = select(PeerSeat.person_id).join(Submission, Submission.id == PeerSeat.submission_id)
    return seats.where(Submission.take_id == take.id)


def count_peers(session: Session, submission: Submission) -> tuple[int, int] | None:
    """How many peers have given their view, of how many; None where no peers are asked."""
    target = submission.target
    if target is None or rule_of(target) != ReviewerRule.peers or submission.reviewer_id:
        return None
    given = select(func.count(PeerSeat.id)).where(PeerSeat.submission_id == submission.id)
    done = session.scalar(given.where(PeerSeat.released_at.is_not(None))) or 0
    return done, target.assignment.peer_count
