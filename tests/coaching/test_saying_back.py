"""The rep's side of feedback: saying it back, what travels to the camera, whether it helped."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.coaching import actions, queries, rules
from practice.coaching.models import Commitment
from practice.coaching.values import SaidBack
from practice.db import Database, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Role
from practice.reviews import actions as actions_of_reviews
from practice.reviews import corrections, keeping
from practice.reviews import queries as reviews
from practice.reviews.models import Decision, Helped, Marker
from tests import factories
from tests.client import Page
from tests.coaching.conftest import Coached, make_coached, release, second_round
from tests.reviews.conftest import make_scene, sent
from tests.statements import statements

IN_THREE_DAYS = timedelta(days=3)


def words(takes: int = 3, sentence: str = "Ask, then wait.") -> SaidBack:
    return SaidBack(sentence, takes, utcnow().date() + IN_THREE_DAYS)


def test_saying_back_closes_the_review_and_promises_takes(
    session: Session, coached: Coached
) -> None:
    review = actions.say_back(session, coached.rep, coached.submission.id, words())
    assert (review.said_back, bool(review.said_back_at)) == ("Ask, then wait.", True)
    promise = queries.promise_of(session, coached.manager, coached.submission.id)
    assert promise
    assert (promise.takes, promise.done, promise.title) == (3, 0, "Discovery call")
    made = promise.commitment
    assert (made.owner_id, made.coach_id) == (coached.rep.id, coached.manager.id)


def test_takes_recorded_afterwards_count_for_the_promise(
    session: Session, coached: Coached
) -> None:
    actions.say_back(session, coached.rep, coached.submission.id, words())
    version = coached.submission.take.scenario_version
    factories.take(session, coached.rep, version)
    factories.take(session, coached.rep)  # of another scenario
    promise = queries.promise_of(session, coached.rep, coached.submission.id)
    assert promise
    assert promise.done == 1


def test_whoever_wrote_the_feedback_is_told(session: Session, coached: Coached) -> None:
    actions.say_back(session, coached.rep, coached.submission.id, words())
    told = session.scalar(select(Notice).where(Notice.kind == NoticeKind.said_back))
    assert told
    assert (told.person_id, told.body) == (coached.manager.id, "Ask, then wait.")


def test_it_is_said_once(session: Session, coached: Coached) -> None:
    actions.say_back(session, coached.rep, coached.submission.id, words())
    with pytest.raises(WrongState, match="already"):
        actions.say_back(session, coached.rep, coached.submission.id, words())
    assert len(session.scalars(select(Commitment)).all()) == 1


def test_a_correction_does_not_open_it_again(session: Session, coached: Coached) -> None:
    actions.say_back(session, coached.rep, coached.submission.id, words())
    corrections.correct(session, coached.manager, coached.submission.id)
    release(session, coached.scene, Decision.another_take, level=3)
    with pytest.raises(WrongState, match="already"):
        actions.say_back(session, coached.rep, coached.submission.id, words())


def test_another_take_asks_for_at_least_one(session: Session, coached: Coached) -> None:
    with pytest.raises(Invalid, match="at least one"):
        actions.say_back(session, coached.rep, coached.submission.id, words(takes=0))


def test_at_met_the_sentence_alone_is_enough(session: Session) -> None:
    coached = make_coached(session, Decision.met)
    given = SaidBack("Keep the pause.", 0, None)
    actions.say_back(session, coached.rep, coached.submission.id, given)
    assert queries.promise_of(session, coached.rep, coached.submission.id) is None


@pytest.mark.parametrize("days", [-1, rules.FURTHEST.days + 1])
def test_the_date_lies_ahead_and_not_too_far(session: Session, coached: Coached, days: int) -> None:
    given = SaidBack("Ask.", 3, utcnow().date() + timedelta(days=days))
    with pytest.raises(Invalid, match="date"):
        actions.say_back(session, coached.rep, coached.submission.id, given)


def test_only_the_rep_says_it_back_and_only_once_it_was_sent(
    session: Session, coached: Coached
) -> None:
    for person in (coached.manager, factories.person(session)):
        with pytest.raises(NotFound):
            actions.say_back(session, person, coached.submission.id, words())
    waiting = make_scene(session)
    with pytest.raises(NotFound):
        actions.say_back(session, waiting.rep, waiting.submission.id, words())


def test_a_stand_ins_feedback_is_settled_with_the_manager(session: Session) -> None:
    scene = make_scene(session)
    scene.submission.reviewer = factories.person(session, "Zoe Park", Role.manager)
    manager, scene.manager = scene.manager, scene.submission.reviewer
    release(session, scene, Decision.another_take)
    actions.say_back(session, scene.rep, scene.submission.id, words())
    made = session.scalars(select(Commitment)).one()
    assert made.coach_id == manager.id


# ---- pins


def pinned(session: Session, coached: Coached) -> list[str]:
    review = reviews.released_for(session, coached.submission.id)[0]
    return [one.comments[0].text for one in review.markers if keeping.is_pinned(one)]


def test_what_to_try_is_pinned_until_the_rep_chooses(session: Session, coached: Coached) -> None:
    strength, attempt = coached.markers
    assert pinned(session, coached) == ["Park the product."]
    keeping.pin(session, coached.rep, coached.submission.id, strength, pinned=True)
    keeping.pin(session, coached.rep, coached.submission.id, attempt, pinned=False)
    assert pinned(session, coached) == ["Calm opening."]


def test_a_correction_keeps_what_the_rep_chose_meanwhile(
    session: Session, coached: Coached
) -> None:
    corrections.correct(session, coached.manager, coached.submission.id)
    strength, attempt = coached.markers
    keeping.pin(session, coached.rep, coached.submission.id, strength, pinned=True)
    keeping.pin(session, coached.rep, coached.submission.id, attempt, pinned=False)
    sent(session, coached.scene, Decision.met, utcnow() - timedelta(minutes=1))
    actions_of_reviews.release_due(session)
    assert reviews.released_for(session, coached.submission.id)[0].revision == 2
    assert pinned(session, coached) == ["Calm opening."]


def test_only_the_rep_pins_and_only_comments_of_this_feedback(
    session: Session, coached: Coached
) -> None:
    other = make_coached(session)
    for person, marker in ((coached.manager, coached.markers[0]), (coached.rep, other.markers[0])):
        with pytest.raises(NotFound):
            keeping.pin(session, person, coached.submission.id, marker, pinned=True)


def test_the_chosen_comments_stand_beside_the_camera(
    db: Database, stage: Coached, page: Page
) -> None:
    page.sign_in(stage.rep)
    strength = stage.markers[0]
    answer = page.send("POST", f"{stage.path}/markers/{strength}/pin", {"pinned": True})
    assert answer.json == {"pinned": True}
    page.submit(f"{stage.path}/markers/{stage.markers[1]}/pin", {"pinned": ""})
    shown = page.get(f"{stage.path}/pinned")
    assert shown.has("Ask one more question.", "Calm opening.")
    assert not shown.has("Park the product.")
    with db.reading() as session:
        assert session.get_one(Marker, strength).is_pinned is True


# ---- did this help?


def answered(session: Session, count: int, answer: Helped = Helped.yes) -> Coached:
    """One manager's feedback for this many reps, each with an answer."""
    coached = make_coached(session)
    keeping.say_helped(session, coached.rep, coached.submission.id, answer)
    for _ in range(count - 1):
        more = make_coached(session)
        keeping.say_helped(session, more.rep, more.submission.id, answer)
        reviews.released_for(session, more.submission.id)[0].author_id = coached.manager.id
    session.flush()
    return coached


