"""What is typed about model takes, as values: a new one, its details, how somebody scores it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from practice.library.models import ModelKind
from practice.library.shelf import Wanted
from practice.library.values import Clip, Details, Judgment, Seen
from practice.scenarios.models import Criterion
from practice.web.fields import Reader
from practice.web.moments import moment_in

NOT_SAVED = "That couldn’t be saved yet. What you typed is still here."


def read_clip(form: Mapping[str, str]) -> Clip:
    """A recording with a title; refuses to go on without either."""
    reader = Reader(form)
    recording = reader.uuid("recording")
    if recording is None:
        reader.problems["recording"] = "Record it or choose a file first."
    title = reader.text("title", 120, required=True)
    kind = reader.choice("kind", ModelKind, ModelKind.good)
    reader.finish(NOT_SAVED)
    return Clip(recording or UUID(int=0), title, kind)


def read_details(form: Mapping[str, str], criteria: Iterable[Criterion]) -> Details:
    """Everything about it; levels may still be missing."""
    reader = Reader(form)
    seen = reader.choice("seen", Seen)
    judgments = {one.id: _read_judgment(reader, one) for one in criteria}
    details = Details(
        title=reader.text("title", 120, required=True),
        kind=reader.choice("kind", ModelKind),
        note=reader.text("note", 1000, lines=True),
        seen=seen,
        email=reader.text("email", 254, required=seen == Seen.colleague),
        consented=reader.flag("consented"),
        expires_on=reader.day("expires_on"),
        judgments=judgments,
    )
    reader.finish(NOT_SAVED)
    return details


def _read_judgment(reader: Reader, criterion: Criterion) -> Judgment:
    name = str(criterion.id)
    level = reader.number(f"level-{name}", 1, 5, 0)
    evidence = reader.text(f"evidence-{name}", 500, lines=True)
    moment = reader.text(f"at-{name}", 12)
    at_ms = moment_in(moment)
    if moment and at_ms is None:
        reader.problems[f"at-{name}"] = "Use minutes and seconds, such as 0:42."
    return Judgment(level or None, at_ms, evidence)


def read_levels(form: Mapping[str, str], criteria: Iterable[Criterion]) -> dict[UUID, int]:
    """The level of every criterion; refuses when one is missing, naming it."""
    reader, levels = Reader(form), {}
    for criterion in criteria:
        level = reader.number(f"level-{criterion.id}", 1, 5, 0)
        if not level:
            reader.problems[f"level-{criterion.id}"] = f"Choose a level for “{criterion.title}”."
        levels[criterion.id] = level
    reader.finish("Choose a level for every criterion, then compare.")
    return levels


def read_wanted(args: Mapping[str, str]) -> tuple[Wanted, int]:
    """What somebody looks for in the library, and the page of it; what makes no sense is open."""
    reader = Reader(args)
    kind = args.get("kind")
    wanted = Wanted(
        scenario_id=reader.uuid("scenario"),
        criterion_key=reader.uuid("criterion"),
        level=_or_none(args, "level", 5),
        kind=ModelKind(kind) if kind in set(ModelKind) else None,
    )
    return wanted, _or_none(args, "page", 10_000) or 1


def _or_none(args: Mapping[str, str], name: str, most: int) -> int | None:
    reader = Reader(args)
    number = reader.number(name, 1, most, 0)
    return number if number and not reader.problems else None
