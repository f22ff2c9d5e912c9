"""A change of more people than fit into a request: done in bites by a worker, whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, update

from practice.accounts import background
from practice.accounts.actions import many, segments
from practice.accounts.queries import GOING, SILENT
from practice.audit.models import AuditEntry
from practice.db import Database, new_id, utcnow
from practice.doorbell import Task
from practice.notices.models import Notice, NoticeKind
from practice.people import actions, queries
from practice.people.models import PeopleChange, Person, PersonRole, Role, SegmentMember, Team
from tests import factories
from tests.client import Page, Shown
from tests.fakes import ListeningDoorbell
from tests.people.conftest import HASH
from tests.people.test_big_import import killed_in_the_second_bite
from tests.people.test_bulk import check, do, entries
from tests.people.test_import import apply, dry_run
from tests.people.test_import import hidden as of_import
from tests.statements import heard
from workers import chores
from workers.boot import Parts

CROWD = {"all": "yes", "q": "crowd"}


@pytest.fixture
def west(db: Database) -> Team:
    with db.work() as session:
        return factories.team(session, "West")


@pytest.fixture
def second(db: Database) -> Person:
    """Another admin."""
    with db.work() as session:
        return factories.person(session, "Sam Second", Role.admin, password_hash=HASH)


def gather(db: Database, count: int = 450) -> list[UUID]:
    """So many reps of no team, all found by one word."""
    ids = [new_id() for _ in range(count)]
    rows = [
        {"id": each, "name": f"Crowd {n:05}", "email": f"p{n}@example.com"}
        for n, each in enumerate(ids)
    ]
    with db.work() as session:
        session.execute(insert(Person), rows)
        session.execute(insert(PersonRole), [{"person_id": i, "role": Role.rep} for i in ids])
    return ids


def hidden(shown: Shown) -> dict[str, str]:
    """What the form on the page knows besides what was chosen."""
    fields = {f["name"]: f["value"] or "" for f in shown.look.all("input") if "value" in f}
    return {name: fields[name] for name in ("digest", "at") if name in fields}


def agree(page: Page, kind: str, status: int = 302, **more: Any) -> Shown:
    """See what would happen to the crowd, and agree."""
    sent = CROWD | {"kind": kind} | more
    return page.submit("/people/change/apply", sent | hidden(check(page, sent)), status)


def begun(page: Page, kind: str, **more: Any) -> UUID:
    """Agree; answers the change that goes on."""
    return id_of(agree(page, kind, **more))


def id_of(shown: Shown) -> UUID:
    before, found = shown.response.headers["Location"].rsplit("/", 1)
    assert before == "/people/changes"
    return UUID(found)


def finish(db: Database, change_id: UUID) -> PeopleChange:
    """Do turn after turn, as workers do that are rung again."""
    background.go_on(db, change_id)
    while stored(db, change_id).state in GOING:
        background.go_on(db, change_id)
    return stored(db, change_id)


def bite(db: Database, change_id: UUID) -> PeopleChange:
    background.take_bite(db, change_id)
    return stored(db, change_id)


def stored(db: Database, change_id: UUID) -> PeopleChange:
    with db.reading() as session:
        return session.get_one(PeopleChange, change_id)


def on_team(db: Database, team: Team) -> int:
    with db.reading() as session:
        return queries.team_sizes(session).get(team.id, 0)


def inactive(db: Database) -> int:
    with db.reading() as session:
        gone = select(func.count()).where(Person.deactivated_at.is_not(None))
        return session.scalar(gone) or 0


def moved_notices(db: Database) -> int:
    with db.reading() as session:
        told = select(func.count()).where(Notice.title == "You are on the team West now")
        return session.scalar(told) or 0


def test_many_are_moved_by_a_worker_and_the_page_says_how_far_it_is(
    admin: Page, db: Database, west: Team, doorbell: ListeningDoorbell
) -> None:
    ids = gather(db)
    with db.work() as session:
        session.get_one(Person, ids[0]).home_team_id = west.id
    with heard(db.engine) as statements:
        change_id = begun(admin, "team", to_team=west.id)
    assert len(statements) < 40, "nobody is changed in the request"
    assert doorbell.heard == [(Task.work_on_people, change_id)]
    page = f"/people/changes/{change_id}"
    assert admin.get(page).heading == "Move 449 people to West"
    assert admin.get(page).has("0 of 449 people", "You can leave this page", "Left as they are 1")
    bite(db, change_id)
    assert admin.get(page).has("200 of 449 people", "44%")
    assert admin.get("/people").has("Move 449 people to West: 200 of 449 done.")
    with heard(db.engine) as statements:
        found = finish(db, change_id)
    assert len(statements) < 2 * 40, "two more bites"
    assert (found.state, found.changed, found.text) == ("done", 449, "")
    assert (on_team(db, west), moved_notices(db), entries(db, "moved_team")) == (450, 449, 449)
    assert admin.get(page).has("It is done. 449 people moved.", "1 person: on West already")
    assert admin.get(f"{page}/live").has("It is done.", "Crowd 00000")
    assert "done. See how far" not in admin.get("/people").text
    assert admin.get("/audit").has("Finished “Move 449 people to West”: 449 of 449 changed")
    assert admin.get("/inbox").has("Done: Move 449 people to West")


def test_a_few_are_changed_at_once_even_while_many_are(
    admin: Page, db: Database, west: Team
) -> None:
    ids = gather(db)
    begun(admin, "timezone", timezone="Asia/Tokyo")
    sent = {"people": [str(each) for each in ids[:200]], "kind": "team", "to_team": west.id}
    assert do(admin, sent).has("200 people moved.", "0 of 450 done")
    assert on_team(db, west) == 200


def test_a_killed_worker_loses_nobody_and_two_after_it_do_nothing_twice(
    admin: Page, db: Database, west: Team
) -> None:
    gather(db, 850)
    change_id = begun(admin, "team", to_team=west.id)
    url = db.engine.url.render_as_string(hide_password=False)
    died = killed_in_the_second_bite(url, change_id, "after", "UPDATE person SET")
    assert died.returncode == -9
    found = stored(db, change_id)
    assert (on_team(db, west), found.done, found.state) == (200, 200, "running")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: finish(db, change_id), range(2)))
    found = stored(db, change_id)
    assert (found.done, found.changed, found.state, found.left) == (850, 850, "done", [])
    assert (on_team(db, west), moved_notices(db), entries(db, "moved_team")) == (850, 850, 850)
    assert entries(db, "changed_many") == 1


def test_the_sweep_rings_for_a_change_that_nobody_works_on(
    admin: Page, db: Database, doorbell: ListeningDoorbell, parts: Parts
) -> None:
    gather(db)
    change_id = begun(admin, "timezone", timezone="Asia/Tokyo")
    bite(db, change_id)
    doorbell.heard.clear()
    assert chores.ring_for_people(parts) == 0, "it was worked on just now"
    with db.work() as session:
        session.get_one(PeopleChange, change_id).worked_at = utcnow() - 2 * SILENT
    assert admin.get(f"/people/changes/{change_id}").has("Nobody has gone on with it for a while")
    assert chores.ring_for_people(parts) == 1
    assert doorbell.heard == [(Task.work_on_people, change_id)]


def test_a_second_one_and_an_import_wait_until_it_is_done(
    admin: Page, second: Person, db: Database, west: Team
) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    bite(db, change_id)
    busy = "Move 450 people to West: 200 of 450 done."
    other = Page(admin.app).sign_in(second)
    shown = agree(other, "timezone", 409, timezone="Asia/Tokyo")
    assert shown.has(busy, "Only one runs at a time")
    assert shown.heading == "Set the timezone of 450 people to Asia/Tokyo?"
    file = "email,name\nbo@example.com,Bo\n"
    sent = {"content": file, **of_import(dry_run(other, file))}
    assert other.submit("/people/import/apply", sent, 409).has(busy)
    finish(db, change_id)
    assert finish(db, begun(other, "timezone", timezone="Asia/Tokyo")).changed == 450


def test_a_change_waits_for_an_import(admin: Page, db: Database) -> None:
    gather(db)
    crowd = "".join(f"n{n}@example.com,New {n}\n" for n in range(250))
    apply(admin, f"email,name\n{crowd}")
    shown = agree(admin, "invite", 409)
    assert shown.has("An import is at work: 200 of 250 people.")


def test_the_same_agreement_sent_twice_is_carried_out_once(
    admin: Page, db: Database, west: Team
) -> None:
    gather(db)
    sent = CROWD | {"kind": "team", "to_team": west.id}
    sent |= hidden(check(admin, sent))
    finish(db, id_of(admin.submit("/people/change/apply", sent)))
    again = admin.submit("/people/change/apply", sent, 200)
    assert again.has("Nobody would change", "450 people: on West already")


def test_who_changed_meanwhile_stays_as_they_are_with_the_reason(
    admin: Page, db: Database, west: Team
) -> None:
    ids = gather(db)
    change_id = begun(admin, "invite")
    with db.work() as session:
        session.get_one(Person, ids[300]).deactivated_at = utcnow()
        session.get_one(Person, ids[301]).password_hash = "chosen"
        session.execute(delete(PersonRole).where(PersonRole.person_id == ids[302]))
        session.execute(delete(Person).where(Person.id == ids[302]))
    found = finish(db, change_id)
    assert (found.done, found.changed) == (450, 447)
    with db.reading() as session:
        invited = select(func.count()).where(Notice.kind == NoticeKind.invite)
        assert session.scalar(invited) == 447
    shown = admin.get(f"/people/changes/{change_id}")
    assert shown.has("447 people invited.", "1 person: deactivated", "Crowd 00300")
    assert shown.has("1 person: signed up already", "Crowd 00301", "Left as they are 2")


def test_only_the_first_of_many_who_stay_as_they_are_are_named(
    admin: Page, db: Database, west: Team
) -> None:
    ids = gather(db)
    with db.work() as session:
        there = update(Person).where(Person.id.in_(ids[:120]))
        session.execute(there.values(home_team_id=west.id))
    change_id = begun(admin, "team", to_team=west.id)
    shown = admin.get(f"/people/changes/{change_id}")
    assert shown.has("120 people: on West already", "Crowd 00099", "And 20 more people.")
    assert "Crowd 00100" not in shown.text


def test_a_team_that_is_archived_meanwhile_stops_it(admin: Page, db: Database, west: Team) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    bite(db, change_id)
    with db.work() as session:
        queries.get_team(session, west.id).archived_at = utcnow()
    found = finish(db, change_id)
    assert (found.state, on_team(db, west)) == ("failed", 200)
    why = "It stopped after 200 people: The team “West” was archived meanwhile."
    shown = admin.get(f"/people/changes/{change_id}")
    assert shown.has(why, "200 people moved.", "The other 250 people stay as they were.")
    assert admin.get("/inbox").has("Stopped: Move 450 people to West")
    assert admin.get("/audit").has("Had to stop “Move 450 people to West”: 200 of 450 changed")


def test_a_team_that_is_archived_before_it_begins_is_refused(
    admin: Page, db: Database, west: Team
) -> None:
    gather(db)
    with db.work() as session:
        queries.get_team(session, west.id).archived_at = utcnow()
    assert agree(admin, "team", 409, to_team=west.id).has("“West” was archived meanwhile")


def members(db: Database, segment_id: UUID) -> int:
    with db.reading() as session:
        inside = select(func.count()).where(SegmentMember.segment_id == segment_id)
        return session.scalar(inside) or 0


def test_a_segment_may_be_renamed_and_merged_meanwhile(
    admin: Page, root: Person, db: Database
) -> None:
    gather(db, 650)
    change_id = begun(admin, "put_in", to_segment="Enterprise")
    first = stored(db, change_id).segment_id
    assert first
    bite(db, change_id)
    with db.work() as session:
        segments.rename(session, root, first, "Large accounts")
    bite(db, change_id)
    assert members(db, first) == 400
    with db.work() as session:
        into = actions.add_segment(session, "Key accounts").id
        segments.merge(session, root, first, into)
    assert finish(db, change_id).state == "done"
    assert members(db, into) == 650
    with db.reading() as session:
        assert [name for _, name in queries.segment_names(session)] == ["Key accounts"]


def test_a_segment_that_is_deleted_meanwhile_stops_it(
    admin: Page, root: Person, db: Database
) -> None:
    gather(db)
    change_id = begun(admin, "put_in", to_segment="Enterprise")
    found = bite(db, change_id)
    assert found.segment_id
    with db.work() as session:
        segments.delete(session, root, found.segment_id)
    assert finish(db, change_id).problem == "The segment was deleted meanwhile."
    with db.reading() as session:
        assert queries.segment_names(session) == []


def test_an_admin_can_stop_it_in_the_middle(
    admin: Page, second: Person, db: Database, west: Team
) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    page = f"/people/changes/{change_id}"
    bite(db, change_id)
    other = Page(admin.app).sign_in(second)
    assert other.get(page).has("Stop here")
    shown = other.follow(other.submit(f"{page}/stop", {}))
    assert shown.has("It stopped after 200 people: Sam Second stopped it. 200 people moved.")
    assert "Stop here" not in shown.text
    assert (finish(db, change_id).done, on_team(db, west)) == (200, 200)
    other.submit(f"{page}/stop", {})
    assert (entries(db, "stopped_change"), entries(db, "changed_many")) == (1, 0)
    assert admin.get("/inbox").has("Stopped: Move 450 people to West", "Sam Second stopped it.")


@pytest.mark.parametrize("how", ["was deactivated", "is no longer an admin"])
def test_it_stops_when_whoever_asked_may_no_longer_do_it(
    admin: Page, root: Person, second: Person, db: Database, west: Team, how: str
) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    bite(db, change_id)
    with db.work() as session:
        asked = queries.with_team(session, root.id)
        if how == "was deactivated":
            actions.deactivate(session, asked, second)
        else:
            actions.change_roles(session, asked, {Role.rep}, second)
    finish(db, change_id)
    shown = Page(admin.app).sign_in(second).get(f"/people/changes/{change_id}")
    assert shown.has(f"Rut Admin, who asked for it, {how}.", "The other 250 people stay")
    assert on_team(db, west) == 200


def test_whoever_asked_being_erased_takes_it_along(
    admin: Page, root: Person, db: Database, west: Team
) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    with db.work() as session:
        session.execute(delete(PeopleChange).where(PeopleChange.id == change_id))
    background.go_on(db, change_id)
    assert on_team(db, west) == 0


def test_a_fault_of_ours_stops_it_with_a_sentence(
    admin: Page, db: Database, west: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(db)
    change_id = begun(admin, "team", to_team=west.id)
    with db.work() as session:
        session.get_one(PeopleChange, change_id).text = "no id\n" * 450
    finish(db, change_id)
    shown = admin.get(f"/people/changes/{change_id}")
    assert shown.has("Something went wrong on our side. Nobody was changed.", "other 450 people")


def test_all_whom_it_deactivates_are_brought_back_together_once_it_is_done(
    admin: Page, root: Person, db: Database
) -> None:
    gather(db)
    change_id = begun(admin, "deactivate")
    at = bite(db, change_id).step_at
    assert at
    assert "deactivated together" not in admin.get("/people").text
    early = admin.submit("/people/change/undo", {"at": at.isoformat()}, 409)
    assert early.has("People are still being deactivated: 200 of 450.")
    finish(db, change_id)
    assert inactive(db) == 450
    listed = admin.get("/people?q=crowd&standing=deactivated")
    assert listed.has("450 people were deactivated together")
    page = admin.get(f"/people/changes/{change_id}")
    assert page.has("Was that a slip?")
    back = id_of(admin.submit("/people/change/undo", {"at": hidden(page)["at"]}))
    assert admin.get(f"/people/changes/{back}").heading == "Reactivate 450 people"
    finish(db, back)
    assert (inactive(db), entries(db, "reactivated")) == (0, 450)
    assert "Was that a slip?" not in admin.get(f"/people/changes/{change_id}").text


def test_the_time_to_undo_begins_at_the_end_of_a_long_wait(admin: Page, db: Database) -> None:
    gather(db)
    change_id = begun(admin, "deactivate")
    bite(db, change_id)
    long_ago = utcnow() - timedelta(minutes=9)
    with db.work() as session:
        gone = update(Person).where(Person.deactivated_at.is_not(None))
        session.execute(gone.values(deactivated_at=long_ago))
        session.get_one(PeopleChange, change_id).step_at = long_ago
    found = finish(db, change_id)
    assert found.step_at
    assert found.step_at > utcnow() - many.FRESH
    with db.reading() as session:
        moments = session.scalars(
            select(Person.deactivated_at).where(Person.deactivated_at.is_not(None)).distinct()
        )
        assert moments.all() == [found.step_at]


def test_a_stopped_deactivation_can_be_undone_as_well(
    admin: Page, root: Person, db: Database
) -> None:
    gather(db)
    change_id = begun(admin, "deactivate")
    bite(db, change_id)
    with db.work() as session:
        session.get_one(PeopleChange, change_id).text = "no id\n" * 450
    finish(db, change_id)
    page = admin.get(f"/people/changes/{change_id}")
    assert page.has("It stopped after 200 people:", "200 people deactivated", "Was that a slip?")
    admin.submit("/people/change/undo", {"at": hidden(page)["at"]})
    assert inactive(db) == 0


def test_people_are_taken_out_of_a_segment_and_reactivated_by_the_hundred(
    admin: Page, db: Database
) -> None:
    gather(db)
    put = finish(db, begun(admin, "put_in", to_segment="Enterprise"))
    taken = finish(db, begun(admin, "take_out", to_segment="Enterprise"))
    zoned = finish(db, begun(admin, "timezone", timezone="Asia/Tokyo"))
    assert (put.changed, taken.changed, zoned.changed) == (450, 450, 450)
    with db.reading() as session:
        tokyo = select(func.count()).where(Person.timezone == "Asia/Tokyo")
        assert session.scalar(tokyo) == 450
        assert session.scalar(select(func.count()).select_from(SegmentMember)) == 0
        told = session.scalars(select(AuditEntry.action)).all()
    assert told.count("put_in_segment") == told.count("took_out_of_segment") == 450
