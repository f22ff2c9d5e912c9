"""Peers review each other: who is asked, what they may do, and when it is enough."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import AssignmentTarget, Audience, ReviewerRule, TargetState
from practice.db import Database, utcnow
from practice.errors import NotAllowed, NotFound
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role, Team
from practice.reviews import actions, comments, drafts, nominations, peers, queries, talk
from practice.reviews.models import Decision, MarkerKind, Review
from practice.reviews.values import MarkerInput, NominationInput, ReplyInput
from practice.takes import actions as takes
from practice.takes import queries as seen
from practice.takes.models import PeerSeat, Submission
from tests import factories
from tests.client import Page
from tests.statements import statements


class Group:
    """A team that reviews each other's takes of one assignment."""

    def __init__(self, session: Session, names: Sequence[str], count: int = 2) -> None:
        self.session = session
        self.manager = factories.person(session, "Dana Moss", Role.manager)
        self.team: Team = factories.team(session, manager=self.manager)
        self.people = {
            name: factories.person(session, f"{name} Lee", team=self.team) for name in names
        }
        first = factories.target(session, next(iter(self.people.values())))
        self.assignment = first.assignment
        self.assignment.reviewer_rule = ReviewerRule.peers
        self.assignment.peer_count = count
        self.targets = {names[0]: first}
        for name in names[1:]:
            self.targets[name] = self._target(self.people[name], first)
        self.made: dict[str, Submission] = {}

    def _target(self, person: Person, like: AssignmentTarget) -> AssignmentTarget:
        self.assignment.audience.append(Audience(person_id=person.id))
        made = AssignmentTarget(
            assignment_id=self.assignment.id,
            person_id=person.id,
            scenario_version_id=like.scenario_version_id,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def submit(self, *names: str) -> None:
        for name in names:
            person = self.people[name]
            take = factories.take(self.session, person, target=self.targets[name])
            self.made[name] = takes.submit(self.session, person, take.id)

    def hand_in(self, *names: str) -> None:
        for name in names:
            self.submit(name)
            actions.route(self.session, self.made[name].id)

    def asked(self, name: str) -> set[str]:
        """Whose view of this one's take is asked for now, by first name."""
        seats = select(PeerSeat).where(
            PeerSeat.submission_id == self.made[name].id, PeerSeat.freed_at.is_(None)
        )
        return {seat.person.name.split()[0] for seat in self.session.scalars(seats)}

    def write(self, by: str, on: str) -> Review:
        review = drafts.draft(self.session, self.people[by], self.made[on].id)
        drafts.save_summary(review, {"strength": "You waited."})
        return review

    def send(self, by: str, on: str) -> Review:
        review = self.write(by, on)
        actions.send(self.session, review, utcnow() - timedelta(seconds=11))
        actions.release_due(self.session)
        return review


@pytest.fixture
def group(session: Session) -> Group:
    return Group(session, ["Ana", "Ben", "Cem", "Dia"])


def test_who_handed_in_their_own_is_asked_and_the_first_wait(group: Group) -> None:
    group.hand_in("Ana")
    assert group.asked("Ana") == set()
    group.hand_in("Ben")
    assert (group.asked("Ana"), group.asked("Ben")) == ({"Ben"}, {"Ana"})
    group.hand_in("Cem")
    assert group.asked("Ana") == {"Ben", "Cem"}
    assert group.asked("Ben") == {"Ana", "Cem"}
    assert group.asked("Cem") == {"Ana", "Ben"}
    mine = select(Notice).where(
        Notice.person_id == group.people["Ben"].id, Notice.kind == NoticeKind.peer
    )
    titles = {notice.title.split(" would")[0] for notice in group.session.scalars(mine)}
    assert titles == {"Ana Lee", "Cem Lee"}


def test_seats_are_shared_out_evenly(session: Session) -> None:
    group = Group(session, [f"P{at}" for at in range(9)])
    group.hand_in(*group.people)
    load: Counter[str] = Counter()
    for name in group.people:
        assert len(group.asked(name)) == 2
        assert name not in group.asked(name)
        load.update(group.asked(name))
    assert sum(load.values()) == 18
    assert max(load.values()) - min(load.values()) <= 2


def test_who_reviewed_somebody_before_is_asked_after_who_did_not(session: Session) -> None:
    group = Group(session, ["Ben", "Cem", "Ana"], count=1)
    earlier = factories.submission(session, factories.take(session, group.people["Ana"]))
    session.add(PeerSeat(submission_id=earlier.id, person_id=group.people["Ben"].id))
    group.hand_in("Ben", "Cem", "Ana")
    assert group.asked("Ana") == {"Cem"}


def test_it_is_met_when_as_many_as_were_asked_for_have_sent_their_view(group: Group) -> None:
    group.hand_in("Ana", "Ben", "Cem")
    made, target = group.made["Ana"], group.targets["Ana"]
    first = group.send("Ben", "Ana")
    assert first.decision is None
    assert (made.reviewed_at, target.state) == (None, TargetState.in_review)
    assert queries.is_unread(group.session, group.people["Ana"], made.id)
    group.send("Cem", "Ana")
    assert made.reviewed_at is not None
    assert target.state == TargetState.met


def test_with_takes_missing_the_rep_practices_on(group: Group) -> None:
    group.targets["Ana"].minimum_takes = 2
    group.hand_in("Ana", "Ben", "Cem")
    group.send("Ben", "Ana")
    group.send("Cem", "Ana")
    assert group.targets["Ana"].state == TargetState.practicing


def test_a_peer_decides_nothing_and_names_no_model(group: Group) -> None:
    group.hand_in("Ana", "Ben", "Cem")
    review = group.write("Ben", "Ana")
    drafts.save_summary(review, {"decision": Decision.met})
    with pytest.raises(NotAllowed):
        nominations.nominate(group.session, review, NominationInput(why="Great"))
    actions.send(group.session, review)
    assert review.decision is None


def test_a_peer_watches_the_take_and_learns_nothing_else(group: Group) -> None:
    session = group.session
    group.hand_in("Ana", "Ben", "Cem")
    made, ben, dia = group.made["Ana"], group.people["Ben"], group.people["Dia"]
    group.send("Cem", "Ana")
    assert seen.get_take(session, ben, made.take_id)
    assert queries.get_to_review(session, ben, made.id).id == made.id
    with pytest.raises(NotFound):
        seen.get_submission(session, ben, made.id)
    assert session.scalars(queries.visible_to(ben)).all() == []
    for stranger in (dia, factories.person(session, "Eve", Role.enablement)):
        with pytest.raises(NotFound):
            seen.get_take(session, stranger, made.take_id)
        with pytest.raises(NotFound):
            drafts.draft(session, stranger, made.id)
    assert seen.viewers_of(session, made.take).may_see(ben)
    assert not seen.viewers_of(session, made.take).may_see(dia)


def test_the_seat_of_who_left_or_took_their_own_back_is_given_on(group: Group) -> None:
    group.hand_in("Ana", "Ben", "Cem")
    group.people["Cem"].deactivated_at = utcnow()
    takes.withdraw(group.session, group.people["Ben"], group.made["Ben"].take_id)
    group.hand_in("Dia")
    assert peers.is_any_to_ask(group.session)
    actions.reroute(group.session)
    assert group.asked("Ana") == {"Dia"}
    assert not peers.is_any_to_ask(group.session)
    with pytest.raises(NotFound):
        seen.get_take(group.session, group.people["Ben"], group.made["Ana"].take_id)


def test_a_manager_reads_all_and_may_do_it_instead(group: Group) -> None:
    session = group.session
    group.hand_in("Ana", "Ben", "Cem")
    group.send("Ben", "Ana")
    made = group.made["Ana"]
    assert len(session.scalars(queries.visible_to(group.manager)).all()) == 1
    assert queries.waiting_count(session, group.manager) == 0
    aside = queries.waiting_for_others(group.manager, made.created_at)
    assert session.scalars(aside).all() == []
    late = queries.waiting_for_others(group.manager, utcnow())
    assert made in session.scalars(late).all()
    actions.take_over(session, group.manager, made.id)
    assert group.asked("Ana") == {"Ben"}  # who sent it; Cem is asked no longer
    review = drafts.draft(session, group.manager, made.id)
    drafts.save_summary(review, {"strength": "Calm.", "decision": Decision.another_take})
    actions.send(session, review, utcnow() - timedelta(seconds=11))
    actions.release_due(session)
    assert group.targets["Ana"].state == TargetState.another_take


def test_hidden_peers_have_no_name_for_the_rep(group: Group) -> None:
    session = group.session
    group.assignment.hides_peers = True
    group.hand_in("Ana", "Ben", "Cem")
    ana, ben, made = group.people["Ana"], group.people["Ben"], group.made["Ana"]
    review = drafts.draft(session, ben, made.id)
    words = MarkerInput(1000, MarkerKind.ask, text="What did you hear?")
    marker = drafts.save_marker(session, review, review.id, words)
    drafts.save_summary(review, {"strength": "Calm."})
    actions.send(session, review, utcnow() - timedelta(seconds=11))
    actions.release_due(session)
    talk.reply(session, ana, marker, ReplyInput("Her budget."))
    talk.reply(session, ben, marker, ReplyInput("Good."))
    told = session.scalars(
        select(Notice).where(Notice.person_id == ana.id, Notice.kind != NoticeKind.peer)
    ).all()
    assert {notice.title.split(" on")[0] for notice in told} == {
        "A peer sent you feedback", "A peer replied to a comment",
    }  # fmt: skip
    assert "Ben" not in " ".join(f"{one.title} {one.body}" for one in told)
    viewers = seen.viewers_of(session, made.take)
    assert viewers.sentence_for(ana) == "You, Dana Moss and two peers can see this."
    assert "Ben Lee" in viewers.sentence_for(group.manager)
    assert comments.get_comment(session, ben, made.id, marker.comments[0].id)


def test_more_peers_who_ask_mean_no_more_questions(db: Database, page: Page) -> None:
    asked: list[list[int]] = []
    for names in (["Ana", "Ben", "Cem"], ["Ana", "Ben", "Cem", "Dia", "Eva", "Fay"]):
        with db.work() as session:
            group = Group(session, names, len(names) - 1)
            group.hand_in(*names)
            ben = group.people["Ben"]
            assert len(peers.asked_of(session, ben)) == len(names) - 1
        page.sign_in(ben)
        asked.append([len(statements(page, path)) for path in ("/reviews/asked", "/")])
    assert asked[0] == asked[1]


def test_the_pages_of_a_peer_and_of_the_rep(db: Database, page: Page) -> None:
    with db.work() as session:
        group = Group(session, ["Ana", "Ben", "Cem"])
        group.assignment.hides_peers = True
        group.hand_in("Ana", "Ben", "Cem")
        group.send("Cem", "Ana")
        ana, ben, made = (group.people["Ana"], group.people["Ben"], group.made["Ana"].id)
        take_id, manager = group.made["Ana"].take_id, group.manager
        assert len(peers.asked_of(session, ben)) == 2
    page.sign_in(ben)
    assert page.get("/reviews/asked").has("Ana Lee")
    room = page.get(f"/submissions/{made}/review")
    assert 'name="decision"' not in room.html
    assert 'name="strength"' in room.html
    page.sign_in(ana)
    home = page.get("/")
    assert home.has("In review", "With peers")
    assert not home.has("Waiting for its review")
    shown = page.get(f"/submissions/{made}")
    assert shown.has("1 of 2 peers")
    assert "Cem" not in shown.text
    assert page.get(f"/takes/{take_id}").has("1 of 2 peers have given their view")
    page.sign_in(ben)
    page.submit(f"/submissions/{made}/review/send", {"next_step": "Slow down."})
    assert page.get(f"/submissions/{made}/review").has("goes to Ana in a few seconds")
    with db.work() as session:
        actions.release_due(session, utcnow() + timedelta(seconds=11))
    assert page.get(f"/submissions/{made}/review").has("Sent to Ana Lee")
    page.sign_in(ana)
    assert page.get(f"/submissions/{made}").has("A peer (1)", "A peer (2)", "You waited.")
    assert page.get(f"/submissions/{made}?view=2").has("Slow down.")
    page.sign_in(manager)
    assert page.get(f"/submissions/{made}").has("Ben Lee", "Cem Lee")
