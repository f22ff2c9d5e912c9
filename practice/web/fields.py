"""Reading what was typed, one field at a time, with a sentence for each mistake.

`Reader(request.form)` collects problems instead of stopping at the first; `finish()` raises
them together. A view that shows a form says `show_again(page)` first: if the input is refused,
that page is shown once more with what was typed (`typed`) and what is wrong (`problem`).
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from practice.errors import Invalid

Choice = TypeVar("Choice", bound=StrEnum)
Day = TypeVar("Day", bound=date)
ZONES = available_timezones()
WHOLE = re.compile(r"-?[0-9]{1,15}")
YEARS = range(1900, 9000)  # beyond them arithmetic on dates ends in another zone's year 0 or 10000


class Reader:
    """Typed values out of a form or a JSON object."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems: dict[str, str] = {}

    def text(self, name: str, longest: int, *, required: bool = False, lines: bool = False) -> str:
        """Trimmed text of at most `longest` characters, without control characters."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, str):
            self.problems[name] = "Write words here."
            return ""
        value = (value or "").strip().replace("\r\n", "\n")
        allowed = "\n\t" if lines else ""
        value = "".join(c for c in value if c.isprintable() or c in allowed)
        if required and not value:
            self.problems[name] = "Fill this in."
        elif len(value) > longest:
            self.problems[name] = f"Use at most {longest} characters; this has {len(value)}."
        return value[:longest]

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        raw = str(self.given.get(name) if self.given.get(name) is not None else "").strip()
        if not raw and default is not None:
            return default
        if not WHOLE.fullmatch(raw) or not least <= int(raw) <= most:
            self.problems[name] = f"Use a whole number from {least} to {most}."
            return least
        return int(raw)

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        raw = str(self.given.get(name) or "")
        if not raw and default is not None:
            return default
        try:
            return kind(raw)
        except ValueError:
            self.problems[name] = "Choose one of the options."
            return next(iter(kind))

    def choices(self, name: str, kind: type[Choice]) -> set[Choice]:
        """Any number of values of an enumeration, from a form with the name repeated."""
        getlist = getattr(self.given, "getlist", None)
        raw = getlist(name) if getlist else self.given.get(name) or []
        known = {str(option) for option in kind}
        if any(value not in known for value in raw):
            self.problems[name] = "Choose from the options."
        return {kind(value) for value in raw if value in known}

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.given.get(name) not in (None, "", "0", "false", False, 0)

    def uuid(self, name: str, *, required: bool = False) -> UUID | None:
        """An id; nothing when it is empty."""
        raw = str(self.given.get(name) or "")
        try:
            if raw:
                return UUID(raw)
        except ValueError:
            self.problems[name] = "Choose one of the options."
        if required and not raw:
            self.problems[name] = "Choose one."
        return None

    def day(self, name: str) -> date | None:
        """A date as a date field sends it."""
        return self._dated(name, date.fromisoformat, "Use a date such as 2027-03-31.")

    def local_moment(self, name: str) -> datetime | None:
        """A naive date and time as a datetime-local field sends it."""
        found = self._dated(name, datetime.fromisoformat, "Use a date and a time.")
        return found.replace(tzinfo=None) if found else None

    def _dated(self, name: str, parse: Callable[[str], Day], sentence: str) -> Day | None:
        raw = str(self.given.get(name) or "")
        with suppress(ValueError):
            if not raw or (found := parse(raw)).year in YEARS:
                return found if raw else None
        self.problems[name] = sentence
        return None

    def zone(self, name: str) -> str:
        """A timezone by its name."""
        raw = str(self.given.get(name) or "")
        if raw not in ZONES:
            self.problems[name] = "Choose a timezone from the list."
        return raw

    def finish(self, sentence: str = "Some fields need another look.") -> None:
        """Refuse the whole input if anything was wrong."""
        if self.problems:
            raise Invalid(sentence, self.problems)


def json_object() -> dict[str, Any]:
    """The JSON object that was sent; anything else is refused."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # nested thousands deep
        sent = None
    if not isinstance(sent, dict):
        raise Invalid("We couldn’t read that request.")
    return sent


def show_again(page: Callable[[], ResponseReturnValue]) -> None:
    """If the input is refused, show this page with what was typed and what is wrong."""
    g.show_again = page


def typed(name: str, default: Any = "") -> Any:
    """What was typed before the form was refused, else what is stored."""
    return request.form.get(name, default) if "problem" in g else default


def typed_all(name: str, default: Any = ()) -> Any:
    """The same for a group of boxes: all values that were ticked."""
    return request.form.getlist(name) if "problem" in g else default


def problem(name: str | None = None) -> str:
    """What is wrong with a field, or with the whole form when no name is given."""
    found: Invalid | None = g.get("problem")
    if found is None:
        return ""
    return found.fields.get(name, "") if name else found.sentence


def problems() -> dict[str, str]:
    """What is wrong with each field, by its name; for the summary above a form."""
    found: Invalid | None = g.get("problem")
    return found.fields if found else {}


def init_fields(app: Flask) -> None:
    """Give templates `typed`, `typed_all`, `problem` and `problems`."""
    app.jinja_env.globals.update(
        typed=typed, typed_all=typed_all, problem=problem, problems=problems
    )
