"""The chapters of a take, as players and people are told: which prompt was answered where."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from practice.takes.drills import noun
from practice.takes.models import Chapter, Take
from practice.takes.values import ChapterNote


@dataclass(frozen=True)
class Told:
    """One chapter on the published timeline.

    `text` is empty when the prompt was only heard, `response_ms` None when nothing was answered.
    """

    at_ms: int
    title: str
    text: str
    response_ms: int | None


def chapters_of(take: Take) -> list[Told]:
    """What was answered where, for whoever may watch; of a cut-off recording, what is there."""
    length = take.asset.duration_ms
    there = [one for one in take.chapters if one.at_ms < length or length == 0]
    return [_told(take, one, len(there)) for one in there]


def _told(take: Take, chapter: Chapter, many: int) -> Told:
    name = noun(take.scenario_version)
    title = f"{name} {chapter.position} of {many}" if many > 1 else name
    return Told(chapter.at_ms, title, chapter.prompt.text, chapter.response_ms)


def fitted(notes: Sequence[ChapterNote], known: set[UUID], length_ms: int) -> list[ChapterNote]:
    """The notes that can be kept: known prompts, each once, inside the recording, in its order."""
    once = {note.prompt: note for note in notes if note.prompt in known}
    inside = [_inside(note, length_ms) for note in once.values()]
    return sorted(inside, key=lambda note: note.at_ms)


def _inside(note: ChapterNote, length_ms: int) -> ChapterNote:
    at_ms = min(note.at_ms, length_ms)
    spoke = note.response_ms is not None and at_ms + note.response_ms <= length_ms
    return ChapterNote(note.prompt, at_ms, note.response_ms if spoke else None)
