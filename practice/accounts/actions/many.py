"""A change of many people that was agreed to, done a bite at a time by a worker.

Each bite looks anew whom it would still change, so nobody is changed twice, and whoever became
somebody else's business meanwhile stays as they are, with the reason.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from practice.accounts.actions import changing, segments, working
from practice.accounts.actions.working import BITE
from practice.accounts.bulk import Choice, Effect, Someone
from practice.errors import WrongState
from practice.people import queries
from practice.people.models import ChangeKind, PeopleChange, Person

NAMED = 100  # of those who stay as they are for one reason, these are kept by name
FRESH = timedelta(minutes=1)
SEGMENT_GONE = "The segment was deleted meanwhile."
TEAM_GONE = "The team “{name}” was archived meanwhile."


def accept(session: Session, by: Person, effect: Effect, choice: Choice, told: str) -> PeopleChange:
    """Keep what was agreed to; refuses an archived team, and while other such work goes on.

    A segment is known by its id from here on: its name may change while this goes on.
    """
    refuse_archived(session, choice.team_id)
    segment = segments.named(session, by, choice.segment) if choice.segment else None
    made = PeopleChange(
        by_id=by.id,
        kind=choice.kind,
        told=told,
        team_id=choice.team_id,
        segment_id=segment.id if segment else None,
        timezone=choice.timezone,
        text="\n".join(map(str, effect.ids)),
        total=len(effect.people),
        left=with_more([], effect.stay),
    )
    working.accept(session, made)
    return made


def refuse_archived(session: Session, team_id: UUID | None) -> None:
    """Nobody comes to a team that is not in use."""
    team = queries.get_team(session, team_id) if team_id else None
    if team and team.archived_at:
        raise WrongState(TEAM_GONE.format(name=team.name))


def with_more(left: Iterable[Any], stay: Iterable[tuple[Someone, str]]) -> list[Any]:
    """Why people stay as they are, how many, and who the first are: those so far and these."""
    found = {why: (count, list(ids)) for why, count, ids in left}
    for each, why in stay:
        count, ids = found.get(why, (0, []))
        found[why] = count + 1, [*ids, str(each.id)] if len(ids) < NAMED else ids
    return [[why, count, ids] for why, (count, ids) in found.items()]


def change_some(session: Session, held: PeopleChange, now: datetime) -> None:
    """Change the next of them; refuses when what they should come to have is gone."""
    choice, ids = choice_of(session, held), next_ids(held)
    moment = moment_of(session, held, now)
    effect = changing.change(session, held.by, ids, choice, moment)
    held.done += len(ids)
    held.changed += len(effect.people)
    held.left = with_more(held.left, effect.stay)
    if held.done >= held.total or not ids:
        finish(session, held)


def choice_of(session: Session, held: PeopleChange) -> Choice:
    """What was chosen, by the name that the segment has now."""
    refuse_archived(session, held.team_id)
    if held.kind not in (ChangeKind.put_in, ChangeKind.take_out):
        return Choice(held.kind, team_id=held.team_id, timezone=held.timezone)
    if held.segment_id is None:
        raise WrongState(SEGMENT_GONE)
    return Choice(held.kind, segment=queries.get_segment(session, held.segment_id).name)


def next_ids(held: PeopleChange) -> Sequence[UUID]:
    """Who comes next."""
    return [UUID(each) for each in held.text.split()[held.done : held.done + BITE]]


def moment_of(session: Session, held: PeopleChange, now: datetime) -> datetime:
    """When this bite happens. All whom it deactivates share one moment, by which they come back.

    That moment moves on while it takes long, so that the time to undo it begins at the end of it.
    """
    if held.kind is not ChangeKind.deactivate:
        return now
    before = held.step_at
    if before is not None and now - before <= FRESH:
        return before
    if before is not None:
        together = update(Person).where(Person.deactivated_at == before)
        session.execute(together.values(deactivated_at=now))
    held.step_at = now
    return now


def finish(session: Session, held: PeopleChange) -> None:
    """Say that it is done; the list of ids goes."""
    end(session, held, "changed_many", f"Done: {held.told}")


def give_up(session: Session, held: PeopleChange, sentence: str) -> None:
    """End it before it is done; whoever was not reached stays as they are."""
    end(session, held, "stopped_change", f"Stopped: {held.told}", sentence)


def end(session: Session, held: PeopleChange, verb: str, title: str, problem: str = "") -> None:
    """Close it, and tell whoever asked for it."""
    detail = {"told": held.told, "changed": held.changed, "total": held.total}
    working.end(session, held, verb, detail, problem)
    held.text = ""
    working.tell_asker(session, held, title, f"/people/changes/{held.id}")