def test_totals_are_told_from_five_answers_on(session: Session) -> None:
    coached = answered(session, 4)
    assert keeping.helped_totals(session, coached.manager) is None
    coached = answered(session, 5, Helped.partly)
    assert keeping.helped_totals(session, coached.manager) == {
        Helped.yes: 0, Helped.partly: 5, Helped.no: 0
    }  # fmt: skip


def test_an_answer_can_be_changed_and_counts_once_after_a_correction(
    session: Session, coached: Coached
) -> None:
    keeping.say_helped(session, coached.rep, coached.submission.id, Helped.no)
    corrections.correct(session, coached.manager, coached.submission.id)
    sent(session, coached.scene, Decision.met, utcnow() - timedelta(minutes=1))
    actions_of_reviews.release_due(session)
    before = [one.helped for one in reviews.released_for(session, coached.submission.id)]
    assert before == [None, Helped.no]
    keeping.say_helped(session, coached.rep, coached.submission.id, Helped.yes)
    answers = [one.helped for one in reviews.released_for(session, coached.submission.id)]
    assert [one for one in answers if one] == [Helped.yes]


# ---- on the page


def test_the_rep_says_it_back_on_the_page_of_feedback(stage: Coached, page: Page) -> None:
    page.sign_in(stage.rep)
    assert f"{stage.path}/say-back" in page.get(stage.path).forms
    due = (utcnow().date() + IN_THREE_DAYS).isoformat()
    sent_form = {"sentence": "Ask, then wait.", "takes": "3", "due_on": due}
    shown = page.follow(page.submit(f"{stage.path}/say-back", sent_form))
    assert shown.has("“Ask, then wait.”", "0 of 3 takes of “Discovery call”")
    assert f"{stage.path}/say-back" not in shown.forms
    theirs = page.sign_in(stage.manager).get(stage.path)
    assert theirs.has("“Ask, then wait.”", "0 of 3 takes", "Priya Raman,")


