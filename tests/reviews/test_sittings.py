"""Time at work and what was played: never more than really happened."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.reviews import sittings
from practice.reviews.models import Sitting
from practice.reviews.sittings import Beat, merged, within
from tests.client import Page
from tests.reviews.conftest import Scene

START = utcnow()
TODAY = date(2027, 3, 2)
QUIET = Beat(0, [])


def told(session: Session, scene: Scene, after_s: float, given: Beat, day: date = TODAY) -> None:
    """A beat so many seconds after the start."""
    now = START + timedelta(seconds=after_s)
    sittings.note(session, scene.manager, scene.submission, given, now, day)


def worked(session: Session, scene: Scene) -> int:
    return sittings.active(session, scene.submission.id, scene.manager.id)


def test_the_first_beat_counts_nothing_and_the_next_what_was_worked(
    session: Session, scene: Scene
) -> None:
    told(session, scene, 0, Beat(500_000, []))
    assert worked(session, scene) == 0
    told(session, scene, 15, Beat(14_000, []))
    told(session, scene, 30, Beat(3_000, []))
    assert worked(session, scene) == 17_000


def test_never_more_than_the_time_that_passed(session: Session, scene: Scene) -> None:
    told(session, scene, 0, QUIET)
    told(session, scene, 15, Beat(600_000, []))
    assert worked(session, scene) == 15_000
    told(session, scene, 15, Beat(15_000, []))  # sent again, or by a second tab
    assert worked(session, scene) == 15_000


def test_two_tabs_together_count_no_more_than_the_clock(session: Session, scene: Scene) -> None:
    told(session, scene, 0, QUIET)
    for second in range(1, 61):
        told(session, scene, second, Beat(15_000, []))
    assert worked(session, scene) == 60_000


def test_coming_back_hours_later_does_not_count_the_hours(session: Session, scene: Scene) -> None:
    told(session, scene, 0, QUIET)
    told(session, scene, 7_200, Beat(7_200_000, []))
    assert worked(session, scene) == 15 * 60_000


def test_a_clock_that_went_back_counts_nothing(session: Session, scene: Scene) -> None:
    told(session, scene, 60, QUIET)
    told(session, scene, 0, Beat(15_000, []))
    assert worked(session, scene) == 0


def test_midnight_begins_another_day_and_loses_nothing(session: Session, scene: Scene) -> None:
    told(session, scene, 0, QUIET)
    told(session, scene, 15, Beat(15_000, [(0, 15_000)]), TODAY + timedelta(days=1))
    days = session.scalars(select(Sitting).order_by(Sitting.local_day)).all()
    assert [(one.local_day, one.active_ms) for one in days] == [
        (TODAY, 0),
        (TODAY + timedelta(days=1), 15_000),
    ]


def test_what_was_played_twice_counts_once(session: Session, scene: Scene) -> None:
    told(session, scene, 0, Beat(0, [(0, 10_000), (5_000, 12_000)]))
    told(session, scene, 15, Beat(0, [(11_000, 20_000)]), TODAY + timedelta(days=1))
    assert sittings.watched(session, scene.submission, scene.manager) == 20_000


def test_nothing_beyond_the_take_is_watched(session: Session, scene: Scene) -> None:
    told(session, scene, 0, Beat(0, [(-5_000, 1_000), (59_000, 900_000), (70_000, 80_000)]))
    assert sittings.watched(session, scene.submission, scene.manager) == 2_000


def test_one_who_was_never_there_watched_nothing(session: Session, scene: Scene) -> None:
    assert sittings.watched(session, scene.submission, scene.rep) == 0
    assert sittings.active(session, scene.submission.id, scene.rep.id) == 0


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], []),
        ([(5, 9), (0, 3)], [(0, 9)]),  # so near that no player can tell
        ([(1_000, 2_000), (0, 500)], [(0, 500), (1_000, 2_000)]),
        ([(0, 9_000), (1_000, 2_000)], [(0, 9_000)]),
    ],
    ids=["none", "near", "apart", "inside"],
)
def test_parts_join(parts: list[tuple[int, int]], whole: list[tuple[int, int]]) -> None:
    assert merged(parts) == whole


def test_parts_turned_around_are_none() -> None:
    assert within([(9, 3), (4, 4)], 100) == []


# ---- by its door


def row(db: Database, submission_id: UUID) -> Sitting | None:
    with db.reading() as session:
        return session.scalar(select(Sitting).where(Sitting.submission_id == submission_id))


@pytest.mark.parametrize(
    "body",
    [[], {"active_ms": "long"}, {"active_ms": -1}, {"active_ms": 10**12}, {"parts": 3},
     {"parts": [[1]]}, {"parts": [["a", "b"]]}, {"parts": [[True, 2]]}, {"parts": [[0, 10**400]]},
     {"parts": [[0, 1]] * 501}, {"parts": [{"from": 1}]}],
    ids=range(11),
)  # fmt: skip
def test_a_beat_that_makes_no_sense_is_refused_and_counts_nothing(
    db: Database, stage: Scene, page: Page, body: object
) -> None:
    page.sign_in(stage.manager)
    path = f"/submissions/{stage.submission.id}/review/beat"
    assert page.send("POST", path, body, status=422).json["error"]
    assert row(db, stage.submission.id) is None


def test_nan_is_no_time(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    headers = {"X-CSRFToken": page.token(), "Content-Type": "application/json"}
    path = f"/submissions/{stage.submission.id}/review/beat"
    for body in ('{"parts": [[0, NaN]]}', '{"parts": [[-Infinity, 5]]}'):
        assert page.client.post(path, data=body, headers=headers).status_code == 422
    assert row(db, stage.submission.id) is None


def test_beats_add_up_to_the_clock_at_most(db: Database, stage: Scene, page: Page) -> None:
    page.sign_in(stage.manager)
    path = f"/submissions/{stage.submission.id}/review/beat"
    for _ in range(3):
        page.send("POST", path, {"active_ms": 15_000, "parts": [[0, 1_500.5], [4_000, 5_000]]})
    sitting = row(db, stage.submission.id)
    assert sitting is not None
    assert sitting.active_ms < 15_000
    assert sitting.parts == [[0, 1_500], [4_000, 5_000]]
