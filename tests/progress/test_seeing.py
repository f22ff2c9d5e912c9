"""Growth, the leaders' page and the filters, as those see them who lead."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from practice.db import Database, utcnow
from practice.people.models import PeopleSegment, Role, SegmentMember, Team
from practice.progress import figures_views, views
from practice.reviews.models import Review
from tests import factories
from tests.client import Page, Shown
from tests.progress.test_assessment import give, scored
from tests.progress.world import Org, days_ago, org, reviewed
from tests.statements import statements

BEGIN, FRAME = 1, 5  # who is signed in, and the two numbers in the bar of every page


@pytest.fixture
def made(db: Database) -> Org:
    with db.work() as session:
        return org(session)


def test_growth_tells_first_from_best_and_every_count_opens_who_it_is(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        scored(session, made, (2, 2), days=9)
        scored(session, made, (4, 5), days=6)
        last = scored(session, made, (3, 4), days=1)
    shown = page.sign_in(made.dana).get("/team/growth")
    assert shown.has("60-second pitch", "First submission 2.0", "Best submission 4.5 +2.5")
    assert shown.has("Priya Raman 3 2.0 4.5")
    (link,) = [link for link in shown.links if "level=3" in link]
    who = page.get(link.partition("#")[0])
    assert f"/submissions/{last.id}" in who.links
    assert page.sign_in(made.olga).get("/team/growth").has("No levels yet")
    assert page.get(f"/team/growth?scenario={made.pitch.scenario_id}").has("Show everything")


def test_every_number_of_how_far_people_lie_apart_opens_who_they_are(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        zoe = factories.person(session, "Zoe Hart", team=made.west)
        handed_in = {
            rep.name: scored(session, made, levels, rep=rep)
            for rep, levels in ((made.priya, (2, 3)), (made.tom, (5, 4)), (zoe, (3, 3)))
        }
    shown = page.sign_in(made.dana).get("/team/growth")
    assert shown.html.count("stretch=") == 7, "people, five marks, and the middle half"
    [numbers] = [link for link in shown.links if "stretch=" in link]
    who = page.get(numbers.partition("#")[0])
    assert who.has(f"{made.tom.name} 4.5", "Zoe Hart 3.0", "Priya Raman 2.5")
    assert {f"/submissions/{each.id}" for each in handed_in.values()} <= set(who.links)
    nobody = page.get("/team/growth?stretch=2020-01-06")
    assert "mean level of each" not in nobody.text


def test_very_many_people_come_in_pages_and_each_list_has_its_own(
    db: Database, page: Page, made: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_views, "PAGE", 2)
    with db.work() as session:
        people = [factories.person(session, f"Rep {n}", team=made.west) for n in range(3)]
        for rep in people:
            for days, levels in ((3, (2, 3)), (1, (4, 4))):  # in one stretch on any day
                scored(session, made, levels, rep=rep, days=days)
    shown = page.sign_in(made.dana).get("/team/growth")
    assert shown.has("mean of 3 people", "Rep 0", "Rep 1", "1–2 of 3")
    assert "Rep 2" not in shown.text
    rest = page.get("/team/growth?from=2")
    assert rest.has("mean of 3 people", "Rep 2 2 2.5 4.0", "3–3 of 3")
    assert "Rep 0" not in rest.text
    link = next(link for link in shown.links if "level=4" in link)
    who = page.get(link.partition("#")[0].replace("level=4", "level=4&from=2"))
    assert who.has("Rep 2"), "the list that was opened goes on"
    assert who.has("Rep 0"), "the others begin where they begin"
    (stretch,) = {link for link in shown.links if "stretch=" in link and "from" not in link}
    assert page.get(f"{stretch.partition('#')[0]}&from=2").has("3–3 of 3")


def test_the_leaders_page_puts_first_who_lets_people_wait(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        boss = factories.person(session, "Bo Hart", Role.manager)
        top = factories.team(session, "Leads", boss)
        for manager in (made.dana, made.olga):
            session.merge(manager).home_team_id = top.id
        for days in (12, 11, 10):
            take = factories.take(session, made.priya, made.pitch, at=days_ago(days))
            reviewed(session, take, made.dana, timedelta(hours=36))
        take = factories.take(session, made.mara, made.pitch, at=days_ago(8))
        factories.submission(session, take, reviewer=made.olga).created_at = days_ago(5.5)
        factories.target(session, made.tom, made.pitch, due_at=days_ago(2))
    shown = page.sign_in(boss).get("/leaders")
    assert shown.text.index("Olga Reed") < shown.text.index("Dana Moss")
    assert shown.has("Dana Moss 3 1.5 days – –", "Olga Reed – – 1")
    assert shown.has("West Dana Moss 0 of 2 3 3 0 1", "East Olga Reed 0 of 1 1 1 1 0")
    (waits,) = {link for link in shown.links if "waiting" in link and str(made.olga.id) in link}
    assert page.get(waits).has("Mara Silva", "reviewed by Olga Reed", "Waiting now 1")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.5, "under an hour"), (1, "1 hour"), (24, "1 day"), (36, "1.5 days"), (240, "10 days")],
)
def test_a_span_is_said_as_one_would_say_it(app: Flask, hours: float, words: str) -> None:
    said = app.jinja_env.get_template("progress/_span.html").module
    assert said.days(timedelta(hours=hours)) == words  # type: ignore[attr-defined]


def test_what_nobody_reviews_yet_and_the_last_feedback_open_their_lists(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        old = factories.take(session, made.priya, made.pitch, at=days_ago(200))
        reviewed(session, old, made.dana, timedelta(hours=3))
        take = factories.take(session, made.tom, made.pitch, at=days_ago(3))
        factories.submission(session, take, reviewer=None).created_at = days_ago(3)
    shown = page.sign_in(made.eve).get("/leaders")
    assert shown.has("Peers, or nobody yet – – 1 3 days ago")
    (waits,) = {link for link in shown.links if "unassigned=yes" in link}
    listed = page.get(waits)
    assert listed.has("with peers, or no reviewer yet", made.tom.name, "Waiting now 1")
    assert not listed.has(made.priya.name)
    (last,) = {link for link in shown.links if "latest" in link and str(made.dana.id) in link}
    assert page.get(last).has("Latest feedback · reviewed by Dana Moss", made.priya.name)
    everybody = page.get("/team/takes?show=latest")
    assert not everybody.has("Latest feedback"), "of everybody it is what came back lately"


def test_what_peers_reviewed_counts_and_opens_the_list_of_it(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        for _ in range(3):
            take = factories.take(session, made.tom, made.pitch, at=days_ago(5))
            reviewed(session, take, made.mara, timedelta(days=1)).reviewer_id = None
        take = factories.take(session, made.priya, made.pitch, at=days_ago(5))
        reviewed(session, take, made.dana, timedelta(days=1))
    shown = page.sign_in(made.eve).get("/leaders")
    assert shown.has("Peers, or nobody yet 3 1 day – – –")
    (theirs,) = {link for link in shown.links if "unassigned=yes" in link}
    assert shown.html.count("unassigned=yes") == 2, "how many, and how fast"
    listed = page.get(theirs)
    assert listed.has("with peers, or no reviewer yet", made.tom.name, "Reviewed 3")
    assert not listed.has(made.priya.name)


def test_a_leaders_page_ends_at_the_line_of_its_reader(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        take = factories.take(session, made.priya, made.pitch, at=days_ago(3))
        factories.submission(session, take, reviewer=made.dana)
    shown = page.sign_in(made.olga).get("/leaders")
    assert shown.has("East")
    assert not shown.has("West")
    assert not shown.has("Dana Moss")
    page.get(f"/team/takes?show=waiting&reviewer={made.dana.id}", status=404)


def test_filters_stay_in_the_address_of_every_number(db: Database, page: Page, made: Org) -> None:
    with db.work() as session:
        other = factories.scenario(session, "Price objections")
        for days in (0, 100):
            factories.take(session, made.priya, made.pitch, at=days_ago(days))
        factories.take(session, made.tom, other)
    page.sign_in(made.dana)
    picked = f"scenario={made.pitch.scenario_id}&weeks=26"
    shown = page.get(f"/team?{picked}")
    assert shown.has("Takes 2 2 minutes", "Practiced this week 1 of 2")
    lists = [link for link in shown.links if link.startswith(("/team/takes", "/team/behind"))]
    assert lists
    for link in lists:
        assert f"scenario={made.pitch.scenario_id}" in link and "weeks=26" in link
    assert page.get(f"/team/takes?{picked}").has("Takes 2", "60-second pitch")
    page.get("/team?weeks=7", status=422)
    page.get(f"/team?scenario={made.west.id}", status=404)


def test_whoever_opens_a_team_from_the_list_of_all_keeps_what_was_chosen(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        new = PeopleSegment(name="New in fall")
        session.add(new)
        session.flush()
        session.add(SegmentMember(person_id=made.priya.id, segment_id=new.id))
        for person in (made.priya, made.tom):
            for days in (10, 60):
                factories.take(session, person, made.pitch, at=days_ago(days))
        factories.take(session, made.priya, factories.scenario(session, "Price objections"))
        asked = factories.take(session, made.mara, made.pitch)
        factories.submission(session, asked, reviewer=made.olga)
    picked = f"scenario={made.pitch.scenario_id}&segment={new.id}&weeks=4"
    shown = page.sign_in(made.eve).get(f"/team/takes?{picked}")
    assert shown.has("60-second pitch", "New in fall")
    (west,) = {link for link in shown.links if f"team={made.west.id}" in link}
    listed = page.get(west)
    assert listed.has("New in fall", "60-second pitch", "Takes 1", "Priya Raman")
    assert not listed.has("Tom Okafor")
    both = page.get(f"/team/takes?weeks=4&reviewer={made.olga.id}")
    (west,) = {link for link in both.links if f"team={made.west.id}" in link}
    assert page.get(west).has("Takes 3"), "who reviews for another team is no filter of this one"


def test_every_team_with_practice_has_a_page_also_one_that_is_archived(
    db: Database, page: Page, made: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    with db.work() as session:
        for name in ("Alpha", "Beta", "Zeta"):
            factories.team(session, name).archived_at = utcnow()
        zeta = session.query(Team).filter_by(name="Zeta").one()
        gone = factories.person(session, "Zoe Hart", team=zeta)
        for person in (gone, made.priya):
            factories.take(session, person, made.pitch)
    shown = page.sign_in(made.eve).get("/team/takes")
    assert shown.has("No take of the teams on this page matches."), "Alpha and Beta"
    shown = page.get(after(shown))
    assert shown.has("West 1 1")
    last = page.get(after(shown))
    assert last.has("Zeta 1 1")
    assert not after(last)


def after(shown: Shown) -> str:
    """Where *More* leads."""
    return next((a["href"] or "" for a in shown.look.all("a") if a.get("rel") == "next"), "")


def test_pages_ask_the_database_the_same_however_many_people_there_are(
    db: Database, page: Page, made: Org
) -> None:
    with db.work() as session:
        busy(session, made, made.west, 5)
    page.sign_in(made.dana)
    paths = ("/team", "/team?weeks=53", "/team/growth", "/leaders", "/team/behind", "/team/takes")
    few = asked(page, paths)
    assert max(few) <= BEGIN + FRAME + 12, few
    with db.work() as session:
        busy(session, made, made.west, 4)
    assert asked(page, paths) == few


def asked(page: Page, paths: Sequence[str]) -> list[int]:
    return [len(statements(page, path)) for path in paths]


def busy(session: Session, made: Org, team: Team, people: int) -> None:
    """So many more people with takes, feedback, levels, and something that is late."""
    for _ in range(people):
        rep = factories.person(session, team=team)
        for days in (2, 9):
            take = factories.take(session, rep, made.pitch, at=days_ago(days))
            sent = reviewed(session, take, made.dana, timedelta(hours=20))
            review = session.query(Review).filter_by(submission_id=sent.id).one()
            give(session, review, made, (2, 4))
        take = factories.take(session, rep, made.pitch, at=utcnow())
        factories.submission(session, take, reviewer=made.dana)
        factories.target(session, rep, made.pitch, due_at=days_ago(2))
