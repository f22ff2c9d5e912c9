"""Writing scenarios: drafts, publishing, withdrawing.

Only enablement writes; the doors see to that. A published version never changes: saving
after publishing starts the next draft, and a rubric that was left alone keeps its version.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.audit import actions as audit
from practice.db import new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person
from practice.recordings.models import MediaAsset
from practice.scenarios import queries, rules
from practice.scenarios.models import (
    Attachment,
    Criterion,
    Level,
    Prompt,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioVersion,
)
from practice.scenarios.values import Content, CriterionContent

CHANGED_MEANWHILE = (
    "Somebody else saved this while you were writing. Nothing is lost: save again to replace "
    "their version with yours, or load the page to see it."
)
NOT_SAVED = "That couldn’t be saved yet. What you typed is still here."
NO_CLIP = "A recording is gone, or it isn’t a prompt’s. Record it again or remove it."


def begin(
    session: Session, by: Person, content: Content, keys: frozenset[UUID] = frozenset()
) -> Scenario:
    """Write a new scenario down as a draft, however incomplete it is.

    Its criteria get keys of their own, except those that are named in `keys`.
    """
    check_clips(session, content)
    return write_down(session, by, content, keys)


def duplicate(session: Session, by: Person, scenario: Scenario) -> Scenario:
    """Begin another scenario with everything that stands in this one, draft included."""
    newest = newest_of(scenario)
    content = Content.of(newest)
    copy = write_down(session, by, replace(content, title=rules.title_of_copy(content.title)))
    copy.versions[0].attachments = copied(newest)
    session.flush()
    return copy


def write_down(
    session: Session, by: Person, content: Content, keys: frozenset[UUID] = frozenset()
) -> Scenario:
    """A new scenario whose first version is this draft."""
    scenario = Scenario(created_by_id=by.id)
    rubric = RubricVersion(rubric=Rubric(title=content.title), number=1)
    draft = new_version(scenario, 1, rubric, content)
    fill(draft, content, keys)
    session.add_all([scenario, draft])
    session.flush()
    return scenario


def save(
    session: Session, scenario: Scenario, content: Content, seen: str | None = None
) -> ScenarioVersion:
    """Keep what was written; the first change after publishing starts the next version.

    `seen` is the fingerprint of what the writer began with: refuses, once, when somebody else
    saved meanwhile. Refuses recordings that are no clips of those who write.
    """
    newest = newest_of(scenario)
    if seen is not None and seen != Content.of(newest).fingerprint:
        raise Invalid(CHANGED_MEANWHILE)
    draft = queries.find_draft(scenario)
    if draft is None and content == Content.of(newest):
        return newest
    check_clips(session, content, scenario)
    draft = draft or next_draft(session, newest)
    fill(draft, content, keys_of(newest))
    session.flush()
    return draft


def check_clips(session: Session, content: Content, scenario: Scenario | None = None) -> None:
    """Refuse recordings that are gone, that are somebody's take, or that no author made.

    What stands in the scenario already may stay there, whoever made it. The rows are held, so
    that the sweep removes none of them at this moment.
    """
    clips = {prompt.asset_id for prompt in content.prompts if prompt.asset_id}
    for asset_id in sorted(clips):  # in one order, so that two who save wait for each other
        asset = session.get(MediaAsset, asset_id, with_for_update=True)
        if asset is None or not rules.is_clip(asset):
            raise Invalid(NOT_SAVED, {"prompts": NO_CLIP})
        if not asset.owner.is_enablement and not queries.is_clip_of(session, scenario, asset_id):
            raise Invalid(NOT_SAVED, {"prompts": NO_CLIP})


def newest_of(scenario: Scenario) -> ScenarioVersion:
    """The version that editing goes on from: the draft, else the newest published one."""
    if not scenario.versions:
        raise NotFound
    return scenario.versions[-1]


def next_draft(session: Session, published: ScenarioVersion) -> ScenarioVersion:
    """The version after this one, with a rubric of its own to write in."""
    content, files = Content.of(published), copied(published)  # all reading before any writing
    before = published.rubric_version
    rubric = RubricVersion(rubric=before.rubric, number=before.rubric.versions[-1].number + 1)
    draft = new_version(published.scenario, published.number + 1, rubric, content)
    draft.attachments = files
    session.add(draft)
    return draft


def copied(version: ScenarioVersion) -> list[Attachment]:
    """Rows for the same files in another version."""
    return [
        Attachment(
            position=each.position, name=each.name, content_type=each.content_type,
            size=each.size, key=each.key,
        )
        for each in version.attachments
    ]  # fmt: skip


def new_version(
    scenario: Scenario, number: int, rubric: RubricVersion, content: Content
) -> ScenarioVersion:
    """An unpublished version, still without its text."""
    return ScenarioVersion(
        scenario=scenario, number=number, rubric_version=rubric,
        title=content.title, interaction=content.interaction,
    )  # fmt: skip


def keys_of(version: ScenarioVersion) -> frozenset[UUID]:
    """The criteria that a rubric knows already."""
    return frozenset(criterion.key for criterion in version.rubric_version.criteria)


def fill(draft: ScenarioVersion, content: Content, known: frozenset[UUID]) -> None:
    """Put the content into a draft; a criterion keeps its key if the rubric knew it."""
    draft.title, draft.interaction = content.title, content.interaction
    draft.persona, draft.brief = content.persona, content.brief
    draft.buyer_goals = content.buyer_goals
    draft.target_seconds, draft.most_seconds = content.target_seconds, content.most_seconds
    draft.prompt_order, draft.needs_prep = content.prompt_order, content.needs_prep
    draft.teleprompter, draft.script = content.teleprompter, content.script
    draft.prompts = [
        Prompt(
            position=position, text=each.text, asset_id=each.asset_id,
            think_seconds=each.think_seconds, answer_seconds=each.answer_seconds,
        )
        for position, each in enumerate(content.prompts, 1)
    ]  # fmt: skip
    draft.rubric_version.criteria = list(criteria_from(content.criteria, known))


def criteria_from(
    criteria: Iterable[CriterionContent], known: frozenset[UUID]
) -> Iterable[Criterion]:
    """Rows for these criteria; no key stands for two of them."""
    used: set[UUID] = set()
    for position, each in enumerate(criteria, 1):
        key = each.key if each.key in known and each.key not in used else None
        key = key or new_id()
        used.add(key)
        levels = [
            Level(value=value, anchor=anchor)
            for value, anchor in zip(rules.LEVELS, each.anchors, strict=True)
        ]
        yield Criterion(
            position=position, key=key, title=each.title, description=each.description,
            levels=levels,
        )  # fmt: skip


def publish(
    session: Session, by: Person, scenario: Scenario, *, is_minor: bool = False,
    now: datetime | None = None,
) -> ScenarioVersion:  # fmt: skip
    """Make the draft what people practice from now on; it can't change any more.

    Refuses what is incomplete, and when there is nothing new. The first version is never
    minor. Publishing brings a withdrawn scenario back.
    """
    now = now or utcnow()
    draft = queries.find_draft(scenario)
    if draft is None:
        raise WrongState("There is nothing new to publish.")
    rules.check_complete(draft)
    before = queries.find_published(scenario)
    draft.is_minor = is_minor and before is not None
    draft.published_at, draft.published_by_id = now, by.id
    settle_rubric(session, draft, before, now)
    scenario.withdrawn_at = None
    session.flush()
    detail = {"version": draft.number, "minor": draft.is_minor, "title": draft.title}
    audit.note(session, "published_scenario", by=by, subject_id=scenario.id, detail=detail)
    return draft


def settle_rubric(
    session: Session, draft: ScenarioVersion, before: ScenarioVersion | None, now: datetime
) -> None:
    """Keep the rubric version that was there if no word of it changed, so levels compare."""
    rubric = draft.rubric_version
    if before is None or Content.of(before).criteria != Content.of(draft).criteria:
        rubric.rubric.title = draft.title
        rubric.published_at = now
        return
    draft.rubric_version = before.rubric_version
    session.flush()
    drop(session, rubric)


def drop(session: Session, rubric: RubricVersion) -> None:
    """Remove a rubric version that nothing refers to any more."""
    parent = rubric.rubric
    session.delete(rubric)
    session.flush()
    session.expire(parent, ["versions"])


def discard(session: Session, scenario: Scenario) -> bool:
    """Throw the draft away; answers whether the scenario is gone with it (never published)."""
    draft = queries.find_draft(scenario)
    if draft is None:
        raise WrongState("There is no draft to discard.")
    rubric = draft.rubric_version
    session.delete(draft)
    session.flush()
    drop(session, rubric)
    session.expire(scenario, ["versions"])
    if scenario.versions:
        return False
    session.delete(session.get_one(Rubric, rubric.rubric_id))
    session.delete(scenario)
    return True


def withdraw(session: Session, by: Person, scenario: Scenario, now: datetime | None = None) -> None:
    """Take it out of use: nobody new gets it, what is under way goes on."""
    if scenario.withdrawn_at is not None or queries.find_published(scenario) is None:
        raise WrongState("Only a published scenario can be withdrawn.")
    scenario.withdrawn_at = now or utcnow()
    audit.note(session, "withdrew_scenario", by=by, subject_id=scenario.id)


def restore(session: Session, by: Person, scenario: Scenario) -> None:
    """Put a withdrawn scenario back into use."""
    if scenario.withdrawn_at is None:
        raise WrongState("This scenario is in use.")
    scenario.withdrawn_at = None
    audit.note(session, "restored_scenario", by=by, subject_id=scenario.id)
