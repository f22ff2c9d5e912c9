"""From YAML text to a tree whose parts know their lines, and nothing that YAML can do beyond that.

Every value is read as the words that stand in the file: no tags, no anchors, no aliases, one
document, a few levels deep. Nothing is ever constructed from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, written in C, where it is there
MOST_CHARACTERS = 200_000
DEEPEST = 6
MOST_PARTS = 2_000
NO_YAML = "We can’t read this line as YAML{}. Often a colon or a quote is missing, or the indent."


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, and in which line; the first is 1."""

    line: int
    sentence: str


class Unreadable(Exception):
    """The file as a whole can't be read; `problem` says where and why."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem(line, sentence)


def line_of(node: yaml.Node) -> int:
    """The line where it begins."""
    return int(node.start_mark.line) + 1


def tree(text: str) -> yaml.Node:
    """The root of the only document in this text.

    Raises `Unreadable` for what is no YAML, is larger than any scenario, or uses more of YAML than
    plain values; before anything of it is built.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(1, "This file is larger than a scenario can be.")
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(line, "This line has a character that can’t stand in a file.")
    try:
        look_through(yaml.parse(text, Loader=Loader))
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Unreadable(
            line, NO_YAML.format(f" ({error.problem})" if error.problem else "")
        ) from None
    if root is None:
        raise Unreadable(1, "This file is empty.")
    return root


def look_through(events: Iterator[Event]) -> None:
    """Refuse what could be more than it seems, while it is only a stream."""
    depth = documents = 0
    for count, event in enumerate(events):
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        sentence = why_refused(event, depth, documents, count)
        if sentence:
            mark = event.start_mark
            raise Unreadable(mark.line + 1 if mark else 1, sentence)


def why_refused(event: Event, depth: int, documents: int, count: int) -> str:
    """What keeps this part of a file from being plain, in a sentence; empty when nothing."""
    if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
        return "Anchors (&) and aliases (*) aren’t used here. Put the words into quotes."
    if getattr(event, "tag", None):
        return "Tags (!) aren’t used here. Put the words into quotes."
    if documents > 1:
        return "One file holds one scenario; a second one begins here."
    if depth > DEEPEST or count > MOST_PARTS:
        return "This is more, or deeper, than a scenario can be."
    return ""
