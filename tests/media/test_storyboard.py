"""The WebVTT that tells a player which part of the picture belongs to which moment."""

from dataclasses import replace

from media.storyboard import Tiles, storyboard_vtt

TILES = Tiles(count=3, columns=2, every_ms=2000, width=160, height=90)


def test_each_cue_is_a_moment_and_its_part_of_the_picture() -> None:
    assert storyboard_vtt("/store/x", TILES, 5500) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.000\n/store/x#xywh=0,0,160,90\n\n"
        "00:00:02.000 --> 00:00:04.000\n/store/x#xywh=160,0,160,90\n\n"
        "00:00:04.000 --> 00:00:05.500\n/store/x#xywh=0,90,160,90\n"
    )


def test_no_cue_begins_after_the_end_and_long_recordings_have_hours() -> None:
    assert storyboard_vtt("/s", TILES, 4000).count("-->") == 2
    long = replace(TILES, count=2, every_ms=3_600_000)
    assert "01:00:00.000 --> 02:00:00.000" in storyboard_vtt("/s", long, 9_000_000)


def test_without_stills_there_is_an_empty_file() -> None:
    assert storyboard_vtt("/s", replace(TILES, count=0), 4000) == "WEBVTT\n"
