"""The one encoding run, on real files: right shape, right length, nothing private left."""

from dataclasses import replace
from pathlib import Path

import av
import pytest

from media.binaries import find_ffmpeg
from media.errors import EncodeFailed
from media.ffmpeg import THREADS
from media.plan import LowPlan, StoryboardPlan, plan
from media.probe import probe
from media.remux import remux
from media.tracks import Probe
from media.transcode import Transcoded, drawn, transcode
from media.verify import same_length
from tests.media.make import ffmpeg, make_recording, own, turn
from tests.media.watching import level, seen

FFMPEG = find_ffmpeg()
VP8 = ("-c:v", "libvpx", "-b:v", "2M")


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
    assert facts.audio
    assert facts.audio.codec == "aac"
    assert pictures(tmp_path / "main.mp4") == pictures(source)


def pictures(path: Path) -> list[tuple[int, bool, bytes]]:
    """Time (ms), kind and bytes of every coded picture."""
    with av.open(str(path)) as container:
        return [
            (round(1000 * one.pts * one.time_base), one.is_keyframe, bytes(one))
            for one in container.demux(video=0)
            if one.size and one.pts is not None and one.time_base
        ]


@pytest.mark.parametrize("name", ["chrome-720p-avc1.mp4", "chrome-webm-vp8.webm"])
def test_a_moment_has_the_same_time_in_what_is_watched_first_and_later(tmp_path: Path, name: str):
    """Comments refer to it: both begin at 0, and in a copy every picture keeps its time."""
    early, facts = remux(FFMPEG, own(name), probe(own(name)), tmp_path / "early")
    made = transcode(FFMPEG, early, facts, plan(facts), tmp_path)
    main = made.outputs[0].path
    first, published = pictures(early), pictures(main)
    assert min(facts.video.start_ms, facts.audio.start_ms) == pytest.approx(0, abs=10)
    assert published[0][0] == 0
    assert published[0][1]
    assert published[-1][0] == pytest.approx(first[-1][0], abs=80)
    if plan(facts).video.copy:
        assert published == first
    assert made.duration_ms == pytest.approx(facts.duration_ms, abs=50)


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


def counting(path: Path, seconds: int, rate: int, size: str, *coding: object) -> Path:
    """A picture that gets brighter with every frame of fifty, then begins anew."""
    tone = f"nullsrc=s={size}:r={rate},geq=lum='16+4*mod(N,50)':cb=128:cr=128"
    return ffmpeg(path, "-f", "lavfi", "-i", tone, "-t", seconds, *coding)


def tiles(board: StoryboardPlan, sheet: Path) -> list[float]:
    """How bright each tile is in its middle, 0–255."""
    (picture,) = [frame for _, frame in seen(sheet)]
    assert picture.width == board.width * board.columns
    assert picture.height == board.height * board.rows
    places = [divmod(number, board.columns) for number in range(board.count)]
    return [
        level(picture, (across + 0.5) / board.columns, (down + 0.5) / board.rows)
        for down, across in places
    ]


@pytest.mark.parametrize(
    ("seconds", "rate", "suffix", "coding", "every"),
    [
        pytest.param(13, 5, "webm", VP8, 1000, id="encoded"),
        pytest.param(
            13,
            5,
            "mp4",
            ("-c:v", "libx264", "-g", 5, "-sc_threshold", 0, "-crf", 4),
            1000,
            id="copied, from keyframes",
        ),
        pytest.param(102, 2, "webm", VP8, 1500, id="encoded, in steps of 1.5 s"),
    ],
)
def test_every_tile_of_the_storyboard_shows_the_picture_of_its_time(
    seconds: int, rate: int, suffix: str, coding: tuple[object, ...], every: int, tmp_path: Path
):
    source = counting(
        tmp_path / f"a.{suffix}", seconds, rate, "32x18", *coding, "-pix_fmt", "yuv420p"
    )
    _, made = made_of(source, tmp_path)
    board = made.storyboard
    assert board
    assert (board.every_ms, board.count) == (every, seconds * 1000 // every)
    frames = [tile * every * rate // 1000 for tile in range(board.count)]
    wanted = [4 * (frame % 50) * 255 / 219 for frame in frames]
    assert tiles(board, tmp_path / "storyboard.jpg") == pytest.approx(wanted, abs=6)


def test_a_heavy_recording_gets_a_light_rendition_and_a_waveform(tmp_path: Path):
    source = make_recording(tmp_path / "a.mp4", 3, "mp4-phone", size="1280x720", fps=30)
    _, made = made_of(source, tmp_path)
    main, low, *stills = made.outputs
    facts = probe(low.path)
    assert facts.video
    assert facts.audio
    assert (low.kind, low.content_type, low.width, low.height) == ("low", "video/mp4", 640, 360)
    assert (facts.video.codec, facts.video.fps, facts.audio.channels) == ("h264", 30, 1)
    assert low.duration_ms == pytest.approx(main.duration_ms, abs=50)
    assert low.path.stat().st_size < main.path.stat().st_size / 2
    body = low.path.read_bytes()
    assert 0 < body.find(b"moov") < body.find(b"mdat")
    assert [(one.kind, one.width, one.height) for one in stills] == [
        ("poster", 640, 360),
        ("storyboard", 1600, 90),
    ]
    assert made.sound
    assert len(made.sound.peaks) == pytest.approx(30, abs=1)
    assert min(made.sound.peaks) > 0


def test_where_only_keyframes_are_decoded_nothing_is_handed_round_among_threads(tmp_path: Path):
    facts = probe(own("chrome-720p-avc1.mp4"))
    for may_copy in (True, False):
        planned = plan(facts, may_copy=may_copy)
        arguments = drawn(planned, tmp_path / "s", tmp_path)
        threads = int(arguments[arguments.index("-threads") + 1])
        assert threads == (1 if may_copy else THREADS)
        assert ("-filter_complex_threads" in arguments) == may_copy
        assert ("nokey" in arguments) == may_copy


def test_the_source_is_read_once_however_many_outputs(tmp_path: Path):
    facts = probe(own("chrome-webm-vp8.webm"))
    planned = replace(plan(facts), low=LowPlan(320, 240))
    arguments = drawn(planned, tmp_path / "s", tmp_path)
    assert arguments.count("-i") == 1
    for name in ("main.mp4", "low.mp4", "poster.jpg", "storyboard.jpg"):
        assert str(tmp_path / name) in arguments
