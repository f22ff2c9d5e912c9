"""The one encoding run, on real files: right shape, right length, nothing private left."""

from pathlib import Path

import av
import pytest

from media.binaries import find_ffmpeg
from media.errors import EncodeFailed
from media.plan import plan
from media.probe import probe
from media.tracks import Probe
from media.transcode import Transcoded, drawn, transcode
from media.verify import same_length
from tests.media.make import make_recording, own, turn

FFMPEG = find_ffmpeg()


def made_of(source: Path, tmp_path: Path) -> tuple[Probe, Transcoded]:
    facts = probe(source)
    made = transcode(FFMPEG, source, facts, plan(facts), tmp_path)
    return probe(made.outputs[0].path), made


def test_a_chrome_webm_becomes_h264_and_aac_at_a_constant_rate(tmp_path: Path):
    facts, made = made_of(own("chrome-webm-vp8.webm"), tmp_path)
    assert facts.video
    assert facts.audio
    assert (facts.video.codec, facts.video.pix_fmt, facts.audio.codec) == ("h264", "yuv420p", "aac")
    assert (facts.audio.channels, facts.audio.sample_rate) == (1, 48_000)
    assert facts.video.measured_fps == pytest.approx(15, abs=0.1)
    assert facts.video.longest_gap_ms <= 68
    assert facts.video.keyframe_gap_ms <= 2100
    assert [output.kind for output in made.outputs] == ["main", "poster", "storyboard"]


def test_a_compliant_recording_keeps_its_picture_bit_by_bit(tmp_path: Path):
    source = own("chrome-720p-avc1.mp4")
    facts, _ = made_of(source, tmp_path)
    before = probe(source).video
    assert before
    assert facts.video
    assert facts.audio
    assert (facts.video.packets, facts.video.bytes) == (before.packets, before.bytes)
    assert facts.audio.codec == "aac"


@pytest.mark.parametrize("name", ["chrome-720p-avc1.mp4", "chrome-webm-vp8.webm"])
def test_the_index_stands_in_front_so_that_playing_starts_at_once(tmp_path: Path, name: str):
    _, made = made_of(own(name), tmp_path)
    body = made.outputs[0].path.read_bytes()
    assert 0 < body.find(b"moov") < body.find(b"mdat")


@pytest.mark.parametrize("kind", ["mp4-hevc-10bit", "webm-vp9", "webm-mute", "mp4-mute"])
def test_every_kind_comes_out_watchable(tmp_path: Path, kind: str):
    source = make_recording(tmp_path / "source", 2, kind)
    facts, made = made_of(source, tmp_path)
    assert facts.video
    assert (facts.video.codec, facts.video.pix_fmt) == ("h264", "yuv420p")
    assert (facts.audio is None) == kind.endswith("mute")
    assert made.outputs[0].duration_ms == pytest.approx(2000, abs=100)


@pytest.mark.parametrize("kind", ["webm-audio", "mp4-audio"])
def test_sound_alone_becomes_an_audio_file(tmp_path: Path, kind: str):
    facts, made = made_of(make_recording(tmp_path / "source", 2, kind), tmp_path)
    assert (facts.video, [(o.kind, o.content_type) for o in made.outputs]) == (
        None,
        [("main", "audio/mp4")],
    )


@pytest.mark.parametrize("kind", ["mp4-phone", "mp4-hevc-10bit"])
def test_a_phone_held_upright_stays_upright(tmp_path: Path, kind: str):
    source = turn(make_recording(tmp_path / "flat.mp4", 1, kind), tmp_path / "up.mp4", 90)
    facts, made = made_of(source, tmp_path)
    assert facts.video
    assert facts.video.shown == (made.outputs[0].width, made.outputs[0].height) == (360, 640)
    with av.open(str(made.outputs[1].path)) as still:
        assert (still.streams.video[0].width, still.streams.video[0].height) == (360, 640)


def test_no_place_and_no_device_leave_us(tmp_path: Path):
    tags = ("location=+48.1-011.5/", "com.apple.quicktime.make=Phone", "title=Private")
    flags = [part for tag in tags for part in ("-metadata", tag)]
    source = make_recording(
        tmp_path / "a.mp4", 1, "mp4-phone", extra=(*flags, "-movflags", "use_metadata_tags")
    )
    assert b"+48.1-011.5/" in source.read_bytes()
    _, made = made_of(source, tmp_path)
    for output in made.outputs:
        body = output.path.read_bytes()
        assert not any(tag.partition("=")[2].encode() in body for tag in tags)


def test_a_large_picture_is_made_smaller_and_a_small_one_never_larger(tmp_path: Path):
    for size, shown in (("2560x1440", (1280, 720)), ("180x120", (180, 120))):
        source = make_recording(tmp_path / "source", 0.2, "mp4-hevc-10bit", size=size)
        facts, _ = made_of(source, tmp_path)
        assert facts.video
        assert facts.video.shown == shown


def test_what_cannot_be_decoded_to_its_end_is_kept_as_far_as_it_goes_and_told(tmp_path: Path):
    facts = probe(own("firefox-micmute.webm"))
    shorter = own("firefox-webm-vp8.webm")
    made = transcode(FFMPEG, shorter, facts, plan(facts), tmp_path)
    assert (made.expected_ms, made.kept_ms) == pytest.approx((8000, 6000), abs=60)
    assert made.sentence.startswith("This recording is damaged: ")


def test_a_lost_track_is_noticed_by_the_verification(tmp_path: Path):
    mute = make_recording(tmp_path / "mute.mp4", 2, "mp4-mute")
    assert same_length(mute, 2000, None)
    with pytest.raises(EncodeFailed):
        same_length(mute, 2000, 2000)
    with pytest.raises(EncodeFailed):
        same_length(mute, 3000, None)


def test_what_cannot_be_read_back_is_not_called_done(tmp_path: Path):
    (tmp_path / "half.mp4").write_bytes(b"half")
    with pytest.raises(EncodeFailed):
        same_length(tmp_path / "half.mp4", 1000, None)


def test_the_source_is_read_once_however_many_outputs(tmp_path: Path):
    facts = probe(own("chrome-webm-vp8.webm"))
    arguments = drawn(plan(facts), tmp_path / "s", tmp_path)
    assert arguments.count("-i") == 1
    for name in ("main.mp4", "poster.jpg", "storyboard.jpg"):
        assert str(tmp_path / name) in arguments
