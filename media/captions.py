"""Captions as people have them, WebVTT or SRT, made into WebVTT of times and words alone.

Kept are the times in milliseconds, the words, and who says them (`<v Mary>` becomes “Mary: ”).
Everything else goes: styles, regions, notes, positions, tags, control and overriding characters.
What is refused is told by `TooBig` and `Unreadable`; a line that doesn't fit is only left out.
Sources: the W3C's WebVTT, and the SRT that players in use write.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from media.errors import TooBig, Unreadable

MOST_BYTES = 1024 * 1024
MOST_CUES = 5_000
LONGEST_CUE = 2_000  # characters as they stand in the file

NOT_TEXT = "We can’t read the text of that file. Save it as UTF-8 and try again."
NO_CAPTIONS = "We can’t find captions in that file. Choose a WebVTT or SRT file."
NONE_FITS = "None of the lines in that file fits the length of this recording. Is it the right one?"
LARGE = "That file is larger than 1 MB. Captions of a take are far smaller."
MANY = f"That file has more than {MOST_CUES:,} lines. Choose one for this recording alone."
LONG = f"One of the lines in that file has more than {LONGEST_CUE:,} characters. Split it up."

TIME = re.compile(r"(-?)(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])(?:[.,]([0-9]{1,3}))?")
UNSPOKEN = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
BRACKETS = re.compile(r"<([^<>]*)>")
TAG = re.compile(r"[A-Za-z/!?]|[0-9]+:|$")  # how what stands in brackets begins if it is a tag
OVERRIDES = re.compile(r"\{\\[^{}]*\}")  # such as {\an8}, which SRT has from another format
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # they turn what others wrote around
BREAKS = {9: " ", 10: "\n", 13: "\n", 0x85: " ", 0x2028: " ", 0x2029: " "}
HARMLESS: dict[int, str] = (
    dict.fromkeys((*CONTROLS, *DIRECTIONS, 0xFEFF, 0xFFFE, 0xFFFF), "") | BREAKS
)


@dataclass(frozen=True)
class Cleaned:
    """WebVTT to keep, how many cues it has, and how many of the file's did not fit."""

    vtt: str
    cues: int
    left_out: int = 0


@dataclass(frozen=True)
class Cue:
    """Words from one moment to another, in milliseconds."""

    start_ms: int
    end_ms: int
    text: str


def read_captions(raw: bytes, length_ms: int) -> Cleaned:
    """The captions in a file for a recording of this length, sorted by time.

    Times before its beginning or after its end are cut to it. Raises TooBig beyond the limits
    above, and Unreadable when there is no text, no caption, or none that fits.
    """
    found = list(_found(_text(raw)))
    if not found:
        raise Unreadable(NO_CAPTIONS)
    kept = [cue for times, words in found if (cue := _cue(times, words, length_ms))]
    if not kept:
        raise Unreadable(NONE_FITS)
    if len(kept) > MOST_CUES:
        raise TooBig(MANY)
    kept.sort(key=lambda cue: (cue.start_ms, cue.end_ms))
    return Cleaned(_written(kept), len(kept), len(found) - len(kept))


def _text(raw: bytes) -> str:
    """What the file says: UTF-8, or UTF-16 when it begins with that mark."""
    if len(raw) > MOST_BYTES:
        raise TooBig(LARGE)
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(NOT_TEXT) from None


def _found(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each line of times with the lines of words below it."""
    times, words, unspoken = "", list[str](), False
    for line in _lines(text):
        blank, begins = not line.strip(), "-->" in line and not unspoken
        if times and (blank or begins):
            yield times, _without_number(words) if begins else words
        if blank or begins:
            times, words, unspoken = line if begins else "", [], False
        elif times:
            words.append(line)
        elif UNSPOKEN.match(line):
            unspoken = True


def _lines(text: str) -> list[str]:
    """The lines, and one more that closes the last cue."""
    for ending in ("\r\r\n", "\r\n", "\r"):
        text = text.replace(ending, "\n")
    return [*text.split("\n"), ""]


def _without_number(words: list[str]) -> list[str]:
    """Without the number of the next cue, where no empty line stands before it."""
    return words[:-1] if words and words[-1].strip().isdecimal() else words


def _cue(times: str, words: list[str], length_ms: int) -> Cue | None:
    """A cue that lies within the recording and says something; None for any other."""
    before, _, after = times.partition("-->")
    start, end = _ms(before.strip()), _ms("".join(after.split(maxsplit=1)[:1]))
    if start is None or end is None:
        return None
    start, end = max(start, 0), min(end, length_ms)
    text = _plain("\n".join(words)) if start < end else ""
    return Cue(start, end, text) if text else None


def _ms(time: str) -> int | None:
    """`1:02:03.450`, `02:03,45` or `02:03` in milliseconds."""
    found = TIME.fullmatch(time)
    if found is None:
        return None
    sign, hours, minutes, seconds, fraction = found.groups("0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) * (-1 if sign == "-" else 1)


def _plain(text: str) -> str:
    """The words of a cue without any markup, ready to stand in WebVTT."""
    if len(text) > LONGEST_CUE:
        raise TooBig(LONG)
    text = OVERRIDES.sub("", text.translate(HARMLESS))
    text = html.unescape(BRACKETS.sub(_bracketed, text)).translate(HARMLESS)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return html.escape("\n".join(filter(None, lines)), quote=False)


def _bracketed(found: re.Match[str]) -> str:
    """Nothing for a tag, the name for a speaker, and what is no tag as it stands."""
    if not TAG.match(found[1]):
        return found[0]
    name, _, speaker = " ".join(found[1].split()).partition(" ")
    speaks = speaker and name.partition(".")[0].lower() == "v"
    return f"\n{speaker}: " if speaks else ""


def _written(cues: list[Cue]) -> str:
    blocks = [f"{_clock(c.start_ms)} --> {_clock(c.end_ms)}\n{c.text}\n" for c in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{ms % 1000:03}"
