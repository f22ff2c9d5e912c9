"""The inbox: one's own, the new things first, opened by going where they lead."""

from datetime import timedelta

from practice.db import Database, utcnow
from practice.notices import queries
from practice.notices.actions import tell
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person
from tests import factories
from tests.client import Page


def somebody_told(db: Database, *titles: str, kind: NoticeKind = NoticeKind.nudge) -> Person:
    with db.work() as session:
        priya = factories.person(session, "Priya")
        for title in titles:
            tell(session, priya, kind, title, title, "Soon, please.", "/progress")
    return priya


def the_notice(db: Database) -> Notice:
    with db.reading() as session:
        return session.query(Notice).one()


def test_new_things_come_first_and_the_bell_counts_them(db: Database, page: Page) -> None:
    priya = somebody_told(db, "Read one", "New one")
    with db.work() as session:
        notice = session.query(Notice).filter_by(title="Read one").one()
        notice.read_at, notice.created_at = utcnow(), utcnow() - timedelta(days=2)
    shown = page.sign_in(priya).get("/inbox")
    assert shown.text.index("New one") < shown.text.index("Read one")
    assert shown.has("Inbox, 1 new")


def test_opening_one_marks_it_read_and_goes_where_it_leads(db: Database, page: Page) -> None:
    page.sign_in(somebody_told(db, "Dana nudged you"))
    answer = page.submit(f"/inbox/{the_notice(db).id}/open")
    assert answer.response.headers["Location"] == "/progress"
    assert the_notice(db).read_at is not None
    assert not page.get("/inbox").has("1 new")


def test_opening_it_again_keeps_the_first_time(db: Database, page: Page) -> None:
    page.sign_in(somebody_told(db, "Dana nudged you"))
    page.submit(f"/inbox/{the_notice(db).id}/open")
    first = the_notice(db).read_at
    page.submit(f"/inbox/{the_notice(db).id}/open")
    assert the_notice(db).read_at == first


def test_all_can_be_marked_read_at_once_but_only_ones_own(db: Database, page: Page) -> None:
    priya, tom = somebody_told(db, "One", "Two"), somebody_told(db, "Three")
    page.sign_in(priya).submit("/inbox/read")
    with db.reading() as session:
        assert queries.unread_count(session, priya) == 0
        assert queries.unread_count(session, tom) == 1


def test_another_persons_notice_looks_like_none(db: Database, page: Page) -> None:
    somebody_told(db, "For Priya")
    with db.work() as session:
        tom = factories.person(session, "Tom")
    page.sign_in(tom).submit(f"/inbox/{the_notice(db).id}/open", status=404)
    assert the_notice(db).read_at is None
    assert not page.get("/inbox").has("For Priya")


def test_invitations_stand_in_no_inbox(db: Database, page: Page) -> None:
    priya = somebody_told(db, "You’re invited", kind=NoticeKind.invite)
    shown = page.sign_in(priya).get("/inbox")
    assert shown.has("Nothing here yet")
    assert not shown.has("You’re invited")


def test_an_empty_inbox_offers_one_thing_to_do(db: Database, page: Page) -> None:
    shown = page.sign_in(somebody_told(db)).get("/inbox")
    assert shown.has("Nothing here yet")
    assert "/practice" in shown.links


def test_older_ones_are_a_page_away(db: Database, page: Page) -> None:
    priya = somebody_told(db, *[f"Notice {n}" for n in range(60)])
    page.sign_in(priya).submit("/inbox/read")
    assert "/inbox?from=50" in page.get("/inbox").links
    assert page.get("/inbox?from=50").html.count('class="picture"') == 10


def test_what_is_written_in_a_notice_is_shown_as_text(db: Database, page: Page) -> None:
    priya = somebody_told(db, "<script>alert(1)</script>")
    shown = page.sign_in(priya).get("/inbox")
    assert shown.has("<script>alert(1)</script>")


def test_telling_the_same_twice_is_one_notice(db: Database) -> None:
    priya = somebody_told(db, "Once")
    with db.work() as session:
        assert tell(session, priya, NoticeKind.nudge, "Once", "Once") is None
        assert queries.unread_count(session, priya) == 1
