"""The scenario editor's form, both ways: what was typed into content, and back again.

Prompts and criteria are repeated fields in the order they have on the page; everything about
one prompt or criterion stands at the same place in each list.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from werkzeug.datastructures import MultiDict

from practice.scenarios import rules
from practice.scenarios.models import Interaction, PromptOrder, Teleprompter
from practice.scenarios.rules import LONGEST_ANCHOR, LONGEST_PROMPT, LONGEST_SCRIPT, LONGEST_TEXT
from practice.scenarios.values import Content, CriterionContent, PromptContent, seconds_in
from practice.scenarios.words import INTERACTIONS
from practice.web.fields import Reader

PROMPT_COLUMNS = ("prompt_asset", "prompt_think", "prompt_answer")
ANCHORS = tuple(f"anchor_{value}" for value in rules.LEVELS)
THINKING = f"Use whole seconds up to {rules.LONGEST_THINKING} to think."
ANSWERING = (
    f"Give an answer {rules.SHORTEST_ANSWER} to {rules.LONGEST_ANSWER} seconds, or no limit at all."
)
BEYOND = "The longest must not be shorter than the target length."


def content_from(form: MultiDict[str, str]) -> Content:
    """What the editor sent; refuses what does not fit, naming the field."""
    reader = Reader(form)
    target, most = read_length(reader), read_longest(reader)
    content = Content(
        title=reader.text("title", rules.LONGEST_TITLE, required=True),
        interaction=reader.choice("interaction", Interaction),
        persona=reader.text("persona", LONGEST_TEXT, lines=True),
        brief=reader.text("brief", LONGEST_TEXT, lines=True),
        buyer_goals=reader.text("buyer_goals", LONGEST_TEXT, lines=True),
        target_seconds=target,
        most_seconds=most,
        prompt_order=reader.choice("prompt_order", PromptOrder, PromptOrder.together),
        prompts=read_prompts(reader, form),
        teleprompter=reader.choice("teleprompter", Teleprompter, Teleprompter.none),
        script=reader.text("script", LONGEST_SCRIPT, lines=True),
        needs_prep=reader.flag("needs_prep"),
        criteria=read_criteria(reader, form),
    )
    if most is not None and most < target:
        reader.problems.setdefault("longest", BEYOND)
    reader.finish("That couldn’t be saved yet. What you typed is still here.")
    return content


def read_length(reader: Reader) -> int:
    """`1:30` or `90` as seconds, within what a take may be."""
    return read_clock(reader, "target_length") or rules.SHORTEST


def read_longest(reader: Reader) -> int | None:
    """The same for where recording stops; nothing when it may go on as long as any take."""
    return read_clock(reader, "longest") if reader.given.get("longest") else None


def read_clock(reader: Reader, name: str) -> int | None:
    """A length in minutes and seconds; nothing and a problem when it is none, or too long."""
    seconds = seconds_in(str(reader.given.get(name) or ""))
    if seconds is not None and rules.SHORTEST <= seconds <= rules.LONGEST:
        return seconds
    reader.problems[name] = "Use minutes and seconds from 0:15 to 20:00."
    return None


def read_prompts(reader: Reader, form: MultiDict[str, str]) -> tuple[PromptContent, ...]:
    """The prompts in their order; those that say nothing are dropped."""
    prompts = prompts_typed(form, reader)
    if len(prompts) > rules.MOST_PROMPTS:
        reader.problems["prompts"] = f"Use at most {rules.MOST_PROMPTS} prompts."
    return tuple(prompt for prompt in prompts if prompt.says_something)


def prompts_typed(
    form: MultiDict[str, str], reader: Reader | None = None
) -> tuple[PromptContent, ...]:
    """The rows as they were typed, empty ones included."""
    reader = reader or Reader({})
    texts = clean(form.getlist("prompt"), LONGEST_PROMPT, reader, "prompts")
    columns = [beside(form, name, len(texts)) for name in PROMPT_COLUMNS]
    if any(len(column) != len(texts) for column in columns):
        reader.problems["prompts"] = "The prompts arrived incomplete. Save them again."
        return tuple(PromptContent(text) for text in texts)
    return tuple(
        PromptContent(
            text, uuid_or_none(asset), read_thinking(think, reader), read_answering(answer, reader)
        )
        for text, asset, think, answer in zip(texts, *columns, strict=True)
    )


def beside(form: MultiDict[str, str], name: str, count: int) -> list[str]:
    """What stands beside each prompt; a form without this column means none of them has any."""
    return form.getlist(name) or [""] * count


def read_thinking(raw: str, reader: Reader) -> int:
    """Seconds to think; none when it is left empty."""
    one = Reader({"it": raw})
    seconds = one.number("it", 0, rules.LONGEST_THINKING, default=0)
    if one.problems:
        reader.problems["prompts"] = THINKING
    return seconds


def read_answering(raw: str, reader: Reader) -> int | None:
    """Seconds for an answer; no limit when it is left empty or 0."""
    if raw.strip() in ("", "0"):
        return None
    one = Reader({"it": raw})
    seconds = one.number("it", rules.SHORTEST_ANSWER, rules.LONGEST_ANSWER)
    if one.problems:
        reader.problems["prompts"] = ANSWERING
    return seconds


def lines_from(form: MultiDict[str, str]) -> set[UUID]:
    """The lines heard in calls that prompts were made of."""
    texts = form.getlist("prompt")
    lines = beside(form, "prompt_heard", len(texts))
    return {
        found
        for text, line in zip(texts, lines, strict=False)
        if text.strip() and (found := uuid_or_none(line))
    }


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
    lenient = Reader(form)
    return Content(
        title=form.get("title", ""),
        interaction=lenient.choice("interaction", Interaction),
        persona=form.get("persona", ""),
        brief=form.get("brief", ""),
        buyer_goals=form.get("buyer_goals", ""),
        target_seconds=seconds_in(form.get("target_length", "")) or 0,
        most_seconds=seconds_in(form.get("longest", "")),
        prompt_order=lenient.choice("prompt_order", PromptOrder, PromptOrder.together),
        prompts=prompts_typed(form),
        teleprompter=lenient.choice("teleprompter", Teleprompter, Teleprompter.none),
        script=form.get("script", ""),
        needs_prep=lenient.flag("needs_prep"),
        criteria=criteria_typed(form),
    )


def options() -> Sequence[tuple[str, str]]:
    """The kinds of interaction to choose from."""
    return [(str(value), words) for value, words in INTERACTIONS.items()]
