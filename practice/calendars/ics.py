"""A calendar as RFC 5545 writes it, for the calendars that people look at anyway.

Moments are in UTC, so no timezone needs to be described; days are dates, which every calendar
shows on that day wherever it is. The same entries always give the same bytes: what did not
change needs not be sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

LONGEST = 75  # octets of a line without its end (RFC 5545, 3.1)
MAKER = "-//Freethrow//Practice//EN"
READ_AGAIN = "PT1H"
NOTHING = (  # a calendar holds at least one thing (RFC 5545, 3.6), even when nothing is due
    "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar: at a moment, or on a day; only what has an end takes time."""

    uid: str  # stays the same for as long as it is the same thing
    title: str
    at: datetime | date
    changed_at: datetime
    path: str  # its page here
    until: datetime | None = None


def calendar(name: str, entries: Sequence[Entry], base_url: str) -> str:
    """All of it as text, ready to be sent."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{MAKER}",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",  # what calendars read that don't know NAME
        f"REFRESH-INTERVAL;VALUE=DURATION:{READ_AGAIN}",
        f"X-PUBLISHED-TTL:{READ_AGAIN}",
        *([line for entry in entries for line in _event(entry, base_url)] or NOTHING),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry, base_url: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_moment(entry.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(entry.changed_at)}"
    yield _start(entry.at)
    if entry.until:
        yield f"DTEND:{_moment(entry.until)}"
    yield f"SUMMARY:{escaped(entry.title)}"
    yield f"URL:{base_url}{entry.path}"
    yield "CLASS:PRIVATE"
    yield f"TRANSP:{'OPAQUE' if entry.until else 'TRANSPARENT'}"  # a date to keep takes no time
    yield "END:VEVENT"


def _start(at: datetime | date) -> str:
    if isinstance(at, datetime):
        return f"DTSTART:{_moment(at)}"
    return f"DTSTART;VALUE=DATE:{at:%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Words as a value of text: what would end it or begin another is marked."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return "".join(c for c in text.replace("\n", "\\n") if c.isprintable())


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets; a letter is never cut in two."""
    pieces, used = [""], 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LONGEST:
            pieces.append(" ")
            used = 1
        pieces[-1] += letter
        used += size
    return "\r\n".join(pieces)
