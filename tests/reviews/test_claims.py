"""Who is at a review: one at a time, let go by idling, and taken over with a click."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from practice.reviews import actions, claims, drafts, rules
from practice.reviews.models import Claim, Decision
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene, make_scene, sent
from tests.reviews.test_routing import second_manager

NOW = utcnow()


def pooled(session: Session, name: str = "Lena Loner", hours: int = 1) -> Submission:
    """Handed in by somebody whom nobody manages, so many hours ago."""
    rep = factories.person(session, name)
    made = factories.submission(session, factories.take(session, rep))
    made.created_at = NOW - timedelta(hours=hours)
    actions.route(session, made.id)
    assert made.reviewer_id is None
    return made


def enabler(session: Session, name: str) -> Person:
    return factories.person(session, name, Role.enablement)


def titles(session: Session, person: Person) -> list[str]:
    mine = select(Notice.title).where(
        Notice.person_id == person.id, Notice.kind == NoticeKind.reviewer_changed
    )
    return list(session.scalars(mine))


def test_out_of_the_pool_the_first_holds_it_and_the_second_does_not(session: Session) -> None:
    submission, elena, omar = pooled(session), enabler(session, "E"), enabler(session, "O")
    assert claims.hold(session, elena, submission, NOW)
    assert not claims.hold(session, omar, submission, NOW)
    assert claims.hold(session, elena, submission, NOW)
    held = claims.holder(session, submission.id, NOW)
    assert held is not None
    assert held.id == elena.id


def test_fifteen_minutes_without_a_sign_let_it_go(session: Session) -> None:
    submission, elena, omar = pooled(session), enabler(session, "E"), enabler(session, "O")
    claims.hold(session, elena, submission, NOW)
    almost = NOW + rules.IDLE - timedelta(seconds=1)
    assert not claims.hold(session, omar, submission, almost)
    assert claims.holder(session, submission.id, NOW + rules.IDLE) is None
    assert claims.hold(session, omar, submission, NOW + rules.IDLE)
    assert not claims.hold(session, elena, submission, NOW + rules.IDLE)


def test_who_was_deactivated_is_at_nothing(session: Session) -> None:
    submission, elena = pooled(session), enabler(session, "E")
    claims.hold(session, elena, submission, NOW)
    elena.deactivated_at = NOW
    session.flush()
    assert claims.holder(session, submission.id, NOW) is None


def test_the_reviewer_holds_it_whenever_they_come_and_nobody_else_does(
    session: Session, scene: Scene
) -> None:
    other = second_manager(session, scene)
    assert not claims.hold(session, other, scene.submission, NOW)
    assert claims.holder(session, scene.submission.id, NOW) is None
    assert claims.hold(session, scene.manager, scene.submission, NOW)


def test_the_first_thing_saved_makes_the_holder_the_reviewer_and_tells_the_rep(
    session: Session,
) -> None:
    submission, elena, omar = pooled(session), enabler(session, "Elena"), enabler(session, "Omar")
    claims.hold(session, omar, submission, NOW)
    claims.adopt(session, elena, submission, NOW)
    assert submission.reviewer is None
    claims.adopt(session, omar, submission, NOW)
    assert submission.reviewer_id == omar.id
    (title,) = titles(session, submission.person)
    assert title.startswith("Omar will review")
    claims.adopt(session, elena, submission, NOW)
    assert submission.reviewer_id == omar.id


def test_a_draft_begun_in_the_pool_belongs_to_who_began_it(session: Session) -> None:
    submission, elena = pooled(session), enabler(session, "Elena")
    claims.hold(session, elena, submission, utcnow())
    review = drafts.draft(session, elena, submission.id)
    assert review.author_id == elena.id
    assert submission.reviewer_id == elena.id


def test_taking_over_from_who_is_at_it_tells_them(session: Session) -> None:
    submission, elena, omar = pooled(session), enabler(session, "Elena"), enabler(session, "Omar")
    claims.hold(session, elena, submission, utcnow())
    actions.take_over(session, omar, submission.id)
    (title,) = titles(session, elena)
    assert title.startswith("Omar took over")
    held = claims.holder(session, submission.id, utcnow())
    assert held is not None
    assert held.id == omar.id
    assert not claims.hold(session, elena, submission, utcnow())


def test_taking_over_in_the_pool_tells_nobody_who_is_not_at_it(session: Session) -> None:
    submission, elena, omar = pooled(session), enabler(session, "Elena"), enabler(session, "Omar")
    claims.hold(session, elena, submission, utcnow() - rules.IDLE)
    actions.take_over(session, omar, submission.id)
    assert titles(session, elena) == []


def test_next_is_the_oldest_that_nobody_else_is_at(session: Session) -> None:
    elena, omar = enabler(session, "Elena"), enabler(session, "Omar")
    young, old = pooled(session, "Young", hours=1), pooled(session, "Old", hours=9)
    assert claims.claim_next(session, elena, NOW) is old
    assert claims.claim_next(session, omar, NOW) is young
    assert claims.claim_next(session, enabler(session, "Third"), NOW) is None
    assert claims.claim_next(session, elena, NOW) is old


def test_next_leaves_out_the_one_at_hand_and_what_is_on_its_way(session: Session) -> None:
    first, second = make_scene(session), None
    second = factories.submission(session, factories.take(session, first.rep))
    actions.route(session, second.id)
    found = claims.next_free(session, first.manager, NOW, but=first.submission.id)
    assert found is second
    sent(session, first, Decision.met, utcnow())
    assert claims.next_free(session, first.manager, NOW) is second
    assert claims.next_free(session, first.manager, NOW, but=second.id) is None


# ---- by their doors


def claim_of(db: Database, submission_id: UUID) -> Claim | None:
    with db.reading() as session:
        return session.scalar(select(Claim).where(Claim.submission_id == submission_id))


def test_review_next_holds_the_oldest_and_opens_its_room(
    db: Database, stage: Scene, page: Page
) -> None:
    page.sign_in(stage.manager)
    shown = page.submit("/reviews/next")
    assert shown.response.headers["Location"].endswith(f"/submissions/{stage.submission.id}/review")
    held = claim_of(db, stage.submission.id)
    assert held is not None
    assert held.person_id == stage.manager.id


def test_review_next_says_when_nothing_is_left(db: Database, page: Page) -> None:
    with db.work() as session:
        manager = factories.person(session, "", Role.manager)
    shown = page.sign_in(manager).follow(page.submit("/reviews/next"))
    assert "Nothing else waits for you" in shown.html


def test_looking_at_a_room_claims_nothing(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager).get(f"/submissions/{stage.submission.id}/review")
    assert claim_of(db, stage.submission.id) is None


def test_the_first_sign_of_a_shown_room_claims_it(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    path = f"/submissions/{stage.submission.id}/review/beat"
    answer = page.send("POST", path, {"active_ms": 0, "parts": []})
    assert answer.json == {"claim": True, "others": [], "watched_ms": 0}
    assert claim_of(db, stage.submission.id) is not None


def test_in_the_pool_the_second_is_told_who_is_at_it(db: Database, page: Page) -> None:
    with db.work() as session:
        submission = pooled(session)
        elena, omar = enabler(session, "Elena Ruiz"), enabler(session, "Omar Diaz")
    room = f"/submissions/{submission.id}/review"
    page.sign_in(elena).submit(f"{room}/claim")
    assert page.get(room).has("Send feedback")
    assert page.sign_in(omar).get(room).has("Elena Ruiz is reviewing this")
    answer = page.send("POST", f"{room}/beat", {})
    assert answer.json == {"claim": False, "others": ["Elena Ruiz"], "watched_ms": 0}
    page.submit(f"{room}/take-over")
    assert page.get(room).has("Send feedback")
    assert page.sign_in(elena).get("/reviews").has("Nothing waits for you")


@pytest.mark.parametrize("door", ["claim", "beat"])
def test_a_taken_back_take_is_nobodys_to_hold(
    db: Database, stage: Scene, page: Page, door: str
) -> None:
    with db.work() as session:
        session.get_one(Submission, stage.submission.id).withdrawn_at = utcnow()
    page.sign_in(stage.manager)
    page.send("POST", f"/submissions/{stage.submission.id}/review/{door}", {}, status=404)
    assert claim_of(db, stage.submission.id) is None
