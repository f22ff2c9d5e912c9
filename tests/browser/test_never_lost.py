"""A take outlives what browsers, networks, devices and stores do to it.

Every fault is a real one: the browser's own switch, a killed process, a proxy that fails before
the product or before Swift. In the end the store holds the very bytes that the recorder made.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select

from practice.people.models import Person
from practice.recordings.models import MediaAsset, Piece, RenditionKind, Segment
from practice.settings import load_settings
from practice.store import store_of
from practice.takes.models import Take
from tests.between import BUSY, CUT, LATE, LOST, STALLED, Line, between
from tests.browser.rep import Rep, rep_in
from tests.chromium import Killable, killable, new_person
from tests.product import Product, embedded, free_port, settings_of
from tests.stores import swift
from tests.waiting import until

pytestmark = pytest.mark.browser

# Every chunk as it leaves the recorder, told to the test, which outlives the browser.
TELL_CHUNKS = """
const Told = window.MediaRecorder;
window.MediaRecorder = class extends Told {
  constructor(...more) {
    super(...more);
    let number = 0;
    this.addEventListener("dataavailable", (event) => {
      const mine = number++, reader = new FileReader();
      reader.onload = () => window.hear(mine, reader.result);
      reader.readAsDataURL(event.data);
    });
  }
};
"""
ARRIVED = "Your take is here."
TOLD_WITHIN = 2_000  # ms from the moment that a device is gone


@pytest.fixture
def line(product: Product) -> Iterator[Line]:
    """The way from the browser to the product, its store included."""
    with between(product.url) as opened:
        yield opened


@pytest.fixture
def rep(product: Product, browser: Browser, line: Line) -> Iterator[Rep]:
    context = new_person(browser, line.url, viewport={"width": 640, "height": 900})
    with rep_in(context, product, line.url) as made:
        yield made
    context.close()


def arrives(rep: Rep) -> None:
    expect(rep.page.get_by_text(ARRIVED, exact=False).last).to_be_visible()


def records(rep: Rep, seconds: int) -> None:
    """Record until the page says that so much is saved; a busy machine takes its time."""
    rep.button("Record").click()
    expect(rep.button("Stop")).to_be_visible()
    saved(rep, seconds)


def saved(rep: Rep, seconds: int) -> None:
    later = "|".join(str(passed) for passed in range(seconds, 60))
    words = re.compile(rf"(\b({later}) s|\d:\d\d) saved on this device")
    expect(rep.page.get_by_text(words)).to_be_visible()


def takes_of(rep: Rep) -> list[Take]:
    with rep.db.reading() as session:
        mine = select(Take).join(Person, Person.id == Take.person_id)
        return list(session.scalars(mine.where(Person.email == rep.email)))


def asset_of(rep: Rep) -> MediaAsset:
    """The recording of this rep's only take, as soon as it can be watched."""

    def watchable() -> MediaAsset | None:
        [take] = takes_of(rep)
        with rep.db.reading() as session:
            asset = session.get_one(MediaAsset, take.asset_id)
        return asset if asset.is_watchable else None

    return until("it can be watched", watchable, rest=rep.wait)


def check_whole(rep: Rep) -> None:
    """One take, whose bytes are the recorder's, that needed no mending on the server."""
    asset = asset_of(rep)
    assert asset.sha256 == rep.page.evaluate("digestOfAll()")
    assert (asset.sentence, asset.finished_by_server) == ("", False)


# ---- the network and the store --------------------------------------------------------------


def test_lost_answers_and_a_busy_store_lose_nothing_and_begin_one_take(
    rep: Rep, line: Line
) -> None:
    line.will(LOST, "POST", "/takes")
    line.will(BUSY, "PUT", "/store/", times=3)
    line.will(LOST, "PUT", "/store/")
    line.will(LOST, "POST", "/finish")
    rep.open_recorder()
    records(rep, 5)
    rep.button("Stop").click()
    arrives(rep)
    assert (line.met(LOST), line.met(BUSY)) == (3, 3)
    check_whole(rep)


def test_an_address_that_expired_on_the_way_is_asked_for_anew(rep: Rep, line: Line) -> None:
    line.will(LATE, "PUT", "/store/", seconds=3.5)
    rep.open_recorder()
    records(rep, 2)
    rep.button("Stop").click()
    arrives(rep)
    assert line.met(LATE) == 1
    check_whole(rep)


