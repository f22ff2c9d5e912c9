"""A submission finds its reviewer, who is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import NotFound, WrongState
from practice.notices.models import Notice, NoticeKind
from practice.people import actions as people
from practice.people.models import Person, Role, TeamManager
from practice.recordings.models import AssetState
from practice.reviews import actions, drafts, queries
from practice.reviews.models import Decision
from tests import factories
from tests.reviews.conftest import Scene, sent


def told(session: Session, person: Person, kind: NoticeKind) -> list[Notice]:
    mine = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
    return list(session.scalars(mine))


def second_manager(session: Session, scene: Scene) -> Person:
    other = factories.person(session, "Omar Diaz", Role.manager)
    session.add(TeamManager(team_id=scene.team.id, person_id=other.id))
    session.flush()
    return other


def test_the_manager_of_the_team_gets_it_and_is_told_once(session: Session, scene: Scene) -> None:
    actions.route(session, scene.submission.id)
    assert scene.submission.reviewer_id == scene.manager.id
    (notice,) = told(session, scene.manager, NoticeKind.submitted)
    assert notice.title == "Priya Raman submitted “Discovery call”"
    assert notice.path == f"/submissions/{scene.submission.id}/review"


def test_it_waits_until_it_can_be_watched(session: Session, scene: Scene) -> None:
    take = factories.take(session, scene.rep, state=AssetState.finished)
    submission = factories.submission(session, take)
    actions.route(session, submission.id)
    assert submission.routed_at is None
    take.asset.state = AssetState.playable
    session.flush()
    actions.route(session, submission.id)
    assert submission.reviewer_id == scene.manager.id


def test_what_was_taken_back_goes_to_nobody(session: Session, scene: Scene) -> None:
    submission = factories.submission(session, factories.take(session, scene.rep))
    submission.withdrawn_at = utcnow()
    session.flush()
    actions.route(session, submission.id)
    assert submission.routed_at is None


def test_without_a_manager_it_lies_in_the_pool_of_enablement(session: Session) -> None:
    enablement = factories.person(session, "Eli", Role.enablement)
    loner = factories.person(session, "Solo")
    submission = factories.submission(session, factories.take(session, loner))
    actions.route(session, submission.id)
    assert (submission.reviewer_id, submission.routed_at is None) == (None, False)
    assert session.scalars(queries.waiting_for(enablement)).all() == [submission]
    assert queries.waiting_count(session, enablement) == 1
    assert "no manager" in told(session, enablement, NoticeKind.submitted)[0].body


def test_a_new_round_goes_to_the_reviewer_of_the_round_before(
    session: Session, scene: Scene
) -> None:
    other = second_manager(session, scene)
    actions.take_over(session, other, scene.submission.id)
    scene.submission.reviewed_at = utcnow()
    again = factories.submission(session, factories.take(session, scene.rep, target=scene.target))
    actions.route(session, again.id)
    assert again.reviewer_id == other.id


def test_a_reviewer_on_leave_or_no_longer_in_the_line_is_passed_over(
    session: Session, scene: Scene
) -> None:
    other = second_manager(session, scene)
    actions.take_over(session, other, scene.submission.id)
    other.away_from, other.away_until = utcnow() - timedelta(days=1), utcnow() + timedelta(days=1)
    session.flush()
    again = factories.submission(session, factories.take(session, scene.rep, target=scene.target))
    actions.route(session, again.id)
    assert again.reviewer_id == scene.manager.id


def test_another_manager_of_the_team_takes_over_and_all_are_told(
    session: Session, scene: Scene
) -> None:
    other = second_manager(session, scene)
    assert session.scalars(queries.waiting_for_others(other, utcnow())).all() == [scene.submission]
    actions.take_over(session, other, scene.submission.id)
    assert scene.submission.reviewer_id == other.id
    assert told(session, scene.rep, NoticeKind.reviewer_changed)
    assert told(session, scene.manager, NoticeKind.reviewer_changed)
    assert queries.waiting_count(session, scene.manager) == 0
    assert queries.waiting_count(session, other) == 1


def test_a_stranger_and_the_rep_can_not_take_over(session: Session, scene: Scene) -> None:
    stranger = factories.person(session, "", Role.manager)
    for person in (stranger, scene.rep):
        with pytest.raises(NotFound):
            actions.take_over(session, person, scene.submission.id)


def test_nobody_takes_over_while_feedback_is_being_sent(session: Session, scene: Scene) -> None:
    other = second_manager(session, scene)
    sent(session, scene, Decision.met, utcnow())
    with pytest.raises(WrongState):
        actions.take_over(session, other, scene.submission.id)


def test_the_queue_is_oldest_first_and_without_what_is_done(session: Session, scene: Scene) -> None:
    older = factories.submission(
        session, factories.take(session, scene.rep), reviewer=scene.manager
    )
    older.created_at = utcnow() - timedelta(days=2)
    session.flush()
    waiting = session.scalars(queries.waiting_for(scene.manager)).all()
    assert waiting == [older, scene.submission]
    older.reviewed_at = utcnow()
    scene.submission.withdrawn_at = utcnow()
    session.flush()
    assert queries.waiting_count(session, scene.manager) == 0


def test_what_is_not_begun_moves_when_its_reviewer_goes_on_leave(
    session: Session, scene: Scene
) -> None:
    other = second_manager(session, scene)
    now = utcnow()
    scene.manager.away_from, scene.manager.away_until = now, now + timedelta(days=7)
    session.flush()
    assert actions.reroute(session, now) == 1
    assert scene.submission.reviewer_id == other.id
    assert told(session, other, NoticeKind.submitted)
    assert told(session, scene.rep, NoticeKind.reviewer_changed)
    assert actions.reroute(session, now) == 0


def test_a_begun_review_stays_with_whoever_began_it(session: Session, scene: Scene) -> None:
    second_manager(session, scene)
    sent(session, scene, Decision.met, utcnow())
    scene.manager.deactivated_at = utcnow()
    session.flush()
    assert actions.reroute(session) == 0
    assert scene.submission.reviewer_id == scene.manager.id


def test_when_the_only_manager_left_it_goes_to_the_pool(session: Session, scene: Scene) -> None:
    enablement = factories.person(session, "Eli", Role.enablement)
    scene.manager.deactivated_at = utcnow()
    session.flush()
    assert actions.reroute(session) == 1
    assert scene.submission.reviewer_id is None
    assert queries.waiting_count(session, enablement) == 1


def test_a_rep_who_changes_teams_takes_what_waits_along(session: Session, scene: Scene) -> None:
    manager = factories.person(session, "Nora", Role.manager)
    scene.rep.home_team_id = factories.team(session, manager=manager).id
    session.flush()
    assert actions.reroute(session) == 1
    assert scene.submission.reviewer_id == manager.id
    assert actions.reroute(session) == 0


@pytest.mark.parametrize("leaves", [True, False])
def test_a_begun_review_moves_when_its_reviewer_can_never_finish_it(
    session: Session, scene: Scene, leaves: bool
) -> None:
    other, admin = second_manager(session, scene), factories.person(session, "Ada", Role.admin)
    drafts.save_level(
        session, drafts.draft(session, scene.manager, scene.submission.id), scene.criteria[0], 3
    )
    assert actions.reroute(session) == 0
    if leaves:
        people.deactivate(session, scene.manager, admin)
    else:
        people.change_roles(session, scene.manager, {Role.rep}, admin)
    assert actions.reroute(session) == 1
    assert scene.submission.reviewer_id == other.id
    assert actions.reroute(session) == 0
