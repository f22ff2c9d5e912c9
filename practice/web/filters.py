"""How values read on a screen: times, dates, lengths, counts, levels.

Every function is pure: it takes the zone and the present moment where it needs them. The
templates get them with both filled in from the signed-in person (`init_filters`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from flask import Flask, g
from markupsafe import Markup

from practice.clock import hour_of, zone_of
from practice.web.drawing import active, shades
from practice.web.writing import written

LEVELS = {1: "Not present", 2: "Attempted", 3: "Partly", 4: "Good", 5: "Excellent"}
KINDS = {"strength": "Strength", "try": "Try", "ask": "Ask", "note": "Note"}
STEP = 1024


def clock(ms: int) -> str:
    """A position or length as on a player: `1:14`, `1:02:03`."""
    minutes, seconds = divmod(max(ms, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 take`, `3 takes`, `2 people`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def length_words(ms: int) -> str:
    """A length as it is said: `45 seconds`, `2 minutes`, `1 hour 5 minutes`."""
    seconds = round(max(ms, 0) / 1000)
    if seconds < 60:
        return plural(seconds, "second")
    hours, rest = divmod(minutes(ms), 60)
    parts = [plural(hours, "hour")] * bool(hours) + [plural(rest, "minute")] * bool(rest)
    return " ".join(parts)


def minutes(ms: int) -> int:
    """Whole minutes, rounded: one definition for every count of practice."""
    return (round(max(ms, 0) / 1000) + 30) // 60


def bytes_words(size: int) -> str:
    """A file size in the unit a person would choose: `812 KB`, `2.1 MB`."""
    value = float(size)
    for unit in ("bytes", "KB", "MB", "GB"):
        if value < STEP or unit == "GB":
            break
        value /= STEP
    return f"{value:.0f} {unit}" if value >= 10 or unit == "bytes" else f"{value:.1f} {unit}"


def initials(name: str) -> str:
    """First and last initial for an avatar; one letter for one word, `?` for none."""
    words = name.split()
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper() or "?"


def level_name(level: int) -> str:
    """The word for a level: Not present (1) to Excellent (5)."""
    return LEVELS[level]


def kind_name(kind: str) -> str:
    """The word for the kind of a comment."""
    return KINDS[kind]


remembered = lru_cache(maxsize=1024)  # a list names the same few days on each of its lines


@remembered
def _day(day: date, today: date) -> str:
    away = (day - today).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    if -7 < away < 7:
        return f"{day:%A}"
    return calendar_day(day, today)


@remembered
def calendar_day(day: date, today: date) -> str:
    """`Friday, Nov 27`, with the year when it is another one."""
    text = f"{day:%A, %b} {day.day}"
    return text if day.year == today.year else f"{text}, {day.year}"


def full_time(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """A date and hour nobody can misread: `Friday, Nov 27, 5:00 PM`."""
    here = moment.astimezone(zone)
    return f"{calendar_day(here.date(), now.astimezone(zone).date())}, {hour_of(here)}"


def near_time(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The same in the words of this week: `today 4:20 PM`, `Tuesday 4:20 PM`, then the date."""
    here, today = moment.astimezone(zone), now.astimezone(zone).date()
    joint = " " if abs((here.date() - today).days) < 7 else ", "
    return f"{_day(here.date(), today)}{joint}{hour_of(here)}"


def hour(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The time of day alone, where the day stands above it: `4:20 PM`."""
    return hour_of(moment.astimezone(zone))


def days_ago(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """How many midnights ago, in the reader's zone: `today`, `yesterday`, `3 days ago`."""
    away = (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
    if away <= 0:
        return "today"
    return "yesterday" if away == 1 else f"{plural(away, 'day')} ago"


def due(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """What stands beside an obligation: `Due tomorrow 5:00 PM`, `Was due Tuesday 5:00 PM`."""
    return f"{'Due' if moment >= now else 'Was due'} {near_time(moment, zone, now)}"


def upfirst(text: str) -> str:
    """The same words at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def combine(base: dict[str, object], more: dict[str, object]) -> dict[str, object]:
    """Attributes of an element with further ones; a later value replaces an earlier one."""
    return {**base, **more}


def options(pairs: Iterable[Sequence[Any]], value: object = "") -> Markup:
    """The choices of a field, each a value and its words; there may be hundreds.

    What stands behind these two is not shown.
    """
    each = [f'<option value="{written(one[0])}">{written(one[1])}</option>' for one in pairs]
    picked = f'value="{written(str(value))}">'
    found = "\n".join(each).replace(picked, picked[:-1] + " selected>", 1)
    return Markup(found)  # noqa: S704 - each part of it is escaped


PLAIN = (
    clock,
    combine,
    plural,
    length_words,
    minutes,
    bytes_words,
    initials,
    level_name,
    kind_name,
    upfirst,
    options,
    shades,
    active,
    zip,
)
TIMED = (full_time, near_time, hour, days_ago, due)


def init_filters(
    app: Flask, zone: Callable[[], str], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Register all of it; `zone` answers with the zone name of whoever is looking.

    Who looks, and when, is asked once for a page, however many times it shows.
    """

    def look_anew() -> dict[str, Any]:
        g.pop("here", None)
        return {}

    def here() -> tuple[tzinfo, datetime]:
        found: tuple[tzinfo, datetime] | None = g.get("here")
        if found is None:
            found = g.here = zone_of(zone()), now()
        return found

    def timed(words: Callable[[datetime, tzinfo, datetime], str]) -> Callable[[datetime], str]:
        return lambda moment: words(moment, *here())

    def day(day: date) -> str:
        there, present = here()
        return calendar_day(day, present.astimezone(there).date())

    app.context_processor(look_anew)
    app.jinja_env.filters.update({words.__name__: words for words in PLAIN})
    app.jinja_env.filters.update({words.__name__: timed(words) for words in TIMED}, day=day)
