"""What somebody may read from beside the lens while recording."""

from dataclasses import dataclass

from practice.scenarios.models import ScenarioVersion, Teleprompter
from practice.takes.preparing import Plan


@dataclass(frozen=True)
class ReadingFrom:
    """A script in paragraphs that scrolls, or points that stand still."""

    lines: tuple[str, ...]
    is_script: bool


def reading_from(version: ScenarioVersion, plan: Plan | None) -> ReadingFrom | None:
    """One's own words from the prep sheet, else what the author wrote.

    None where the author wants it said freely, and where there is nothing to read.
    """
    if version.teleprompter == Teleprompter.none:
        return None
    words = (plan.script.strip() if plan else "") or version.script
    lines = tuple(line.strip().removeprefix("- ") for line in words.splitlines() if line.strip())
    is_script = version.teleprompter == Teleprompter.script
    return ReadingFrom(lines, is_script) if lines else None
