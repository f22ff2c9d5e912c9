"""What a reviewer sends, read field by field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from practice.reviews import rules
from practice.reviews.models import Decision, MarkerKind
from practice.reviews.values import MarkerInput, SummaryInput
from practice.web.fields import Reader

MOST = 10**9  # how often one thing can have been saved
LEVEL = "level-"  # a field of the sheet: level-<criterion id>


def read_marker(given: Mapping[str, Any]) -> MarkerInput:
    """A marker with its words; its times are judged against the take's length later."""
    form = Reader(given)
    read = MarkerInput(
        at_ms=given.get("at_ms"),
        until_ms=given.get("until_ms"),
        kind=form.choice("kind", MarkerKind),
        criterion_id=form.uuid("criterion_id"),
        text=form.text("text", rules.WORDS_LONGEST, lines=True),
        recording=form.uuid("recording"),
        seen=form.number("version", 0, MOST, 0),
    )
    form.finish("We couldn’t save that comment.")
    return read


def read_version(given: Mapping[str, Any]) -> int:
    """The version that somebody's change was written over; 0 when there was none."""
    form = Reader(given)
    seen = form.number("version", 0, MOST, 0)
    form.finish("Load this page again; we couldn’t tell which version you changed.")
    return seen


def read_level(given: Mapping[str, Any]) -> int | None:
    """A level from 1 to 5, or None to take it away."""
    if given.get("level") is None:
        return None
    form = Reader(given)
    level = form.number("level", 1, 5)
    form.finish("Choose a level from 1 to 5.")
    return level


def read_summary(given: Mapping[str, Any]) -> SummaryInput:
    """The fields that are there; what is missing stays as it was."""
    form, read = Reader(given), SummaryInput()
    if "strength" in given:
        read["strength"] = form.text("strength", rules.SUMMARY_LONGEST, lines=True)
    if "next_step" in given:
        read["next_step"] = form.text("next_step", rules.SUMMARY_LONGEST, lines=True)
    if "decision" in given:
        read["decision"] = form.choice("decision", Decision) if given["decision"] else None
    if "focus_criterion_id" in given:
        read["focus_criterion_id"] = form.uuid("focus_criterion_id")
    if "is_quick" in given:
        read["is_quick"] = form.flag("is_quick")
    form.finish("Some of the feedback needs another look.")
    return read


def read_levels(given: Mapping[str, Any]) -> dict[UUID, int]:
    """The levels of a whole sheet; criteria without one are left out."""
    form, read = Reader(given), {}
    for name in given:
        if name.startswith(LEVEL) and (key := Reader({"id": name[len(LEVEL) :]}).uuid("id")):
            read[key] = form.number(name, 1, 5)
    form.finish("Choose levels from 1 to 5.")
    return read
