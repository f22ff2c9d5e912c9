"""Model takes: who may watch them, what publishing needs, and how they end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.library import actions, calibration, queries, rules
from practice.library.models import ModelKind, ModelLevel, ModelScoring, ModelTake
from practice.library.rules import Standing
from practice.library.values import Clip, Details, Judgment, Seen
from practice.library.words import difference
from practice.notices.models import Notice
from practice.people.models import Person, Role
from practice.recordings.models import AssetState
from practice.scenarios.models import Prompt, ScenarioVersion
from tests import factories

TODAY = utcnow().date()


@pytest.fixture
def elena(session: Session) -> Person:
    return factories.person(session, "Elena", Role.enablement)


def the_clip(session: Session, by: Person, version: ScenarioVersion) -> Clip:
    return Clip(factories.clip(session, by).id, "Finds the real pain", ModelKind.good)


def complete(version: ScenarioVersion) -> Details:
    judgments = {
        one.id: Judgment(4, 5_000, "She asks, then waits.")
        for one in version.rubric_version.criteria
    }
    return Details(
        "Finds the real pain", ModelKind.good, consented=True,
        expires_on=TODAY + timedelta(days=30), judgments=judgments,
    )  # fmt: skip


def is_shown(session: Session, viewer: Person, model: ModelTake) -> bool:
    session.flush()
    shown = [one.id for one in queries.shown_of(session, viewer, model.scenario_id)]
    try:
        queries.get_model(session, viewer, model.id)
    except NotFound:
        assert model.id not in shown
        return False
    return model.id in shown


def test_a_clip_becomes_a_draft_then_everybody_watches_it(session: Session, elena: Person) -> None:
    version, rep = factories.scenario(session), factories.person(session)
    model = actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))
    assert model.rubric_version_id == version.rubric_version_id
    assert model.person_id == elena.id  # recorded by camera: it is herself
    assert not is_shown(session, rep, model)
    actions.save(session, elena, model.id, complete(version))
    assert not is_shown(session, rep, model)
    actions.publish(session, elena, model.id)
    assert is_shown(session, rep, model)
    done = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == model.id))
    assert set(done) == {"added_model_take", "changed_model_take", "published_model_take"}


def test_only_a_free_clip_of_ones_own_is_used(session: Session, elena: Person) -> None:
    version = factories.scenario(session)
    used = factories.model_take(session, elena, version).asset_id
    prompted = factories.clip(session, elena)
    session.add(Prompt(version_id=version.id, position=2, text="", asset_id=prompted.id))
    broken = factories.clip(session, elena)
    broken.state = AssetState.unreadable
    gone = factories.clip(session, elena)
    gone.state = AssetState.deleted
    others = factories.clip(session, factories.person(session, "Omar", Role.enablement))
    practice = factories.take(session, elena, version).asset_id
    for taken in (used, prompted.id, broken.id, gone.id, others.id, practice, new_id()):
        with pytest.raises(Invalid) as refused:
            actions.begin(session, elena, version.scenario_id, Clip(taken, "A", ModelKind.bad))
        assert "recording" in refused.value.fields


def test_a_withdrawn_scenario_gets_no_new_model_take(session: Session, elena: Person) -> None:
    version = factories.scenario(session)
    version.scenario.withdrawn_at = utcnow()
    with pytest.raises(NotFound):
        actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))


@pytest.mark.parametrize("lacks", ["consent", "day", "past day", "level", "words", "recording"])
def test_nothing_incomplete_is_published(session: Session, elena: Person, lacks: str) -> None:
    version = factories.scenario(session)
    model = actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))
    details, first = complete(version), version.rubric_version.criteria[0]
    changes: dict[str, dict[str, Any]] = {
        "consent": {"consented": False},
        "day": {"expires_on": None},
        "past day": {"expires_on": TODAY - timedelta(days=2)},
        "level": {"judgments": details.judgments | {first.id: Judgment()}},
        "words": {"judgments": details.judgments | {first.id: Judgment(3)}},
    }
    actions.save(session, elena, model.id, replace(details, **changes.get(lacks, {})))
    if lacks == "recording":
        model.asset.state = AssetState.finished
    with pytest.raises(Invalid) as refused:
        actions.publish(session, elena, model.id)
    assert len(refused.value.fields) == 1
    assert model.published_at is None


def test_what_is_shown_cannot_lose_its_consent_or_a_level_by_editing(
    session: Session, elena: Person
) -> None:
    version = factories.scenario(session)
    model = factories.model_take(session, elena, version)
    with pytest.raises(Invalid), session.begin_nested():
        actions.save(session, elena, model.id, replace(complete(version), consented=False))
    with pytest.raises(Invalid), session.begin_nested():
        actions.save(session, elena, model.id, replace(complete(version), judgments={}))


def test_another_person_in_it_needs_another_consent(session: Session, elena: Person) -> None:
    version, grace = factories.scenario(session), factories.person(session, "Grace")
    model = actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))
    details = replace(complete(version), seen=Seen.me)
    actions.save(session, elena, model.id, details)
    first = model.consented_at
    actions.save(session, elena, model.id, details)
    assert model.consented_at == first
    hers = replace(details, seen=Seen.colleague, email=grace.email)
    actions.save(session, elena, model.id, hers)
    assert model.person_id == grace.id
    assert model.consented_at is not None and first is not None and model.consented_at > first
    with pytest.raises(Invalid) as refused:
        actions.save(session, elena, model.id, replace(hers, email="nobody@example.com"))
    assert "email" in refused.value.fields


def test_a_moment_beyond_the_end_is_its_end(session: Session, elena: Person) -> None:
    version = factories.scenario(session)
    model = actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))
    late = {one.id: Judgment(2, 10**9, "x") for one in version.rubric_version.criteria}
    actions.save(session, elena, model.id, replace(complete(version), judgments=late))
    assert {level.at_ms for level in model.levels} == {60_000}


def test_it_ends_with_its_day_and_when_who_is_in_it_leaves(session: Session, elena: Person) -> None:
    rep, grace = factories.person(session), factories.person(session, "Grace")
    today = rules.local_day(rep)
    model = factories.model_take(session, elena, person_id=grace.id, expires_on=today)
    assert is_shown(session, rep, model)
    model.expires_on = today - timedelta(days=1)
    assert not is_shown(session, rep, model)
    assert rules.standing(model, today) == Standing.expired
    model.expires_on = today
    grace.deactivated_at = utcnow()
    assert not is_shown(session, rep, model)
    assert rules.standing(model, today) == Standing.expired
    with pytest.raises(Invalid, match="isn’t ready"):
        actions.publish(session, elena, model.id)


def test_withdrawing_and_restoring(session: Session, elena: Person) -> None:
    rep = factories.person(session)
    model = factories.model_take(session, elena)
    actions.withdraw(session, elena, model.id)
    assert not is_shown(session, rep, model)
    assert queries.get_model(session, elena, model.id) is model
    with pytest.raises(WrongState):
        actions.withdraw(session, elena, model.id)
    actions.publish(session, elena, model.id)
    assert is_shown(session, rep, model)
    with pytest.raises(WrongState):
        actions.publish(session, elena, model.id)


def test_who_is_seen_in_it_is_told_and_can_end_it(session: Session, elena: Person) -> None:
    version, grace = factories.scenario(session), factories.person(session, "Grace")
    model = actions.begin(session, elena, version.scenario_id, the_clip(session, elena, version))
    details = replace(complete(version), seen=Seen.colleague, email=grace.email)
    actions.save(session, elena, model.id, details)
    actions.publish(session, elena, model.id)
    told = session.scalars(select(Notice).where(Notice.person_id == grace.id)).one()
    assert told.path == f"/models/{model.id}"
    with pytest.raises(NotFound):
        actions.disagree(session, factories.person(session), model.id)
    for _ in range(2):  # said twice, it is noted once
        actions.disagree(session, grace, model.id)
    assert not is_shown(session, factories.person(session), model)
    assert model.consented_at is None
    heard = session.scalars(select(Notice).where(Notice.person_id == elena.id)).one()
    assert "Grace no longer agrees" in heard.title
    entry = select(AuditEntry).where(AuditEntry.action == "withdrew_consent")
    assert session.scalars(entry).one().actor_id == grace.id
    with pytest.raises(Invalid):  # and it does not come back without asking again
        actions.publish(session, elena, model.id)


def test_deleting_takes_the_recording_and_the_scorings_along(
    session: Session, elena: Person
) -> None:
    model, rep = factories.model_take(session, elena), factories.person(session)
    asset = model.asset
    actions.look(session, rep, model.id)
    with pytest.raises(WrongState):
        actions.delete(session, elena, model.id)
    actions.withdraw(session, elena, model.id)
    actions.delete(session, elena, model.id)
    session.flush()
    assert asset.state == AssetState.deleted and asset.deleted_at is not None
    for left in (ModelTake, ModelLevel, ModelScoring):
        assert session.scalar(select(func.count()).select_from(left)) == 0


def test_a_recording_that_became_a_prompt_outlives_its_model_take(
    session: Session, elena: Person
) -> None:
    version = factories.scenario(session)
    model = factories.model_take(session, elena, version, published_at=None)
    asset = model.asset
    session.add(Prompt(version_id=version.id, position=2, text="", asset_id=asset.id))
    actions.delete(session, elena, model.id)
    assert asset.state == AssetState.ready


def levels_of(model: ModelTake, *levels: int) -> dict[UUID, int]:
    criteria = model.rubric_version.criteria
    return {one.id: level for one, level in zip(criteria, levels, strict=True)}


def test_it_is_scored_once_and_before_one_looks(session: Session, elena: Person) -> None:
    model, rep = factories.model_take(session, elena), factories.person(session)
    with pytest.raises(Invalid):
        actions.score(session, rep, model.id, {model.rubric_version.criteria[0].id: 3})
    actions.score(session, rep, model.id, levels_of(model, 4, 1))
    with pytest.raises(WrongState):
        actions.score(session, rep, model.id, levels_of(model, 4, 4))
    actions.look(session, rep, model.id)  # changes nothing any more
    rows = queries.compare(model, queries.find_scoring(session, rep, model.id))
    assert [row.levels_apart for row in rows] == [0, -3]
    assert difference(0) == "You see it the same way."
    assert "3 levels stricter" in difference(-3) and "more generous" in difference(1)
    other = factories.person(session)
    actions.look(session, other, model.id)
    with pytest.raises(WrongState):
        actions.score(session, other, model.id, levels_of(model, 4, 4))
    assert queries.opened_by(session, other, [model]) == {model.id}


def test_only_those_score_who_have_something_to_find_out(session: Session, elena: Person) -> None:
    model = factories.model_take(session, elena)
    draft = factories.model_take(session, elena, published_at=None)
    admin, boss = factories.person(session, "", Role.admin), factories.person(
        session, "", Role.manager
    )  # fmt: skip
    author = factories.person(session, "", Role.rep, Role.enablement)
    own = factories.model_take(session, author)
    for who, which in ((elena, model), (admin, model), (author, own), (boss, draft)):
        with pytest.raises(NotFound):
            actions.score(session, who, which.id, levels_of(which, 3, 3))
        with pytest.raises(NotFound):
            actions.look(session, who, which.id)
    actions.score(session, boss, model.id, levels_of(model, 3, 3))


def test_differences_are_counted_from_five_answers_on(session: Session, elena: Person) -> None:
    model = factories.model_take(session, elena)
    for own in ((4, 1), (4, 2), (4, 5), (5, 1)):
        actions.score(session, factories.person(session), model.id, levels_of(model, *own))
    actions.look(session, factories.person(session), model.id)  # is no answer
    [four] = calibration.calibrations(session, [model]).values()
    assert (four.answers, four.left, four.spreads) == (4, 1, ())
    actions.score(session, factories.person(session), model.id, levels_of(model, 4, 4))
    [five] = calibration.calibrations(session, [model]).values()
    told = [(one.title, one.expert, one.lower, one.same, one.higher) for one in five.spreads]
    assert told == [("Pain found", 4, 3, 1, 1), ("Agenda set", 4, 0, 4, 1)]
