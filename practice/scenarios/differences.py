"""What changed from one version to the next, so that one can read it: words marked, and prompts
and criteria that were added, removed or moved."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from operator import eq
from typing import Generic, TypeVar

from practice.scenarios.values import Content, CriterionContent, PromptContent, length_words
from practice.scenarios.words import INTERACTIONS, ORDERS, READING

Part = TypeVar("Part")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.5  # so much of a prompt has to be the same for it to be another wording


class Look(StrEnum):
    """What became of some words, or of a prompt or criterion."""

    same = "same"
    gone = "gone"
    new = "new"
    changed = "changed"


@dataclass(frozen=True)
class Run:
    """Words one after the other that have the same look."""

    text: str
    look: Look


@dataclass(frozen=True)
class Line:
    """One thing that changed: what it is, and its words before and after in one row."""

    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Piece:
    """A prompt or a criterion: what became of it, where it stands now, what changed in it."""

    name: str
    look: Look
    is_moved: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """All that changed."""

    lines: tuple[Line, ...]
    prompts: tuple[Piece, ...]
    criteria: tuple[Piece, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two read the same."""
        return not (self.lines or self.prompts or self.criteria)


def between(before: Content, after: Content) -> Difference:
    """Everything that somebody who knows `before` finds different in `after`."""
    return Difference(
        tuple(changed(told(before), told(after))),
        tuple(pieces("Prompt", pair_prompts(before.prompts, after.prompts), prompt_told)),
        tuple(pieces("Criterion", pair_criteria(before.criteria, after.criteria), criterion_told)),
    )


def with_files(found: Difference, before: Iterable[str], after: Iterable[str]) -> Difference:
    """The same, and what changed in the names of the files that belong to the brief."""
    files = changed({"Files": ", ".join(before)}, {"Files": ", ".join(after)})
    return replace(found, lines=(*found.lines, *files))


def told(content: Content) -> dict[str, str]:
    """What a version says beside its prompts and criteria, in words."""
    return {
        "Title": content.title,
        "Kind of conversation": INTERACTIONS[content.interaction],
        "Who they are talking to": content.persona,
        "The brief": content.brief,
        "What the buyer hides": content.buyer_goals,
        "Target length": length_words(content.target_seconds),
        "Stops at": length_words(content.most_seconds) if content.most_seconds else "",
        "How prompts come": ORDERS[content.prompt_order],
        "What the rep may read from": READING[content.teleprompter],
        "What stands there": content.script,
        "Prep sheet": "required" if content.needs_prep else "if they like",
    }


def prompt_told(prompt: PromptContent) -> dict[str, str]:
    """What one prompt says."""
    answer = f"{prompt.answer_seconds} seconds" if prompt.answer_seconds else "no limit"
    return {
        "Words": prompt.text,
        "Recording": f"recording {prompt.asset_id.hex[-6:]}" if prompt.asset_id else "",
        "Time to think": f"{prompt.think_seconds} seconds",
        "Time to answer": answer,
    }


def criterion_told(criterion: CriterionContent) -> dict[str, str]:
    """What one criterion says."""
    anchors = {f"Level {at}": words for at, words in enumerate(criterion.anchors, 1)}
    return {"Name": criterion.title, "In one sentence": criterion.description, **anchors}


def changed(before: dict[str, str], after: dict[str, str]) -> Iterator[Line]:
    """The names under which something else stands now."""
    for name, words in after.items():
        if words != before[name]:
            yield Line(name, runs(before[name], words))


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Both texts in one, word by word; what is gone stands before what came instead."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[Run] = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if what == "equal":
            found.append(Run("".join(new[new_from:new_to]), Look.same))
            continue
        found.append(Run("".join(old[old_from:old_to]), Look.gone))
        found.append(Run("".join(new[new_from:new_to]), Look.new))
    return tuple(run for run in found if run.text)


# ---- which prompt and which criterion is which -------------------------------------------------


@dataclass(frozen=True)
class Pair(Generic[Part]):
    """The same part in both versions; None where there is none. Places begin with 0."""

    before: Part | None
    after: Part | None
    was_at: int
    is_at: int


