"""Making model takes, and learning by them.

Only enablement makes them; the doors see to that. Whoever is seen in one can end it at any time.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from media.captions import Cleaned
from practice.audit import actions as audit
from practice.db import insert_missing, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.library import queries, rules
from practice.library.models import ModelLevel, ModelScoring, ModelTake
from practice.library.values import Clip, Details, Judgment, Seen
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people import queries as people
from practice.people.models import Person
from practice.recordings import actions as recordings
from practice.recordings import captions, jobs
from practice.recordings import queries as recording_queries
from practice.recordings.languages import Language
from practice.recordings.models import AssetKind, AssetState, Captions, MediaAsset
from practice.scenarios import queries as scenarios
from practice.scenarios.models import Prompt

NO_RECORDING = "Record it or choose a file first."
SCORED = "You know the levels already: a model take is scored once, before one sees them."


def begin(session: Session, by: Person, scenario_id: UUID, clip: Clip) -> ModelTake:
    """Keep a clip as the draft of a model take, with the rubric that stands now.

    Refuses a recording that is another's, somebody's practice, or in use already.
    """
    version = scenarios.newest_version(session, scenario_id)
    recording = _own_clip(session, by, clip.recording)
    model = ModelTake(
        scenario_id=scenario_id,
        rubric_version_id=version.rubric_version_id,
        asset_id=recording.id,
        created_by_id=by.id,
        person_id=None if recording.kind == AssetKind.imported else by.id,
        title=clip.title,
        kind=clip.kind,
    )
    session.add(model)
    session.flush()
    audit.note(session, "added_model_take", by=by, subject_id=model.id, detail=_told(model))
    return model


def _own_clip(session: Session, by: Person, asset_id: UUID) -> MediaAsset:
    jobs.hold(session, asset_id)  # the sweep removes clips that nobody uses
    try:
        found = recording_queries.get_own(session, by, asset_id)
    except NotFound:
        raise Invalid(NO_RECORDING, {"recording": NO_RECORDING}) from None
    in_use = session.scalar(select(exists().where(ModelTake.asset_id == asset_id)))
    is_free = found.is_clip and not in_use and not _is_prompt(session, asset_id)
    if not is_free or found.state in (AssetState.uploading, AssetState.unreadable):
        raise Invalid(NO_RECORDING, {"recording": found.sentence or NO_RECORDING})
    return found


def _is_prompt(session: Session, asset_id: UUID) -> bool:
    return bool(session.scalar(select(exists().where(Prompt.asset_id == asset_id))))


def save(session: Session, by: Person, model_id: UUID, details: Details) -> ModelTake:
    """Keep what was written about it. What is shown right now can't become incomplete by it.

    Another person in it means another consent: the earlier one was not theirs.
    """
    model = queries.get_to_write(session, model_id)
    is_shown = rules.standing(model, rules.local_day(by)) == rules.Standing.published
    if model.is_from_practice:
        _shorten(model, details)
    else:
        _agree(session, by, model, details)
    model.title, model.kind, model.note = details.title, details.kind, details.note
    _judge(model, details.judgments)
    if is_shown:
        rules.check_complete(model, rules.local_day(by))
    session.flush()
    audit.note(session, "changed_model_take", by=by, subject_id=model.id, detail=_told(model))
    return model


def _agree(session: Session, by: Person, model: ModelTake, details: Details) -> None:
    seen = _who(session, by, details)
    same = (seen.id if seen else None) == model.person_id
    model.person, model.person_id = seen, seen.id if seen else None
    model.expires_on = details.expires_on
    agreed = model.consented_at if same else None
    model.consented_at = (agreed or utcnow()) if details.consented else None


def _shorten(model: ModelTake, details: Details) -> None:
    """Who is seen in their own practice agreed for themselves: nobody may ask less of it."""
    agreed, asked = model.expires_on, details.expires_on
    if asked is None or agreed is None or asked > agreed:
        sentence = f"They agreed until {_day(model)}. Choose that day or an earlier one."
        raise Invalid(rules.NOT_READY, {"expires_on": sentence})
    model.expires_on = asked


def _who(session: Session, by: Person, details: Details) -> Person | None:
    if details.seen == Seen.nobody:
        return None
    if details.seen == Seen.me:
        return people.get_person(session, by.id)
    found = people.find_person(session, details.email)
    if found is None:
        sentence = "Nobody here has this address."
        raise Invalid("Some fields need another look.", {"email": sentence})
    return found


def _judge(model: ModelTake, judgments: dict[UUID, Judgment]) -> None:
    """Write the levels of the rubric's own criteria; one without a level is taken away."""
    given = {level.criterion_id: level for level in model.levels}
    for criterion in model.criteria:
        judgment, level = judgments.get(criterion.id, Judgment()), given.get(criterion.id)
        if judgment.level is None:
            if level is not None:
                model.levels.remove(level)
            continue
        if level is None:
            level = ModelLevel(criterion_id=criterion.id)
            model.levels.append(level)
        level.level, level.evidence = judgment.level, judgment.evidence
        level.at_ms = None if judgment.at_ms is None else _within(model, judgment.at_ms)
        if criterion.id == model.shows_criterion_id:
            model.shows_level = judgment.level


def _within(model: ModelTake, at_ms: int) -> int:
    length = model.asset.duration_ms
    return min(at_ms, length) if length else at_ms


