"""Writing a scenario as a plain file, so that the reader finds exactly the same in it."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from practice.scenarios import rules
from practice.scenarios.models import PromptOrder, Teleprompter
from practice.scenarios.plain.reading import FORMAT
from practice.scenarios.values import Content, CriterionContent, PromptContent, length_words

WIDTH = 96


class Dumper(yaml.SafeDumper):
    """Lists stand under their name, indented; words of several lines stand as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def represent_words(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    """Several lines as they are, a long line folded, everything else plain."""
    style = "|" if "\n" in words else ">" if len(words) > WIDTH else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style)


Dumper.add_representer(str, represent_words)


def write(
    content: Content, recordings: Mapping[int, str] | None = None, files: Sequence[str] = ()
) -> str:
    """The plain file; `recordings` has names beside it by the place of their prompt, `files` those
    that belong to the brief."""
    return yaml.dump(
        plain(content, recordings or {}, files), Dumper=Dumper, allow_unicode=True, sort_keys=False,
        width=WIDTH,
    )  # fmt: skip


def plain(content: Content, recordings: Mapping[int, str], files: Sequence[str]) -> dict[str, Any]:
    """The same as names and values; what says nothing is left out."""
    prompts = [prompt(each, recordings.get(at)) for at, each in enumerate(content.prompts)]
    all_of_it = {
        "freethrow": FORMAT,
        "title": content.title,
        "kind": str(content.interaction),
        "persona": content.persona,
        "brief": content.brief,
        "buyer_goals": content.buyer_goals,
        "target": length_words(content.target_seconds),
        "stop_at": length_words(content.most_seconds) if content.most_seconds else "",
        "prompt_order": told(content.prompt_order, PromptOrder.together),
        "prompts": prompts,
        "teleprompter": told(content.teleprompter, Teleprompter.none),
        "script": content.script,
        "prep_sheet_required": content.needs_prep,
        "files": list(files),
        "criteria": [criterion(each) for each in content.criteria],
    }
    return said(all_of_it)


def told(value: PromptOrder | Teleprompter, usual: PromptOrder | Teleprompter) -> str:
    """A choice, unless it is the usual one."""
    return "" if value == usual else str(value)


def said(entries: dict[Any, Any]) -> dict[Any, Any]:
    """Those entries that say something."""
    return {name: value for name, value in entries.items() if value}


def prompt(each: PromptContent, recording: str | None) -> dict[str, Any]:
    """One prompt."""
    return said(
        {
            "text": each.text,
            "recording": recording,
            "think": each.think_seconds,
            "answer": each.answer_seconds,
        }
    )


def criterion(each: CriterionContent) -> dict[str, Any]:
    """One criterion."""
    levels = dict(zip(rules.LEVELS, each.anchors, strict=True))
    entries = {"title": each.title, "description": each.description}
    key = str(each.key) if each.key else ""
    return said(
        entries | {"levels": {at: words for at, words in levels.items() if words}, "key": key}
    )
