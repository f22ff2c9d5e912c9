"""What becomes of takes: which count, how they are handed in, taken back and deleted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments.models import AssignmentTarget, TargetState
from practice.db import utcnow
from practice.doorbell import Task, asked
from practice.errors import NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role, Team
from practice.recordings.models import AssetState, Segment
from practice.takes import actions, queries
from practice.takes.models import Take, TakeState
from practice.takes.notice import fingerprint
from practice.takes.values import Beginning
from tests import factories as make


def rep(session: Session, team: Team | None = None, timezone: str = "UTC") -> Person:
    person = make.person(session, "Maya Chen", team=team, timezone=timezone)
    actions.accept_notice(session, person, fingerprint(queries.current_notice(session)))
    session.flush()
    return person


def decoded(session: Session, take: Take, **figures: object) -> Take:
    """The take after its recording was decoded with these figures."""
    for name, value in figures.items():
        setattr(take.asset, name, value)
    take.is_counted, take.counted_ms = False, 0
    session.flush()
    actions.settle(session, take.asset_id)
    return take


def test_the_day_and_the_team_are_settled_when_recording_begins(session: Session) -> None:
    team = make.team(session)
    maya = rep(session, timezone="Pacific/Auckland", team=team)
    version = make.scenario(session)
    take = actions.begin(session, maya, Beginning(version.scenario_id))
    assert take.team_id == team.id
    assert take.local_day == utcnow().astimezone(ZoneInfo("Pacific/Auckland")).date()
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert actions.local_day(maya, noon) == date(2026, 11, 21)


def test_takes_are_numbered_by_person_and_scenario(session: Session) -> None:
    maya, version = rep(session), make.scenario(session)
    numbers = [
        actions.begin(session, maya, Beginning(version.scenario_id)).number for _ in range(3)
    ]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("duration_ms", "target_seconds", "sound", "counted"),
    [
        (20_000, 120, True, True),
        (19_999, 120, True, False),
        (15_000, 30, True, True),
        (14_999, 30, True, False),
        (60_000, 120, False, False),
    ],
)
def test_what_counts_is_long_enough_and_has_sound(
    session: Session, duration_ms: int, target_seconds: int, sound: bool, counted: bool
) -> None:
    version = make.scenario(session, target_seconds=target_seconds)
    take = make.take(session, rep(session), version)
    decoded(session, take, duration_ms=duration_ms, has_sound=sound)
    assert take.is_counted is counted
    assert take.counted_ms == (duration_ms if counted else 0)


def test_the_same_bytes_count_once(session: Session) -> None:
    maya, version = rep(session), make.scenario(session)
    first = decoded(session, make.take(session, maya, version), sha256="f" * 64)
    second = decoded(session, make.take(session, maya, version), sha256="f" * 64)
    assert (first.is_counted, second.is_counted) == (True, False)
    actions.settle(session, first.asset_id)
    assert first.is_counted


def test_a_counted_take_completes_a_target_whose_review_already_said_yes(session: Session) -> None:
    maya = rep(session)
    target = make.target(session, maya, minimum_takes=1)
    target.state, target.bar_met_at = TargetState.practicing, utcnow()
    decoded(session, make.take(session, maya, target=target))
    assert target.state == TargetState.met


def submitted(session: Session) -> tuple[Person, AssignmentTarget, Take]:
    maya = rep(session)
    target = make.target(session, maya, minimum_takes=3)
    target.state = TargetState.practicing
    return maya, target, make.take(session, maya, target=target)


def test_submitting_moves_the_target_and_asks_for_a_reviewer(session: Session) -> None:
    maya, target, take = submitted(session)
    asked(session)
    submission = actions.submit(session, maya, take.id, "Was the pain clear?")
    assert target.state == TargetState.submitted
    assert (submission.round, submission.question) == (1, "Was the pain clear?")
    assert submission.rubric_version_id == take.scenario_version.rubric_version_id
    assert asked(session) == [(Task.route, submission.id)]


def test_a_take_is_handed_in_once_and_a_target_one_take_at_a_time(session: Session) -> None:
    maya, target, take = submitted(session)
    actions.submit(session, maya, take.id)
    with pytest.raises(WrongState, match="already submitted"):
        actions.submit(session, maya, take.id)
    other = make.take(session, maya, target=target)
    with pytest.raises(WrongState, match="waiting for its review"):
        actions.submit(session, maya, other.id)


def test_too_few_takes_do_not_hold_up_submitting(session: Session) -> None:
    maya, target, take = submitted(session)
    assert queries.counted_of_target(session, target.id) < target.minimum_takes
    assert actions.submit(session, maya, take.id).target_id == target.id


def test_what_cannot_be_watched_cannot_be_submitted(session: Session) -> None:
    maya = rep(session)
    take = make.take(session, maya, state=AssetState.unreadable)
    with pytest.raises(WrongState, match="can’t be watched"):
        actions.submit(session, maya, take.id)


def test_a_take_still_being_prepared_is_routed_when_it_can_be_watched(session: Session) -> None:
    maya = rep(session)
    take = make.take(session, maya, state=AssetState.finished)
    submission = actions.submit(session, maya, take.id)
    asked(session)
    decoded(session, take, state=AssetState.playable)
    assert asked(session) == [(Task.route, submission.id)]


def test_withdrawing_is_possible_until_the_review_has_begun(session: Session) -> None:
    maya, target, take = submitted(session)
    first = actions.submit(session, maya, take.id)
    actions.withdraw(session, maya, take.id)
    assert first.withdrawn_at is not None
    assert target.state == TargetState.practicing
    second = actions.submit(session, maya, take.id)
    assert second.round == 1
    second.review_begun_at = utcnow()
    with pytest.raises(WrongState, match="has begun"):
        actions.withdraw(session, maya, take.id)


def test_withdrawing_takes_the_notice_out_of_the_reviewers_inbox(session: Session) -> None:
    maya, _, take = submitted(session)
    dana = make.person(session, "Dana Lee", Role.manager)
    handed_in = actions.submit(session, maya, take.id)
    for key in (handed_in.notice_key, "submitted:another"):
        notices.tell(session, dana, NoticeKind.submitted, key, "Maya submitted a take")
    actions.withdraw(session, maya, take.id)
    assert [notice.key for notice in session.scalars(select(Notice))] == ["submitted:another"]


def test_deleting_keeps_the_count_and_lets_the_video_go(session: Session) -> None:
    maya = rep(session)
    target = make.target(session, maya)
    take = make.take(session, maya, target=target)
    actions.delete(session, maya, take.id)
    assert take.state == TakeState.deleted
    assert take.asset.deleted_at is not None
    assert queries.counted_of_target(session, target.id) == 1
    assert queries.my_takes(session, maya) == []


def test_a_submitted_take_stays(session: Session) -> None:
    maya, _, take = submitted(session)
    actions.submit(session, maya, take.id)
    with pytest.raises(WrongState, match="Withdraw it first"):
        actions.delete(session, maya, take.id)


def test_nobody_does_anything_with_another_persons_take(session: Session) -> None:
    _, _, take = submitted(session)
    stranger = make.person(session, "", *Role)
    for act in (actions.submit, actions.withdraw, actions.delete, actions.discard):
        with pytest.raises(NotFound):
            act(session, stranger, take.id)


def test_the_rep_is_told_when_a_recording_cannot_be_used(session: Session) -> None:
    maya = rep(session)
    take = make.take(session, maya)
    session.add(Segment(asset_id=take.asset_id, position=0, mime_type="video/webm"))
    session.flush()
    session.expire_all()
    take.asset.sentence = "This isn’t a video we can read."
    decoded(session, take, state=AssetState.unreadable)
    actions.settle(session, take.asset_id)
    notice = session.query(Notice).one()
    assert notice.person_id == maya.id
    assert "couldn’t be prepared" in notice.title
    assert notice.body == "This isn’t a video we can read."
