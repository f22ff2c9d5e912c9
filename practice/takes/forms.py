"""What people and the recorder send about takes, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from practice.db import utcnow
from practice.errors import Invalid
from practice.recordings.models import AssetKind
from practice.recordings.wire import LONGEST_MS, UNREADABLE
from practice.scenarios.heard import LONGEST_LINE
from practice.takes.pace import PLEASE
from practice.takes.rules import LONGEST_QUESTION
from practice.takes.values import Beginning, ChapterNote
from practice.web.fields import Reader

UNCLEAR = "We couldn’t tell what is being recorded. Open the scenario again."
MOST_CHAPTERS = 100
LONGEST_KEPT_MS = 366 * 86_400_000  # on a device that was without a network


class Then(StrEnum):
    """What somebody does with a line they heard."""

    answer = "answer"
    keep = "keep"


def read_beginning(sent: Mapping[str, Any]) -> Beginning:
    """Which scenario, for which target, by camera or as a file."""
    reader = Reader(sent)
    scenario, target = reader.uuid("scenario", required=True), reader.uuid("target")
    kind, begun_as = reader.choice("kind", AssetKind), reader.uuid("begun_as")
    prompt, heard = reader.uuid("prompt"), reader.uuid("heard")
    ago = timedelta(milliseconds=reader.number("begun_ms_ago", 0, LONGEST_KEPT_MS, default=0))
    reader.finish(UNCLEAR)
    if scenario is None:
        raise Invalid(UNCLEAR)
    return Beginning(scenario, target, kind, begun_as, prompt, heard, utcnow() - ago)


def read_chapters(sent: Mapping[str, Any]) -> tuple[ChapterNote, ...]:
    """Where each prompt was answered; a recorder that played none sends nothing."""
    told = sent.get("chapters") or []
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Invalid(UNREADABLE)
    if len(told) > MOST_CHAPTERS:
        raise Invalid(UNREADABLE)
    return tuple(_chapter(one) for one in told)


def _chapter(told: Mapping[str, Any]) -> ChapterNote:
    reader = Reader(told)
    prompt = reader.uuid("prompt", required=True)
    at_ms = reader.number("at_ms", 0, LONGEST_MS)
    answered = told.get("response_ms") is not None
    response_ms = reader.number("response_ms", 0, LONGEST_MS) if answered else None
    reader.finish(UNREADABLE)
    if prompt is None:
        raise Invalid(UNREADABLE)
    return ChapterNote(prompt, at_ms, response_ms)


def read_question(sent: Mapping[str, Any]) -> str:
    """What the rep wants to know from the reviewer; may be empty.

    Who just wants it reviewed asks for that.
    """
    reader = Reader(sent)
    question = reader.text("question", LONGEST_QUESTION, lines=True)
    wants_review = reader.flag("review")
    reader.finish()
    return question or (PLEASE if wants_review else "")


def read_line(sent: Mapping[str, Any]) -> tuple[str, bool]:
    """What a buyer said, on one line, and whether the rep goes on to answer it at once."""
    reader = Reader(sent)
    words = reader.text("line", LONGEST_LINE, required=True, lines=True)
    then = reader.choice("then", Then, default=Then.answer)
    reader.finish("Nothing is saved yet.")
    return " ".join(words.split()), then is Then.answer


@dataclass(frozen=True)
class Place:
    """Where in the product somebody is: a scenario, maybe for a target, maybe once more.

    `prompt` is the only one to answer, in a hurry; `heard` the line from a real call; `kept` the
    recording on this device that goes on.
    """

    scenario: UUID | None
    target: UUID | None
    again: UUID | None
    prompt: UUID | None = None
    heard: UUID | None = None
    kept: UUID | None = None


def read_place(args: Mapping[str, Any]) -> Place:
    """The ids in an address; what is none there is left out, as if the page were called bare."""
    reader = Reader(args)
    names = ("scenario", "target", "again", "prompt", "heard", "kept")
    return Place(*(reader.uuid(name) for name in names))


def read_page(args: Mapping[str, Any]) -> int:
    """Which page of a long list, from 1."""
    reader = Reader(args)
    return reader.number("page", 1, 10_000, default=1)
