"""Finding model takes. `visible_to` is the door for pages, lists and counts alike."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from practice.errors import NotFound
from practice.gathering import gather
from practice.library.models import ModelLevel, ModelScoring, ModelTake
from practice.library.rules import local_day, may_score
from practice.library.values import Compared
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.models import WATCHABLE, MediaAsset
from practice.recordings.queries import in_lists
from practice.scenarios.models import Criterion, RubricVersion, ScenarioVersion

NOT_THERE = "We can’t find that model take."


def shown_to(person: Person) -> Select[ModelTake]:
    """What everybody can watch today, by the date where this person is."""
    return shown_on(local_day(person))


def shown_on(today: date) -> Select[ModelTake]:
    """What is published, agreed to, within its time, and nobody in it gone."""
    has_left = ModelTake.person.has(Person.deactivated_at.is_not(None))
    in_time = or_(ModelTake.expires_on.is_(None), ModelTake.expires_on >= today)
    return select(ModelTake).where(
        ModelTake.published_at.is_not(None),
        ModelTake.withdrawn_at.is_(None),
        ModelTake.consented_at.is_not(None),
        in_time,
        ~has_left,
        ModelTake.asset.has(MediaAsset.state.in_(WATCHABLE)),
    )


def visible_to(person: Person) -> Select[ModelTake]:
    """What this person may open; enablement also what is not shown yet, or no longer."""
    return select(ModelTake) if person.is_enablement else shown_to(person)


def get_model(session: Session, viewer: Person, model_id: UUID) -> ModelTake:
    """One with its recording, its levels and the rubric they belong to; NotFound otherwise."""
    return _one(session, visible_to(viewer), model_id)


def get_to_score(session: Session, person: Person, model_id: UUID) -> ModelTake:
    """The same, while everybody can watch it, for those who learn by scoring it."""
    model = _one(session, shown_to(person), model_id)
    if not may_score(person, model):
        raise NotFound(NOT_THERE)
    return model


def _one(session: Session, among: Select[ModelTake], model_id: UUID) -> ModelTake:
    found = session.scalar(_whole(among).where(ModelTake.id == model_id))
    if found is None:
        raise NotFound(NOT_THERE)
    return _with_parts(session, found)


def _with_parts(session: Session, model: ModelTake) -> ModelTake:
    gather(session, [model], ModelTake.levels)
    gather(session, [model.asset], MediaAsset.renditions)
    gather(session, [model.rubric_version], RubricVersion.criteria, Criterion.levels)
    return model


def get_to_write(session: Session, model_id: UUID) -> ModelTake:
    """The same for those who write it, held to the end."""
    if session.get(ModelTake, model_id, with_for_update=True) is None:
        raise NotFound(NOT_THERE)
    whole = session.scalars(_whole(select(ModelTake)).where(ModelTake.id == model_id)).one()
    return _with_parts(session, whole)


def _whole(models: Select[ModelTake]) -> Select[ModelTake]:
    recording = joinedload(ModelTake.asset)
    return models.options(
        joinedload(ModelTake.person),
        recording.joinedload(MediaAsset.figures),
        recording.joinedload(MediaAsset.captions),
        joinedload(ModelTake.rubric_version),
    )


def shown_of(session: Session, viewer: Person, scenario_id: UUID) -> Sequence[ModelTake]:
    """What everybody can watch of a scenario, for a list: good examples first, then the oldest."""
    return session.scalars(*_shown_of(local_day(viewer), scenario_id)).all()


@put_together
def _shown_of(today: date, scenario_id: UUID) -> Select[ModelTake]:
    return _listed(shown_on(today).where(ModelTake.scenario_id == scenario_id))


def all_of(session: Session, scenario_id: UUID) -> Sequence[ModelTake]:
    """Everything there is of a scenario, with its levels; for enablement."""
    every = select(ModelTake).where(ModelTake.scenario_id == scenario_id)
    found = session.scalars(_listed(every).options(joinedload(ModelTake.person))).all()
    gather(session, found, ModelTake.levels, ModelLevel.criterion)
    return found


def _listed(models: Select[ModelTake]) -> Select[ModelTake]:
    return models.options(in_lists(joinedload(ModelTake.asset))).order_by(
        ModelTake.kind.desc(), ModelTake.created_at, ModelTake.id
    )


def current_version(session: Session, scenario_id: UUID) -> ScenarioVersion:
    """The newest published version of the scenario, withdrawn or not: its title and its rubric."""
    published = select(ScenarioVersion).where(
        ScenarioVersion.scenario_id == scenario_id, ScenarioVersion.published_at.is_not(None)
    )
    return session.scalars(published.order_by(ScenarioVersion.number.desc()).limit(1)).one()


def find_scoring(session: Session, person: Person, model_id: UUID) -> ModelScoring | None:
    """How this person scored it; without levels if they only had a look."""
    mine = select(ModelScoring).where(ModelScoring.person_id == person.id)
    return session.scalar(mine.where(ModelScoring.model_id == model_id))


def opened_by(session: Session, person: Person, models: Iterable[ModelTake]) -> set[UUID]:
    """Which of these this person knows the levels of already; for lists."""
    mine = select(ModelScoring.model_id).where(ModelScoring.person_id == person.id)
    return set(session.scalars(mine.where(ModelScoring.model_id.in_([one.id for one in models]))))


def compare(model: ModelTake, scoring: ModelScoring | None) -> list[Compared]:
    """The expert's levels beside one's own, in the order of the rubric."""
    expert = {level.criterion_id: level for level in model.levels}
    own = scoring.levels if scoring else {}
    return [
        Compared(criterion, expert.get(criterion.id), own.get(str(criterion.id)))
        for criterion in model.criteria
    ]