@pytest.mark.faults
def test_a_store_that_stalls_hangs_up_and_is_busy_five_times_gets_it_all(
    rep: Rep, line: Line
) -> None:
    line.will(STALLED, "PUT", "/store/")
    line.will(CUT, "PUT", "/store/", times=2)
    line.will(BUSY, "PUT", "/store/", times=5)
    rep.open_recorder()
    records(rep, 9)
    rep.button("Stop").click()
    arrives(rep)
    assert (line.met(STALLED), line.met(CUT), line.met(BUSY)) == (1, 2, 5)
    check_whole(rep)


@pytest.mark.faults
def test_ninety_seconds_offline_in_the_middle_lose_nothing(rep: Rep) -> None:
    rep.open_recorder()
    records(rep, 5)
    rep.context.set_offline(True)
    rep.wait(90)
    expect(rep.button("Stop")).to_be_visible()
    rep.context.set_offline(False)
    rep.wait(3)
    rep.button("Stop").click()
    arrives(rep)
    check_whole(rep)
    assert asset_of(rep).duration_ms > 95_000


@pytest.mark.faults
def test_swift_behind_a_bad_line_keeps_every_byte(browser: Browser, tmp_path: Path) -> None:
    port, public = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        swift(tmp_path / "swift", origin=url) as s3,
        between(s3.endpoint_url, public) as line,
        embedded(
            tmp_path / "data", port, **settings_of(s3),
            S3_PUBLIC_URL=line.url, UPLOAD_LINK_SECONDS="2",
        ) as product,
    ):  # fmt: skip
        context = new_person(browser, url)
        with rep_in(context, product, url) as rep:
            line.will(BUSY, "PUT", "/recordings/", times=5)
            line.will(LOST, "PUT", "/recordings/", times=2)
            line.will(LATE, "PUT", "/recordings/", seconds=3.5)
            line.will(STALLED, "PUT", "/recordings/")
            rep.open_recorder()
            records(rep, 9)
            rep.button("Stop").click()
            arrives(rep)
            assert [line.met(how) for how in (BUSY, LOST, LATE, STALLED)] == [5, 2, 1, 1]
            check_whole(rep)
        context.close()


# ---- the page and the browser ---------------------------------------------------------------


def test_a_page_that_dies_before_it_hears_of_its_take_goes_on_with_that_take(
    rep: Rep, line: Line
) -> None:
    line.will(LOST, "POST", "/takes", times=99)
    rep.open_recorder()
    records(rep, 5)
    assert line.met(LOST) > 0
    survivor = rep.context.new_page()
    rep.page.close(run_before_unload=False)
    line.heal()
    rep.page = survivor
    finish_kept(rep, line.url)
    asset_of(rep)
    assert len(takes_of(rep)) == 1


def finish_kept(rep: Rep, url: str) -> None:
    rep.page.goto(f"{url}/practice")
    expect(rep.page.get_by_text(re.compile(r"We kept your \d:\d\d take"))).to_be_visible()
    rep.button("Finish sending").click()
    rep.page.wait_for_url("**/takes/**")


class Heard:
    """The chunks of a recorder, in order, kept outside of its browser."""

    def __init__(self, context: BrowserContext) -> None:
        self.chunks: dict[int, bytes] = {}
        context.expose_binding("hear", self.hear)
        context.add_init_script(TELL_CHUNKS)

    def hear(self, _: object, number: int, data: str) -> None:
        self.chunks[number] = base64.b64decode(data.rpartition(",")[2])

    @property
    def whole(self) -> bytes:
        return b"".join(self.chunks[number] for number in sorted(self.chunks))

    def first(self, count: int) -> bytes:
        return b"".join(self.chunks[number] for number in range(count))


def stored(rep: Rep, product: Product, folder: Path) -> bytes:
    """The original as the store has it."""
    asset = asset_of(rep)
    with rep.db.reading() as session:
        original = session.get_one(MediaAsset, asset.id).rendition(RenditionKind.original)
        assert original
    store_of(load_settings(product.env)).download(original.key, folder / "original")
    content = (folder / "original").read_bytes()
    assert hashlib.sha256(content).hexdigest() == asset.sha256
    return content


@contextmanager
def same_rep_in(other: Killable, rep: Rep, url: str) -> Iterator[None]:
    rep.context, rep.page = other.context, other.context.new_page()
    if not other.context.cookies(url):
        rep.sign_in(rep.page)
    yield


