"""Model takes from reps: named by a reviewer, agreed to by the rep, ended by them at any time."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.library import actions as library
from practice.library import queries as models
from practice.library.models import ModelKind, ModelTake
from practice.library.values import Details, Judgment, Seen
from practice.notices.models import Notice
from practice.people.models import Person, Role
from practice.recordings import actions as recordings
from practice.recordings.models import AssetState, JobKind, MediaAsset, MediaJob
from practice.reviews import actions, corrections, drafts, nominations
from practice.reviews.models import Decision, Nomination
from practice.reviews.nominations import Standing
from practice.reviews.values import NominationInput
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene, make_scene, sent
from tests.statements import statements

TODAY = utcnow().date()
IN_SPRING = TODAY + timedelta(days=120)


def named(scene: Scene, **more: Any) -> NominationInput:
    told = {"from_ms": 4_000, "until_ms": 16_000, "why": "She waits.", **more}
    return NominationInput(**{"criterion_id": scene.criteria[1]} | told)


def asked(session: Session, scene: Scene, **more: Any) -> Nomination:
    """Feedback that was sent with a nomination, and released."""
    review = drafts.draft(session, scene.manager, scene.submission.id)
    drafts.save_level(session, review, scene.criteria[1], 5)
    nominations.nominate(session, review, named(scene, **more))
    sent(session, scene, Decision.met, utcnow() - timedelta(minutes=1))
    assert actions.release_due(session) == 1
    found = nominations.find_asked(session, scene.rep, scene.submission.id)
    assert found
    return found


def agreed(session: Session, scene: Scene, **more: Any) -> ModelTake:
    asked(session, scene, **more)
    return nominations.agree(session, scene.rep, scene.submission.id, IN_SPRING)


def told(session: Session, person: Person) -> list[str]:
    mine = select(Notice.title).where(Notice.person_id == person.id, Notice.kind == "model")
    return list(session.scalars(mine.order_by(Notice.created_at)))


def test_the_rep_is_asked_when_the_feedback_goes_out_and_not_before(
    session: Session, scene: Scene
) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    kept = nominations.nominate(session, review, named(scene))
    assert kept and nominations.standing(kept) == Standing.kept
    for who in (scene.rep, scene.manager):
        assert nominations.find_asked(session, who, scene.submission.id) is None
    found = asked(session, scene)
    assert (found.id, found.level, nominations.standing(found)) == (kept.id, 5, Standing.asked)
    assert told(session, scene.rep) == [
        "Dana Moss would like to show a part of your take as a model"
    ]
    peer = factories.person(session, "", team=scene.team)
    assert nominations.find_asked(session, peer, scene.submission.id) is None


def test_a_draft_changes_its_mind(session: Session, scene: Scene) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    nominations.nominate(session, review, named(scene))
    again = nominations.nominate(session, review, named(scene, kind=ModelKind.bad, level=2))
    assert again and (again.kind, again.level) == (ModelKind.bad, 2)
    nominations.nominate(session, review, None)
    assert session.scalar(select(func.count(Nomination.id))) == 0
    sent(session, scene, Decision.met, utcnow() - timedelta(minutes=1))
    actions.release_due(session)
    assert told(session, scene.rep) == []


def test_of_two_windows_the_later_is_told_what_the_other_named(
    page: Page, stage: Scene, db: Database
) -> None:
    page.sign_in(stage.manager)
    put, token = f"{room(stage)}/nomination", {"X-CSRFToken": page.token()}

    def save(version: int, **fields: str) -> tuple[int, Any]:
        fresh = sheet(stage, **fields) | {"version": version}
        answer = page.client.put(put, json=fresh, headers=token)
        return answer.status_code, answer.json

    assert save(0)[0] == 200
    assert save(0)[0] == 200, "the same again: its answer got lost"
    status, told = save(0, **{"nominate-why": "Another reason."})
    assert status == 409
    assert told["current"]["nominate-why"] == "She waits."
    assert (told["current"]["nominate-from"], told["current"]["version"]) == ("0:03", 1)
    assert save(1, **{"nominate-why": "Another reason."})[1]["version"] == 2
    gone = page.client.put(put, json={"version": 1}, headers=token)
    assert gone.status_code == 409
    with db.reading() as session:
        assert session.scalars(select(Nomination.why)).all() == ["Another reason."]


@pytest.mark.parametrize(
    "wrong",
    [{"from_ms": 5_000, "until_ms": 5_900}, {"from_ms": 10**9}, {"from_ms": float("nan")}],
    ids=["short", "beyond", "nan"],
)
def test_a_range_that_is_none_is_refused(
    session: Session, scene: Scene, wrong: dict[str, Any]
) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    with pytest.raises(Invalid):
        nominations.nominate(session, review, named(scene, **wrong))
    with pytest.raises(NotFound):
        nominations.nominate(session, review, named(scene, criterion_id=new_id()))


def test_without_an_end_it_is_the_whole_take(session: Session, scene: Scene) -> None:
    review = drafts.draft(session, scene.manager, scene.submission.id)
    whole = NominationInput()
    kept = nominations.nominate(session, review, whole)
    assert kept and (kept.from_ms, kept.criterion, kept.level) == (0, None, None)
    assert kept.until_ms == scene.submission.take.asset.duration_ms


def test_agreeing_makes_the_draft_of_a_model_take_out_of_that_part_alone(
    session: Session, scene: Scene
) -> None:
    elena = factories.person(session, "Elena", Role.enablement)
    model = agreed(session, scene)
    part, take = model.asset, scene.submission.take.asset
    assert (part.excerpt_of_id, part.excerpt_from_ms, part.excerpt_until_ms) == (
        take.id, 4_000, 16_000,
    )  # fmt: skip
    assert part.is_clip and part.owner_id == scene.rep.id and part.id != take.id
    job = session.scalars(select(MediaJob).where(MediaJob.asset_id == part.id)).one()
    assert job.kind == JobKind.excerpt
    assert (model.person_id, model.expires_on, model.shows_level) == (scene.rep.id, IN_SPRING, 5)
    assert model.shows_criterion_id == scene.criteria[1] and model.consented_at is not None
    assert [(one.level, one.evidence) for one in model.levels] == [(5, "She waits.")]
    assert model.published_at is None
    for viewer in (scene.rep, scene.manager):
        with pytest.raises(NotFound):
            models.get_model(session, viewer, model.id)
    assert "Priya Raman agrees to a model take" in told(session, elena)[0]
    assert "Priya Raman agreed" in told(session, scene.manager)[0]


@pytest.mark.parametrize("day", [None, TODAY, TODAY - timedelta(days=1), date(2999, 1, 1)])
def test_consent_needs_a_day_that_one_can_oversee(
    session: Session, scene: Scene, day: date | None
) -> None:
    asked(session, scene)
    with pytest.raises(Invalid) as refused:
        nominations.agree(session, scene.rep, scene.submission.id, day)
    assert "until_day" in refused.value.fields


def test_one_answers_once_and_nobody_answers_for_another(session: Session, scene: Scene) -> None:
    asked(session, scene)
    for who in (scene.manager, factories.person(session, "", team=scene.team)):
        with pytest.raises(NotFound):
            nominations.agree(session, who, scene.submission.id, IN_SPRING)
        with pytest.raises(NotFound):
            nominations.decline(session, who, scene.submission.id)
    nominations.decline(session, scene.rep, scene.submission.id)
    with pytest.raises(WrongState):
        nominations.agree(session, scene.rep, scene.submission.id, IN_SPRING)
    with pytest.raises(WrongState):
        nominations.withdraw(session, scene.rep, scene.submission.id)
    assert "would rather not" in told(session, scene.manager)[0]
    assert session.scalar(select(func.count(ModelTake.id))) == 0


@pytest.mark.parametrize("published", [False, True])
def test_the_rep_ends_it_at_any_time_and_the_clip_goes(
    session: Session, scene: Scene, published: bool
) -> None:
    elena = factories.person(session, "Elena", Role.enablement)
    model = agreed(session, scene)
    part: MediaAsset = model.asset
    if published:
        part.state = AssetState.ready
        library.publish(session, elena, model.id)
        assert models.get_model(session, scene.manager, model.id) is model
    for _ in range(2):  # said twice, it is done once
        nominations.withdraw(session, scene.rep, scene.submission.id)
    assert part.state == AssetState.deleted
    assert session.scalar(select(func.count(ModelTake.id))) == 0
    kept = nominations.find_asked(session, scene.rep, scene.submission.id)
    assert kept and nominations.standing(kept) == Standing.ended
    assert scene.submission.take.asset.is_watchable, "the take stays as it is"
    assert "no longer agrees" in told(session, elena)[-1]


def test_what_the_rep_said_is_not_widened_by_enablement(session: Session, scene: Scene) -> None:
    elena = factories.person(session, "Elena", Role.enablement)
    model = agreed(session, scene)
    model.asset.state = AssetState.ready
    since, judged = model.consented_at, {scene.criteria[1]: Judgment(4, 2_000, "She asks.")}
    given = Details(
        "Pain found", ModelKind.good, seen=Seen.nobody, expires_on=IN_SPRING, judgments=judged
    )
    library.save(session, elena, model.id, given)
    assert (model.person_id, model.consented_at, model.shows_level) == (scene.rep.id, since, 4)
    longer = Details("Pain found", ModelKind.good, expires_on=IN_SPRING + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        library.save(session, elena, model.id, longer)
    assert "expires_on" in refused.value.fields
    library.publish(session, elena, model.id)  # one criterion is enough: it shows that one
    scene.rep.deactivated_at = utcnow()
    session.flush()
    with pytest.raises(NotFound):
        models.get_model(session, scene.manager, model.id)


def test_of_a_recording_that_is_gone_nothing_can_be_shown(session: Session, scene: Scene) -> None:
    found = asked(session, scene)
    recordings.delete(session, scene.submission.take.asset)
    assert nominations.standing(found) == Standing.gone
    with pytest.raises(WrongState):
        nominations.agree(session, scene.rep, scene.submission.id, IN_SPRING)
    nominations.decline(session, scene.rep, scene.submission.id)
    assert nominations.standing(found) == Standing.declined


def test_a_correction_does_not_ask_twice(session: Session, scene: Scene) -> None:
    asked(session, scene)
    again = corrections.correct(session, scene.manager, scene.submission.id)
    with pytest.raises(WrongState):
        nominations.nominate(session, again, named(scene))
    assert nominations.nominate(session, again, None) is None


def room(scene: Scene) -> str:
    return f"/submissions/{scene.submission.id}/review"


def sheet(scene: Scene, **more: str) -> dict[str, str]:
    told = {"decision": "met", "strength": "Clear.", "nomination": "shown", "nominate": "yes"}
    told |= {"nominate-from": "0:03", "nominate-until": "0:15", "nominate-why": "She waits."}
    return told | {"nominate-criterion": str(scene.criteria[1]), "nominate-level": "5"} | more


def test_it_works_on_the_pages_without_scripts(page: Page, stage: Scene, db: Database) -> None:
    page.sign_in(stage.manager)
    assert page.get(room(stage)).has("Show a part of this to others?")
    wrong = page.submit(f"{room(stage)}/send", sheet(stage, **{"nominate-from": "x"}), status=422)
    assert wrong.has("Use minutes and seconds, such as 0:42.", "She waits.")
    page.submit(f"{room(stage)}/send", sheet(stage))
    with db.work() as session:
        actions.release_due(session, utcnow() + timedelta(minutes=1))
    page.sign_in(stage.rep)
    path = f"/submissions/{stage.submission.id}"
    shown = page.get(path)
    assert shown.has("A model take?", "She waits.", "It may be shown until", "Keep it private")
    refused = page.submit(f"{path}/nomination/agree", {"until_day": "2001-01-01"}, status=422)
    assert refused.has("Choose a day after today and within two years.")
    page.submit(f"{path}/nomination/agree", {"until_day": IN_SPRING.isoformat()})
    assert page.get(path).has("You agreed to show it until", "I no longer agree")
    page.sign_in(stage.manager)
    assert page.get(path).has("Agreed. The enablement team publishes it.")
    page.sign_in(stage.rep)
    page.submit(f"{path}/nomination/withdraw")
    assert page.get(path).has("It isn’t shown to anybody, and the clip was deleted.")


def test_a_nomination_is_kept_while_it_is_written(page: Page, stage: Scene, db: Database) -> None:
    page.sign_in(stage.manager)
    put = f"{room(stage)}/nomination"
    token = {"X-CSRFToken": page.token()}
    answer = page.client.put(put, json=sheet(stage, version=0), headers=token)
    assert answer.json and answer.json["version"] == 1
    assert 'value="0:03"' in page.get(room(stage)).html
    answer = page.client.put(put, json={"version": 1}, headers=token)
    assert answer.json and answer.json["version"] == 0
    for wrong in ({"nominate": 1, "nominate-from": [1]}, {"nominate": "y", "nominate-kind": "x"}):
        refused = page.client.put(put, json=wrong, headers={"X-CSRFToken": page.token()})
        assert refused.status_code == 422, wrong


def test_the_page_of_feedback_asks_the_database_no_more_for_more_reviewed_takes(
    page: Page, db: Database
) -> None:
    with db.work() as session:
        first = make_scene(session)
        asked(session, first)
    page.sign_in(first.rep)
    path = f"/submissions/{first.submission.id}"
    page.get(path)
    before = len(statements(page, path))
    ids: list[UUID] = []
    with db.work() as session:
        for _ in range(3):
            more = make_scene(session)
            asked(session, more)
            ids.append(more.submission.id)
    assert len(statements(page, path)) == before and len(ids) == 3
