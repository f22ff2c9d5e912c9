"""The plan as a table: what is copied, what is encoded, and in which shape."""

from dataclasses import replace
from typing import Any

import pytest

from media.plan import (
    MOST_TILES,
    AudioPlan,
    LowPlan,
    PosterPlan,
    StoryboardPlan,
    fitted,
    is_compliant,
    plan,
)
from media.tracks import AudioTrack, Probe, VideoTrack

VIDEO = VideoTrack(
    index=0, codec="h264", setup="a", packets=300, bytes=1_500_000, start_ms=0, end_ms=10_000,
    longest_gap_ms=40, keyframe_gap_ms=1000, width=1280, height=720, pix_fmt="yuv420p",
    profile="High", level=31, hdr=False, rotation=0, tilted=False, sar=(1, 1),
)  # fmt: skip
AUDIO = AudioTrack(
    index=1, codec="aac", setup="a", packets=470, bytes=160_000, start_ms=0, end_ms=10_000,
    longest_gap_ms=22, channels=2, sample_rate=48_000,
)  # fmt: skip


def probed(video: VideoTrack | None = VIDEO, audio: AudioTrack | None = AUDIO) -> Probe:
    return Probe("mp4", 1_700_000, video, audio, broken=False)


@pytest.mark.parametrize(
    ("change", "copied"),
    [
        ({}, True),
        ({"width": 1920, "height": 1080, "level": 42}, True),
        ({"width": 1080, "height": 1920}, True),
        ({"rotation": -90}, True),
        ({"keyframe_gap_ms": 5000}, True),
        ({"codec": "vp8"}, False),
        ({"codec": "vp9"}, False),
        ({"codec": "hevc"}, False),
        ({"codec": "av1"}, False),
        ({"pix_fmt": "yuv420p10le"}, False),
        ({"pix_fmt": "yuvj420p"}, False),
        ({"pix_fmt": "yuv444p"}, False),
        ({"hdr": True}, False),
        ({"tilted": True}, False),
        ({"interlaced": True}, False),
        ({"matrix": 9}, False),
        ({"matrix": 6}, True),
        ({"level": 50}, False),
        ({"level": -99}, False),
        ({"width": 2560, "height": 1440}, False),
        ({"width": 1920, "height": 1200}, False),
        ({"sar": (4, 3)}, False),
        ({"keyframe_gap_ms": 5001}, False),
        ({"bytes": 20_000_000}, False),
    ],
)
def test_only_what_every_browser_plays_is_copied(change: dict[str, Any], copied: bool):
    assert is_compliant(replace(VIDEO, **change)) is copied


@pytest.mark.parametrize(
    ("size", "rotation", "sar", "made"),
    [
        ((1920, 1080), 0, (1, 1), (1280, 720)),
        ((1920, 1080), -90, (1, 1), (720, 1280)),
        ((3840, 2160), 0, (1, 1), (1280, 720)),
        ((640, 480), 0, (1, 1), (640, 480)),
        ((321, 241), 0, (1, 1), (320, 240)),
        ((1440, 1080), 0, (4, 3), (1280, 720)),
        ((720, 576), 0, (16, 15), (768, 576)),
        ((4096, 200), 0, (1, 1), (1280, 62)),
        ((1, 1), 0, (1, 1), (2, 2)),
    ],
)
def test_encoding_fits_720p_upright_with_square_pixels_and_even_sides(
    size: tuple[int, int], rotation: int, sar: tuple[int, int], made: tuple[int, int]
):
    track = replace(VIDEO, codec="vp8", width=size[0], height=size[1], rotation=rotation, sar=sar)
    planned = plan(probed(track)).video
    assert planned
    assert (planned.copy, (planned.width, planned.height)) == (False, made)


@pytest.mark.parametrize(
    ("packets", "fps"), [(70, 15), (151, 15), (220, 24), (247, 25), (290, 30), (600, 30)]
)
def test_the_rate_is_counted_and_snapped(packets: int, fps: int):
    planned = plan(probed(replace(VIDEO, codec="vp8", packets=packets))).video
    assert planned
    assert planned.fps == fps


@pytest.mark.parametrize(
    ("change", "copied"),
    [
        ({}, True),
        ({"channels": 1}, True),
        ({"codec": "opus"}, False),
        ({"codec": "mp3"}, False),
        ({"channels": 6}, False),
        ({"sample_rate": 96_000}, False),
    ],
)
def test_only_plain_aac_is_copied(change: dict[str, Any], copied: bool):
    channels = min(2, change.get("channels", 2))
    assert plan(probed(audio=replace(AUDIO, **change))).audio == AudioPlan(1, copied, channels)


def test_sound_alone_makes_an_audio_file_without_a_poster():
    made = plan(probed(video=None))
    assert (made.video, made.poster, made.content_type) == (None, None, "audio/mp4")


def test_a_picture_alone_makes_a_video_without_sound():
    made = plan(probed(audio=None))
    assert (made.audio, made.content_type) == (None, "video/mp4")
    assert made.poster == PosterPlan(640, 360)


def test_a_poster_of_an_upright_phone_video_is_upright():
    assert plan(probed(replace(VIDEO, rotation=90))).poster == PosterPlan(360, 640)


