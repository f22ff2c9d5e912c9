"""What we copied is known by its table of samples, which must say what a look inside finds."""

import random
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.copied import known
from media.errors import EncodeFailed
from media.probe import probe
from media.remux import remux
from media.tracks import Probe
from media.verify import ANY, read_back, same_length
from tests.media.cameras import Camera, Microphone, film
from tests.media.make import cut, make_recording, own, turn
from tests.media.mp4 import patched

FFMPEG = find_ffmpeg()
LATE = Camera(starts=0.3, microphone=Microphone(starts=1.1))
HOLE = Camera(seconds=13.0, flashes=(0.5, 1.0, 11.4, 12.1), hole=(1.5, 11.3))


def copied(source: Path, folder: Path) -> tuple[Path, Probe]:
    """The packets of a recording in a seekable file, and the facts about the recording."""
    facts = probe(source)
    made, _ = remux(FFMPEG, source, facts, folder / "made")
    return made, facts


@pytest.fixture
def phone(tmp_path: Path) -> tuple[Path, Probe]:
    """With pictures that are shown in another order than they are decoded."""
    return copied(make_recording(tmp_path / "a.mp4", 2, "mp4-phone", extra=("-bf", "2")), tmp_path)


def looked_into(made: Path) -> Probe:
    return probe(made, ANY, ours=True)


@pytest.mark.parametrize("name", ["chrome-mp4-avc1.mp4", "chrome-720p-avc1.mp4"])
def test_the_table_of_a_copied_browser_recording_says_what_a_look_inside_finds(
    tmp_path: Path, name: str
):
    made, facts = copied(own(name), tmp_path)
    assert known(made, facts) == looked_into(made)


@pytest.mark.parametrize("kind", ["mp4-h264", "mp4-phone", "mp4-audio", "mp4-mute"])
def test_the_table_says_the_same_of_every_kind(tmp_path: Path, kind: str):
    made, facts = copied(make_recording(tmp_path / "a.mp4", 2, kind), tmp_path)
    assert known(made, facts) == looked_into(made)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_picture_is_known_as_turned(tmp_path: Path, angle: int):
    flat = make_recording(tmp_path / "a.mp4", 1, "mp4-phone")
    made, facts = copied(turn(flat, tmp_path / "b.mp4", angle), tmp_path)
    found = known(made, facts)
    assert found
    assert found.video
    assert (found.video.rotation - angle) % 360 == 0
    assert found == looked_into(made)


@pytest.mark.parametrize(
    "camera",
    [
        pytest.param(Camera(options={"preset": "fast"}), id="B-frames"),
        pytest.param(LATE, id="tracks that begin late"),
        pytest.param(HOLE, id="a hole of ten seconds"),
    ],
)
def test_times_are_those_that_a_look_inside_finds(tmp_path: Path, camera: Camera):
    made, facts = copied(film(tmp_path / "a.mp4", camera), tmp_path)
    assert known(made, facts) == looked_into(made)


def test_a_copy_that_lost_its_end_is_no_copy(tmp_path: Path, phone: tuple[Path, Probe]):
    made, facts = phone
    short = cut(tmp_path / "short.mp4", made, 0.8)
    for source in (facts, None):
        with pytest.raises(EncodeFailed, match="couldn’t prepare"):
            read_back(short, source)


def test_a_copy_that_is_too_short_or_lacks_a_track_is_refused(phone: tuple[Path, Probe]):
    made, facts = phone
    assert same_length(made, 2000, 2000, facts)
    with pytest.raises(EncodeFailed):
        same_length(made, 3000, 2000, facts)
    with pytest.raises(EncodeFailed):
        same_length(made, 2000, None, facts)


@pytest.mark.parametrize(
    "other",
    [
        {"setup": "0" * 16},
        {"packets": 49},
        {"codec": "hevc"},
        {"width": 320},
        {"rotation": 90},
        {"tilted": True},
        {"sar": (4, 3)},
        {"hdr": True},
    ],
    ids=lambda one: next(iter(one)),
)
def test_another_picture_has_to_be_looked_at(phone: tuple[Path, Probe], other: dict[str, object]):
    made, facts = phone
    assert facts.video
    changed = replace(facts.video, **other)  # type: ignore[arg-type]
    assert known(made, replace(facts, video=changed)) is None
    assert read_back(made, replace(facts, video=changed)) == looked_into(made)


def test_a_track_more_or_less_has_to_be_looked_at(phone: tuple[Path, Probe]):
    made, facts = phone
    assert known(made, replace(facts, audio=None)) is None
    assert known(made, replace(facts, video=None)) is None


@pytest.mark.parametrize("box", ["stts", "ctts", "stsz", "stss", "stsc", "stco", "elst"])
def test_a_table_that_claims_billions_of_samples_is_not_believed(
    tmp_path: Path, phone: tuple[Path, Probe], box: str
):
    made, facts = phone
    body = made.read_bytes()
    assert box.encode() in body
    for offset in (4, 8):  # how many lines, and how often the first holds
        (tmp_path / "b.mp4").write_bytes(patched(body, box, offset, struct.pack(">I", 0xFFFFFFF0)))
        found = known(tmp_path / "b.mp4", facts)
        assert found is None or found.duration_ms < 1000 * ANY.minutes * 60


def test_one_changed_byte_of_the_table_never_breaks_the_reading(
    tmp_path: Path, phone: tuple[Path, Probe]
):
    made, facts = phone
    body, chance = made.read_bytes(), random.Random(7)
    for _ in range(500):
        changed = bytearray(body)
        changed[chance.randrange(body.index(b"mdat"))] ^= 1 << chance.randrange(8)
        (tmp_path / "b.mp4").write_bytes(changed)
        found = known(tmp_path / "b.mp4", facts)
        assert found is None or found.size == len(body)


@pytest.mark.parametrize("body", [b"", b"\0" * 4096, b"moov" * 999, b"\0\0\0\x08moov"])
def test_what_is_no_mp4_is_not_known(tmp_path: Path, phone: tuple[Path, Probe], body: bytes):
    (tmp_path / "b.mp4").write_bytes(body)
    assert known(tmp_path / "b.mp4", phone[1]) is None
