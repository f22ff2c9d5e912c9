"""One mapping of a plain file, read by name: typed values, and a sentence with its line for each
that does not fit."""

from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import yaml

from practice.scenarios.plain.marks import Problem, line_of

Choice = TypeVar("Choice", bound=StrEnum)
NULL = "tag:yaml.org,2002:null"
FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Entries:
    """The entries of one mapping; problems are collected, not raised."""

    def __init__(
        self, node: yaml.Node, names: Sequence[str], what: str, problems: list[Problem]
    ) -> None:
        self.line = line_of(node)
        self.problems = problems
        self.nodes: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is written as names and values, such as “{names[0]}: …”.")
            return
        for key, value in node.value:
            self.take(key, value, names)

    def take(self, key: yaml.Node, value: yaml.Node, names: Sequence[str]) -> None:
        """Keep one entry, if it is known and the first of its name."""
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if name not in names:
            close = get_close_matches(name, names, 1)
            hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(names)}."
            self.wrong(key, f"We don’t know “{name[:40]}” here. {hint}")
        elif name in self.nodes:
            self.wrong(key, f"“{name}” stands here a second time.")
        else:
            self.nodes[name] = value

    def wrong(self, node: yaml.Node | None, sentence: str) -> None:
        """Note what is wrong, at the line of this part or of the whole mapping."""
        self.problems.append(Problem(line_of(node) if node else self.line, sentence))

    def scalar(self, name: str) -> str:
        """The words of a value as they stand there; nothing for an absent or empty one."""
        node = self.nodes.get(name)
        if node is None or (node.tag == NULL and isinstance(node, yaml.ScalarNode)):
            return ""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        self.wrong(node, f"“{name}” takes words, not a list.")
        return ""

    def text(self, name: str, longest: int, *, required: bool = False, lines: bool = False) -> str:
        """Words of at most `longest` characters, without control characters."""
        raw, allowed = self.scalar(name), "\n\t" if lines else ""
        words = "".join(each for each in raw if each.isprintable() or each in allowed)
        if required and not words:
            self.wrong(self.nodes.get(name), f"“{name}” is missing.")
        if len(words) > longest:
            told = f"“{name}” takes at most {longest:,} characters; this has {len(words):,}."
            self.wrong(self.nodes[name], told)
        return words[:longest]

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds; None when there is none."""
        raw = self.scalar(name)
        if not raw:
            return None
        if raw.isascii() and raw.isdecimal() and len(raw) < 10 and least <= int(raw) <= most:
            return int(raw)
        self.wrong(self.nodes[name], f"“{name}” is a whole number from {least} to {most}.")
        return None

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        raw, options = self.scalar(name), [str(each) for each in kind]
        if raw in options:
            return kind(raw)
        if raw or default is None:
            self.wrong(self.nodes.get(name), f"“{name}” is one of {', '.join(options)}.")
        return default or next(iter(kind))

    def flag(self, name: str) -> bool:
        """Yes or no; no when it is absent."""
        raw = self.scalar(name).lower()
        if raw and raw not in FLAGS:
            self.wrong(self.nodes[name], f"“{name}” is yes or no.")
        return FLAGS.get(raw, False)

    def items(self, name: str, most: int) -> Sequence[yaml.Node]:
        """The parts of a list."""
        node = self.nodes.get(name)
        if node is None or (node.tag == NULL and isinstance(node, yaml.ScalarNode)):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"“{name}” is a list; each part begins with a dash.")
            return ()
        if len(node.value) > most:
            self.wrong(node.value[most], f"“{name}” takes at most {most}; this is one too many.")
        return list(node.value[:most])
