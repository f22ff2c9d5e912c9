"""Which two takes stand side by side."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.errors import NotFound, WrongState
from practice.recordings.models import AssetState
from practice.scenarios import heard
from practice.takes import comparing, sharing
from practice.takes.models import Take
from tests import factories as make
from tests.client import Page


def takes(session: Session) -> tuple[Take, Take, Take, Take]:
    """Two of one scenario, a newer one of another, and the newest that can't be watched."""
    maya, version = make.person(session, "Maya Chen"), make.scenario(session, "Discovery call")
    at = [utcnow() - timedelta(hours=hours) for hours in (4, 3, 2, 1)]
    first, second = (make.take(session, maya, version, at=when) for when in at[:2])
    other = make.take(session, maya, make.scenario(session, "60-second pitch"), at=at[2])
    broken = make.take(session, maya, version, at=at[3], state=AssetState.unreadable)
    return first, second, other, broken


def shown(session: Session, one: Take, a: Take | None, b: Take | None) -> list[Take | None]:
    pair = comparing.pair(session, one.person, a.id if a else None, b.id if b else None)
    return [pair.left, pair.right]


def test_the_newest_two_of_one_scenario_come_by_themselves_the_older_left(
    session: Session,
) -> None:
    first, second, other, _ = takes(session)
    assert shown(session, first, None, None) == [first, second]
    assert shown(session, first, second, None) == [first, second]
    assert shown(session, first, other, None) == [second, other]


def test_any_two_of_ones_own_stand_as_they_were_asked_for(session: Session) -> None:
    first, second, other, _ = takes(session)
    assert shown(session, first, other, first) == [other, first]
    pair = comparing.pair(session, first.person, None, None)
    assert list(pair.choices) == [other, second, first]


def test_what_is_somebody_elses_or_cannot_be_watched_looks_absent(session: Session) -> None:
    first, _, _, broken = takes(session)
    theirs = make.take(session, make.person(session))
    for take_id in (theirs.id, broken.id, new_id()):
        with pytest.raises(NotFound):
            comparing.pair(session, first.person, first.id, take_id)
    with pytest.raises(WrongState, match="the same take"):
        comparing.pair(session, first.person, first.id, first.id)


def test_one_take_alone_is_no_pair(session: Session) -> None:
    maya = make.person(session)
    assert comparing.pair(session, maya, None, None).left is None
    make.take(session, maya)
    assert comparing.pair(session, maya, None, None).left is None


def test_the_page_has_both_players_and_a_choice(db: Database, page: Page) -> None:
    with db.work() as session:
        first, second, other, _ = takes(session)
        maya, scenario_id = first.person, first.scenario_version.scenario_id
    page.sign_in(maya)
    both = page.get(f"/takes/compare?a={first.id}&b={other.id}")
    assert both.has("Discovery call, take", "60-second pitch, take", "Show the chosen two")
    assert len(both.look.all("ft-player")) == 2
    assert page.get("/takes").links >= {"/takes/compare"}
    brief = page.get(f"/practice/{scenario_id}")
    assert f"/takes/compare?a={second.id}" in brief.links
    with db.work() as session:
        newcomer = make.person(session)
    assert page.sign_in(newcomer).get("/takes/compare").has("It takes two")


def test_of_a_teammates_take_neither_the_time_of_day_nor_its_line_is_told(
    db: Database, page: Page
) -> None:
    at = utcnow().replace(hour=3, minute=33)
    with db.work() as session:
        team = make.team(session, "East")
        ana, ben = (make.person(session, name, team=team) for name in ("Ana Ruiz", "Ben Cole"))
        mine = make.take(session, ana, at=at - timedelta(days=1))
        theirs = make.take(session, ben, heard.heard_scenario(session), at=at)
        theirs.heard_line_id = heard.keep(session, ben, "Nobody used it.", at.date()).id
        sharing.share(session, ben, theirs.id)
    shown = page.sign_in(ana).get(f"/takes/compare?a={mine.id}&b={theirs.id}")
    assert shown.has("Ben Cole’s take") and not shown.has("Nobody used it.")
    assert len(shown.look.all("option")) == 1
    assert f'name="b" value="{theirs.id}"' in shown.html
