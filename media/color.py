"""Bring the colors of any camera to an ordinary screen: 8 bits, limited range, and tagged.

A picture keeps its matrix (BT.601 or BT.709) and says which it is: converting costs time, and
an untagged one changes its colors when players guess by its size. HDR and BT.2020 become
BT.709; JPEG means BT.601 and full range, always.
"""

from typing import Any

from media.tracks import VideoTrack

TONE_FILTERS = frozenset({"zscale", "tonemap"})
NITS_OF_WHITE = 203  # where HDR has its reference white (ITU-R BT.2408)
PEAK = 1000 / NITS_OF_WHITE  # brighter highlights than 1000 nits become white
TAGS = {
    "bt601": {"colorspace": "smpte170m", "color_primaries": "smpte170m", "color_trc": "smpte170m"},
    "bt709": {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709"},
    "bt2020": {"colorspace": "bt2020nc", "color_primaries": "bt2020"},
}


def is_wide(video: VideoTrack) -> bool:
    """Whether the picture shows more than an ordinary screen can."""
    return video.hdr or video.colors == "bt2020"


def whole(picture: Any, is_interlaced: bool) -> Any:
    """Whole pictures of one that comes in alternating lines."""
    return picture.filter("bwdif", deint="interlaced") if is_interlaced else picture


def said(picture: Any, colors: str) -> Any:
    """The picture with its colors named, for whatever comes after; nothing is converted."""
    return picture.filter("setparams", **TAGS[colors])


def plain(picture: Any, width: int, height: int, **into: str) -> Any:
    """At this size, in 8 bits and limited range, in the matrix that it has, or `into` one."""
    sized = picture.filter("scale", width, height, out_range="tv", **into)
    return sized.filter("setsar", 1).filter("format", "yuv420p")


def narrowed(picture: Any, width: int, height: int, is_hdr: bool, can_tone: bool) -> Any:
    """A wide picture as BT.709; HDR highlights are rolled off, mid tones stay as they are.

    An ffmpeg without the filters for that converts the matrix alone: right shapes, dull colors.
    """
    if not can_tone:
        converted = picture.filter(
            "scale", width, height, in_color_matrix="bt2020", out_color_matrix="bt709",
            out_range="tv",
        )  # fmt: skip
        return said(converted.filter("setsar", 1).filter("format", "yuv420p"), "bt709")
    toned = _toned(picture, width, height) if is_hdr else _sized(picture, width, height)
    screen = toned.filter("zscale", p="bt709", t="bt709", m="bt709", r="limited")
    return screen.filter("setsar", 1).filter("format", "yuv420p")


def still(picture: Any, width: int, height: int) -> Any:
    """Small, square pixels, in the colors that JPEG means."""
    sized = picture.filter("scale", width, height, out_color_matrix="bt601", out_range="pc")
    return sized.filter("setsar", 1).filter("format", "yuv420p")


def _sized(picture: Any, width: int, height: int) -> Any:
    named = picture.filter("setparams", color_trc="bt2020-10")
    return named.filter("zscale", w=width, h=height)


def _toned(picture: Any, width: int, height: int) -> Any:
    linear = picture.filter("zscale", w=width, h=height, t="linear", npl=NITS_OF_WHITE)
    return (
        linear.filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "mobius", desat=0, peak=f"{PEAK:.2f}")
    )
