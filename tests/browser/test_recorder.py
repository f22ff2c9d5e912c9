"""Recording in a real Chromium with a fake camera, on the product as `make run` starts it."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from practice.people.models import Person
from practice.recordings.models import AssetState
from practice.takes.models import Take
from tests.axe import accessible
from tests.browser.rep import Rep, rep_in
from tests.chromium import new_person
from tests.product import Product

pytestmark = pytest.mark.browser

KEPT = "document.querySelector('ft-recorder').handing.recording"
COUNTDOWN_MS = 3_000
AT_ITS_BEGINNING = """video => video.readyState > 1 && Number.isFinite(video.duration)
    && !video.seeking && video.currentTime < 0.1"""


@pytest.fixture
def rep(product: Product, browser: Browser) -> Iterator[Rep]:
    context = new_person(browser, product.url, viewport={"width": 640, "height": 900})
    with rep_in(context, product, product.url) as made:
        yield made
    context.close()


def wait_until_kept(rep: Rep, more_ms: int) -> None:
    """Record until so much more has been handed over, and lies on this device."""
    rep.page.evaluate(f"window.enough = {KEPT}.kept.recorded_ms + {more_ms}")
    rep.page.wait_for_function(f"() => {KEPT}.kept.recorded_ms > window.enough")
    rep.page.evaluate(f"{KEPT}.isEmpty()")  # answers after all that came is written


def test_what_the_recorder_made_is_what_the_store_keeps(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(5)
    rep.stop()
    digest = rep.page.evaluate("digestOfAll()")
    rep.page.get_by_role("link", name="Submit this take…").click()
    expect(rep.page.locator("ft-player video")).to_be_visible()
    asset = rep.settled()
    assert asset.sha256 == digest
    assert asset.state == AssetState.ready
    assert abs(asset.duration_ms - asset.recorded_ms) < 1500
    assert asset.has_sound


def test_what_was_recorded_can_be_watched_at_once_unmirrored(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(3)
    rep.stop()
    replay = rep.page.locator("[data-part=replay]")
    video = replay.element_handle()
    rep.page.wait_for_function(AT_ITS_BEGINNING, arg=video)
    replay.evaluate("video => video.play()")
    rep.page.wait_for_function("video => video.currentTime > 0.2", arg=video)
    assert replay.evaluate("video => getComputedStyle(video).scale") == "none"
    live = rep.page.locator("[data-part=live]")
    assert live.evaluate("video => getComputedStyle(video).scale") == "-1 1"


def test_a_tab_that_died_leaves_a_take_that_one_other_tab_can_send(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(1)
    wait_until_kept(rep, 3_000)
    tabs = [rep.context.new_page(), rep.context.new_page()]
    rep.page.close(run_before_unload=False)
    for tab in tabs:
        tab.goto("/practice")
        expect(tab.get_by_text(re.compile(r"We kept your 0:(0[3-9]|[1-5]\d) take"))).to_be_visible()
    rep.page, late = tabs
    rep.button("Finish sending").click()
    rep.page.wait_for_url("**/takes/**")
    late.get_by_role("button", name="Finish sending").click()
    expect(late.get_by_text("Another tab has dealt with this take already.")).to_be_visible()
    expect(late.locator("ft-kept-takes .callout")).to_have_count(0)
    asset = rep.watchable()
    assert (asset.sentence, asset.finished_by_server) == ("", False)


def test_a_store_that_always_says_no_is_told_soon_and_the_take_can_be_saved(rep: Rep) -> None:
    rep.open_recorder()
    rep.page.route("**/store/**", lambda route: route.fulfill(status=400))
    rep.record(3)
    rep.button("Stop").click()
    expect(rep.page.get_by_text("turning this recording away")).to_be_visible()
    accessible(rep.page)
    with rep.page.expect_download() as saved:
        rep.button("Download it").click()
    assert saved.value.suggested_filename == "Price objections.mp4"
    rep.page.unroute("**/store/**")
    rep.button("Try again").click()
    expect(rep.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()


def test_offline_in_the_middle_loses_nothing(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(3)
    rep.context.set_offline(True)
    rep.wait(5)
    rep.button("Stop").click()
    expect(rep.page.get_by_text("You are offline.", exact=False)).to_be_visible()
    rep.context.set_offline(False)
    expect(rep.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    asset = rep.watchable()
    assert (asset.sentence, asset.sha256) == ("", rep.page.evaluate("digestOfAll()"))


def test_offline_from_start_to_end_is_sent_when_the_network_is_back(rep: Rep) -> None:
    rep.open_recorder()
    rep.context.set_offline(True)
    rep.record(5)
    rep.button("Stop").click()
    rep.wait(1)
    rep.context.set_offline(False)
    expect(rep.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    asset = rep.watchable()
    assert (asset.sentence, asset.sha256) == ("", rep.page.evaluate("digestOfAll()"))


def test_a_session_that_ends_while_recording_goes_on_after_signing_in(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(2)
    rep.context.clear_cookies()
    rep.wait(4)
    rep.button("Stop").click()
    expect(rep.page.get_by_text("Sign in again to finish sending", exact=False)).to_be_visible()
    with rep.context.expect_page() as opened:
        rep.page.get_by_role("link", name="Sign in in a new tab").click()
    rep.sign_in(opened.value)
    expect(rep.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    asset = rep.watchable()
    assert (asset.sentence, asset.sha256) == ("", rep.page.evaluate("digestOfAll()"))


# Counts how often the recorder could have looked, by the clock of its page, while it recorded on.
STOP_CAMERA = """() => {
    const recorder = document.querySelector("ft-recorder");
    let ms = recorder.ms;
    window.unseen = 0;
    recorder.querySelector("[data-part=live]").srcObject.getVideoTracks()[0].stop();
    setInterval(() => {
        if (recorder.ms > ms) window.unseen += 1;
        ms = recorder.ms;
    }, 200);
}"""


def test_a_camera_that_left_and_a_tab_that_died_make_segments_of_one_take(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(2.5)
    rep.page.evaluate(STOP_CAMERA)  # without a word from the browser
    expect(rep.page.get_by_text("Your camera stopped.", exact=False)).to_be_visible()
    assert rep.page.evaluate("window.unseen") <= 10, "that is two seconds"
    rep.button("Go on").click()
    expect(rep.button("Pause")).to_be_visible()
    wait_until_kept(rep, 1_500)
    survivor = rep.context.new_page()
    rep.page.close(run_before_unload=False)
    rep.page = survivor
    rep.page.goto("/")
    rep.page.get_by_role("link", name="Go on recording").click()
    expect(rep.page.get_by_text("take is here. Go on when you are ready.")).to_be_visible()
    assert "kept=" not in rep.page.url
    rep.button("Go on").click()
    expect(rep.button("Pause")).to_be_visible()
    wait_until_kept(rep, 1_500)
    rep.stop()
    expect(rep.page.get_by_text("We kept your")).to_have_count(0)
    asset = rep.watchable()
    assert [one.position for one in rep.segments(asset)] == [0, 1, 2]
    assert not asset.finished_by_server
    assert asset.duration_ms > 4_000  # what a dead tab had not handed over yet is gone


UNSHARE = "document.querySelector('ft-recorder').room.source.inputs[0].track.stop()"


def test_the_screen_is_recorded_with_the_camera_which_goes_on_without_it(rep: Rep) -> None:
    rep.open_recorder()
    rep.page.get_by_role("radio", name="Screen and camera").check()
    expect(rep.page.locator("ft-recorder[data-mode=screen][data-state=ready]")).to_be_visible()
    rep.record(3)
    rep.page.evaluate(UNSHARE)
    expect(rep.page.get_by_text("Sharing has ended. Your camera goes on.")).to_be_visible()
    expect(rep.button("Pause")).to_be_visible()
    rep.wait(3)
    rep.stop()
    asset = rep.watchable()
    assert (asset.kind.value, asset.sentence) == ("screen", "")
    assert [one.position for one in rep.segments(asset)] == [0, 1]
    assert asset.duration_ms > 4_000


def test_a_restart_leaves_no_take_behind(rep: Rep) -> None:
    rep.open_recorder()
    rep.record(2)
    began = time.monotonic()
    rep.button("Start over").click()
    expect(rep.button("Stop")).to_be_visible()
    rep.wait(3)
    rep.button("Stop").click()
    since_then = (time.monotonic() - began) * 1000
    expect(rep.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()
    asset = rep.watchable()
    assert asset.recorded_ms < since_then - COUNTDOWN_MS + 500
    with rep.db.reading() as session:
        mine = session.scalars(select(Take).where(Take.person_id == asset.owner_id)).all()
    assert sorted(take.state.value for take in mine) in (["recorded"], ["deleted", "recorded"])


def test_a_file_from_elsewhere_takes_the_same_way(rep: Rep) -> None:
    rep.open_recorder()
    file = Path(__file__).parents[1] / "media" / "files" / "chrome-webm-vp8.webm"
    rep.page.set_input_files("[data-part=file]", file)
    expect(rep.page.get_by_text("Your file is here and is being checked.")).to_be_visible()
    asset = rep.watchable()
    assert (asset.kind.value, asset.sentence) == ("import", "")


def test_a_file_whose_page_went_away_goes_on_when_it_is_chosen_again(rep: Rep) -> None:
    rep.open_recorder()
    folder = Path(__file__).parents[1] / "media" / "files"
    rep.page.route("**/store/**", lambda route: route.abort())
    rep.page.set_input_files("[data-part=file]", folder / "chrome-webm-vp8.webm")
    expect(rep.page.get_by_text("Trying again", exact=False)).to_be_visible()
    survivor = rep.context.new_page()
    rep.page.close(run_before_unload=False)
    rep.page = survivor
    rep.page.goto("/practice")
    kept = rep.page.locator("ft-kept-takes")
    words = "chrome-webm-vp8.webm: 0% sent. Choose the same file to go on."
    expect(kept.get_by_text(words)).to_be_visible()
    kept.locator("input").set_input_files(folder / "chrome-mp4-avc1.mp4")
    expect(rep.page.get_by_text("That is another file.", exact=False)).to_be_visible()
    kept.locator("input").set_input_files(folder / "chrome-webm-vp8.webm")
    rep.page.wait_for_url("**/takes/**")
    asset = rep.watchable()
    assert (asset.kind.value, asset.sentence) == ("import", "")


def test_a_file_that_is_no_video_is_refused_before_it_is_sent(rep: Rep, tmp_path: Path) -> None:
    rep.open_recorder()
    wrong = tmp_path / "notes.pdf"
    wrong.write_text("not a video")
    rep.page.set_input_files("[data-part=file]", wrong)
    expect(rep.page.get_by_text("isn’t a video or audio file", exact=False)).to_be_visible()
    theirs = select(Take).join(Person, Person.id == Take.person_id)
    with rep.db.reading() as session:
        assert session.scalars(theirs.where(Person.email == rep.email)).all() == []


NO_CAMERA = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) =>
  wanted.video ? Promise.reject(new DOMException("none", "NotFoundError")) : ask(wanted);
"""


def test_without_a_camera_the_sound_alone_is_recorded(rep: Rep) -> None:
    rep.context.add_init_script(NO_CAMERA)
    rep.open_recorder()
    picture = rep.page.get_by_role("region", name="Camera")
    expect(picture.get_by_text("Sound only", exact=True)).to_be_visible()
    rep.record(4)
    rep.stop()
    asset = rep.watchable()
    assert (asset.has_sound, asset.has_video, asset.sentence) == (True, False, "")
    rep.page.get_by_role("link", name="Submit this take…").click()
    expect(rep.page.locator("ft-player").get_by_text("Sound only")).to_be_visible()


def test_every_state_of_the_recorder_is_free_of_what_axe_finds(rep: Rep) -> None:
    rep.open_recorder()
    accessible(rep.page)
    rep.record(2)
    accessible(rep.page)
    rep.button("Pause").click()
    expect(rep.page.get_by_text("Paused", exact=True)).to_be_visible()
    accessible(rep.page)
    rep.stop()
    accessible(rep.page)