def publish(session: Session, by: Person, model_id: UUID, now: datetime | None = None) -> ModelTake:
    """Show it to everybody, for the first time or again; refuses what is not complete.

    Whoever is seen in it is told, and how to end it.
    """
    now, model = now or utcnow(), queries.get_to_write(session, model_id)
    if rules.standing(model, rules.local_day(by, now)) == rules.Standing.published:
        raise WrongState("It is published already.")
    rules.check_complete(model, rules.local_day(by, now))
    again = model.published_at is not None
    model.published_at, model.withdrawn_at = model.published_at or now, None
    action = "restored_model_take" if again else "published_model_take"
    audit.note(session, action, by=by, subject_id=model.id, detail=_told(model))
    if model.person is not None and model.person_id != by.id:
        _tell_who_is_seen(session, by, model, now)
    return model


def _tell_who_is_seen(session: Session, by: Person, model: ModelTake, now: datetime) -> None:
    notices.tell(
        session,
        model.person,  # type: ignore[arg-type]  # the caller looked
        NoticeKind.model,
        f"model:{model.id}:{now:%Y%m%d%H%M%S}",
        f"You are seen in a model take: “{model.title}”",
        f"{by.name} published it and noted that you agree, until {_day(model)}. "
        "If you don’t, or no longer do, say so on its page and nobody will see it anymore.",
        f"/models/{model.id}",
    )


def _day(model: ModelTake) -> str:
    day = model.expires_on
    return f"{day:%B} {day.day}, {day.year}" if day else "further notice"


def withdraw(session: Session, by: Person, model_id: UUID) -> ModelTake:
    """Stop showing it; enablement can bring it back."""
    model = queries.get_to_write(session, model_id)
    if model.published_at is None or model.withdrawn_at is not None:
        raise WrongState("It isn’t shown to anybody.")
    model.withdrawn_at = utcnow()
    audit.note(session, "withdrew_model_take", by=by, subject_id=model.id, detail=_told(model))
    return model


def disagree(session: Session, by: Person, model_id: UUID) -> ModelTake:
    """End it as the person who is seen in it: at once, and their consent with it.

    A part of their own practice is deleted, published or not: nobody may watch it any more. Of
    anything else, said again, nothing changes and nobody is told twice.
    """
    model = queries.get_to_write(session, model_id)
    is_theirs = model.person_id == by.id
    if not is_theirs or (model.published_at is None and not model.is_from_practice):
        raise NotFound(queries.NOT_THERE)
    if model.is_from_practice:
        return _take_home(session, by, model)
    if model.consented_at is None:
        return model
    now = utcnow()
    model.withdrawn_at, model.consented_at = model.withdrawn_at or now, None
    audit.note(session, "withdrew_consent", by=by, subject_id=model.id, detail=_told(model))
    for one in people.enablement(session):
        notices.tell(
            session, one, NoticeKind.model, f"model-ended:{model.id}:{now:%Y%m%d%H%M%S}",
            f"{by.name} no longer agrees to the model take “{model.title}”",
            "It isn’t shown to anybody now. Delete it unless you have agreed on something else.",
            f"/models/{model.id}",
        )  # fmt: skip
    return model


def _take_home(session: Session, by: Person, model: ModelTake) -> ModelTake:
    audit.note(session, "withdrew_consent", by=by, subject_id=model.id, detail=_told(model))
    for one in people.enablement(session):
        notices.tell(
            session, one, NoticeKind.model, f"model-ended:{model.id}",
            f"{by.name} no longer agrees to the model take “{model.title}”",
            "It was a part of their own practice, so it was deleted. There is nothing to do.",
            f"/scenarios/{model.scenario_id}",
        )  # fmt: skip
    _let_go(session, model)
    return model


def _let_go(session: Session, model: ModelTake) -> None:
    if not _is_prompt(session, model.asset_id):
        recordings.delete(session, model.asset)
    session.delete(model)
    session.flush()


def delete(session: Session, by: Person, model_id: UUID) -> UUID:
    """Delete it with its levels, scorings and recording (unless somebody made that a prompt).

    Answers the scenario it was for. Refuses what people can watch right now.
    """
    model = queries.get_to_write(session, model_id)
    if not rules.may_delete(model):
        raise WrongState("Withdraw it first: people can watch it right now.")
    audit.note(session, "deleted_model_take", by=by, subject_id=model.id, detail=_told(model))
    _let_go(session, model)
    return model.scenario_id


def caption(
    session: Session, by: Person, model_id: UUID, language: Language, cleaned: Cleaned
) -> Captions:
    """Give it captions, in any state: words help whoever watches. Refuses what can't be watched."""
    model = queries.get_to_write(session, model_id)
    if not model.asset.is_watchable:
        raise WrongState("Captions can be added as soon as it can be watched.")
    return captions.put(session, by, model.asset, language, cleaned)


def remove_captions(session: Session, model_id: UUID) -> None:
    """Take the captions off; without any, nothing happens."""
    queries.get_to_write(session, model_id).asset.captions = None


def score(session: Session, by: Person, model_id: UUID, levels: dict[UUID, int]) -> None:
    """Keep how somebody sees it before they see the expert's levels: once, for good."""
    model = queries.get_to_score(session, by, model_id)
    criteria = {criterion.id for criterion in model.rubric_version.criteria}
    kept = {str(one): level for one, level in levels.items() if one in criteria}
    if len(kept) < len(criteria):
        raise Invalid("Choose a level for every criterion, then compare.")
    row = {"model_id": model_id, "person_id": by.id, "levels": kept}
    if not insert_missing(session, ModelScoring, [row]):
        raise WrongState(SCORED)


def look(session: Session, by: Person, model_id: UUID) -> None:
    """See the expert's levels without scoring it first; from then on it can't be scored."""
    model = queries.get_to_score(session, by, model_id)
    row = {"model_id": model.id, "person_id": by.id, "levels": {}}
    insert_missing(session, ModelScoring, [row])


def _told(model: ModelTake) -> dict[str, str]:
    return {"title": model.title}