def test_a_killed_browser_leaves_a_take_that_the_next_one_finishes(
    product: Product, browser: Browser, line: Line, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with killable(browser, profile) as first:
        heard = Heard(first.context)
        with rep_in(first.context, product, line.url) as rep:
            rep.open_recorder()
            records(rep, 4)
            said = len(heard.chunks)
            saved(rep, 6)
            first.kill()
            with killable(browser, profile) as second, same_rep_in(second, rep, line.url):
                finish_kept(rep, line.url)
                content = stored(rep, product, tmp_path)
    assert said >= 3
    assert content.startswith(heard.first(said))
    assert heard.whole.startswith(content) or content.startswith(heard.whole)


OPEN = "import('freethrow/recorder/spool.mjs').then((it) => it.openSpool())"
EMPTY = "void indexedDB.deleteDatabase('freethrow-recordings')"  # waits for whoever holds it


def test_a_page_left_while_it_opened_the_spool_keeps_no_later_page_waiting(
    product: Product, browser: Browser, line: Line, tmp_path: Path
) -> None:
    """Browsers keep pages that were left, asleep; those that tests start usually don't."""
    with (
        killable(browser, tmp_path / "profile") as own,
        rep_in(own.context, product, line.url) as rep,
    ):
        holder = own.context.new_page()
        holder.goto(f"{line.url}/practice")
        holder.evaluate(f"{OPEN}.then((spool) => void (window.held = spool))")
        holder.evaluate(EMPTY)
        rep.page.goto(f"{line.url}/practice")
        rep.page.evaluate(f"void {OPEN}")
        rep.page.goto(rep.record_path)
        rep.page.get_by_role("button", name="Accept and go to the camera").click()
        holder.close()  # in time: a recorder waits ten seconds for the spool, then does without
        expect(rep.button("Record")).to_be_visible()
        records(rep, 2)
        rep.button("Stop").click()
        arrives(rep)


@pytest.mark.faults
@pytest.mark.parametrize("was_offline", [False, True], ids=["online", "offline from the start"])
def test_a_browser_killed_while_it_stopped_leaves_every_byte(
    was_offline: bool, product: Product, browser: Browser, line: Line, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with killable(browser, profile) as first:
        heard = Heard(first.context)
        with rep_in(first.context, product, line.url) as rep:
            line.will(STALLED, "POST", "/finish", times=99)
            rep.open_recorder()
            first.context.set_offline(was_offline)
            records(rep, 6)
            rep.button("Stop").click()
            rep.wait(2)
            first.kill()
            line.heal()
            with killable(browser, profile) as second, same_rep_in(second, rep, line.url):
                finish_kept(rep, line.url)
                assert stored(rep, product, tmp_path) == heard.whole


# ---- the device -----------------------------------------------------------------------------


def test_a_device_that_fills_up_is_told_and_the_take_is_sent_all_the_same(
    rep: Rep, line: Line
) -> None:
    limit(rep, line.url, 500_000)  # some seconds; the browser looks again only when it is used up
    rep.open_recorder()
    rep.button("Record").click()
    expect(rep.button("Stop")).to_be_visible()
    told = rep.page.get_by_text("this device isn’t keeping a copy")
    expect(told).to_be_visible()
    rep.wait(2)
    rep.button("Stop").click()
    arrives(rep)
    check_whole(rep)


def limit(rep: Rep, origin: str, size: int) -> None:
    """How many bytes this site may keep from now on."""
    devtools = rep.context.new_cdp_session(rep.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})


@pytest.mark.faults
def test_a_second_tab_neither_offers_nor_spoils_what_the_first_is_recording(
    rep: Rep, line: Line
) -> None:
    rep.open_recorder()
    records(rep, 5)
    other = rep.context.new_page()
    other.goto(f"{line.url}/practice")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.get_by_text("We kept your")).to_have_count(0)
    other.close()
    rep.page.bring_to_front()
    rep.wait(2)
    rep.button("Stop").click()
    arrives(rep)
    check_whole(rep)
    with rep.db.reading() as session:
        asset = asset_of(rep)
        places = select(Segment.position, Piece.position).join(Piece.segment)
        sent = session.execute(places.where(Segment.asset_id == asset.id)).all()
    assert len(sent) == len(set(sent))
