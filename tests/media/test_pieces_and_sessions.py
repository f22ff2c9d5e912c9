"""Joining pieces as far as they follow, and cutting a file where a recorder restarted."""

import hashlib
import os
from pathlib import Path

import pytest

from media.errors import BrokenPieces
from media.pieces import CHUNK, PieceFile, join
from media.playable import spoken
from media.sessions import session_starts, split
from tests.media.make import joined, make_recording, own


def piece(tmp_path: Path, body: bytes) -> PieceFile:
    path = tmp_path / body.decode()
    path.write_bytes(body)
    return PieceFile(path, hashlib.sha256(body).hexdigest())


def test_pieces_are_joined_in_order(tmp_path: Path):
    made = join([piece(tmp_path, b"one"), piece(tmp_path, b"two")], tmp_path / "whole")
    assert made.path.read_bytes() == b"onetwo"
    assert (made.used, made.expected, made.size, made.is_whole) == (2, 2, 6, True)
    assert made.sha256 == hashlib.sha256(b"onetwo").hexdigest()


def test_joining_stops_at_the_first_hole(tmp_path: Path):
    one, two, three = (piece(tmp_path, body) for body in (b"one", b"two", b"three"))
    two.path.unlink()
    for pieces in ([one, None, three], [one, two, three], [one, PieceFile(three.path, "00"), one]):
        made = join(pieces, tmp_path / "whole")
        assert (made.path.read_bytes(), made.used, made.is_whole) == (b"one", 1, False)
        assert (made.size, made.sha256) == (3, hashlib.sha256(b"one").hexdigest())


def test_pieces_of_any_size_join_to_what_their_digest_says(tmp_path: Path):
    bodies = [os.urandom(size) for size in (CHUNK * 2 + 1, 1, CHUNK)]
    pieces = []
    for number, body in enumerate(bodies):
        (tmp_path / str(number)).write_bytes(body)
        pieces.append(PieceFile(tmp_path / str(number), hashlib.sha256(body).hexdigest()))
    made = join(pieces, tmp_path / "whole")
    assert made.path.read_bytes() == b"".join(bodies)
    assert made.sha256 == hashlib.sha256(b"".join(bodies)).hexdigest()


@pytest.mark.parametrize("pieces", [[], [None], [None, None]])
def test_nothing_to_join_is_said(tmp_path: Path, pieces: list[None]):
    with pytest.raises(BrokenPieces):
        join(pieces, tmp_path / "whole")


def test_one_session_is_left_alone(tmp_path: Path):
    for name in ("chrome-mp4-avc1.mp4", "chrome-webm-vp8.webm", "speech.wav"):
        assert split(own(name), tmp_path) == [own(name)]
    assert list(tmp_path.iterdir()) == []


def test_restarts_are_found_in_webm_and_mp4(tmp_path: Path):
    assert len(session_starts(own("chrome-restart.webm"))) == 2
    phone = make_recording(tmp_path / "phone.mp4", 1, "mp4-phone")
    parts = [own("chrome-mp4-avc1.mp4"), phone, own("chrome-mp4-avc1.mp4")]
    cuts = split(joined(tmp_path / "three.mp4", *parts), tmp_path)
    assert [one.read_bytes() for one in cuts] == [one.read_bytes() for one in parts]


def test_the_magic_bytes_alone_are_no_session(tmp_path: Path):
    body = own("chrome-webm-vp8.webm").read_bytes()
    (tmp_path / "a.webm").write_bytes(body + b"\x1a\x45\xdf\xa3" + os.urandom(100))
    assert session_starts(tmp_path / "a.webm") == [0]


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 100, b"\0\0\0\1ftyp" + bytes(20), b"\0\0\0\0ftyp" * 4, os.urandom(500)]
)
def test_nonsense_is_one_session(tmp_path: Path, body: bytes):
    (tmp_path / "x").write_bytes(body)
    assert session_starts(tmp_path / "x") == [0]


@pytest.mark.parametrize(
    ("ms", "words"), [(3600, "3.6 s"), (6000, "6 s"), (59_900, "59.9 s"), (125_000, "2:05 min")]
)
def test_lengths_are_said_as_people_say_them(ms: int, words: str):
    assert spoken(ms) == words