@pytest.mark.parametrize(
    ("change", "low"),
    [
        ({}, None),
        ({"bytes": 1_874_000}, None),
        ({"bytes": 1_876_000}, LowPlan(640, 360)),
        ({"bytes": 3_000_000, "codec": "vp8"}, LowPlan(640, 360)),
        ({"bytes": 3_000_000, "rotation": 90}, LowPlan(360, 640)),
        ({"bytes": 3_000_000, "width": 1440, "height": 1080, "codec": "vp8"}, LowPlan(480, 360)),
        ({"bytes": 3_000_000, "width": 854, "height": 480}, None),
        ({"bytes": 3_000_000, "width": 864, "height": 486}, LowPlan(640, 360)),
        ({"bytes": 3_000_000, "width": 640, "height": 360}, None),
        ({"bytes": 3_000_000, "width": 4000, "height": 500, "codec": "vp9"}, None),
    ],
)
def test_360_lines_are_made_where_they_spare_something(change: dict[str, Any], low: LowPlan | None):
    assert plan(probed(replace(VIDEO, **change))).low == low


@pytest.mark.parametrize(
    ("ms", "every_ms", "count", "rows"),
    [
        (1, 1000, 1, 1),
        (1400, 1000, 1, 1),
        (1600, 1000, 2, 1),
        (10_000, 1000, 10, 1),
        (10_600, 1000, 11, 2),
        (100_000, 1000, 100, 10),
        (100_001, 1500, 67, 7),
        (180_000, 2000, 90, 9),
        (1_200_000, 12_000, 100, 10),
        (1_205_000, 12_500, 96, 10),
    ],
)
def test_the_storyboard_has_at_most_a_hundred_evenly_spaced_tiles(
    ms: int, every_ms: int, count: int, rows: int
):
    board = plan(probed(replace(VIDEO, end_ms=ms))).storyboard
    assert board == StoryboardPlan(160, 90, every_ms, count)
    assert board.rows == rows
    assert board.count <= MOST_TILES
    assert (board.count - 1) * board.every_ms <= ms


def test_tiles_are_upright_and_never_larger_than_the_picture():
    for change, size in (
        ({"rotation": 90}, (90, 160)),
        ({"width": 100, "height": 60}, (100, 60)),
        ({"width": 1440, "height": 1080, "sar": (4, 3)}, (160, 90)),
    ):
        board = plan(probed(replace(VIDEO, **change))).storyboard
        assert board
        assert (board.width, board.height) == size


@pytest.mark.parametrize(
    ("size", "is_screen", "made"),
    [
        ((1920, 1080), False, (1280, 720)),
        ((1920, 1080), True, (1920, 1080)),
        ((2560, 1440), True, (1920, 1080)),
        ((1920, 1200), True, (1728, 1080)),
        ((1366, 768), True, (1366, 768)),
        ((1280, 720), True, (1280, 720)),
    ],
)
def test_a_screen_keeps_its_small_print(
    size: tuple[int, int], is_screen: bool, made: tuple[int, int]
):
    track = replace(VIDEO, codec="vp9", width=size[0], height=size[1])
    planned = plan(probed(track), is_screen).video
    assert planned
    assert (planned.width, planned.height) == made


@pytest.mark.parametrize(
    ("change", "audio", "copies", "decodes"),
    [
        ({}, {}, True, False),
        ({}, {"codec": "opus"}, True, False),
        ({"bytes": 2_000_000}, {"codec": "opus"}, True, True),
        ({"codec": "vp8"}, {}, True, True),
        ({"codec": "vp8"}, {"codec": "opus"}, False, True),
    ],
)
def test_only_what_is_encoded_anew_or_smaller_is_decoded(
    change: dict[str, Any], audio: dict[str, Any], copies: bool, decodes: bool
):
    made = plan(probed(replace(VIDEO, **change), replace(AUDIO, **audio)))
    assert (made.copies, made.decodes_all) == (copies, decodes)


def test_when_copying_failed_everything_is_encoded():
    made = plan(probed(), may_copy=False)
    assert made.video
    assert made.audio
    assert (made.video.copy, made.audio.copy, made.copies) == (False, False, False)


@pytest.mark.parametrize(
    ("change", "colors"),
    [
        ({}, "bt709"),
        ({"height": 480}, "bt601"),
        ({"matrix": 1, "height": 480}, "bt709"),
        ({"matrix": 6}, "bt601"),
        ({"matrix": 9}, "bt2020"),
        ({"hdr": True}, "bt2020"),
        ({"codec": "vp8", "matrix": 5}, "bt709"),
        ({"codec": "vp8", "matrix": 5, "height": 480}, "bt601"),
        ({"codec": "vp9"}, "bt601"),
        ({"full_range": True}, "bt601"),
    ],
)
def test_colors_are_taken_as_chromium_takes_them(change: dict[str, Any], colors: str):
    planned = plan(probed(replace(VIDEO, **change))).video
    assert planned
    assert planned.colors == colors


def test_a_hole_does_not_make_the_rate_lower():
    track = replace(VIDEO, codec="vp8", packets=90, end_ms=13_000, longest_gap_ms=10_000)
    planned = plan(probed(track)).video
    assert planned
    assert planned.fps == 30


def test_nothing_is_ever_made_larger():
    for width in range(1, 1500, 37):
        for height in range(1, 1500, 41):
            made = fitted((width, height), 1280, 720)
            assert made[0] <= max(2, width)
            assert made[1] <= max(2, height)
            assert made[0] % 2 == made[1] % 2 == 0
