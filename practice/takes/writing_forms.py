"""What a rep writes around a take: the plan before, the view of it after, a question about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from practice.takes.preparing import LONGEST_ANSWER, LONGEST_SCRIPT, Plan
from practice.takes.rules import LONGEST_QUESTION
from practice.takes.self_reviews import LONGEST_FORGOTTEN, LONGEST_WORDS, Opinion
from practice.web.fields import Reader

LONGEST_MS = 24 * 3600 * 1000
LEVEL = "level-"  # a field of the map: level-<criterion id>


def read_plan(sent: Mapping[str, Any]) -> Plan:
    """A prep sheet; every field may be empty, not all of them."""
    reader = Reader(sent)
    names = ("purpose", "who", "learn", "give", "commitment", "remember")
    answers = {name: reader.text(name, LONGEST_ANSWER, lines=True) for name in names}
    script = reader.text("script", LONGEST_SCRIPT, lines=True)
    reader.finish()
    return Plan(**answers, script=script)


def read_opinion(sent: Mapping[str, Any]) -> Opinion:
    """A self-review; whatever was left out is left out."""
    reader = Reader(sent)
    opinion = Opinion(
        levels=_levels(reader, sent),
        kept_to_plan=reader.number("kept_to_plan", 0, 10, default=0) or None,
        worked=reader.text("worked", LONGEST_WORDS, lines=True),
        did_not=reader.text("did_not", LONGEST_WORDS, lines=True),
        forgot=reader.text("forgot", LONGEST_FORGOTTEN, lines=True),
    )
    reader.finish()
    return opinion


def _levels(reader: Reader, sent: Mapping[str, Any]) -> dict[UUID, int]:
    found = {}
    for name in sent:
        criterion = Reader({"id": name.removeprefix(LEVEL)}).uuid("id")
        if name.startswith(LEVEL) and criterion:
            found[criterion] = reader.number(name, 1, 5)
    return found


def read_asking(sent: Mapping[str, Any]) -> str:
    """What somebody asks for help with; never empty."""
    reader = Reader(sent)
    question = reader.text("ask", LONGEST_QUESTION, required=True, lines=True)
    if not question and "ask" in reader.problems:
        reader.problems["ask"] = "Write down what you would like to know."
    reader.finish()
    return question


@dataclass(frozen=True)
class Pair:
    """Two takes to look at side by side; what is not named is chosen."""

    a: UUID | None
    b: UUID | None
    at_a: int = 0  # the moments to lay beside each other
    at_b: int = 0


def read_pair(args: Mapping[str, Any]) -> Pair:
    """The two in an address; what is no id or no time there is left out."""
    reader = Reader(args)
    at_a, at_b = (reader.number(name, 0, LONGEST_MS, default=0) for name in ("at_a", "at_b"))
    return Pair(reader.uuid("a"), reader.uuid("b"), at_a, at_b)
