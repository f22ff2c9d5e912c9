"""Changing many people at once: who was selected, what shall change, and for whom it would.

Nothing is done here. Whoever it would change is worked out once to be shown and once more before
it is done; the digest says whether that is still the same.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.errors import Invalid, TooLarge
from practice.people import queries, rules
from practice.people.models import ChangeKind, Person, SegmentMember, TeamManager
from practice.people.queries import Wanted
from practice.people.tree import all_below

MOST = 20_000
CHUNK = 500
NAMED = 5


@dataclass(frozen=True)
class Selection:
    """People one by one, or all that a search finds."""

    people: tuple[UUID, ...] = ()
    wanted: Wanted | None = None


@dataclass(frozen=True)
class Choice:
    """What shall change, and into what."""

    kind: ChangeKind
    team_id: UUID | None = None  # None with `team`: no team
    segment: str = ""  # by its name, since it may be new
    timezone: str = ""


@dataclass(frozen=True)
class Someone:
    """What has to be known of a person to say whether something would change."""

    id: UUID
    name: str
    team_id: UUID | None
    timezone: str
    is_deactivated: bool
    is_invited: bool


@dataclass(frozen=True)
class Effect:
    """Whom it would change, and why it leaves the others as they are."""

    people: Sequence[Someone]
    stay: Sequence[tuple[Someone, str]]  # with why
    kind: ChangeKind

    @property
    def left(self) -> Sequence[tuple[str, int]]:
        """Why some stay as they are, and how many."""
        return list(Counter(why for _, why in self.stay).items())

    @property
    def ids(self) -> list[UUID]:
        return [each.id for each in self.people]

    @property
    def digest(self) -> str:
        """Names exactly these people and what happens to them."""
        told = self.kind + "".join(sorted(map(str, self.ids)))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def who(self) -> str:
        return words_for(self.people)


def words_for(people: Sequence[Someone]) -> str:
    """The first few by name, and how many more."""
    names = [each.name for each in people[:NAMED]]
    if len(people) > NAMED:
        return ", ".join(names) + f" and {len(people) - NAMED:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def selected(session: Session, selection: Selection) -> list[Someone]:
    """Who was selected, in the order of the list; refuses nobody, and too many."""
    ids = selection.people
    if selection.wanted is not None:
        ids = tuple(queries.ids_of_wanted(session, selection.wanted, MOST + 1))
    if len(ids) > MOST:
        raise TooLarge(f"Select at most {MOST:,} people at once. Search for fewer.")
    found = {each.id: each for each in known(session, ids)}
    if not found:
        raise Invalid("Select somebody first: tick the boxes beside the names.")
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def known(session: Session, ids: Sequence[UUID]) -> Iterator[Someone]:
    """What has to be known of these people; the place kept for the first admin is nobody."""
    found = select(
        Person.id,
        Person.name,
        Person.home_team_id,
        Person.timezone,
        Person.deactivated_at.is_not(None),
        Person.password_hash.is_(None),
    ).where(Person.email != rules.FIRST_ADMIN_EMAIL)
    for start in range(0, len(ids), CHUNK):
        chosen = Person.id.in_(ids[start : start + CHUNK])
        yield from (Someone(*row) for row in session.execute(found.where(chosen)))


def as_stored(session: Session, choice: Choice) -> Choice:
    """The choice with its segment spelled as the stored one is, if there is one."""
    found = queries.find_segment(session, choice.segment) if choice.segment else None
    return replace(choice, segment=found.name) if found else choice


Reason = Callable[[Someone], str]  # why somebody stays as they are; empty when they don't


def effect_of(session: Session, by: Person, people: Sequence[Someone], choice: Choice) -> Effect:
    """Whom this would change."""
    why = REASONS[choice.kind](session, by, choice)
    reasons = [(each, why(each)) for each in people]
    changed = [each for each, reason in reasons if not reason]
    return Effect(changed, [pair for pair in reasons if pair[1]], choice.kind)


def not_moved(session: Session, by: Person, choice: Choice) -> Reason:
    """Who is there already, or manages a team above it."""
    name = queries.get_team(session, choice.team_id).name if choice.team_id else "no team"
    above = leaders_above(session, choice.team_id)

    def why(each: Someone) -> str:
        if each.team_id == choice.team_id:
            return f"on {name} already" if choice.team_id else "on no team already"
        below = f"managing a team above {name}, so each would lie below the other"
        return below if each.id in above else ""

    return why


def leaders_above(session: Session, team_id: UUID | None) -> set[UUID]:
    """Who manages a team that this one lies below."""
    if team_id is None:
        return set()
    steps = queries.team_steps(session)
    above = {each for each in steps if team_id in all_below(steps, each)} - {team_id}
    found = select(TeamManager.person_id).where(TeamManager.team_id.in_(above))
    return set(session.scalars(found))


def not_put_in(session: Session, by: Person, choice: Choice) -> Reason:
    """Who is in it already."""
    members = members_of(session, choice.segment)
    return lambda each: f"in {choice.segment} already" if each.id in members else ""


def not_taken_out(session: Session, by: Person, choice: Choice) -> Reason:
    """Who is not in it."""
    members = members_of(session, choice.segment)
    return lambda each: "" if each.id in members else f"not in {choice.segment}"


def members_of(session: Session, name: str) -> set[UUID]:
    """Who is in the segment of this name; nobody when there is none."""
    segment = queries.find_segment(session, name)
    if segment is None:
        return set()
    inside = select(SegmentMember.person_id).where(SegmentMember.segment_id == segment.id)
    return set(session.scalars(inside))


def not_in_zone(session: Session, by: Person, choice: Choice) -> Reason:
    """Who has that timezone already."""
    zone = choice.timezone.replace("_", " ")
    return lambda each: f"on {zone} already" if each.timezone == choice.timezone else ""


def not_invited(session: Session, by: Person, choice: Choice) -> Reason:
    """Who needs no invitation, or gets none."""

    def why(each: Someone) -> str:
        if each.is_deactivated:
            return "deactivated"
        return "" if each.is_invited else "signed up already"

    return why


def not_deactivated(session: Session, by: Person, choice: Choice) -> Reason:
    """Who is deactivated already; and nobody shuts themselves out."""

    def why(each: Someone) -> str:
        if each.id == by.id:
            return "you: another admin can do that"
        return "deactivated already" if each.is_deactivated else ""

    return why


def not_reactivated(session: Session, by: Person, choice: Choice) -> Reason:
    """Who is active already."""
    return lambda each: "" if each.is_deactivated else "active already"


REASONS: dict[ChangeKind, Callable[[Session, Person, Choice], Reason]] = {
    ChangeKind.team: not_moved,
    ChangeKind.put_in: not_put_in,
    ChangeKind.take_out: not_taken_out,
    ChangeKind.timezone: not_in_zone,
    ChangeKind.invite: not_invited,
    ChangeKind.deactivate: not_deactivated,
    ChangeKind.reactivate: not_reactivated,
}
