"""The scenario editor's form, both ways: what was typed into content, and back again.

Prompts and criteria are repeated fields in the order they have on the page; everything about
one criterion stands at the same place in each list.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from werkzeug.datastructures import MultiDict

from practice.scenarios import rules
from practice.scenarios.models import Interaction
from practice.scenarios.values import Content, CriterionContent
from practice.scenarios.words import INTERACTIONS
from practice.web.fields import Reader

ANCHORS = tuple(f"anchor_{value}" for value in rules.LEVELS)
LONGEST_TEXT, LONGEST_PROMPT, LONGEST_ANCHOR = 5_000, 1_000, 500


def content_from(form: MultiDict[str, str]) -> Content:
    """What the editor sent; refuses what does not fit, naming the field."""
    reader = Reader(form)
    content = Content(
        title=reader.text("title", 120, required=True),
        interaction=reader.choice("interaction", Interaction),
        persona=reader.text("persona", LONGEST_TEXT, lines=True),
        brief=reader.text("brief", LONGEST_TEXT, lines=True),
        target_seconds=read_length(reader),
        prompts=read_prompts(reader, form),
        criteria=read_criteria(reader, form),
    )
    reader.finish("That couldn’t be saved yet. What you typed is still here.")
    return content


def read_length(reader: Reader) -> int:
    """`1:30` or `90` as seconds, within what a take may be."""
    seconds = seconds_in(str(reader.given.get("target_length") or ""))
    if seconds is None or not rules.SHORTEST <= seconds <= rules.LONGEST:
        reader.problems["target_length"] = "Use minutes and seconds from 0:15 to 20:00."
        return rules.SHORTEST
    return seconds


def seconds_in(text: str) -> int | None:
    """What `1:30`, `01:30` or a bare `90` (seconds) mean; None for anything else."""
    parts = text.strip().split(":")
    if len(parts) > 2 or not all(p.isascii() and p.isdecimal() and len(p) <= 4 for p in parts):
        return None
    if len(parts) == 1:
        return int(parts[0])
    minutes, seconds = map(int, parts)
    return minutes * 60 + seconds if seconds < 60 else None


def read_prompts(reader: Reader, form: MultiDict[str, str]) -> tuple[str, ...]:
    """The prompts in their order; empty ones are dropped."""
    prompts = tuple(clean(form.getlist("prompt"), LONGEST_PROMPT, reader, "prompts"))
    if len(prompts) > rules.MOST_PROMPTS:
        reader.problems["prompts"] = f"Use at most {rules.MOST_PROMPTS} prompts."
    return tuple(prompt for prompt in prompts if prompt)


def read_criteria(reader: Reader, form: MultiDict[str, str]) -> tuple[CriterionContent, ...]:
    """The criteria in their order; a row without any word is dropped."""
    criteria = criteria_typed(form, reader)
    if len(criteria) > rules.MOST_CRITERIA:
        reader.problems["criteria"] = f"Use at most {rules.MOST_CRITERIA} criteria."
    if any(not each.title for each in criteria):
        reader.problems["criteria"] = "Give every criterion a name."
    return criteria


def criteria_typed(
    form: MultiDict[str, str], reader: Reader | None = None
) -> tuple[CriterionContent, ...]:
    """The rows as they were typed, without those that say nothing."""
    reader = reader or Reader({})
    titles = clean(form.getlist("criterion_title"), 120, reader, "criteria")
    words = clean(form.getlist("criterion_description"), LONGEST_ANCHOR, reader, "criteria")
    columns = [clean(form.getlist(name), LONGEST_ANCHOR, reader, "criteria") for name in ANCHORS]
    keys = [uuid_or_none(raw) for raw in form.getlist("criterion_key")]
    if len({len(keys), len(titles), len(words), *map(len, columns)}) > 1:
        reader.problems["criteria"] = "The assessment map arrived incomplete. Save it again."
        return ()
    rows = zip(titles, words, zip(*columns, strict=True), keys, strict=True)
    return tuple(CriterionContent(*row) for row in rows if any((row[0], row[1], *row[2])))


def clean(values: Iterable[str], longest: int, reader: Reader, field: str) -> list[str]:
    """Each value trimmed; one that is too long is reported under the field."""
    texts = []
    for value in values:
        one = Reader({"it": value})
        texts.append(one.text("it", longest, lines=True))
        if one.problems:
            reader.problems[field] = one.problems["it"]
    return texts


def uuid_or_none(raw: str) -> UUID | None:
    """An id, or nothing when it is none."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def typed_content(form: MultiDict[str, str]) -> Content:
    """What was typed, however wrong, to show the editor again."""
    known = form.get("interaction") in set(Interaction)
    return Content(
        title=form.get("title", ""),
        interaction=Interaction(form["interaction"]) if known else Interaction.pitch,
        persona=form.get("persona", ""),
        brief=form.get("brief", ""),
        target_seconds=seconds_in(form.get("target_length", "")) or 0,
        prompts=tuple(form.getlist("prompt")),
        criteria=criteria_typed(form),
    )


def options() -> Sequence[tuple[str, str]]:
    """The kinds of interaction to choose from."""
    return [(str(value), words) for value, words in INTERACTIONS.items()]
