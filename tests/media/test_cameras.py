"""What cameras do differently comes out right: times, sides, colors and sound, measured.

Every recording flashes and beeps at known moments. They must be found again, ± 50 ms, in the
file that can be watched at once and in everything that is published later; sound stays within
40 ms of the picture.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import av
import pytest

from media.binaries import find_ffmpeg, has_filters
from media.color import TONE_FILTERS
from media.ffmpeg import run_ffmpeg
from media.ingest import SegmentFiles, make_playable
from media.pieces import PieceFile
from media.plan import LowPlan, Plan, fitted, plan
from media.playable import Playable
from media.probe import probe
from media.runner import Limits
from media.transcode import Transcoded, drawn, transcode
from tests.media.cameras import Camera, Microphone, bursts, film, steady
from tests.media.make import ffmpeg
from tests.media.watching import Watched, color, level, mark_corner, tone, watch

FFMPEG = find_ffmpeg()
X265 = {"preset": "ultrafast", "x265-params": "log-level=none"}
PHONE = Camera(codec="libx265", options=X265)
HDR = Camera(codec="libx265", options=X265, pix_fmt="yuv420p10le")
BROWSER = Camera(
    codec="libvpx",
    options={"deadline": "realtime", "cpu-used": "8"},
    timescale=1000,
    microphone=Microphone("libopus"),
    packing={"live": "1"},
)
OPEN = {"preset": "ultrafast", "g": "30"}
ENCODED = {"preset": "ultrafast", "g": "30", "bf": "2", "level": "5.1"}  # refused as a copy
LONG = {"seconds": 13.0, "flashes": (0.5, 1.0, 11.4, 12.1), "hole": (1.5, 11.3)}


@dataclass(frozen=True)
class Made:
    """A recording, what was made of it, and what the latter was planned to be."""

    source: Path
    playable: Playable
    planned: Plan
    done: Transcoded

    @property
    def videos(self) -> list[Path]:
        """Every file that somebody may watch."""
        published = [one.path for one in self.done.outputs if one.kind in ("main", "low")]
        return [self.playable.path, *published]

    @property
    def main(self) -> Watched:
        """The main file."""
        return watch(self.done.outputs[0].path)


def made_of(source: Path, tmp_path: Path) -> Made:
    """Both lanes; small as it is, it gets a still smaller rendition."""
    (tmp_path / "work").mkdir()
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    segment = SegmentFiles([PieceFile(source, digest)])
    playable = make_playable([segment], tmp_path / "work", ffmpeg=FFMPEG)
    planned = plan(playable.probe)
    if planned.video:
        size = (planned.video.width, planned.video.height)
        planned = replace(planned, low=LowPlan(*fitted(size, 96, 64)))
    done = transcode(FFMPEG, playable.path, playable.probe, planned, tmp_path / "work")
    return Made(source, playable, planned, done)


def filmed(camera: Camera, tmp_path: Path) -> Made:
    """A recording by this camera, as both lanes make it."""
    suffix = "webm" if camera.codec.startswith("libvpx") else "mp4"
    return made_of(film(tmp_path / f"source.{suffix}", camera), tmp_path)


def keeps_time(made: Made, camera: Camera) -> None:
    """Every flash and beep is where it was, in every file."""
    microphone = camera.microphone
    starts = [camera.starts] if camera.has_picture else []
    starts += [microphone.starts] if microphone else []
    flashes = [1000 * (at + camera.starts - min(starts)) for at in camera.flashes]
    late = 1000 * (microphone.starts - camera.starts) if microphone else 0
    for path in made.videos:
        seen = watch(path)
        if camera.has_picture:
            assert seen.flashes == pytest.approx(flashes, abs=50), path.name
        if microphone:
            beeps = [at + late for at in flashes]
            assert seen.beeps == pytest.approx(beeps, abs=50), path.name
        if camera.has_picture and microphone:
            assert seen.offsets == pytest.approx([late] * len(flashes), abs=40), path.name
    assert made.done.kept_ms == made.done.expected_ms
    assert made.done.duration_ms == pytest.approx(made.playable.duration_ms, abs=60)


RARER = pytest.mark.faults  # like others of the list; seen by the slow tests


@pytest.mark.parametrize(
    "camera",
    [
        pytest.param(Camera(), id="a plain one, copied"),
        pytest.param(Camera(options={"preset": "fast"}), id="B-frames and an edit list, copied"),
        pytest.param(Camera(options=ENCODED), id="B-frames and an edit list, encoded", marks=RARER),
        pytest.param(BROWSER, id="a browser"),
        pytest.param(replace(BROWSER, **LONG), id="a hole of ten seconds in a browser"),
        pytest.param(Camera(**LONG), id="a hole of ten seconds in an MP4"),
        pytest.param(replace(BROWSER, times=tuple(bursts(2.4))), id="bursts of frames"),
        pytest.param(
            replace(BROWSER, times=steady(7, 2.4)), id="seven frames a second", marks=RARER
        ),
        pytest.param(Camera(times=steady(60, 2.4)), id="60 frames a second, copied", marks=RARER),
        pytest.param(replace(PHONE, times=steady(120, 2.4)), id="120 frames a second"),
        pytest.param(Camera(starts=5, microphone=Microphone(starts=5)), id="starting at 5 s"),
        pytest.param(
            replace(PHONE, starts=5.3, microphone=Microphone(starts=5)), id="at 5.3 s", marks=RARER
        ),
        pytest.param(Camera(microphone=Microphone(starts=0.3)), id="sound later, copied"),
        pytest.param(Camera(starts=0.3), id="picture later, copied", marks=RARER),
        pytest.param(
            replace(BROWSER, microphone=Microphone("libopus", starts=0.3)), id="sound later"
        ),
        pytest.param(replace(BROWSER, starts=0.3), id="picture later"),
        pytest.param(Camera(microphone=None), id="no microphone"),
        pytest.param(Camera(has_picture=False), id="no camera"),
        pytest.param(Camera(microphone=Microphone(rate=8000)), id="8 kHz", marks=RARER),
        pytest.param(Camera(microphone=Microphone(rate=44_100, layout="mono")), id="44.1 kHz"),
        pytest.param(Camera(microphone=Microphone(rate=96_000)), id="96 kHz", marks=RARER),
    ],
)
def test_every_flash_and_beep_stays_where_it_was(camera: Camera, tmp_path: Path):
    keeps_time(filmed(camera, tmp_path), camera)


@pytest.mark.parametrize(
    ("degrees", "corner"), [(90, "bottom left"), (180, "bottom right"), (270, "top right")]
)
def test_a_turned_picture_is_upright(degrees: int, corner: str, tmp_path: Path):
    camera = replace(PHONE, rotation=degrees, flashes=(0.2,), seconds=0.6)
    made = filmed(camera, tmp_path)
    keeps_time(made, camera)
    main = made.main
    assert (mark_corner(main.dark), main.dark.rotation) == (corner, 0)
    assert (main.dark.width > main.dark.height) == (degrees == 180)
    for still in made.done.outputs[2:]:
        assert (still.width > still.height) == (degrees == 180 or still.kind == "storyboard")


def test_a_copied_picture_keeps_its_matrix_and_the_others_are_upright(tmp_path: Path):
    camera = Camera(rotation=-90, flashes=(0.2,), seconds=0.6)
    made = filmed(camera, tmp_path)
    main, low = (watch(one.path) for one in made.done.outputs[:2])
    assert (mark_corner(main.dark), main.dark.rotation) == ("top left", -90)
    assert (mark_corner(low.dark), low.dark.rotation) == ("top right", 0)
    assert (made.done.outputs[0].width, made.done.outputs[0].height) == (90, 160)


@pytest.mark.parametrize(("tags", "white", "gray"), [("pq", 148, 106), ("hlg", 180, 114)])
def test_hdr_is_shown_as_bright_as_anything_else(tags: str, white: int, gray: int, tmp_path: Path):
    """White at 203 nits is nearly as white as it gets, a gray card at 36 nits is mid gray."""
    camera = replace(HDR, tags=tags, bright=(white, 128, 128), mark=(gray, 128, 128), seconds=0.9)
    made = filmed(replace(camera, flashes=(0.4,)), tmp_path)
    for path in made.videos[1:]:
        seen = watch(path)
        assert 195 < level(seen.bright) < 235
        assert 100 < level(seen.dark, 0.12, 0.12) < 145
        assert level(seen.dark) < 45
        assert seen.dark.format.name == "yuv420p"
        assert tagged(seen) == (1, 1, 1, 1)


def test_hdr_comes_out_of_an_ffmpeg_that_cannot_tone_it(tmp_path: Path):
    source = film(tmp_path / "a.mp4", replace(HDR, tags="pq", flashes=(0.4,), seconds=0.9))
    facts = probe(source)
    arguments = drawn(plan(facts), source, tmp_path, can_tone=False)
    assert not any("zscale" in part for part in arguments)
    run_ffmpeg(FFMPEG, arguments, tmp_path, Limits())
    assert tagged(watch(tmp_path / "main.mp4")) == (1, 1, 1, 1)


def test_an_ffmpeg_is_asked_what_it_can_do(tmp_path: Path):
    lesser = tmp_path / "ffmpeg"
    lesser.write_text(f'#!/bin/sh\n"{FFMPEG}" "$@" | grep -v zscale\n')
    lesser.chmod(0o755)
    assert has_filters(FFMPEG, TONE_FILTERS)
    assert not has_filters(str(lesser), TONE_FILTERS)


def tagged(seen: Watched) -> tuple[int, ...]:
    """The codes of matrix, primaries, transfer and range."""
    one = seen.dark
    return (int(one.colorspace), int(one.color_primaries), int(one.color_trc), one.color_range)


@pytest.mark.parametrize(
    ("camera", "code"),
    [
        pytest.param(Camera(tags="bt601"), 6, id="BT.601, copied"),
        pytest.param(Camera(tags="bt709"), 1, id="BT.709, copied"),
        pytest.param(replace(PHONE, tags="bt709"), 1, id="BT.709 in a small picture"),
        pytest.param(replace(BROWSER, size=(1280, 720)), 1, id="untagged HD"),
        pytest.param(BROWSER, 6, id="untagged and small"),
        pytest.param(Camera(full_range=True), 6, id="full range"),
        pytest.param(replace(HDR, tags="bt709"), 1, id="10 bits"),
        pytest.param(Camera(pix_fmt="yuv422p"), 6, id="4:2:2"),
        pytest.param(Camera(pix_fmt="yuv444p"), 6, id="4:4:4"),
    ],
)
def test_colors_stay_what_a_browser_showed(camera: Camera, code: int, tmp_path: Path):
    made = filmed(replace(camera, flashes=(0.2,), seconds=0.5), tmp_path)
    source = watch(made.source)
    before = color(source.dark, source.codec)
    poster = made.done.outputs[2].path
    for path in (*made.videos[1:], poster):
        assert color(watch(path).dark) == pytest.approx(before, abs=8), path.name
    assert tagged(watch(made.videos[-1])) == (code, code, code, 1)


SHORT = {"flashes": (0.4,), "seconds": 0.9}


@pytest.mark.parametrize(
    ("camera", "shown"),
    [
        pytest.param(replace(BROWSER, size=(321, 241)), (320, 240), id="odd"),
        pytest.param(replace(BROWSER, size=(1, 1)), (2, 2), id="one pixel"),
        pytest.param(Camera(sar=(4, 3), options=ENCODED), (212, 90), id="wide pixels"),
        pytest.param(replace(PHONE, sar=(1, 2), rotation=90), (90, 80), id="high pixels, turned"),
    ],
)
def test_every_shape_comes_out_even_with_square_pixels(
    camera: Camera, shown: tuple[int, int], tmp_path: Path
):
    camera = replace(camera, **SHORT)
    made = filmed(camera, tmp_path)
    keeps_time(made, camera)
    facts = probe(made.done.outputs[0].path).video
    assert facts
    assert (facts.width, facts.height, facts.sar) == (*shown, (1, 1))
    assert (made.done.outputs[0].width, made.done.outputs[0].height) == shown


@pytest.mark.parametrize(
    ("layout", "speaks", "loudness"),
    [
        ("mono", None, 0.5),
        ("stereo", None, 0.5),
        ("2.1", None, 0.5),
        ("5.1", 2, 0.35),
        ("7.1", 2, 0.35),
    ],
)
def test_speech_stays_as_loud_from_one_channel_to_eight(
    layout: str, speaks: int | None, loudness: float, tmp_path: Path
):
    """In a surround mix only the center speaks; stereo gets it 3 dB lower on both sides."""
    microphone = Microphone(layout=layout, speaks=speaks)
    camera = Camera(microphone=microphone, **SHORT)
    made = filmed(camera, tmp_path)
    keeps_time(made, camera)
    for path in made.videos[1:]:
        audio = probe(path).audio
        assert audio
        assert audio.channels == (1 if layout == "mono" or path.name == "low.mp4" else 2)
        assert tone(path) == pytest.approx(loudness, rel=0.2), path.name


def test_an_interlaced_picture_is_made_whole(tmp_path: Path):
    options = {"preset": "veryfast", "x264-params": "interlaced=1:weightp=0"}
    camera = Camera(size=(160, 96), options=options, **SHORT)
    made = filmed(camera, tmp_path)
    keeps_time(made, camera)
    assert watch(made.source).dark.interlaced_frame
    assert not made.main.dark.interlaced_frame
    assert made.planned.video
    assert not made.planned.video.copy


@pytest.mark.parametrize(
    "options",
    [{"preset": "ultrafast", "g": "400"}, {"preset": "ultrafast", "level": "5.1"}],
    ids=["a keyframe every six seconds", "level 5.1"],
)
def test_what_seeks_badly_or_plays_badly_is_not_copied(options: dict[str, str], tmp_path: Path):
    source = film(tmp_path / "a.mp4", Camera(seconds=6, options=options))
    video = plan(probe(source)).video
    assert video
    assert not video.copy


def test_other_tracks_are_left_out_and_move_nothing(tmp_path: Path):
    """A second sound that begins earlier, a second picture, words, a timecode and a cover."""
    camera = Camera(starts=2, microphone=Microphone(starts=2))
    first = film(tmp_path / "first.mp4", camera)
    second = film(tmp_path / "second.mp4", Camera(flashes=(0.8,)))
    (tmp_path / "words.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nPrivate words\n")
    cover = ffmpeg(tmp_path / "cover.jpg", "-i", second, "-frames:v", 1, "-strict", -1)
    source = ffmpeg(
        tmp_path / "all.mov", "-i", first, "-i", second, "-i", tmp_path / "words.srt",
        "-i", cover, "-copyts", "-map", "0:v", "-map", "0:a", "-map", "1:a", "-map", "1:v",
        "-map", 2, "-map", 3, "-c", "copy", "-c:s", "mov_text", "-timecode", "01:00:00:00",
        "-disposition:v:2", "attached_pic",
    )  # fmt: skip
    facts = probe(source)
    assert facts.lead_ms == pytest.approx(2000, abs=50)
    made = made_of(source, tmp_path)
    keeps_time(made, camera)
    for path in made.videos:
        with av.open(str(path)) as container:
            assert sorted(one.type for one in container.streams) == ["audio", "video"]
        assert b"Private words" not in path.read_bytes()


@pytest.mark.parametrize("coding", ["copied", "encoded"])
def test_no_place_no_device_and_no_settings_of_a_camera_leave_us(coding: str, tmp_path: Path):
    """Neither in the container nor between the pictures (H.264 user data)."""
    plain = film(tmp_path / "plain.mp4", Camera(options=OPEN if coding == "copied" else ENCODED))
    place, phone = "+48.1-011.5/", "Pocket Phone 9"
    noted = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+" + place
    source = ffmpeg(
        tmp_path / "source.mp4", "-i", plain, "-c", "copy", "-bsf:v", noted,
        "-metadata", f"location={place}", "-metadata", f"com.apple.quicktime.model={phone}",
        "-metadata:s:v", f"title={phone}", "-movflags", "use_metadata_tags",
    )  # fmt: skip
    before = source.read_bytes()
    assert place.encode() in before
    assert phone.encode() in before
    made = made_of(source, tmp_path)
    assert made.planned.video
    assert made.planned.video.copy == (coding == "copied")
    for path in (made.playable.path, *(one.path for one in made.done.outputs)):
        body = path.read_bytes()
        assert not (place.encode() in body or phone.encode() in body), path.name
