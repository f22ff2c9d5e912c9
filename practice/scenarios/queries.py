"""Finding scenarios: what can be practiced, and what is being written."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from practice.errors import NotFound
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.models import MediaAsset
from practice.scenarios.models import (
    Criterion,
    Prompt,
    RubricVersion,
    Scenario,
    ScenarioKind,
    ScenarioVersion,
)


def newest_numbers() -> Select[UUID, int]:
    """The number of the newest published version of every scenario that has one."""
    return (
        select(ScenarioVersion.scenario_id, func.max(ScenarioVersion.number).label("number"))
        .where(ScenarioVersion.published_at.is_not(None))
        .group_by(ScenarioVersion.scenario_id)
    )


def newest_published() -> Select[ScenarioVersion]:
    """The newest published version of every scenario that is not withdrawn."""
    return _newest().where(Scenario.withdrawn_at.is_(None))


def _newest() -> Select[ScenarioVersion]:
    newest = newest_numbers().subquery()
    return (
        select(ScenarioVersion)
        .join(newest, newest.c.scenario_id == ScenarioVersion.scenario_id)
        .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
        .where(ScenarioVersion.number == newest.c.number)
    )


def whole(versions: Select[ScenarioVersion]) -> Select[ScenarioVersion]:
    """The same versions, loaded with their prompts and their rubric down to the anchors."""
    criteria = joinedload(ScenarioVersion.rubric_version).selectinload(RubricVersion.criteria)
    return versions.options(
        joinedload(ScenarioVersion.scenario),
        selectinload(ScenarioVersion.prompts).joinedload(Prompt.asset),
        criteria.selectinload(Criterion.levels),
    )


def published(session: Session) -> Sequence[ScenarioVersion]:
    """What anybody can practice, by title: the newest published version of each scenario.

    The one that lines heard in calls are answered in is no exercise to choose or to assign.
    """
    return session.scalars(*_published()).all()


@put_together
def _published() -> Select[ScenarioVersion]:
    usual = newest_published().where(Scenario.kind == ScenarioKind.usual)
    return usual.order_by(ScenarioVersion.title)


def newest_version(
    session: Session, scenario_id: UUID, *, also_withdrawn: bool = False
) -> ScenarioVersion:
    """The version to practice now; NotFound when the scenario is withdrawn or never published."""
    versions = _newest() if also_withdrawn else newest_published()
    found = session.scalar(whole(versions.where(ScenarioVersion.scenario_id == scenario_id)))
    if found is None:
        raise NotFound
    return found


def get_version(session: Session, version_id: UUID) -> ScenarioVersion:
    """A published version, withdrawn or not: old takes still show what they answered."""
    found = session.scalar(
        whole(select(ScenarioVersion)).where(
            ScenarioVersion.id == version_id, ScenarioVersion.published_at.is_not(None)
        )
    )
    if found is None:
        raise NotFound
    return found


def visible_to(person: Person) -> Select[ScenarioVersion]:
    """Everybody may read what was published; a draft is for enablement alone."""
    versions = select(ScenarioVersion)
    if person.is_enablement:
        return versions
    return versions.where(ScenarioVersion.published_at.is_not(None))


def get_prompt(session: Session, viewer: Person, prompt_id: UUID) -> Prompt:
    """One prompt with its recording, for whoever may practice its version."""
    mine = visible_to(viewer).with_only_columns(ScenarioVersion.id)
    found = session.scalar(
        select(Prompt)
        .where(Prompt.id == prompt_id, Prompt.version_id.in_(mine))
        .options(joinedload(Prompt.asset).selectinload(MediaAsset.renditions))
    )
    if found is None:
        raise NotFound("We can’t find that prompt.")
    return found


def get_numbered(
    session: Session, viewer: Person, scenario_id: UUID, number: int | None = None
) -> ScenarioVersion:
    """One version by its number; without a number, the newest one that was published."""
    wanted = whole(visible_to(viewer)).where(ScenarioVersion.scenario_id == scenario_id)
    if number is None:
        wanted = wanted.where(ScenarioVersion.published_at.is_not(None))
    else:
        wanted = wanted.where(ScenarioVersion.number == number)
    found = session.scalar(wanted.order_by(ScenarioVersion.number.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def get_with_the_one_before(
    session: Session, scenario_id: UUID, number: int
) -> tuple[ScenarioVersion, ScenarioVersion]:
    """A version and the one before it, for those who write; NotFound for the first."""
    both = whole(select(ScenarioVersion)).where(
        ScenarioVersion.scenario_id == scenario_id, ScenarioVersion.number <= number
    )
    found = session.scalars(both.order_by(ScenarioVersion.number.desc()).limit(2)).all()
    if len(found) < 2 or found[0].number != number:
        raise NotFound
    return found[1], found[0]


def get_scenario(session: Session, scenario_id: UUID) -> Scenario:
    """A scenario with all its versions, for those who write them; nobody writes “Heard today”."""
    found = session.get(Scenario, scenario_id, options=[selectinload(Scenario.versions)])
    if found is None or found.kind != ScenarioKind.usual:
        raise NotFound
    return found


def get_to_write(session: Session, scenario_id: UUID) -> Scenario:
    """The same, held to the end: of two who write at once, the second sees what the first did."""
    if session.get(Scenario, scenario_id, with_for_update=True) is None:
        raise NotFound
    return get_scenario(session, scenario_id)


def find_draft(scenario: Scenario) -> ScenarioVersion | None:
    """The version being written, if there is one; always the newest."""
    newest = scenario.versions[-1] if scenario.versions else None
    return newest if newest is not None and newest.published_at is None else None


def find_published(scenario: Scenario) -> ScenarioVersion | None:
    """The newest published version, withdrawn or not."""
    return next((v for v in reversed(scenario.versions) if v.published_at is not None), None)


def all_scenarios(session: Session) -> Sequence[Scenario]:
    """Every scenario with its versions, those in use first; for enablement's list."""
    return session.scalars(
        select(Scenario)
        .where(Scenario.kind == ScenarioKind.usual)
        .options(selectinload(Scenario.versions))
        .order_by(Scenario.withdrawn_at.is_not(None), Scenario.created_at, Scenario.id)
    ).all()


