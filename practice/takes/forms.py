"""What people and the recorder send about takes, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage

from media.captions import MOST_BYTES
from practice.errors import Invalid
from practice.recordings.languages import Language
from practice.recordings.models import AssetKind
from practice.takes.rules import LONGEST_QUESTION
from practice.web.fields import Reader

NO_FILE = "Choose a WebVTT or SRT file first."


@dataclass(frozen=True)
class Beginning:
    """What a recorder is about to record."""

    scenario: UUID
    target: UUID | None
    kind: AssetKind


def read_beginning(sent: Mapping[str, Any]) -> Beginning:
    """Which scenario, for which target, by camera or as a file."""
    reader = Reader(sent)
    scenario, target = reader.uuid("scenario", required=True), reader.uuid("target")
    kind = reader.choice("kind", AssetKind)
    reader.finish("We couldn’t tell what is being recorded. Open the scenario again.")
    if scenario is None:
        raise Invalid("We couldn’t tell what is being recorded. Open the scenario again.")
    return Beginning(scenario, target, kind)


def read_question(sent: Mapping[str, Any]) -> str:
    """What the rep wants to know from the reviewer; may be empty."""
    reader = Reader(sent)
    question = reader.text("question", LONGEST_QUESTION, lines=True)
    reader.finish()
    return question


def read_captions(
    sent: Mapping[str, Any], files: Mapping[str, FileStorage]
) -> tuple[Language, bytes]:
    """The language, and of the file no more than it takes to see that it is too large."""
    reader = Reader(sent)
    language = reader.choice("language", Language, default=Language.english)
    file = files.get("captions")
    raw = file.read(MOST_BYTES + 1) if file and file.filename else b""
    if not raw:
        reader.problems["captions"] = "That file is empty." if file and file.filename else NO_FILE
    reader.finish()
    return language, raw


@dataclass(frozen=True)
class Place:
    """Where in the product somebody is: a scenario, maybe for a target, maybe once more."""

    scenario: UUID | None
    target: UUID | None
    again: UUID | None


def read_place(args: Mapping[str, Any]) -> Place:
    """The ids in an address; what is none there is left out, as if the page were called bare."""
    reader = Reader(args)
    return Place(reader.uuid("scenario"), reader.uuid("target"), reader.uuid("again"))


def read_page(args: Mapping[str, Any]) -> int:
    """Which page of a long list, from 1."""
    reader = Reader(args)
    return reader.number("page", 1, 10_000, default=1)
