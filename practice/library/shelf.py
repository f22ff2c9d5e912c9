"""The library: every model take one may watch, found by what it shows.

Only what says which level it shows is found by level: elsewhere the expert's levels are for those
to see who scored it, or chose to look.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased, joinedload

from practice.db import among
from practice.library.models import ModelKind, ModelLevel, ModelTake
from practice.library.queries import shown_on, shown_to
from practice.library.rules import local_day
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.queries import in_lists
from practice.scenarios.models import Criterion, ScenarioVersion

PAGE = 24
MOST_OF_ONE = 3  # examples beside one criterion
JUDGED = aliased(ModelLevel)  # made once: working out its columns costs more than the question


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; None leaves it open."""

    scenario_id: UUID | None = None
    criterion_key: UUID | None = None
    level: int | None = None
    kind: ModelKind | None = None

    @property
    def is_open(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True)
class Offered:
    """What there is to choose from."""

    scenarios: Sequence[tuple[UUID, str]]
    criteria: Sequence[tuple[UUID, str]]


def count(session: Session, viewer: Person, wanted: Wanted) -> int:
    """How many there are."""
    found = _wanted(viewer, wanted).with_only_columns(func.count(ModelTake.id))
    return session.scalar(found) or 0


def page(session: Session, viewer: Person, wanted: Wanted, first: int) -> Sequence[ModelTake]:
    """A page of them, the newest first."""
    found = _wanted(viewer, wanted).options(
        in_lists(joinedload(ModelTake.asset)),
        joinedload(ModelTake.person),
        joinedload(ModelTake.shows_criterion),
    )
    newest = found.order_by(ModelTake.published_at.desc(), ModelTake.id.desc())
    return session.scalars(newest.offset(first).limit(PAGE)).all()


def offered(session: Session, viewer: Person) -> Offered:
    """The scenarios and criteria that the library has anything about."""
    shown = shown_to(viewer).subquery()
    scenarios = titles(session, select(shown.c.scenario_id).distinct())
    judged = select(ModelLevel.criterion_id).join(shown, shown.c.id == ModelLevel.model_id)
    named = select(Criterion.key, Criterion.title).where(
        or_(
            Criterion.id.in_(judged),
            Criterion.id.in_(select(shown.c.shows_criterion_id)),
        )
    )
    criteria = dict(session.execute(named.order_by(Criterion.id)).all())
    return Offered(_by_words(scenarios), _by_words(criteria))


def titles(session: Session, ids: Any) -> dict[UUID, str]:
    """What each of these scenarios is called today."""
    versions = select(ScenarioVersion.scenario_id, ScenarioVersion.title).where(
        ScenarioVersion.scenario_id.in_(ids), ScenarioVersion.published_at.is_not(None)
    )
    return dict(session.execute(versions.order_by(ScenarioVersion.number)).all())


def _by_words(named: dict[UUID, str]) -> list[tuple[UUID, str]]:
    return sorted(named.items(), key=lambda one: one[1].casefold())


def _wanted(viewer: Person, wanted: Wanted) -> Select[ModelTake]:
    found = shown_to(viewer)
    if wanted.scenario_id is not None:
        found = found.where(ModelTake.scenario_id == wanted.scenario_id)
    if wanted.kind is not None:
        found = found.where(ModelTake.kind == wanted.kind)
    if wanted.level is not None:
        found = found.where(ModelTake.shows_level == wanted.level)
    if wanted.criterion_key is not None:
        found = found.where(_about(wanted.criterion_key))
    return found


def _about(key: UUID) -> Any:
    same = select(Criterion.id).where(Criterion.key == key)
    judged = exists().where(ModelLevel.model_id == ModelTake.id, ModelLevel.criterion_id.in_(same))
    whole = ModelTake.shows_criterion_id.is_(None) & judged
    return or_(ModelTake.shows_criterion_id.in_(same), whole)


def showing(
    session: Session, viewer: Person, keys: Collection[UUID]
) -> dict[UUID, list[ModelTake]]:
    """For each of these criteria, by its key, a few examples: the highest level first, bad last.

    What was chosen for one thing comes before what shows all of it.
    """
    single, whole = dict[UUID, list[ModelTake]](), dict[UUID, list[ModelTake]]()
    for model, key in session.execute(*_showing(local_day(viewer), frozenset(keys))).all():
        found = whole if model.shows_criterion_id is None else single
        found.setdefault(key, []).append(model)
    return whole | single


@put_together
def _showing(today: date, keys: frozenset[UUID]) -> Select[ModelTake, UUID]:
    of_each = union_all(_chosen(today, keys), _whole(today, keys)).subquery()
    return (
        select(ModelTake, of_each.c.key)
        .join(of_each, of_each.c.id == ModelTake.id)
        .where(of_each.c.rank <= of_each.c.most)
        .order_by(of_each.c.rank)
        .options(joinedload(ModelTake.asset))
    )


def _chosen(today: date, keys: frozenset[UUID]) -> Select[UUID, UUID, int, int]:
    best = (ModelTake.kind.desc(), ModelTake.shows_level.desc(), ModelTake.id)
    chosen = shown_on(today).join(Criterion, Criterion.id == ModelTake.shows_criterion_id)
    return _ranked(chosen.where(among(Criterion.key, keys)), best, MOST_OF_ONE)


def _whole(today: date, keys: frozenset[UUID]) -> Select[UUID, UUID, int, int]:
    of_all = shown_on(today).where(ModelTake.shows_criterion_id.is_(None))
    judged = of_all.join(JUDGED, JUDGED.model_id == ModelTake.id)
    of_these = judged.join(Criterion, Criterion.id == JUDGED.criterion_id)
    best = (ModelTake.kind.desc(), ModelTake.id)
    return _ranked(of_these.where(among(Criterion.key, keys)), best, 1)


def _ranked(
    models: Select[ModelTake], best: tuple[SQLColumnExpression[Any], ...], most: int
) -> Select[UUID, UUID, int, int]:
    rank = func.row_number().over(partition_by=Criterion.key, order_by=best)
    return models.with_only_columns(
        ModelTake.id.label("id"),
        Criterion.key.label("key"),
        rank.label("rank"),
        literal(most).label("most"),
    )
