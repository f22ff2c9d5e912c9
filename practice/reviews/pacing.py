"""How often somebody gets feedback: their manager sets it, and they are told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from practice.assignments.queries import led_by
from practice.audit import actions as audit
from practice.db import utcnow
from practice.errors import NotFound
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person, ReviewPace
from practice.questions import put_together
from practice.takes.pace import OFTEN


def find_led(session: Session, by: Person, person_id: UUID) -> Person | None:
    """Somebody in this person's line, who is still here."""
    found: Person | None = session.scalar(*_led(by, person_id))
    return found


@put_together
def _led(by: Person, person_id: UUID) -> Select[Person]:
    led = select(Person).where(led_by(by), Person.id == person_id)
    return led.where(Person.deactivated_at.is_(None))


def get_led(session: Session, by: Person, person_id: UUID) -> Person:
    """The same; NotFound for everybody who does not lead them."""
    found = find_led(session, by, person_id)
    if found is None:
        raise NotFound
    return found


def set_pace(
    session: Session, by: Person, person: Person, pace: ReviewPace, now: datetime | None = None
) -> None:
    """From the next take on, feedback comes this often; the rep is told. For who leads them."""
    if person.review_pace == pace:
        return
    audit.note(session, "changed_review_pace", by=by, subject_id=person.id,
               detail={"from": person.review_pace.value, "to": pace.value})  # fmt: skip
    person.review_pace = pace
    notices.tell(
        session,
        person,
        NoticeKind.reviewer_changed,
        f"pace:{person.id}:{(now or utcnow()).isoformat(timespec='milliseconds')}",
        f"Feedback now comes {OFTEN[pace]}",
        f"{by.name} set this. Any take that you ask to have reviewed is reviewed all the same.",
        "/practice",
    )
