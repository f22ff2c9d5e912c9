"""What a probe finds in real recordings, and how it refuses everything else."""

import os
from pathlib import Path

import av
import pytest

from media.errors import MediaError, TooBig, TooLong, Unreadable
from media.probe import Bounds, probe
from tests.media.make import cut, ffmpeg, make_recording, own, turn
from tests.media.mp4 import patched

VP8_START = b"\x9d\x01\x2a"  # what every keyframe begins with, and then its size


def test_a_chrome_webm_has_a_length_and_a_rate_though_its_header_has_none():
    found = probe(own("chrome-webm-vp8.webm"))
    assert found.video
    assert found.audio
    assert (found.container, found.video.codec, found.audio.codec) == ("webm", "vp8", "opus")
    assert (found.video.width, found.video.height, found.video.fps) == (640, 480, 15)
    assert found.duration_ms == pytest.approx(5950, abs=20)
    assert found.video.keyframe_gap_ms > 5000
    assert not found.broken


def test_a_chrome_mp4_shows_what_a_copy_needs_to_know():
    found = probe(own("chrome-720p-avc1.mp4"))
    assert found.video
    assert (found.container, found.video.codec, found.video.pix_fmt) == ("mp4", "h264", "yuv420p")
    assert (found.video.shown, found.video.level, found.video.fps) == ((1280, 720), 32, 30)
    assert found.video.keyframe_gap_ms < 1000
    assert found.video.bits_per_second == pytest.approx(1_360_000, rel=0.01)


def test_a_stopped_camera_shows_in_the_length_of_the_picture():
    found = probe(own("chrome-camstop.webm"))
    assert found.video
    assert found.audio
    assert found.video.duration_ms == pytest.approx(3390, abs=20)
    assert found.audio.duration_ms == pytest.approx(7980, abs=20)


@pytest.mark.parametrize(
    ("rotation", "shown"), [(0, (640, 360)), (90, (360, 640)), (180, (640, 360))]
)
def test_a_phone_video_is_shown_upright(tmp_path: Path, rotation: int, shown: tuple[int, int]):
    made = make_recording(tmp_path / "a.mp4", 1, "mp4-phone")
    turned = turn(made, tmp_path / "b.mp4", rotation)
    found = probe(turned).video
    assert found
    assert (found.shown, abs(found.rotation)) == (shown, rotation)


def test_pixels_that_are_not_square_count_in_the_shown_size(tmp_path: Path):
    made = make_recording(tmp_path / "a.mp4", 1, "mp4-phone", extra=("-vf", "setsar=2/1"))
    found = probe(made).video
    assert found
    assert (found.width, found.shown) == (640, (1280, 360))


def test_sound_alone_and_picture_alone_are_fine(tmp_path: Path):
    assert probe(make_recording(tmp_path / "a.webm", 1, "webm-audio")).video is None
    assert probe(make_recording(tmp_path / "b.webm", 1, "webm-mute")).audio is None


def test_a_damaged_first_picture_does_not_hide_the_others(tmp_path: Path):
    body = make_recording(tmp_path / "a.webm", 2, extra=("-g", "10")).read_bytes()
    (tmp_path / "b.webm").write_bytes(body.replace(VP8_START, b"xxx", 1))
    found = probe(tmp_path / "b.webm").video
    assert found
    assert found.shown == (640, 360)
    (tmp_path / "c.webm").write_bytes(body.replace(VP8_START, b"xxx"))
    left = probe(tmp_path / "c.webm")
    assert (left.video, left.unread) == (None, ("picture",))
    assert left.audio


def test_a_picture_is_as_large_as_it_is_not_as_its_container_says(tmp_path: Path):
    body = make_recording(tmp_path / "a.webm", 1).read_bytes()
    at = body.index(VP8_START) + 3
    for size, right in ((b"\x40\x01\xb4\x00", (320, 180)), (b"\xff\x3f\x00\x20", None)):
        (tmp_path / "b.webm").write_bytes(body[:at] + size + body[at + 4 :])
        if right:
            assert (found := probe(tmp_path / "b.webm").video)
            assert found.shown == right
        else:
            assert probe(tmp_path / "b.webm").unread == ("picture",)


def test_a_picture_that_cannot_be_read_is_refused_where_there_is_nothing_else(tmp_path: Path):
    odd = ffmpeg(tmp_path / "a.mov", "-f", "lavfi", "-i", "testsrc2=d=1", "-c:v", "prores_ks")
    with pytest.raises(Unreadable, match="can’t read the picture"):
        probe(odd)


