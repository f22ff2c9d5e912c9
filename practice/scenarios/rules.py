"""What a scenario's state allows, and what a complete one has."""

from collections.abc import Sequence

from practice.errors import Invalid
from practice.recordings.models import AssetState, MediaAsset
from practice.scenarios.models import Prompt, ScenarioVersion

LEAST_CRITERIA, MOST_CRITERIA = 3, 7
USUAL_CRITERIA = 5  # more than that, and a review takes longer than it helps
MOST_PROMPTS = 20
SHORTEST, LONGEST = 15, 20 * 60  # seconds; the longest a take may be
LEVELS = (1, 2, 3, 4, 5)
LONGEST_TITLE = 120
LONGEST_TEXT, LONGEST_PROMPT, LONGEST_ANCHOR, LONGEST_SCRIPT = 5_000, 1_000, 500, 8_000
LONGEST_THINKING = 120  # seconds before an answer
SHORTEST_ANSWER, LONGEST_ANSWER = 5, 600  # seconds


def is_draft(version: ScenarioVersion) -> bool:
    """Whether this version can still change."""
    return version.published_at is None


def is_clip(asset: MediaAsset) -> bool:
    """Whether this recording was made for the product; a take never is, nor what was deleted."""
    return asset.is_clip and asset.state != AssetState.deleted


def stops_after(version: ScenarioVersion, most_minutes: int) -> int:
    """The seconds after which recording stops: the author's, or the longest a take may be here."""
    longest = most_minutes * 60
    return min(version.most_seconds or longest, longest)


def title_of_copy(title: str) -> str:
    """What a duplicate is called until somebody names it."""
    return f"Copy of {title}"[:LONGEST_TITLE]


def why_not_playable(prompts: Sequence[Prompt]) -> str:
    """What keeps these prompts from being put to anybody, in a sentence; empty when nothing."""
    if not prompts:
        return "Add at least one prompt."
    for number, prompt in enumerate(prompts, 1):
        if prompt.asset is None or prompt.asset.is_watchable:
            continue
        if prompt.asset.is_settled:
            return f"The recording of prompt {number} couldn’t be read. Record it again."
        return f"The recording of prompt {number} is still being prepared. Publish in a moment."
    return ""


def missing(version: ScenarioVersion) -> dict[str, str]:
    """What a rep could not practice without or a reviewer not judge, by field."""
    problems = {}
    if not version.brief:
        problems["brief"] = "Say what the situation is."
    if sentence := why_not_playable(version.prompts):
        problems["prompts"] = sentence
    criteria = version.rubric_version.criteria
    if not LEAST_CRITERIA <= len(criteria) <= MOST_CRITERIA:
        problems["criteria"] = f"Use {LEAST_CRITERIA} to {MOST_CRITERIA} criteria."
    elif any(not level.anchor for criterion in criteria for level in criterion.levels):
        problems["criteria"] = "Describe every level of every criterion."
    return problems


def check_complete(version: ScenarioVersion) -> None:
    """Refuse to publish what is not complete."""
    if problems := missing(version):
        raise Invalid("It isn’t ready to publish yet. Your draft is saved.", problems)
