"""Recordings that real browsers and phones made, each ending as it is known to end.

Our own lie in `files/`. Others, which are not ours to give away, are looked up in the folder
that the environment variable RECORDINGS names, and left out where there is none.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.errors import Unreadable
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.playable import Playable
from tests.media.make import FILES

FFMPEG = find_ffmpeg()
FOLDERS = [FILES, *map(Path, filter(None, [os.environ.get("RECORDINGS")]))]
TAGS = (b"com.apple", b"iPhone", b"location.ISO6709")  # long enough not to occur by chance


@dataclass(frozen=True)
class Known:
    """What is known of a recording: milliseconds of each track (None: not there), the size
    as shown, what is to be said of it, and the longest hole in its picture.
    """

    picture: int | None
    sound: int | None
    shown: tuple[int, int]
    remarks: tuple[str, ...] = ()
    hole: int = 0


CHROME_AV1 = Known(5949, 6000, (640, 480))
CHROME_H264 = Known(5997, 6000, (640, 480))
CHROME_VP8 = Known(5931, 5951, (640, 480))
CHROME_10S = Known(5584, 6000, (854, 480))
CHROME_720P = Known(8004, 7961, (1280, 720))
FIREFOX = Known(5989, 5960, (640, 480))
READABLE = {
    "chrome-480p-vp8.webm": CHROME_10S,
    "chrome-720p-avc1.mp4": CHROME_720P,
    "chrome-camstop.webm": Known(3389, 7980, (640, 480), ("picture_ends",)),
    "chrome-matroska-avc1.webm": CHROME_H264,
    "chrome-mp4-avc1.mp4": CHROME_H264,
    "chrome-restart.webm": Known(7985, 8006, (640, 480)),
    "chrome-webm-av1.webm": CHROME_AV1,
    "chrome-webm-vp8.webm": CHROME_VP8,
    "firefox-micmute.webm": Known(7987, 8020, (640, 480), ("sound_ends",)),
    "firefox-webm-vp8.webm": FIREFOX,
    "chrome-480p-vp8-opus-10s.webm": CHROME_10S,
    "chrome-720p-avc1-opus-10s.mp4": CHROME_720P,
    "chrome-720p-avc1-opus-60s.mp4": Known(59_965, 60_000, (1280, 720)),
    "chrome-720p-vp8-opus-30s.webm": Known(30_042, 30_000, (1280, 720)),
    "chrome-video_mp4_codecs_avc1_42E01E_opus.mp4": CHROME_H264,
    "chrome-video_webm_codecs_av1_opus.webm": CHROME_AV1,
    "chrome-video_webm_codecs_vp8_opus.webm": CHROME_VP8,
    "chrome-video_x_matroska_codecs_avc1_opus.webm": CHROME_H264,
    "firefox-video_webm_codecs_vp8_opus.webm": FIREFOX,
    "mediabunny-rotate-buck-bunny.mp4": Known(1875, 2005, (1080, 1920)),
    "mediabunny-video-h265.mp4": Known(10_000, 10_005, (1920, 1080)),
    "mei-with-gps.mov": Known(4002, 4017, (320, 568)),
    "mp4parse-no_timescale.mp4": Known(6042, None, (320, 240), ("no_sound",)),
    "tsebml-chrome52.webm": Known(50_901, 50_559, (640, 480), hole=10_146),
    "tsebml-firefox55nightly.webm": Known(8626, 8660, (640, 480)),
}
UNREADABLE = ["mp4parse-chunk_out_of_range.mp4"]


def here(names: dict[str, Known] | list[str]) -> list[Path]:
    """Those of these recordings that can be found."""
    return [folder / name for name in names for folder in FOLDERS if (folder / name).is_file()]


def ingested(path: Path, work: Path) -> Playable:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return make_playable([SegmentFiles([PieceFile(path, digest)])], work, ffmpeg=FFMPEG)


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", here(READABLE), ids=named)
def test_a_real_recording_becomes_watchable_as_a_whole(path: Path, tmp_path: Path) -> None:
    known = READABLE[path.name]
    made = ingested(path, tmp_path)
    assert made.sentence == ""
    assert made.originals[0].read_bytes() == path.read_bytes()
    assert (made.width, made.height) == known.shown
    tracks = (made.probe.video, made.probe.audio)
    for track, expected in zip(tracks, (known.picture, known.sound), strict=True):
        assert (track.duration_ms if track else None) == (
            expected and pytest.approx(expected, abs=60)
        )
    done = make_renditions(made.path, made.probe, tmp_path, ffmpeg=FFMPEG)
    assert done.sentence == ""
    assert done.duration_ms == pytest.approx(made.duration_ms, abs=120)
    assert {"main", "poster", "storyboard"} <= {one.kind for one in done.outputs}
    assert made.probe.video
    assert made.probe.video.longest_gap_ms >= known.hole
    told = {remark.kind.value for remark in (*made.remarks, *done.remarks)}
    assert told == set(known.remarks)
    files = [made.path, *(one.path for one in done.outputs)]
    assert not [tag for tag in TAGS for one in files if tag in one.read_bytes()]


@pytest.mark.parametrize("path", here(UNREADABLE), ids=named)
def test_a_recording_beyond_repair_is_said_to_be_so(path: Path, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^This file isn’t a video we can read\.$"):
        ingested(path, tmp_path)


@pytest.mark.parametrize("path", here(["mei-with-gps.mov"]), ids=named)
def test_the_tags_that_must_not_leave_us_are_in_a_phones_recording(path: Path) -> None:
    """Else looking for them proves nothing."""
    assert [tag for tag in TAGS if tag in path.read_bytes()]
