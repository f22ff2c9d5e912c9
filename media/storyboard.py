"""Where the small stills of a storyboard lie, as the WebVTT that players read.

Each cue is a span of time and the part of one picture to show for it:

    00:00:04.000 --> 00:00:06.000
    /store/…#xywh=160,0,160,90
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tiles:
    """`count` stills of one size, row by row in one picture, one for every `every_ms`."""

    count: int
    columns: int
    every_ms: int
    width: int
    height: int


def storyboard_vtt(picture: str, tiles: Tiles, duration_ms: int) -> str:
    """The file for a recording of this length; moments after the last still have no cue."""
    cues = [_cue(picture, tiles, number, duration_ms) for number in range(tiles.count)]
    return "\n\n".join(["WEBVTT", *filter(None, cues)]) + "\n"


def _cue(picture: str, tiles: Tiles, number: int, duration_ms: int) -> str:
    begin = number * tiles.every_ms
    end = min(begin + tiles.every_ms, duration_ms)
    if end <= begin:
        return ""
    row, column = divmod(number, tiles.columns)
    x, y = column * tiles.width, row * tiles.height
    where = f"{picture}#xywh={x},{y},{tiles.width},{tiles.height}"
    return f"{_time(begin)} --> {_time(end)}\n{where}"


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{rest:03}"
