"""What a scenario's state allows, and what a complete one has."""

from practice.errors import Invalid
from practice.scenarios.models import ScenarioVersion

LEAST_CRITERIA, MOST_CRITERIA = 3, 7
MOST_PROMPTS = 20
SHORTEST, LONGEST = 15, 20 * 60  # seconds; the longest a take may be
LEVELS = (1, 2, 3, 4, 5)


def is_draft(version: ScenarioVersion) -> bool:
    """Whether this version can still change."""
    return version.published_at is None


def missing(version: ScenarioVersion) -> dict[str, str]:
    """What a rep could not practice without or a reviewer not judge, by field."""
    problems = {}
    if not version.brief:
        problems["brief"] = "Say what the situation is."
    if not version.prompts:
        problems["prompts"] = "Add at least one prompt."
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
