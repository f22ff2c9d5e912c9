"""The starter library: scenarios that a team can practice from the first day.

They are plain files in the format that scenarios are exported in, read by the same reader. What a
new scenario of some kind begins with, its assessment map, is that of the first one of its kind.
"""

from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.scenarios import actions, queries
from practice.scenarios.models import Interaction, Scenario
from practice.scenarios.plain.reading import read
from practice.scenarios.values import Content, CriterionContent

FOLDER = Path(__file__).parent
NAMES = (
    "discovery-call", "60-second-pitch", "price-objections", "five-classic-objections", "demo",
    "negotiation", "unhappy-customer", "manager-one-on-one", "pipeline-review", "deal-review",
    "forecast-review",
)  # fmt: skip


@cache
def named(name: str) -> Content:
    """One of them by the name of its file."""
    found = read((FOLDER / f"{name}.yaml").read_text("utf-8"))
    if found.problems:
        raise ValueError(f"{name}.yaml: {found.problems[0]}")
    return found.content


def library() -> list[Content]:
    """All of them, those for reps first."""
    return [named(name) for name in NAMES]


@cache
def criteria_for(interaction: Interaction) -> tuple[CriterionContent, ...]:
    """Five criteria with anchors for this kind to begin from; every word can be changed."""
    return next(each.criteria for each in library() if each.interaction == interaction)


def add_starter_library(session: Session, by: Person) -> list[Scenario]:
    """Publish those whose title no scenario has yet; answers the added ones."""
    known = queries.titles(session)
    return [add(session, by, each) for each in library() if each.title not in known]


def add(session: Session, by: Person, content: Content) -> Scenario:
    """Write one down and publish it."""
    scenario = actions.begin(session, by, content)
    actions.publish(session, by, scenario)
    return scenario
