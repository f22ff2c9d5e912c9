"""A part of somebody's practice as the draft of a model take, with their own consent."""

from sqlalchemy.orm import Session

from practice.audit import actions as audit
from practice.db import utcnow
from practice.library.models import ModelLevel, ModelTake
from practice.library.values import Example
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people import queries as people


def adopt(session: Session, example: Example) -> ModelTake:
    """Keep it for enablement, who are told; nobody else sees it before they publish it."""
    model = ModelTake(
        scenario_id=example.scenario_id,
        rubric_version_id=example.rubric_version_id,
        asset_id=example.recording.id,
        created_by_id=example.nominated_by.id,
        person_id=example.person.id,
        kind=example.kind,
        title=example.title[:120],
        shows_criterion_id=example.criterion.id if example.criterion else None,
        shows_level=example.level if example.criterion else None,
        consented_at=utcnow(),
        expires_on=example.expires_on,
        levels=_levels(example),
    )
    session.add(model)
    session.flush()
    audit.note(
        session, "agreed_to_model_take", by=example.person, subject_id=model.id,
        detail={"title": model.title},
    )  # fmt: skip
    _tell_enablement(session, model, example)
    return model


def _levels(example: Example) -> list[ModelLevel]:
    if example.criterion is None or example.level is None:
        return []
    told = {"level": example.level, "evidence": example.evidence, "at_ms": 0}
    return [ModelLevel(criterion_id=example.criterion.id, **told)]


def _tell_enablement(session: Session, model: ModelTake, example: Example) -> None:
    day = example.expires_on
    for one in people.enablement(session):
        notices.tell(
            session, one, NoticeKind.model, f"model-offered:{model.id}",
            f"{example.person.name} agrees to a model take: “{model.title}”",
            f"{example.nominated_by.name} nominated a part of their take. It may be shown until "
            f"{day:%B} {day.day}, {day.year}. Look at it, then publish it.",
            f"/models/{model.id}/edit",
        )  # fmt: skip