def locked(path: Path, kind: str, *packed: str) -> Path:
    """A recording of three seconds that needs a key nobody has."""
    plain = make_recording(path.with_name("plain.mp4"), 3, kind)
    key = ["-encryption_key", "00" * 16, "-encryption_kid", "11" * 16]
    return ffmpeg(path, "-i", plain, "-c", "copy",
                  "-encryption_scheme", "cenc-aes-ctr", *key, *packed)  # fmt: skip


def unlocked_at_first(body: bytes) -> bytes:
    """The same with nothing encrypted by default, and without the keys of the first fragment."""
    begins = body.index(b"moof")
    ends = body.index(b"moof", begins + 4)
    first = body[begins:ends]
    for named in (b"senc", b"saiz", b"saio"):
        first = first.replace(named, b"free")
    return patched(body[:begins] + first + body[ends:], "tenc", 6, b"\0")


def test_an_encrypted_video_is_refused_though_its_noise_may_decode(tmp_path: Path):
    with pytest.raises(Unreadable, match="protected"):
        probe(locked(tmp_path / "locked.mp4", "mp4-phone"))


def test_a_video_of_which_only_a_later_part_is_encrypted_is_refused(tmp_path: Path):
    whole = locked(tmp_path / "a.mp4", "mp4-mute", "-movflags", "frag_keyframe+empty_moov")
    later = tmp_path / "later.mp4"
    later.write_bytes(unlocked_at_first(whole.read_bytes()))
    with av.open(str(later)) as container:
        secret = [one.has_sidedata("encryption_info") for one in container.demux() if one.size]
    assert set(secret[:10]) == {False}
    assert secret[-1]
    with pytest.raises(Unreadable, match="protected"):
        probe(later)


def test_a_file_cut_short_tells_the_length_that_is_there(tmp_path: Path):
    found = probe(cut(tmp_path / "cut.webm", own("chrome-webm-vp8.webm"), 0.5))
    assert 2000 < found.duration_ms < 4000


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", os.urandom(100_000), b"\x1aE\xdf\xa3" + bytes(5000), b"#EXTM3U\nfile:///etc/passwd",
     b"\0\0\0\x18ftypmp42" + bytes(5000), b"RIFF\0\0\0\0WAVEfmt "],
)  # fmt: skip
def test_what_is_not_a_video_is_refused_with_a_sentence(tmp_path: Path, body: bytes):
    (tmp_path / "x.mp4").write_bytes(body)
    with pytest.raises(Unreadable, match=r"^(This file|There is no).*\.$"):
        probe(tmp_path / "x.mp4")


def test_a_video_longer_than_allowed_is_refused():
    with pytest.raises(TooLong, match=r"^This video is longer than 0 minutes\.$"):
        probe(own("chrome-webm-vp8.webm"), Bounds(minutes=0))


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        (Bounds(bytes=1024), "larger than"),
        (Bounds(frames=50), "more than 50 frames"),
        (Bounds(side=600), "larger than 600 pixels a side"),
    ],
)
def test_a_video_larger_than_allowed_is_refused(bounds: Bounds, sentence: str):
    with pytest.raises(TooBig, match=sentence):
        probe(own("chrome-webm-vp8.webm"), bounds)


def test_a_probe_that_takes_too_long_ends_as_unreadable():
    with pytest.raises(Unreadable):
        probe(own("chrome-webm-vp8.webm"), wall_seconds=0.001)


def test_one_changed_byte_anywhere_never_breaks_the_probe(tmp_path: Path):
    body = bytearray(own("chrome-mp4-avc1.mp4").read_bytes())
    for position in (4, 200, 700, 1500, 100_000):
        flipped = bytearray(body)
        flipped[position] ^= 0xFF
        (tmp_path / "x.mp4").write_bytes(flipped)
        assert ends_well(tmp_path / "x.mp4")


def ends_well(path: Path) -> bool:
    try:
        return bool(probe(path).tracks)
    except MediaError as error:
        return error.sentence.endswith(".")


@pytest.mark.parametrize("name", ["chrome-720p-avc1.mp4", "chrome-mp4-avc1.mp4"])
def test_what_we_wrote_ourselves_is_known_by_its_table_of_samples(name: str) -> None:
    assert probe(own(name), ours=True) == probe(own(name))


def test_a_file_of_ours_that_lost_its_end_is_broken_though_its_table_is_whole(
    tmp_path: Path,
) -> None:
    whole = make_recording(tmp_path / "a.mp4", 2, "mp4-phone")
    front = ffmpeg(tmp_path / "front.mp4", "-i", whole, "-c", "copy", "-movflags", "+faststart")
    assert not probe(front, ours=True).broken
    assert probe(cut(tmp_path / "cut.mp4", front, 0.7), ours=True).broken
