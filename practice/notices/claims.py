"""Taking mail in hand: of two senders one gets it, and of what waits together all at once.

    waiting ─ not wanted any more ─→ not_wanted
       │  ↖ put off until it may leave
       └─ claimed: attempts counted, next try put off ─→ sent | waiting | failed
A claim is a compare-and-set that ends by itself: who dies in the middle is followed by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from practice.notices import queries, rules, timing
from practice.notices.models import MailState, Notice
from practice.settings import Settings

MOST_IN_ONE = 200  # a longer letter is read by nobody


@dataclass(frozen=True)
class Claim:
    """Notices that go into one mail, and until when no one else may try them."""

    ids: Sequence[UUID]
    until: datetime


def claim(session: Session, settings: Settings, notice_id: UUID, now: datetime) -> Claim | None:
    """Take what goes out with this notice; None when nothing may leave now.

    What was read meanwhile, was turned off or has nobody to go to is marked as not wanted. When
    one of them may leave, all that waits goes along.
    """
    held = _hold(session, notice_id, now)
    muted = queries.muted_by(session, held[0].person_id) if held else frozenset()
    wanted = []
    for notice in held:
        if is_wanted(settings, notice) and notice.kind not in muted:
            wanted.append(notice)
        else:
            notice.mail_state = MailState.not_wanted
    return _take(session, wanted, now) if _may_leave(wanted, now) else None


def is_wanted(settings: Settings, notice: Notice) -> bool:
    """Whether there is a way to send it, and somebody who doesn't know it yet."""
    if not settings.smtp_url or notice.person.is_deactivated:
        return False
    return notice.kind in rules.MAIL_ONLY or notice.read_at is None


def _hold(session: Session, notice_id: UUID, now: datetime) -> Sequence[Notice]:
    """This notice and what goes with it, locked in one order so that no two senders interlock."""
    lead = session.scalar(select(Notice).where(Notice.id == notice_id, _is_due(now)))
    if lead is None:
        return []
    which: ColumnElement[bool] = Notice.id == notice_id
    if timing.is_gathered(lead.person, lead.kind):
        may_wait = Notice.kind.not_in(rules.AT_ONCE)
        which = and_(Notice.person_id == lead.person_id, may_wait)
    return session.scalars(
        select(Notice)
        .where(which, _is_due(now))
        .order_by(Notice.id)
        .limit(MOST_IN_ONE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Notice.mail_state == MailState.waiting, Notice.mail_after <= now)


def _may_leave(wanted: Sequence[Notice], now: datetime) -> bool:
    """Whether the time of any has come; if not, each is put off until then."""
    times = [
        timing.mail_at(notice.person, notice.kind, notice.created_at, now) for notice in wanted
    ]
    if any(at <= now for at in times):
        return True
    for notice, at in zip(wanted, times, strict=True):
        notice.mail_after = at
    return False


def _take(session: Session, wanted: Sequence[Notice], now: datetime) -> Claim | None:
    """Count an attempt of all of them and put the next one off."""
    session.flush()
    attempt = 1 + max(notice.mail_attempts for notice in wanted)
    until = now + rules.wait_after(attempt)
    taken = session.scalars(
        update(Notice)
        .where(Notice.id.in_([notice.id for notice in wanted]), _is_due(now))
        .values(mail_attempts=Notice.mail_attempts + 1, mail_after=until)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    ).all()
    return Claim(taken, until) if taken else None


def note(session: Session, claimed: Claim, outcome: MailState) -> None:
    """Write down what came of it, unless another attempt was begun since.

    What stays waiting is given up after its last attempt.
    """
    ours = update(Notice).where(Notice.id.in_(claimed.ids), Notice.mail_after == claimed.until)
    if outcome == MailState.waiting:
        ours, outcome = ours.where(Notice.mail_attempts >= rules.MOST_ATTEMPTS), MailState.failed
    session.execute(ours.values(mail_state=outcome))