def pair_criteria(
    before: Sequence[CriterionContent], after: Sequence[CriterionContent]
) -> list[Pair[CriterionContent]]:
    """Criteria by their key; one without a key by its name."""
    by_title = {each.title: each.key for each in before}

    def name(each: CriterionContent) -> Hashable:
        return each.key or by_title.get(each.title) or each.title

    places = {name(each): at for at, each in enumerate(before)}
    return paired(before, after, [places.get(name(each)) for each in after])


def pair_prompts(
    before: Sequence[PromptContent], after: Sequence[PromptContent]
) -> list[Pair[PromptContent]]:
    """Prompts by their words; one that was reworded by how much of it is the same."""
    free = dict(enumerate(before))
    found = [take(free, partial(eq, new)) for new in after]
    for at, new in enumerate(after):
        if found[at] is None:
            found[at] = take(free, partial(is_alike, new))
    return paired(before, after, found)


def take(free: dict[int, PromptContent], fits: Callable[[PromptContent], bool]) -> int | None:
    """The first place that is free and fits; it is free no longer."""
    found = next((at for at, old in free.items() if fits(old)), None)
    if found is not None:
        del free[found]
    return found


def is_alike(new: PromptContent, old: PromptContent) -> bool:
    """Whether one is a rewording of the other."""
    if old.asset_id and old.asset_id == new.asset_id:
        return True
    was, now = (re.findall(r"\w+", each.text.lower()) for each in (old, new))
    return SequenceMatcher(None, was, now, autojunk=False).ratio() >= ALIKE


def paired(
    before: Sequence[Part], after: Sequence[Part], places: Sequence[int | None]
) -> list[Pair[Part]]:
    """Every part of both: those there are now in their order, then those that are gone."""
    kept, seen = [], set()
    for at, (each, place) in enumerate(zip(after, places, strict=True)):
        place = None if place in seen else place
        seen.add(place)
        kept.append(Pair(None if place is None else before[place], each, _place(place), at))
    gone = [Pair(each, None, at, -1) for at, each in enumerate(before) if at not in seen]
    return [*kept, *gone]


def _place(place: int | None) -> int:
    return -1 if place is None else place


def pieces(
    noun: str, pairs: Sequence[Pair[Part]], tell: Callable[[Part], dict[str, str]]
) -> Iterator[Piece]:
    """What became of each, leaving out those of which nothing is to be told."""
    moved = moved_among([pair.was_at for pair in pairs if pair.before and pair.after])
    for pair in pairs:
        name = f"{noun} {(pair.is_at if pair.after else pair.was_at) + 1}{title_of(_one_of(pair))}"
        if pair.before is None or pair.after is None:
            look = Look.new if pair.after else Look.gone
            yield Piece(name, look, False, tuple(whole(tell(_one_of(pair)), look)))
            continue
        lines = tuple(changed(tell(pair.before), tell(pair.after)))
        is_moved = pair.was_at in moved
        if lines or is_moved:
            lines = lines or tuple(whole(tell(pair.after), Look.same))[:1]
            yield Piece(name, Look.changed, is_moved, lines)


def title_of(part: object) -> str:
    """What is said behind the number: the name of a criterion; a prompt has none."""
    return f": {part.title}" if isinstance(part, CriterionContent) else ""


def _one_of(pair: Pair[Part]) -> Part:
    found = pair.after if pair.after is not None else pair.before
    assert found is not None  # noqa: S101 -- a pair has one of the two
    return found


def whole(said: dict[str, str], look: Look) -> Iterator[Line]:
    """Everything that stands in it."""
    for name, words in said.items():
        if words:
            yield Line(name, (Run(words, look),))


def moved_among(places: Sequence[int]) -> set[int]:
    """The places of those that changed their order: all but the most that still follow in it."""
    still: set[int] = set()
    for match in SequenceMatcher(
        None, sorted(places), places, autojunk=False
    ).get_matching_blocks():
        still.update(places[match.b : match.b + match.size])
    return set(places) - still
