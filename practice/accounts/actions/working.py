"""What imports and changes of many people share: one at a time, held for a bite, ended once.

Whatever stands in the row of the work is written in the transaction of the bite, so that where it
was interrupted it goes on.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from practice.accounts import queries
from practice.audit.actions import note
from practice.db import utcnow
from practice.doorbell import Task, ask
from practice.errors import WrongState
from practice.notices.actions import tell
from practice.notices.models import NoticeKind
from practice.people import actions
from practice.people.models import PeopleWork, Person, WorkState

BITE = 200
BUSY = (
    "{name}’s {what} is still at work: {done:,} of {total:,} people. "
    "Wait until it is done, then try again."
)
WHAT = {"import": "import of people", "change": "change of many people"}


def accept(session: Session, made: PeopleWork) -> None:
    """Keep what was agreed to and have it done soon; refuses while other such work goes on."""
    actions.hold_admins(session)
    refuse_busy(session)
    session.add(made)
    session.flush()
    ask(session, Task.work_on_people, made.id)


def refuse_busy(session: Session) -> None:
    """One thing at a time is done to many people, so that each finds what was shown."""
    going = queries.work_going(session)
    if going is not None:
        what, name = WHAT[going.what], going.by.name
        raise WrongState(BUSY.format(name=name, what=what, done=going.done, total=going.total))


def take_up(session: Session, work_id: UUID, now: datetime) -> PeopleWork | None:
    """The work to go on with, held; None when nothing is left of it.

    Refuses to go on for somebody who may no longer do it.
    """
    held = hold(session, work_id)
    if held is None or held.state not in queries.GOING:
        return None
    refuse_lapsed(held.by)
    held.state, held.worked_at = WorkState.running, now
    return held


def hold(session: Session, work_id: UUID) -> PeopleWork | None:
    """The work, so that two who do it do so one after the other."""
    return session.get(PeopleWork, work_id, with_for_update=True, populate_existing=True)


def refuse_lapsed(by: Person) -> None:
    """What was agreed to goes on only for as long as whoever agreed still might."""
    if by.is_deactivated or not by.is_admin:
        what = "was deactivated" if by.is_deactivated else "is no longer an admin"
        raise WrongState(f"{by.name}, who asked for it, {what}.")


def end(
    session: Session, held: PeopleWork, verb: str, detail: dict[str, Any], problem: str = ""
) -> None:
    """Close it, done or with why it stopped, and write that down."""
    held.state = WorkState.failed if problem else WorkState.done
    held.problem, held.finished_at = problem, utcnow()
    note(session, verb, by=held.by, detail=detail)


def tell_asker(session: Session, held: PeopleWork, title: str, path: str) -> None:
    """Whoever asked for it may be elsewhere by now."""
    key = f"worked:{held.id}"
    tell(session, held.by, NoticeKind.account, key, title, body=held.problem, path=path)
