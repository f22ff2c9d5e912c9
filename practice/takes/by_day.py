"""What everybody recorded, added up by day whenever a take begins or ceases to count.

To add up ten weeks of a million takes took longer than all else on a page about the whole
organization. Only `actions` decides whether a take counts, so only it adds here.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, text, union_all
from sqlalchemy.orm import Session

from practice.db import insert_into
from practice.takes.models import PracticeDay, Take

# Two of these wait for each other; whoever adds a take waits for neither.
ONE_AT_A_TIME = text("LOCK TABLE practice_day IN SHARE UPDATE EXCLUSIVE MODE")


def add(session: Session, day: date, takes: int, ms: int) -> None:
    """Add so many takes that count to a day, or take them away; its row is held from here on."""
    session.flush()  # whatever else waits to be written is written first
    if not takes and not ms:
        return
    new = insert_into(session, PracticeDay).values(day=day, takes=takes, ms=ms)
    both = {
        "takes": PracticeDay.takes + new.excluded.takes,
        "ms": PracticeDay.ms + new.excluded.ms,
    }
    session.execute(new.on_conflict_do_update(index_elements=[PracticeDay.day], set_=both))


def is_right(session: Session) -> bool:
    """Whether every day's sum is that of its takes."""
    return session.execute(_missing().limit(1)).first() is None


def recount(session: Session) -> int:
    """Correct every day whose sum is not that of its takes; answers how many days these were.

    A take and its sum are committed together, so one look sees both or neither, and what is
    missing then stays missing whoever adds meanwhile. Two who saw it would both add it: the
    second waits, looks after the first has committed, and finds nothing.
    """
    if session.get_bind().dialect.name != "sqlite":  # which lets in one writer anyway
        session.execute(ONE_AT_A_TIME)
    wrong = session.execute(_missing()).all()
    for day, takes, ms in wrong:
        add(session, day, int(takes), int(ms))
    return len(wrong)


def _missing() -> Select[*tuple[Any, ...]]:
    """By day, what its takes have more than its sum: one statement, so that it is one look."""
    there = select(
        Take.local_day.label("day"),
        func.count().label("takes"),
        func.sum(Take.counted_ms).label("ms"),
    )
    there = there.where(Take.is_counted).group_by(Take.local_day)
    kept = select(PracticeDay.day, -PracticeDay.takes, -PracticeDay.ms)
    both = union_all(there, kept).subquery()
    takes, ms = func.sum(both.c.takes), func.sum(both.c.ms)
    found = select(both.c.day, takes, ms).group_by(both.c.day).order_by(both.c.day)
    return found.having(or_(takes != 0, ms != 0))
