"""Heard today: a buyer's line from a real call, in the rep's own words.

Line:  kept → offered (and back) → taken up, as a prompt that somebody made of it or put aside
A line is its rep's alone until it is offered. All of them are answered in one scenario of kind
`heard`, which nobody edits or assigns.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Organization, Person
from practice.scenarios import actions, starter
from practice.scenarios.models import (
    HeardLine,
    Interaction,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioKind,
    ScenarioVersion,
)

TITLE = "Heard today"
BRIEF = (
    "Something a buyer said in a real call, and the answer you would like to have given. Take a "
    "breath, find out what is behind it, and answer that in about thirty seconds."
)
TARGET_SECONDS = 30
LONGEST_LINE = 300
MOST_LINES = 500  # of one person
MINE = "/heard"

MAIL = re.compile(r"\S@\S+\.\w")
WEB = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|io|co|ai|app|dev|biz|info)\b", re.I)
DIGITS = re.compile(r"(?<![\w.,$€£])(?<![$€£] )\+?\(?\d[\d ().\-–]{5,}\d(?![\w%])")
NO_PHONE = re.compile(r"\d{1,3}([.,]\d{3})+|\d{4} ?[-–] ?\d{4}|\d{4}-\d{2}-\d{2}")
LEAST_PHONE_DIGITS = 7


def told_too_much(words: str) -> str:
    """Why these words say who the customer is, in a sentence; empty when they don't seem to."""
    if MAIL.search(words):
        return "That looks like an e-mail address. Leave out who said it; the words are enough."
    if WEB.search(words):
        return "That looks like a web address. Leave out whose it is; the words are enough."
    if any(_is_phone(found.group()) for found in DIGITS.finditer(words)):
        return "That looks like a phone number. Leave it out; the words are enough."
    return ""


def _is_phone(found: str) -> bool:
    """Rather than a price, a span of years or a date."""
    digits = sum(character.isdigit() for character in found)
    return digits >= LEAST_PHONE_DIGITS and not NO_PHONE.fullmatch(found.strip())


def keep(session: Session, by: Person, words: str, day: date) -> HeardLine:
    """Keep a line for its rep alone.

    Refuses what seems to tell who the customer is, and the same line twice on a day is one.
    """
    if problem := told_too_much(words):
        raise Invalid("Nothing is saved yet.", {"line": problem})
    session.get_one(Person, by.id, with_for_update=True)  # of two at once, one is kept
    mine = select(HeardLine).where(HeardLine.person_id == by.id)
    again = mine.where(HeardLine.local_day == day, HeardLine.text == words)
    if found := session.scalar(again.limit(1)):
        return found
    if session.scalar(mine.offset(MOST_LINES - 1).limit(1)) is not None:
        raise WrongState(f"You have kept {MOST_LINES} lines. Delete some that you are done with.")
    heard_scenario(session)
    line = HeardLine(person_id=by.id, text=words, local_day=day)
    session.add(line)
    session.flush()
    return line


def find_own(session: Session, owner: Person, line_id: UUID | None) -> HeardLine | None:
    """One's own line, if it is still there; another's looks like none."""
    line = session.get(HeardLine, line_id) if line_id else None
    return line if line and line.person_id == owner.id else None


def get_own(session: Session, owner: Person, line_id: UUID) -> HeardLine:
    """One's own line; nobody else has it by this door, offered or not."""
    line = find_own(session, owner, line_id)
    if line is None:
        raise NotFound("We can’t find that line.")
    return line


def mine(session: Session, person: Person, limit: int, offset: int = 0) -> Sequence[HeardLine]:
    """One's own lines, the newest first."""
    own = select(HeardLine).where(HeardLine.person_id == person.id)
    newest = own.order_by(HeardLine.created_at.desc(), HeardLine.id.desc())
    return session.scalars(newest.limit(limit).offset(offset)).all()


def offer(session: Session, by: Person, line_id: UUID) -> HeardLine:
    """Show a line to those who write scenarios; offering it twice is offering it once."""
    line = _held(session, by, line_id)
    line.offered_at = line.offered_at or utcnow()
    return line


