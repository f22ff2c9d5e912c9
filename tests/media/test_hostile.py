"""Every class of hostile file ends in a state with a name, soon, and touches nothing else."""

import hashlib
import re
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from media import jail
from media.binaries import find_ffmpeg
from media.errors import MediaError, OutOfTime, TooBig, TooLong, Unreadable
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.probe import probe
from media.runner import Limits, run
from tests.media.canary import Canary
from tests.media.hostile import FILES, Kit, mishandled

FFMPEG = find_ffmpeg()
SECONDS = 30  # far more than any of them takes on a quiet machine
A_SENTENCE = re.compile(r"[A-Z][^\n/\\{}\[\]<>]{10,160}\.")

READY, PARTIAL, UNREADABLE, TOO_BIG, TOO_LONG = "ready", "partial", "unreadable", "big", "long"
DAMAGED = {READY, PARTIAL, UNREADABLE}  # what is left decides
WATCHABLE = {READY, PARTIAL}
REFUSED = {UNREADABLE}
EXPECTED: dict[str, set[str]] = {
    "webm cut at 2%": DAMAGED,
    "webm cut at 30%": WATCHABLE,
    "webm cut at 60%": WATCHABLE,
    "webm cut at 95%": WATCHABLE,
    "webm swapped": WATCHABLE,
    "webm duplicated": WATCHABLE,
    "webm flipped": DAMAGED,
    "mp4 cut at 2%": REFUSED,
    "mp4 cut at 30%": {PARTIAL},
    "mp4 cut at 60%": WATCHABLE,
    "mp4 cut at 95%": WATCHABLE,
    "mp4 swapped": WATCHABLE,
    "mp4 duplicated": WATCHABLE,
    "mp4 flipped": DAMAGED,
    "fragments cut at 2%": REFUSED,
    "fragments cut at 30%": DAMAGED,
    "fragments cut at 60%": WATCHABLE,
    "fragments cut at 95%": WATCHABLE,
    "fragments swapped": DAMAGED,
    "fragments duplicated": WATCHABLE,
    "fragments flipped": DAMAGED,
    "no bytes": REFUSED,
    "one byte": REFUSED,
    "zeros": REFUSED,
    "noise": REFUSED,
    "noise behind an mp4 head": REFUSED,
    "noise behind a webm head": REFUSED,
    "text": REFUSED,
    "mp4 without moov": REFUSED,
    "mp4 without mdat": REFUSED,
    "fragments without moov": REFUSED,
    "mp4 claims ten hours": WATCHABLE,
    "mp4 claims no length": WATCHABLE,
    "mp4 claims a negative length": WATCHABLE,
    "webm claims ten hours": {READY},
    "webm claims a negative length": {READY},
    "webm claims 1e308": WATCHABLE,
    "webm claims NaN": {READY},
    "mp4 timescale 0": {UNREADABLE, TOO_LONG},
    "fragments timescale 0": {UNREADABLE, TOO_LONG},
    "stsz bomb": REFUSED,
    "stsz bomb of one size": DAMAGED,
    "stts bomb": REFUSED,
    "stts bomb of one entry": {PARTIAL, UNREADABLE},
    "stsc bomb": REFUSED,
    "stco bomb": DAMAGED,
    "elst bomb": DAMAGED,
    "trun bomb": REFUSED,
    "both bombs at once": DAMAGED,
    "chunks out of range": REFUSED,
    "chunks all in one place": {PARTIAL},
    "boxes in boxes": REFUSED,
    "a box of 2^63 bytes": {PARTIAL},
    "a compressed index that unpacks": REFUSED,
    "134 megapixels claimed": {PARTIAL},
    "134 megapixels": {TOO_BIG},
    "120,000 tiny frames": {TOO_BIG},
    "mp4 with a day between": {TOO_LONG},
    "webm with a day between": {TOO_LONG},
    "hls": REFUSED,
    "hls behind an mp4 head": REFUSED,
    "dash": REFUSED,
    "concat": REFUSED,
    "sdp": REFUSED,
    "dref url to a file": {PARTIAL},
    "dref url to an address": {PARTIAL},
    "dref alias": REFUSED,
    "encrypted": REFUSED,
    "gzip": REFUSED,
    "gzip bomb": REFUSED,
    "mp4 of 121 streams": {READY},
    "mkv of 121 streams": {READY},
    "mp4 with a huge title": {READY},
    "mkv with a huge title": {READY},
    "mpeg-4 part 2": REFUSED,
    "mjpeg": REFUSED,
    "prores": REFUSED,
    "theora": REFUSED,
    "ffv1": REFUSED,
    "pcm": {PARTIAL},
    "flac": REFUSED,
    "avi": REFUSED,
    "transport stream": REFUSED,
    "animated gif": REFUSED,
    "zero matrix": {READY},
    "matrix of the smallest numbers": {READY},
    "matrix of noise": {READY},
    "void elements": {READY},
    "an endless void": DAMAGED,
    "chapters in chapters": DAMAGED,
    "tags in tags": DAMAGED,
    "an attachment": {READY},
    "mkv with subtitles": {READY},
    "mp4 with subtitles": {READY},
}
POINTING = ["hls", "hls behind an mp4 head", "dash", "concat", "sdp", "dref url to a file",
            "dref url to an address", "dref alias"]  # fmt: skip


