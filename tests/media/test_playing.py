"""A real browser plays from the folder store, though no answer brings more than 1 MiB."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from media.binaries import find_ffmpeg
from media.folder import FolderStore
from media.plan import LowPlan, fitted, plan
from media.probe import probe
from media.ranges import MOST_BYTES
from media.remux import remux
from media.transcode import transcode
from tests.chromium import chromium
from tests.media.cameras import Camera, film
from tests.media.make import own
from tests.media.storefront import Shop

pytestmark = pytest.mark.browser

PLAY = """async (url) => {
    const video = document.createElement("video");
    video.muted = true;
    video.src = url;
    const reached = (name) => new Promise((done, fail) => {
        video.addEventListener(name, done, {once: true});
        video.addEventListener("error", () => fail(video.error.message), {once: true});
    });
    await reached("loadedmetadata");
    const duration = video.duration;
    video.currentTime = duration - 1;
    await reached("seeked");
    video.playbackRate = 4;
    await Promise.all([reached("ended"), video.play()]);
    return [duration, video.currentTime, video.videoWidth];
}"""


def stored(store: FolderStore, tmp_path: Path) -> dict[str, str]:
    """What the fast lane and the slow lane make of one recording, in the store."""
    source, ffmpeg = own("chrome-720p-avc1.mp4"), find_ffmpeg()
    facts = probe(source)
    fast, _ = remux(ffmpeg, source, facts, tmp_path / "fast")
    slow, poster, _ = transcode(ffmpeg, source, facts, plan(facts), tmp_path).outputs
    assert min(fast.stat().st_size, slow.path.stat().st_size) > MOST_BYTES
    store.upload(fast, "take/fast.mp4", "video/mp4")
    store.upload(slow.path, "take/main.mp4", "video/mp4")
    store.upload(poster.path, "take/poster.jpg", "image/jpeg")
    return {
        name: store.sign_get(f"take/{name}", 60, kind)
        for name, kind in (
            ("fast.mp4", "video/mp4"), ("main.mp4", "video/mp4"), ("poster.jpg", "image/jpeg"),
        )
    }  # fmt: skip


def opened(page: Page, shop: Shop) -> Page:
    """A page of the store's own origin, as the app's pages are."""
    page.route("**/page", lambda route: route.fulfill(body="<!doctype html>"))
    page.goto(shop.address("/page"))
    return page


def test_chromium_seeks_and_plays_to_the_end_and_shows_the_poster(
    folder_store: FolderStore, folder_shop: Shop, tmp_path: Path
):
    urls = stored(folder_store, tmp_path)
    with chromium() as browser:
        page = opened(browser.new_page(), folder_shop)
        for name in ("fast.mp4", "main.mp4"):
            duration, reached, width = page.evaluate(PLAY, urls[name])
            assert (duration, width) == (pytest.approx(8.0, abs=0.1), 1280)
            assert reached == pytest.approx(duration, abs=0.1)
        shown = page.evaluate(
            "async (url) => { const i = new Image(); i.src = url; await i.decode();"
            " return [i.naturalWidth, i.naturalHeight]; }",
            urls["poster.jpg"],
        )
        assert shown == [640, 360]


PIXEL = """async ([url, x, y]) => {
    const video = document.createElement("video");
    video.muted = true;
    video.src = url;
    document.body.append(video);
    const shown = new Promise((done, fail) => {
        video.requestVideoFrameCallback(done);
        video.onerror = () => fail(video.error.message);
    });
    await Promise.all([shown, video.play()]);
    video.pause();
    const again = new Promise((done) => video.requestVideoFrameCallback(done));
    video.currentTime = 0.1;
    await again;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0);
    const [across, down] = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
    return [...context.getImageData(across, down, 1, 1).data].slice(0, 3);
}"""
PLACES = {"top left": (0.12, 0.12), "top right": (0.88, 0.12)}
SHORT = Camera(seconds=0.4, flashes=(0.2,), microphone=None)


@pytest.mark.parametrize(
    ("camera", "corner"),
    [
        pytest.param(replace(SHORT, rotation=-90), "top right", id="turned"),
        pytest.param(replace(SHORT, tags="bt709"), "top left", id="small in BT.709"),
        pytest.param(
            replace(SHORT, size=(1280, 720), codec="libvpx", options={"cpu-used": "8"}),
            "top left",
            id="untagged HD",
        ),
    ],
)
def test_chromium_shows_the_same_colors_upright_in_every_file(
    camera: Camera, corner: str, folder_store: FolderStore, folder_shop: Shop, tmp_path: Path
):
    """What is watched at once, what is published, and the small one of it."""
    source, ffmpeg = film(tmp_path / "source.mkv", camera), find_ffmpeg()
    fast, facts = remux(ffmpeg, source, probe(source), tmp_path / "fast")
    planned = replace(plan(facts), low=LowPlan(*fitted(facts.video.shown, 96, 64)))
    made = transcode(ffmpeg, fast, facts, planned, tmp_path)
    shown = []
    with chromium() as browser:
        page = opened(browser.new_page(), folder_shop)
        for path in (fast, made.outputs[0].path, made.outputs[1].path):
            kind = f"video/{path.suffix[1:]}"
            folder_store.upload(path, f"take/{path.name}", kind)
            url = folder_store.sign_get(f"take/{path.name}", 60, kind)
            shown.append(page.evaluate(PIXEL, [url, *PLACES[corner]]))
    first, main, low = shown
    assert max(first) - min(first) > 100, "the mark is there"
    # Another matrix would move red by 10; blue suffers most from coding.
    assert main[:2] == pytest.approx(first[:2], abs=5)
    assert low[:2] == pytest.approx(first[:2], abs=5)


def test_a_script_that_fetches_without_a_range_gets_the_first_part_and_can_tell(
    folder_store: FolderStore, folder_shop: Shop, tmp_path: Path
):
    (tmp_path / "big").write_bytes(bytes(MOST_BYTES + 1))
    folder_store.upload(tmp_path / "big", "take/big", "video/mp4")
    url = folder_store.sign_get("take/big", 60, "video/mp4")
    with chromium() as browser:
        page = opened(browser.new_page(), folder_shop)
        answer = page.evaluate(
            "async (url) => { const r = await fetch(url); return [r.status,"
            " r.headers.get('content-range'), (await r.arrayBuffer()).byteLength]; }",
            url,
        )
    assert answer == [206, f"bytes 0-{MOST_BYTES - 1}/{MOST_BYTES + 1}", MOST_BYTES]
