"""Reading a scenario from a plain file. The format is described in `docs/scenario-files.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

import yaml

from practice.scenarios import rules
from practice.scenarios.models import Interaction, PromptOrder, Teleprompter
from practice.scenarios.plain.entries import Entries
from practice.scenarios.plain.marks import Problem, Unreadable, line_of, tree
from practice.scenarios.values import Content, CriterionContent, PromptContent, seconds_in

FORMAT = "scenario 1"
NAMES = (
    "freethrow", "title", "kind", "persona", "brief", "buyer_goals", "target", "stop_at",
    "prompt_order", "prompts", "teleprompter", "script", "prep_sheet_required", "files", "criteria",
)  # fmt: skip
PROMPT_NAMES = ("text", "recording", "think", "answer")
CRITERION_NAMES = ("title", "description", "levels", "key")
LEVEL_NAMES = tuple(str(value) for value in rules.LEVELS)
LONGEST_PATH = 250
MOST_FILES = 5


@dataclass(frozen=True)
class Plain:
    """What a file says, and what is wrong with it; what lies beside it are still names and lines.

    `recordings` has them by the place of their prompt, `files` in the order they are given.
    """

    content: Content
    problems: tuple[Problem, ...]
    recordings: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    files: tuple[tuple[str, int], ...] = ()

    def with_clips(self, clips: Mapping[int, UUID]) -> Content:
        """The content, its prompts with these recordings."""
        prompts = enumerate(self.content.prompts)
        heard = tuple(replace(each, asset_id=clips.get(at)) for at, each in prompts)
        return replace(self.content, prompts=heard)


def read(text: str) -> Plain:
    """The scenario in this text, every problem with its line; nothing is raised."""
    try:
        root = tree(text)
    except Unreadable as unreadable:
        return Plain(Content(), (unreadable.problem,))
    problems: list[Problem] = []
    entries = Entries(root, NAMES, "A scenario", problems)
    if problems and not entries.nodes:
        return Plain(Content(), tuple(problems))
    check_format(entries)
    found = content_from(entries)
    recordings, files = recordings_in(entries), tuple(files_in(entries))
    ordered = sorted(problems, key=lambda each: each.line)
    return Plain(found, tuple(ordered), recordings, files)


def check_format(entries: Entries) -> None:
    """Whether this is a file of ours at all, and one of this version."""
    if entries.scalar("freethrow") != FORMAT:
        entries.wrong(
            entries.nodes.get("freethrow"), f"The file begins with “freethrow: {FORMAT}”."
        )


def content_from(entries: Entries) -> Content:
    """All but the recordings."""
    target, most = length(entries, "target"), length(entries, "stop_at")
    if target and most and most < target:
        entries.wrong(entries.nodes["stop_at"], "“stop_at” must not be shorter than “target”.")
    return Content(
        title=entries.text("title", rules.LONGEST_TITLE, required=True),
        interaction=entries.choice("kind", Interaction),
        persona=entries.text("persona", rules.LONGEST_TEXT, lines=True),
        brief=entries.text("brief", rules.LONGEST_TEXT, lines=True),
        buyer_goals=entries.text("buyer_goals", rules.LONGEST_TEXT, lines=True),
        target_seconds=target or Content.target_seconds,
        most_seconds=most,
        prompt_order=entries.choice("prompt_order", PromptOrder, PromptOrder.together),
        prompts=tuple(prompt_from(each) for each in parts(entries, "prompts")),
        teleprompter=entries.choice("teleprompter", Teleprompter, Teleprompter.none),
        script=entries.text("script", rules.LONGEST_SCRIPT, lines=True),
        needs_prep=entries.flag("prep_sheet_required"),
        criteria=tuple(criterion_from(each) for each in parts(entries, "criteria")),
    )


def parts(entries: Entries, name: str) -> list[Entries]:
    """The prompts or the criteria, each as entries of its own."""
    names, most, what = {
        "prompts": (PROMPT_NAMES, rules.MOST_PROMPTS, "A prompt"),
        "criteria": (CRITERION_NAMES, rules.MOST_CRITERIA, "A criterion"),
    }[name]
    nodes = entries.items(name, most)
    return [Entries(node, names, what, entries.problems) for node in nodes]


def length(entries: Entries, name: str) -> int | None:
    """`1:30` or `90` as seconds; None when it is absent."""
    raw = entries.scalar(name)
    seconds = seconds_in(raw) if raw else None
    if raw and (seconds is None or not rules.SHORTEST <= seconds <= rules.LONGEST):
        sentence = f"“{name}” is minutes and seconds from 0:15 to 20:00."
        entries.wrong(entries.nodes.get(name), sentence)
        return None
    return seconds


def prompt_from(entries: Entries) -> PromptContent:
    """One prompt; its recording comes later."""
    answer = None
    if entries.scalar("answer") not in ("", "0"):
        answer = entries.number("answer", rules.SHORTEST_ANSWER, rules.LONGEST_ANSWER)
    if entries.nodes and not entries.scalar("text") and not entries.scalar("recording"):
        entries.wrong(None, "A prompt has a “text”, a “recording”, or both.")
    return PromptContent(
        text=entries.text("text", rules.LONGEST_PROMPT, lines=True),
        think_seconds=entries.number("think", 0, rules.LONGEST_THINKING) or 0,
        answer_seconds=answer,
    )


def recordings_in(entries: Entries) -> dict[int, tuple[str, int]]:
    """The names of recordings by the place of their prompt."""
    node = entries.nodes.get("prompts")
    each = node.value if isinstance(node, yaml.SequenceNode) else []
    read = [Entries(one, PROMPT_NAMES, "A prompt", []) for one in each[: rules.MOST_PROMPTS]]
    named = {at: one for at, one in enumerate(read) if one.scalar("recording")}
    return {
        at: (one.text("recording", LONGEST_PATH), line_of(one.nodes["recording"]))
        for at, one in named.items()
    }


def files_in(entries: Entries) -> Iterator[tuple[str, int]]:
    """The names of files that belong to the brief."""
    for node in entries.items("files", MOST_FILES):
        if isinstance(node, yaml.ScalarNode) and len(str(node.value)) <= LONGEST_PATH:
            yield str(node.value), line_of(node)
        else:
            entries.wrong(node, "A file is given by its name in the .zip.")


def criterion_from(entries: Entries) -> CriterionContent:
    """One criterion with its anchors, and the key that tells it from others of the same name."""
    node = entries.nodes.get("levels")
    levels = Entries(node, LEVEL_NAMES, "“levels”", entries.problems) if node else None
    anchors = (levels.text(name, rules.LONGEST_ANCHOR) if levels else "" for name in LEVEL_NAMES)
    return CriterionContent(
        title=entries.text("title", rules.LONGEST_TITLE, required=bool(entries.nodes)),
        description=entries.text("description", rules.LONGEST_ANCHOR),
        anchors=tuple(anchors),
        key=key_from(entries),
    )


def key_from(entries: Entries) -> UUID | None:
    """The key of a criterion that was exported; None when nobody gave it one."""
    raw = entries.scalar("key")
    if not raw:
        return None
    try:
        return UUID(raw)
    except ValueError:
        entries.wrong(entries.nodes["key"], "That is no key. Leave “key” out: it gets one here.")
        return None
