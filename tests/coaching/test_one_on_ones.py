"""The page of a 1:1: what was practiced, promised and asked, and what the two make of it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.coaching import actions, meeting, queries
from practice.coaching.models import Answer, CoachingKind, Outcome
from practice.coaching.values import Logged, Promised, SaidBack, Settled
from practice.db import Database, utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person, Role
from practice.scenarios.models import ScenarioVersion
from tests import factories
from tests.client import Page
from tests.coaching.conftest import Coached, on_day
from tests.statements import statements

TODAY = utcnow().date()
SOON = TODAY + timedelta(days=4)
AFTER = utcnow() + timedelta(days=5)


def promised(takes: int = 2, by_rep: bool = True, text: str = "") -> Promised:
    return Promised(by_rep, text, takes, SOON)


def test_a_pair_is_somebody_and_a_manager_of_their_team(session: Session, coached: Coached) -> None:
    mine = queries.get_pair(session, coached.rep, coached.manager.id)
    theirs = queries.get_pair(session, coached.manager, coached.rep.id)
    assert (mine.rep.id, mine.coach.id) == (theirs.rep.id, theirs.coach.id)
    assert mine.coach.id == coached.manager.id
    stranger = factories.person(session, "", Role.manager)
    for one, other in (
        (stranger, coached.rep),
        (coached.rep, stranger),
        (coached.rep, coached.rep),
    ):
        with pytest.raises(NotFound):
            queries.get_pair(session, one, other.id)


@pytest.mark.parametrize(("done", "outcome"), [(1, Outcome.kept), (2, Outcome.missed)])
def test_what_counts_by_itself_can_not_be_argued_with(
    session: Session, coached: Coached, done: int, outcome: Outcome
) -> None:
    made = actions.promise(session, coached.rep, coached.pair, promised())
    for _ in range(done):
        factories.take(session, coached.rep)
    with pytest.raises(WrongState, match=f"{done} of 2"):
        actions.settle(session, coached.manager, made.id, Settled(outcome))
    right = Outcome.missed if outcome == Outcome.kept else Outcome.kept
    settled = actions.settle(session, coached.manager, made.id, Settled(right), AFTER)
    assert (settled.outcome, settled.settled_by_id) == (right, coached.manager.id)


def test_a_promise_is_missed_after_its_date_and_settled_once(
    session: Session, coached: Coached
) -> None:
    made = actions.promise(session, coached.rep, coached.pair, promised())
    with pytest.raises(WrongState, match="still time"):
        actions.settle(session, coached.rep, made.id, Settled(Outcome.missed))
    actions.settle(session, coached.rep, made.id, Settled(Outcome.missed), AFTER)
    with pytest.raises(WrongState, match="already"):
        actions.settle(session, coached.rep, made.id, Settled(Outcome.missed), AFTER)


def test_a_renegotiated_promise_goes_on_with_a_new_number_and_date(
    session: Session, coached: Coached
) -> None:
    made = actions.promise(session, coached.rep, coached.pair, promised(text="Price objections"))
    later = SOON + timedelta(days=7)
    given = Settled(Outcome.renegotiated, "Quarter end", 1, later)
    actions.settle(session, coached.rep, made.id, given)
    (after,) = queries.open_promises(session, coached.pair)
    assert (after.takes, after.commitment.due_on, after.commitment.text) == (
        1, later, "Price objections"
    )  # fmt: skip
    assert after.commitment.follows_id == made.id


def test_a_promise_of_a_scenario_keeps_its_name_when_it_is_renegotiated(
    session: Session, coached: Coached
) -> None:
    given = SaidBack("Ask what it costs.", 2, SOON)
    actions.say_back(session, coached.rep, coached.submission.id, given)
    (before,) = queries.open_promises(session, coached.pair)
    renegotiated = Settled(Outcome.renegotiated, "", 1, SOON + timedelta(days=7))
    actions.settle(session, coached.rep, before.commitment.id, renegotiated)
    (after,) = queries.open_promises(session, coached.pair)
    assert after.title == before.title == "Discovery call"


def test_takes_can_be_promised_of_one_scenario(db: Database, stage: Coached, page: Page) -> None:
    with db.work() as session:
        pitch = factories.scenario(session, "60-second pitch")
        gone = factories.scenario(session, "Old pitch")
        gone.scenario.withdrawn_at = utcnow()
    path = f"/one-on-ones/{stage.manager.id}"
    given = {"owner": "rep", "takes": "2", "due_on": SOON.isoformat()}
    page.sign_in(stage.rep)
    wrong = given | {"scenario": str(gone.scenario_id)}
    assert page.submit(f"{path}/promises", wrong, status=422).has("can be recorded today")
    page.submit(f"{path}/promises", given | {"scenario": str(pitch.scenario_id)})
    assert page.get(path).has("0 of 2 takes of “60-second pitch”")
    with db.work() as session:
        rep = session.get_one(Person, stage.rep.id)
        factories.take(session, rep)
        factories.take(session, rep, session.get_one(ScenarioVersion, pitch.id))
    assert page.get(path).has("1 of 2 takes of “60-second pitch”")


def test_the_coachs_promise_is_ticked_and_has_words(session: Session, coached: Coached) -> None:
    with pytest.raises(Invalid):
        actions.promise(session, coached.manager, coached.pair, promised(by_rep=False))
    given = promised(by_rep=False, text="Three accounts to call")
    made = actions.promise(session, coached.manager, coached.pair, given)
    (mine,) = queries.own_promises(session, coached.manager, 5)
    assert (mine.commitment.id, mine.takes) == (made.id, 0)
    assert queries.own_promises(session, coached.rep, 5) == []
    assert actions.settle(session, coached.manager, made.id, Settled(Outcome.kept)).outcome


def test_nobody_else_settles_or_sees_it(session: Session, coached: Coached) -> None:
    made = actions.promise(session, coached.rep, coached.pair, promised())
    for person in (factories.person(session, team=coached.scene.team),
                   factories.person(session, "", Role.enablement)):  # fmt: skip
        with pytest.raises(NotFound):
            actions.settle(session, person, made.id, Settled(Outcome.missed))


def test_practice_is_counted_since_the_last_one_on_one(session: Session, coached: Coached) -> None:
    version = factories.scenario(session, "Price")
    for days in (9, 3, 1, 1):
        on_day(session, coached.rep, TODAY - timedelta(days=days), version)
    met = TODAY - timedelta(days=3)
    entry = Logged(CoachingKind.one_on_one, met, 30)
    actions.log(session, coached.manager, coached.rep.id, entry)
    last = meeting.last_met(session, coached.pair)
    assert last
    shown = meeting.practiced(session, coached.pair, last.held_on, TODAY - timedelta(days=1))
    assert ("Price", 2) in shown.scenarios
    assert shown.takes == 3  # with the one that was handed in today


def test_a_rep_does_not_log_coaching(session: Session, coached: Coached) -> None:
    with pytest.raises(NotFound):
        actions.log(session, coached.rep, coached.manager.id,
                    Logged(CoachingKind.one_on_one, TODAY, 30))  # fmt: skip


@pytest.mark.parametrize("days", [-1, 63])
def test_coaching_is_logged_for_the_last_two_months(
    session: Session, coached: Coached, days: int
) -> None:
    given = Logged(CoachingKind.one_on_one, TODAY - timedelta(days=days), 30)
    with pytest.raises(Invalid, match="date"):
        actions.log(session, coached.manager, coached.rep.id, given)


# ---- the pages


def test_both_see_the_same_page(stage: Coached, page: Page) -> None:
    path = f"/one-on-ones/{stage.rep.id}"
    page.sign_in(stage.manager)
    page.submit(f"{path}/questions", {"question": "Which accounts?"})
    page.submit(
        f"{path}/promises",
        {"owner": "rep", "takes": "2", "text": "Price", "due_on": SOON.isoformat()},
    )
    page.submit(f"{path}/log", {"kind": "one_on_one", "minutes": "25", "held_on": TODAY.isoformat(),
                                "knows": "yes", "can": "partly", "note": "Good start",
                                "criterion": ""})  # fmt: skip
    mine = page.get(path)
    assert mine.has("1:1 with Priya Raman", "Which accounts?", "0 of 2 takes: Price", "Good start")
    assert mine.has("Knows what to do: yes · can do it: partly", "of 180 minutes")
    theirs = page.sign_in(stage.rep).get(f"/one-on-ones/{stage.manager.id}")
    assert theirs.has("1:1 with Dana Moss", "Which accounts?", "0 of 2 takes: Price", "Good start")
    assert not theirs.has("Log this 1:1")
    assert page.get("/one-on-ones").has("Dana Moss", "1 promise", "1 question")


def test_a_question_is_ticked_off_by_either(db: Database, stage: Coached, page: Page) -> None:
    with db.work() as session:
        made = actions.ask(session, stage.manager, stage.pair, "Which accounts?")
    page.sign_in(stage.rep).submit(f"/questions/{made.id}/done")
    assert not page.get(f"/one-on-ones/{stage.manager.id}").has("Which accounts?")


def test_a_promise_is_settled_on_the_page(db: Database, stage: Coached, page: Page) -> None:
    with db.work() as session:
        made = actions.promise(session, stage.rep, stage.pair, promised())
    page.sign_in(stage.manager)
    path = f"/commitments/{made.id}/settle"
    again = {"outcome": "renegotiated", "takes": "3", "due_on": "2001-01-01"}
    assert page.submit(path, again, 422).has("Choose a day from today")
    shown = page.follow(page.submit(path, again | {"due_on": SOON.isoformat()}))
    assert shown.has("0 of 3 takes", "Renegotiated")
    page.submit(path, {"outcome": "missed"}, 409)


def test_the_coach_ticks_a_promise_on_the_first_page(
    db: Database, stage: Coached, page: Page
) -> None:
    with db.work() as session:
        given = promised(0, by_rep=False, text="Three accounts")
        made = actions.promise(session, stage.manager, stage.pair, given)
    page.sign_in(stage.manager)
    assert page.get("/").has("You promised", "Three accounts", "to Priya Raman")
    done = page.submit(f"/commitments/{made.id}/settle", {"outcome": "kept", "back": "home"})
    assert not page.follow(done).has("Three accounts")


def test_an_agreed_element_stands_on_the_page(db: Database, stage: Coached, page: Page) -> None:
    with db.work() as session:
        element = meeting.elements(session, stage.pair)[1]
        given = Logged(CoachingKind.one_on_one, TODAY, 30, "", Answer.yes, Answer.no, element.key)
        actions.log(session, stage.manager, stage.rep.id, given)
    assert (
        page.sign_in(stage.rep)
        .get(f"/one-on-ones/{stage.manager.id}")
        .has("Agreed element", "Pain found")
    )


def test_the_list_costs_the_same_for_many(db: Database, stage: Coached, page: Page) -> None:
    page.sign_in(stage.manager).get("/one-on-ones")
    few = statements(page, "/one-on-ones")
    with db.work() as session:
        for _ in range(5):
            rep = factories.person(session, team=stage.scene.team)
            pair = queries.Pair(rep, stage.manager)
            actions.promise(session, stage.manager, pair, promised())
    assert len(statements(page, "/one-on-ones")) == len(few)
