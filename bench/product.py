"""What a person notices, on the whole product as `make run` starts it.

How long a three-minute take needs from *finish* until it plays and seeks, and whether the web
processes keep their memory while two gigabytes go through the folder store.
"""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import av

from bench.visitor import Visitor, visitor
from media.binaries import find_ffmpeg
from practice.settings import load_settings
from practice.store import store_of
from tests.product import Product, embedded

MIB = 1024**2
SEND_EVERY_S = 4
PIECE = 32 * MIB
RECORDED = ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]
MIME = "video/mp4;codecs=avc1.42E01F,opus"


def long_take(source: Path, folder: Path, seconds: int) -> Path:
    """The same recording over and over, packet by packet, in fragments as a recorder writes."""
    made = folder / f"take-{seconds}.mp4"
    looped = ["-stream_loop", "-1", "-i", str(source), "-t", str(seconds), "-c", "copy"]
    command = [find_ffmpeg(), "-y", "-loglevel", "error", *looped, *RECORDED, str(made)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return made


# ---- from finish to playable ------------------------------------------------------------------


@dataclass(frozen=True)
class Waited:
    """Seconds on the wall after *finish* was answered, for a take of so many seconds."""

    take_s: int
    bytes: int
    pieces: int
    playable_s: float
    ready_s: float


def wait_after_finish(source: Path, folder: Path, seconds: int = 180) -> Waited:
    """Send a take in pieces, finish it, and look until its middle can be fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    take = long_take(source, folder, seconds)
    body = take.read_bytes()
    size = len(body) * SEND_EVERY_S // seconds
    with embedded(folder / "waiting") as product, visitor(product) as rep:
        begun = rep.begin()
        recording, take_id = begun["recording"], begun["take"]
        chunks = [body[start : start + size] for start in range(0, len(body), size)]
        pieces = [rep.send_piece(recording, n, one, MIME) for n, one in enumerate(chunks)]
        whole = {"position": 0, "mime_type": MIME, "video_ms": seconds * 1000,
                 "audio_ms": seconds * 1000, "pieces": pieces}  # fmt: skip
        began = time.perf_counter()
        manifest = {"segments": [whole], "recorded_ms": seconds * 1000}
        rep.tell(f"/recordings/{recording}/finish", manifest)
        rep.wait(recording, "watchable", 120)
        url = rep.ask(f"/takes/{take_id}/media")["url"]
        rep.fetch(url, 0)
        rep.fetch(url, len(body) // 2)
        playable = time.perf_counter() - began
        seeks(rep, url, folder / "fetched", seconds)
        rep.wait(recording, "settled", 600)
        ready = time.perf_counter() - began
    return Waited(seconds, len(body), len(pieces), playable, ready)


def seeks(rep: Visitor, url: str, path: Path, seconds: int) -> None:
    """Fetch the file as a player does, and make sure that its last third is found at once."""
    # The server says 416 behind the end.
    with path.open("wb") as whole, suppress(AssertionError):
        while True:
            whole.write(rep.fetch(url, whole.tell()))
    with av.open(str(path)) as container:
        assert container.duration
        assert abs(container.duration / 1e6 - seconds) < 1, "not as long as what was sent"
        stream = container.streams.video[0]
        container.seek(int(seconds * 2 / 3 / (stream.time_base or 1)), stream=stream)
        frame = next(container.decode(stream))
        assert frame.time is not None
        assert seconds / 2 < frame.time <= seconds * 2 / 3 + 1, "does not seek"


# ---- memory of the web processes --------------------------------------------------------------


@dataclass
class Memory:
    """Resident megabytes of all web processes together: before, at most, afterwards."""

    start_mb: float
    sent_bytes: int = 0
    fetched_bytes: int = 0
    seen: list[float] = field(default_factory=list)

    @property
    def peak_mb(self) -> float:
        return max(self.seen)

    @property
    def end_mb(self) -> float:
        return self.seen[-1]


def memory_while_moving(folder: Path, most_bytes: int = 2048 * MIB) -> Memory:
    """Send two gigabytes in pieces of 32 MiB, then fetch all of it in ranges as players do."""
    room = str(most_bytes)
    with embedded(folder / "memory", MAX_TAKE_BYTES=room) as product, visitor(product) as rep:
        warm_up(rep)
        watched = Memory(web_memory(product))
        _send(rep, product, watched, most_bytes // PIECE)
        _fetch(rep, product, watched)
        return watched


def warm_up(rep: Visitor) -> None:
    """Let every web process load what it loads once."""
    recording = rep.begin()["recording"]
    for position in range(16):
        rep.send_piece(recording, position, bytes(MIB), MIME)
        rep.ask(f"/recordings/{recording}")


def _send(rep: Visitor, product: Product, watched: Memory, pieces: int) -> None:
    recording = rep.begin()["recording"]
    for position in range(pieces):
        body = position.to_bytes(4) + bytes(PIECE - 4)
        rep.send_piece(recording, position, body, MIME)
        watched.sent_bytes += len(body)
        watched.seen.append(web_memory(product))


def _fetch(rep: Visitor, product: Product, watched: Memory) -> None:
    store = store_of(load_settings(product.env))
    for one in sorted(store.list(), key=lambda one: one.key):
        if one.size < PIECE:
            continue
        url = store.sign_get(one.key, 3600, "video/mp4")
        for first in range(0, one.size, MIB):
            watched.fetched_bytes += len(rep.fetch(url, first))
        watched.seen.append(web_memory(product))


def web_memory(product: Product) -> float:
    """Resident megabytes of the web server's processes."""
    listed = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,rss=,comm="], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()]
    family = _descendants({int(pid): int(parent) for pid, parent, *_ in rows}, product)
    web = [row for row in rows if int(row[0]) in family and row[3] == "ft-web"]
    assert web, "no web server is running"
    return sum(int(row[2]) for row in web) / 1024


def _descendants(parents: dict[int, int], product: Product) -> set[int]:
    found = {process.pid for process in product.parts.values()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found