def test_the_canary_tells_when_it_is_touched(kit: Kit, canary: Canary) -> None:
    canary.arm()
    assert not canary.was_read()
    if not shutil.copy(canary.path, kit.folder / "copy") or not canary.was_read():
        pytest.skip("this disk does not note when a file is read")
    assert not canary.was_called()
    with socket.create_connection(canary.server.getsockname()):
        assert canary.was_called()


def test_every_class_has_its_end_written_down() -> None:
    assert list(EXPECTED) == list(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_a_named_state_and_touches_nothing(
    name: str, kit: Kit, canary: Canary, tmp_path: Path
) -> None:
    body = kit.file(name)
    piece, work = tmp_path / "piece", tmp_path / "work"
    piece.write_bytes(body)
    work.mkdir(mode=0o700)
    canary.arm()
    began = time.monotonic()
    state, sentence = outcome(piece, work)
    assert state in EXPECTED[name], sentence
    assert not sentence or A_SENTENCE.fullmatch(sentence)
    assert time.monotonic() - began < SECONDS
    assert not canary.was_read()
    assert not canary.was_called()
    assert piece.read_bytes() == body
    assert {path.name for path in tmp_path.iterdir()} == {"piece", "work"}


@pytest.mark.faults
@pytest.mark.parametrize("kind", ["webm", "mp4", "fragments", "indexed"])
@pytest.mark.parametrize("seed", range(50))
def test_any_accident_ends_in_a_named_state(kind: str, seed: int, kit: Kit, tmp_path: Path) -> None:
    piece, work = tmp_path / "piece", tmp_path / "work"
    piece.write_bytes(mishandled(getattr(kit, kind), seed))
    work.mkdir(mode=0o700)
    began = time.monotonic()
    state, sentence = outcome(piece, work)
    assert state in {READY, PARTIAL, UNREADABLE, TOO_BIG, TOO_LONG}
    assert not sentence or A_SENTENCE.fullmatch(sentence)
    assert time.monotonic() - began < SECONDS


def outcome(piece: Path, work: Path) -> tuple[str, str]:
    """The state a recording ends in, and what its rep is told."""
    digest = hashlib.sha256(piece.read_bytes()).hexdigest()
    try:
        made = make_playable([SegmentFiles([PieceFile(piece, digest)])], work, ffmpeg=FFMPEG)
        done = make_renditions(made.path, made.probe, work, ffmpeg=FFMPEG)
    except MediaError as error:
        return named(error), error.sentence
    assert all(one.path.stat().st_size for one in done.outputs)
    assert made.originals[0].read_bytes() == piece.read_bytes()
    assert all(b"<script" not in one.path.read_bytes() for one in done.outputs)
    sentence = made.sentence or done.sentence
    return (PARTIAL if sentence else READY), sentence


def named(error: MediaError) -> str:
    match error:
        case TooBig():
            return TOO_BIG
        case TooLong():
            return TOO_LONG
    return "to be tried again" if error.temporary else UNREADABLE


@pytest.mark.parametrize("name", POINTING)
def test_what_points_elsewhere_is_not_followed_even_without_the_jail(
    name: str, kit: Kit, canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists of containers and protocols hold alone: two locks, each tried by itself."""
    monkeypatch.setattr("media.runner.confinement", lambda command, _: ({}, list(command)))
    (tmp_path / "bait.mp4").write_bytes(kit.file(name))
    canary.arm()
    with suppress(Unreadable):
        assert probe(tmp_path / "bait.mp4").unread == ("picture",)
    assert not canary.was_read()
    assert not canary.was_called()


@pytest.mark.skipif(not jail.landlock_version(), reason="this kernel has no Landlock")
@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("hls", ["-f", "hls", "-allowed_extensions", "ALL", "-extension_picky", "0"]),
        ("concat", ["-f", "concat", "-safe", "0"]),
        ("dref alias", ["-f", "mov", "-enable_drefs", "1", "-use_absolute_path", "1"]),
    ],
)
def test_what_points_elsewhere_finds_nothing_even_without_the_lists(
    name: str,
    flags: list[str],
    kit: Kit,
    canary: Canary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An ffmpeg with every door open goes there, unless it is in the jail."""
    (tmp_path / "bait.mp4").write_bytes(kit.file(name))
    opened = [*flags, "-protocol_whitelist", "file,http,tcp,concat,crypto"]
    command = [FFMPEG, "-y", *opened, "-i", "bait.mp4", "-map", "0", "-c", "copy", "out.mkv"]
    canary.arm()
    run(command, tmp_path, Limits(wall_seconds=20))
    assert not canary.was_read()
    assert not canary.was_called()
    monkeypatch.setattr("media.runner.confinement", lambda asked, _: ({}, list(asked)))
    with suppress(OutOfTime):  # the address answers nothing
        run(command, tmp_path, Limits(wall_seconds=3))
    assert canary.was_read(), "else this bait proves nothing"