def test_what_is_wrong_is_told_beside_what_was_typed(stage: Coached, page: Page) -> None:
    page.sign_in(stage.rep)
    wrong = {"sentence": "Ask, then wait.", "takes": "0", "due_on": "2001-01-01"}
    shown = page.submit(f"{stage.path}/say-back", wrong, 422)
    assert shown.has("Ask, then wait.", "Promise at least one take.")
    shown = page.submit(f"{stage.path}/say-back", {"takes": "3"}, 422)
    assert shown.has("Say it in one sentence of your own.")


def test_a_promise_waits_on_the_first_page(stage: Coached, page: Page) -> None:
    page.sign_in(stage.rep)
    assert not page.get("/").has("You promised")
    due = (utcnow().date() + IN_THREE_DAYS).isoformat()
    page.submit(f"{stage.path}/say-back", {"sentence": "Ask.", "takes": "2", "due_on": due})
    assert page.get("/").has("You promised", "0 of 2 takes of “Discovery call”", "to Dana Moss")


def test_the_first_page_asks_no_more_for_three_promises_than_for_one(
    stage: Coached, db: Database, page: Page
) -> None:
    page.sign_in(stage.rep)
    asked = []
    for takes in (2, 3, 4):
        with db.work() as session:
            actions.say_back(session, stage.rep, stage.submission.id, words(takes))
            stage.scene = second_round(session, stage, Decision.another_take, 2)
        asked.append(len(statements(page, "/")))
    assert page.get("/").has("You promised", "of 2 takes", "of 3 takes", "of 4 takes")
    assert asked[0] == asked[2]


def test_the_answer_whether_it_helped_stays_with_the_rep(stage: Coached, page: Page) -> None:
    page.sign_in(stage.rep)
    page.submit(f"{stage.path}/helped", {"helped": "no"})
    assert 'value="no" aria-pressed="true"' in page.get(stage.path).html
    page.submit(f"{stage.path}/helped", {"helped": "perhaps"}, 422)
    theirs = page.sign_in(stage.manager).get(stage.path)
    assert not theirs.has("Did this help?")
    assert page.get("/coaching").has("From five answers on")