def is_clip_of(session: Session, scenario: Scenario | None, asset_id: UUID) -> bool:
    """Whether this recording already stands in some version of this scenario."""
    if scenario is None:
        return False
    stands = select(Prompt.id).join(ScenarioVersion).where(Prompt.asset_id == asset_id)
    stands = stands.where(ScenarioVersion.scenario_id == scenario.id)
    return session.scalar(stands.limit(1)) is not None


def titles(session: Session) -> set[str]:
    """What scenarios are called, or were in an older version."""
    usual = select(ScenarioVersion.title).join(Scenario)
    return set(session.scalars(usual.where(Scenario.kind == ScenarioKind.usual).distinct()))


def keys_in_use(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """Those of these keys that a criterion of some rubric has."""
    if not keys:
        return set()
    return set(session.scalars(select(Criterion.key).where(Criterion.key.in_(keys)).distinct()))


def find_like(session: Session, keys: Collection[UUID], title: str) -> Scenario | None:
    """The scenario that has some of these criteria, else the newest of this title."""
    usual = select(ScenarioVersion.scenario_id).join(Scenario)
    usual = usual.where(Scenario.kind == ScenarioKind.usual).order_by(ScenarioVersion.id.desc())
    judged = usual.join(
        Criterion, Criterion.rubric_version_id == ScenarioVersion.rubric_version_id
    ).where(Criterion.key.in_(keys))
    found = session.scalar(judged.limit(1)) if keys else None
    found = found or session.scalar(usual.where(ScenarioVersion.title == title).limit(1))
    return get_scenario(session, found) if found else None
