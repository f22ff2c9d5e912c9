"""What the mail part of the profile sends, as typed values."""

import re
from typing import Any

from practice.notices.choosing import MailChoice
from practice.notices.models import NoticeKind
from practice.people.models import MailRhythm
from practice.web.fields import Reader

TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def minute_of(text: str) -> int | None:
    """The minute of the day that a time field means; None when it means none."""
    found = TIME_OF_DAY.fullmatch(text)
    return 60 * int(found[1]) + int(found[2]) if found else None


def time_words(minute: int | None) -> str:
    """The same the other way round, as a time field takes it."""
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def read_mail(given: Any) -> MailChoice:
    """How often, not between which hours, and about what."""
    form = Reader(given)
    rhythm = form.choice("rhythm", MailRhythm, MailRhythm.at_once)
    first, end = read_time(form, "quiet_from"), read_time(form, "quiet_until")
    if "quiet_from" not in form.problems and "quiet_until" not in form.problems:
        check_pair(form, first, end)
    wanted = frozenset(form.choices("kinds", NoticeKind))
    form.finish()
    return MailChoice(rhythm, first, end, wanted)


def read_time(form: Reader, name: str) -> int | None:
    """A time of day, or nothing."""
    typed = form.text(name, 8)
    minute = minute_of(typed)
    if typed and minute is None:
        form.problems.setdefault(name, "Use a time such as 22:00.")
    return minute


def check_pair(form: Reader, first: int | None, end: int | None) -> None:
    """Quiet hours need a beginning and an end, and some time between."""
    if (first is None) != (end is None):
        missing = "quiet_from" if first is None else "quiet_until"
        form.problems[missing] = "Fill in both times, or neither."
    elif first is not None and first == end:
        form.problems["quiet_until"] = "Use another time than the first one."
