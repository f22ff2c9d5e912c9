"""Does HLS earn its place? One MP4 against the same as HLS, in Chromium on slow lines.

    python -m bench.hls [--recordings FOLDER] [--minutes 3 20] [--json FILE]

For takes of two lengths, as one MP4, as an MP4 in fragments, and as HLS, on the folder store and on
Swift: how long until the first picture, how long a jump to two thirds takes, with how many
requests and bytes. The line is slowed down by Chromium's own network emulation. What we made of it
stands in docs/decisions/progressive-or-hls.md.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from bench.clock import spend
from bench.sources import H264, LONGER_H264
from media.binaries import find_ffmpeg
from media.storage import Store, open_store
from practice.settings import load_settings
from practice.store import store_of
from tests.chromium import chromium
from tests.product import embedded
from tests.stores import swift

LINES = {"1.5 Mb/s": (1500, 100), "400 kb/s": (400, 150)}  # kilobits a second, ms of delay
SIZES = {"720p": ("1280:720", "23", "3000k", "128k"), "360p": ("640:360", "25", "700k", "56k")}
FRAGMENTS = ["-movflags", "frag_keyframe+empty_moov+default_base_moof+global_sidx"]
FRAGMENTS += ["-min_frag_duration", "4000000"]
PATIENCE_MS = 90_000
HLS = "application/vnd.apple.mpegurl"
ADDRESS = re.compile(r'(?m)^(?!#)(\S+)$|URI="([^"]+)"')
PLAY = """([src, patience]) => new Promise((resolve) => {
  document.body.replaceChildren();
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  const began = performance.now();
  const done = (how) => resolve({ how, ms: performance.now() - began });
  video.requestVideoFrameCallback(() => done(""));
  video.addEventListener("error", () => done(`error ${video.error?.message}`));
  setTimeout(() => done("too slow"), patience);
  video.src = src;
  void video.play().catch(() => {});
})"""
SEEK = """([to, patience]) => new Promise((resolve) => {
  const video = document.querySelector("video");
  const began = performance.now();
  const done = (how) => resolve({ how, ms: performance.now() - began });
  const look = (_, frame) => {
    if (Math.abs(frame.mediaTime - to) < 3) done(""); else video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  setTimeout(() => done("too slow"), patience);
  video.currentTime = to;
})"""


@dataclass
class Wire:
    """What went over the line since it was last asked."""

    requests: int = 0
    bytes: int = 0

    def listen(self, devtools: CDPSession) -> None:
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.dataReceived", self._got)

    def _asked(self, _: Any) -> None:
        self.requests += 1

    def _got(self, told: Any) -> None:
        self.bytes += told["encodedDataLength"] or told["dataLength"]

    def taken(self) -> tuple[int, int]:
        """Requests and bytes, counted from zero again."""
        found = (self.requests, self.bytes)
        self.requests = self.bytes = 0
        return found


@dataclass(frozen=True)
class Seen:
    """One playing: milliseconds, requests and bytes to the first picture and for one jump.

    `how` is empty when both worked.
    """

    start_ms: int
    start_requests: int
    start_bytes: int
    seek_ms: int
    seek_requests: int
    seek_bytes: int
    how: str = ""


@dataclass
class Made:
    """A take in one size: the MP4, the same in fragments with one index in front, and as HLS;
    and what making the HLS cost.
    """

    mp4: Path
    fragments: Path
    playlist: Path
    seconds: int
    hls_cpu_s: float
    segments: list[Path] = field(default_factory=list)


def make(source: Path, size: str, minutes: int, folder: Path) -> Made:
    """A take of so many minutes as we publish it, and the same packets as HLS."""
    folder.mkdir(parents=True)
    short, mp4 = folder / "short.mp4", folder / "main.mp4"
    scale, crf, most, sound = SIZES[size]
    x264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", crf, "-maxrate", most]
    x264 += ["-bufsize", f"{2 * int(most[:-1])}k", "-g", "50", "-r", "25", "-vf", f"scale={scale}"]
    aac = ["-c:a", "aac", "-b:a", sound, "-ac", "2"]
    _ffmpeg(folder, "-i", str(source), *x264, *aac, str(short))
    looped = ["-stream_loop", "-1", "-i", str(short), "-t", str(60 * minutes), "-c", "copy"]
    _ffmpeg(folder, *looped, "-movflags", "+faststart", str(mp4))
    fragments = folder / "fragments.mp4"
    _ffmpeg(folder, "-i", str(mp4), "-c", "copy", *FRAGMENTS, str(fragments))
    playlist = folder / "hls.m3u8"
    cut = ["-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    named = ["-hls_segment_filename", str(folder / "segment-%04d.m4s")]
    cost = _ffmpeg(folder, "-i", str(mp4), "-c", "copy", "-f", "hls", *cut, *named, str(playlist))
    segments = [*sorted(folder.glob("segment-*.m4s")), folder / "init.mp4"]
    return Made(mp4, fragments, playlist, 60 * minutes, cost, segments)


def _ffmpeg(folder: Path, *arguments: str) -> float:
    cost = spend([find_ffmpeg(), "-nostdin", "-y", "-loglevel", "error", *arguments], folder)
    assert cost.code == 0, cost.said
    return cost.cpu_s


def stored(made: Made, store: Store, name: str) -> dict[str, str]:
    """Put all forms into a store; answers their signed addresses.

    Every line of a playlist needs a signature of its own, so it is written for each viewing.
    """
    addresses = {}
    for segment in made.segments:
        key = f"{name}/{segment.name}"
        store.upload(segment, key, "video/mp4")
        addresses[segment.name] = store.sign_get(key, 3600, "video/mp4")
    signed = made.playlist.with_name("signed.m3u8")
    signed.write_text(
        ADDRESS.sub(lambda found: _signed(found, addresses), made.playlist.read_text())
    )
    store.upload(made.mp4, f"{name}/main.mp4", "video/mp4")
    store.upload(made.fragments, f"{name}/fragments.mp4", "video/mp4")
    store.upload(signed, f"{name}/signed.m3u8", HLS)
    return {
        "MP4": store.sign_get(f"{name}/main.mp4", 3600, "video/mp4"),
        "fragments": store.sign_get(f"{name}/fragments.mp4", 3600, "video/mp4"),
        "HLS": store.sign_get(f"{name}/signed.m3u8", 3600, HLS),
    }


def _signed(found: re.Match[str], addresses: dict[str, str]) -> str:
    return addresses[found[1]] if found[1] else f'URI="{addresses[found[2]]}"'


def watch(browser: Browser, page_url: str, src: str, seconds: int, line: str) -> Seen:
    """Open a blank player on a slow line, play, jump to two thirds."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(page_url)
    devtools, wire = context.new_cdp_session(page), Wire()
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    slow_down(devtools, *LINES[line])
    wire.listen(devtools)
    try:
        return _watched(page, wire, src, seconds)
    finally:
        context.close()


def slow_down(devtools: CDPSession, kilobits: int, delay_ms: int) -> None:
    """Make the page's line this slow."""
    each_way = kilobits * 1000 / 8
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": delay_ms, "downloadThroughput": each_way,
         "uploadThroughput": each_way},
    )  # fmt: skip