def take_back(session: Session, by: Person, line_id: UUID) -> HeardLine:
    """Make an offered line private again. Refuses once somebody has taken it up."""
    line = _held(session, by, line_id)
    if line.taken_up_at is not None:
        raise WrongState("Your line has been taken up already.")
    line.offered_at = None
    return line


def delete(session: Session, by: Person, line_id: UUID) -> None:
    """Remove one's own line for good; its answers stay, and so does a prompt made of it."""
    session.delete(_held(session, by, line_id))
    session.flush()


def _held(session: Session, by: Person, line_id: UUID) -> HeardLine:
    """One's own line as it is now: of those who take it back and take it up at once, the next
    sees what the one before did."""
    line = session.get(HeardLine, line_id, with_for_update=True)
    if line is None or line.person_id != by.id:
        raise NotFound("We can’t find that line.")
    return line


# ---- for those who write scenarios ------------------------------------------------------------


def offered(
    session: Session, most: int | None = None, but: Collection[UUID] = ()
) -> Sequence[HeardLine]:
    """Lines that wait for somebody to make a prompt of them, the oldest first.

    `but` leaves out those that somebody is making a prompt of right now.
    """
    waits = select(HeardLine).where(
        HeardLine.offered_at.is_not(None), HeardLine.taken_up_at.is_(None), HeardLine.id.not_in(but)
    )
    oldest = waits.order_by(HeardLine.offered_at, HeardLine.id)
    return session.scalars(oldest.limit(most)).all()


def get_offered(session: Session, line_id: UUID) -> HeardLine:
    """An offered line to be taken up or put aside; NotFound when it was taken back meanwhile."""
    line = session.get(HeardLine, line_id, with_for_update=True)
    if line is None or line.offered_at is None or line.taken_up_at is not None:
        raise NotFound("That line isn’t offered any more.")
    return line


def taken_up(session: Session, line: HeardLine, by: Person, title: str) -> None:
    """Note that a prompt was made of an offered line, and tell its rep in which scenario."""
    line.taken_up_at = line.taken_up_at or utcnow()
    session.flush()
    if by.id == line.person_id:
        return
    words = f"Your line became a prompt in “{title}”"
    key = f"heard_taken_up:{line.id}"
    notices.tell(session, line.person, NoticeKind.heard, key, words, f"“{line.text}”", MINE)


def take_up(session: Session, by: Person, line_ids: Collection[UUID], title: str) -> None:
    """The same for all that one editor made prompts of; lines taken back meanwhile are left."""
    if not line_ids:
        return
    waits = select(HeardLine).where(HeardLine.id.in_(line_ids), HeardLine.taken_up_at.is_(None))
    offered_still = waits.where(HeardLine.offered_at.is_not(None)).with_for_update()
    for line in session.scalars(offered_still).all():
        taken_up(session, line, by, title)


def put_aside(session: Session, line: HeardLine) -> None:
    """Take an offered line off the list without making anything of it; nobody is told."""
    line.taken_up_at = line.taken_up_at or utcnow()
    session.flush()


# ---- what lines are answered in ---------------------------------------------------------------


def find_heard_scenario(session: Session) -> ScenarioVersion | None:
    """The scenario that lines are answered in; there is none before the first line."""
    heard = select(ScenarioVersion).join(Scenario).where(Scenario.kind == ScenarioKind.heard)
    return session.scalar(heard.order_by(ScenarioVersion.number.desc()).limit(1))


def heard_scenario(session: Session) -> ScenarioVersion:
    """The same, published when it is not there yet; only ever one."""
    if found := find_heard_scenario(session):
        return found
    session.get_one(Organization, 1, with_for_update=True)
    return find_heard_scenario(session) or _published_for_lines(session)


def _published_for_lines(session: Session) -> ScenarioVersion:
    now = utcnow()
    objections = starter.criteria_for(Interaction.objection_handling)
    criteria = list(actions.criteria_from(objections, frozenset()))
    rubric = RubricVersion(
        rubric=Rubric(title=TITLE), number=1, published_at=now, criteria=criteria
    )
    made = ScenarioVersion(
        scenario=Scenario(kind=ScenarioKind.heard), number=1, published_at=now, title=TITLE,
        interaction=Interaction.objection_handling, brief=BRIEF, target_seconds=TARGET_SECONDS,
        rubric_version=rubric,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
