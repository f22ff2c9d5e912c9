"""Sharing a take with one's team: who gets to see what, and that it ends at once."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.errors import NotFound, WrongState
from practice.migrate import upgrade
from practice.people.models import Person, Role, Team
from practice.recordings.models import AssetState
from practice.scenarios.models import ScenarioVersion
from practice.takes import actions, queries, sharing
from practice.takes.models import Take, TakeShare
from tests import factories as make
from tests.client import Page


def team_of(session: Session) -> tuple[Person, Person, Team, Take]:
    dana = make.person(session, "Dana Lee", Role.manager)
    team = make.team(session, "East", dana)
    maya, priya = (make.person(session, name, team=team) for name in ("Maya Chen", "Priya Raman"))
    return maya, priya, team, make.take(session, maya, make.scenario(session, "Discovery call"))


def sees(session: Session, person: Person, take: Take) -> bool:
    """Whether the door, the list and the sentence let this person in; they agree."""
    session.expire_all()
    visible = take.id in {one.id for one in session.scalars(queries.visible_to(person))}
    assert queries.viewers_of(session, take).may_see(person) == visible
    listed = take.id in {one.take_id for one in sharing.shared_by_team(session, person)}
    assert listed == visible
    return visible


def test_a_teammate_sees_it_until_it_is_taken_back(session: Session) -> None:
    maya, priya, _, take = team_of(session)
    assert not sees(session, priya, take)
    sharing.share(session, maya, take.id)
    assert sees(session, priya, take)
    sharing.stop_sharing(session, maya, take.id)
    assert not sees(session, priya, take)
    sharing.share(session, maya, take.id)
    assert sees(session, priya, take)
    assert len(session.scalars(select(TakeShare)).all()) == 1
    done = [entry.action for entry in session.scalars(select(AuditEntry))]
    assert sorted(done) == ["shared_take", "shared_take", "stopped_sharing_take"]


def test_sharing_twice_and_stopping_twice_change_nothing(session: Session) -> None:
    maya, _, _, take = team_of(session)
    sharing.stop_sharing(session, maya, take.id)
    first = sharing.share(session, maya, take.id).shared_at
    assert sharing.share(session, maya, take.id).shared_at == first
    sharing.stop_sharing(session, maya, take.id)
    sharing.stop_sharing(session, maya, take.id)
    assert len(session.scalars(select(AuditEntry)).all()) == 2


def test_who_leaves_the_team_loses_it(session: Session) -> None:
    maya, priya, _, take = team_of(session)
    sharing.share(session, maya, take.id)
    priya.home_team_id = make.team(session, "West").id
    session.flush()
    assert not sees(session, priya, take)
    priya.home_team_id = None
    session.flush()
    assert not sees(session, priya, take)


@pytest.mark.parametrize("how", ["moves", "leaves"])
def test_when_its_rep_moves_or_leaves_the_team_loses_it(session: Session, how: str) -> None:
    maya, priya, _, take = team_of(session)
    sharing.share(session, maya, take.id)
    if how == "moves":
        maya.home_team_id = make.team(session, "West").id
    else:
        maya.deactivated_at = utcnow()
    session.flush()
    assert not sees(session, priya, take)
    assert sharing.shared_ids(session, [take]) == set()


def test_sharing_again_after_a_move_shows_it_to_the_new_team_alone(session: Session) -> None:
    maya, priya, _, take = team_of(session)
    sharing.share(session, maya, take.id)
    west = make.team(session, "West")
    sam = make.person(session, "Sam Hale", team=west)
    maya.home_team_id = west.id
    session.flush()
    sharing.share(session, maya, take.id)
    assert sees(session, sam, take)
    assert not sees(session, priya, take)


def test_deleting_the_video_ends_it(session: Session) -> None:
    maya, priya, _, take = team_of(session)
    share = sharing.share(session, maya, take.id)
    actions.delete(session, maya, take.id)
    assert not sees(session, priya, take)
    assert share.revoked_at is not None


def test_only_ones_own_that_can_be_watched_is_shared_and_only_with_a_team(
    session: Session,
) -> None:
    maya, priya, _, take = team_of(session)
    with pytest.raises(NotFound):
        sharing.share(session, priya, take.id)
    take.asset.state = AssetState.finished
    session.flush()
    with pytest.raises(WrongState, match="as soon as it can be watched"):
        sharing.share(session, maya, take.id)
    alone = make.person(session)
    with pytest.raises(WrongState, match="in no team"):
        sharing.share(session, alone, make.take(session, alone).id)


# ---- the pages --------------------------------------------------------------------------------


def test_teammates_find_it_watch_it_and_learn_nothing_else(db: Database, page: Page) -> None:
    with db.work() as session:
        maya, priya, _, take = team_of(session)
        version = take.scenario_version
        make.self_review(session, take, "Forgot to ask who decides")
        make.prep_sheet(session, maya, version, take, "A second meeting")
        dana = session.scalars(select(Person).where(Person.name == "Dana Lee")).one()
        submission = make.submission(session, take, reviewer=dana)
        submission.question = "Was I too fast?"
    path = f"/takes/{take.id}"
    assert path not in page.sign_in(priya).get("/practice").links
    page.sign_in(maya)
    assert page.get(path).has("Share with East")
    page.submit(f"{path}/share")
    assert page.get(path).has("everybody in East can see this", "Stop sharing")
    assert page.get("/takes").has("Shared")
    page.sign_in(priya)
    for where in ("/practice", f"/practice/{version.scenario_id}"):
        shown = page.get(where)
        assert shown.has("Shared by your team", "Maya Chen: Discovery call", "Shared today")
        assert path in shown.links
    shown = page.get(path)
    assert shown.has("Maya Chen shares this with East and can take it back at any time.")
    told = ("Forgot to ask", "A second meeting", "too fast", "Dana", "Submitted", "Watched by",
            "Download", "Delete", "Compare", "Nobody else has watched")  # fmt: skip
    assert [word for word in told if shown.has(word)] == []
    assert shown.forms & {f"{path}/{verb}" for verb in ("submit", "share", "self-review")} == set()
    page.send("POST", f"{path}/watched", status=204)
    page.get(f"/submissions/{submission.id}", 404)
    assert page.sign_in(maya).get(path).has("Watched by", "Priya Raman")
    page.submit(f"{path}/stop-sharing")
    page.sign_in(priya).get(path, 404)
    page.get(f"{path}/media", 404)
    assert not page.get("/practice").has("Shared by your team")


def test_the_manager_of_the_team_sees_nothing_of_it_before_it_is_submitted(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        _, _, _, take = team_of(session)
        make.share(session, take)
        dana = session.scalars(select(Person).where(Person.name == "Dana Lee")).one()
    page.sign_in(dana).get(f"/takes/{take.id}", 404)
    assert not page.get("/practice").has("Shared by your team")


def plan_of_what_is_shared(db: Database, person_id: UUID) -> str:
    """How SQLite looks for what is shared with somebody."""
    asked: list[tuple[str, Any]] = []

    def hear(*given: Any) -> None:
        asked.append(given[2:4])

    with db.reading() as look:
        person = look.get_one(Person, person_id)
        event.listen(db.engine, "before_cursor_execute", hear)
        assert len(sharing.shared_by_team(look, person)) == 1
        event.remove(db.engine, "before_cursor_execute", hear)
        statement, values = next(each for each in asked if "take_share" in each[0])
        rows = look.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "; ".join(row[3] for row in rows)


def test_sqlite_looks_for_what_a_team_shares_not_through_all_recordings(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'some.db'}")
    upgrade(db.engine)
    with db.work() as session:
        maya, priya, _, take = team_of(session)
        for _ in range(60):
            make.take(session, maya, session.get_one(ScenarioVersion, take.scenario_version_id))
        make.share(session, take)
    assert "ix_media_asset_state" in plan_of_what_is_shared(db, priya.id), "it knows of no size"
    db.know_sizes()
    assert "ix_take_share_team" in plan_of_what_is_shared(db, priya.id)
    db.dispose()