def _watched(page: Page, wire: Wire, src: str, seconds: int) -> Seen:
    began = page.evaluate(PLAY, [src, PATIENCE_MS])
    start = wire.taken()
    if began["how"]:
        return Seen(round(began["ms"]), *start, 0, 0, 0, began["how"])
    sought = page.evaluate(SEEK, [seconds * 2 / 3, PATIENCE_MS])
    return Seen(round(began["ms"]), *start, round(sought["ms"]), *wire.taken(), sought["how"])


def measure(source: Path, minutes: list[int], folder: Path) -> Iterator[dict[str, Any]]:
    """Every length, size, store, line and form, one after the other."""
    with ExitStack() as stack:
        product = stack.enter_context(embedded(folder / "product"))
        s3 = stack.enter_context(swift(folder / "swift", origin=product.url))
        stores: dict[str, Store] = {
            "folder": store_of(load_settings(product.env)),
            "Swift": open_store(s3),
        }
        browser = stack.enter_context(chromium())
        for length in minutes:
            for size in SIZES:
                name = f"{length}-{size}"
                made = make(source, size, length, folder / name)
                yield {"minutes": length, "size": size} | weight(made)
                for place, store in stores.items():
                    addresses = stored(made, store, name)
                    signed = made.playlist.with_name("signed.m3u8").stat().st_size
                    yield {"minutes": length, "size": size, "store": place, "playlist": signed}
                    for line in LINES:
                        for form, src in addresses.items():
                            url = product.url + src if src.startswith("/") else src
                            seen = watch(browser, f"{product.url}/sign-in", url, made.seconds, line)
                            where = {"store": place, "line": line, "form": form}
                            yield {"minutes": length, "size": size} | where | asdict(seen)


def weight(made: Made) -> dict[str, Any]:
    """What both forms take in storage and work."""
    return {
        "mp4_bytes": made.mp4.stat().st_size,
        "hls_bytes": sum(path.stat().st_size for path in made.segments),
        "hls_objects": len(made.segments) + 1,
        "hls_cpu_s": made.hls_cpu_s,
    }


def main() -> None:
    """Measure and print; with a file name, keep it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--recordings", type=Path)
    parser.add_argument("--minutes", type=int, nargs="+", default=[3, 20])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    longer = asked.recordings / LONGER_H264 if asked.recordings else H264
    source, rows = longer if longer.is_file() else H264, []
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(source, asked.minutes, Path(folder)):
            print(json.dumps(row), flush=True)
            rows.append(row)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
