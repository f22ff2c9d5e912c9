"""The table of samples in an MP4 that our own ffmpeg wrote: how much there is, and when.

A player goes by this table. Reading it costs a hundredth of starting a contained program, and
it is numbers alone: nothing is decoded, no more than `MOST_BYTES` are read, and whatever our
ffmpeg doesn't write is `Unusual` and left to `media.probe`. Boxes: ISO/IEC 14496-12.

    moov ─┬─ mvhd                        the scale of an edit's length
          └─ trak ─┬─ tkhd, edts ─ elst  how the picture is turned; when the track begins
                   └─ mdia ─┬─ mdhd, hdlr    the scale of times; picture or sound
                            └─ minf ─ stbl   the samples
"""

import struct
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate, chain, compress, repeat
from operator import add, sub
from pathlib import Path

MOST_BYTES = 16 * 1024**2
MOST_SAMPLES = 1_000_000
ONE = 65_536  # 1.0 in fixed point
TURNS = {
    (ONE, 0, 0, ONE): 0,
    (0, ONE, -ONE, 0): -90,
    (-ONE, 0, 0, -ONE): 180,
    (0, -ONE, ONE, 0): 90,
}
PICTURE = b"vide"
BEFORE_BOXES = 78  # bytes of a picture's description
SETUPS = (b"avcC", b"hvcC")
EMPTY = -1  # the media time of an edit that shows nothing

Boxes = dict[bytes, list[memoryview]]


class Unusual(Exception):
    """Not a table as our ffmpeg writes it."""


@dataclass(frozen=True)
class Look:
    """How a picture is coded: set-up bytes of its decoder, pixels, degrees counterclockwise
    that it is turned by (None: by no quarter turn).
    """

    setup: bytes
    size: tuple[int, int]
    angle: int | None


@dataclass(frozen=True)
class Times:
    """When a track is shown, in milliseconds: where its first sample begins, where its last one
    does and is over, the longest way between two samples and between two keyframes, and where
    the last of those begins.
    """

    start: float
    last: float
    end: float
    gap: float
    key_gap: float
    last_key: float

    def later(self, by: float) -> "Times":
        """The same in a file in which the track begins later."""
        start, last, end = self.start + by, self.last + by, self.end + by
        return Times(start, last, end, self.gap, self.key_gap, self.last_key + by)


@dataclass(frozen=True)
class Row:
    """One track. `codec` is the name in its description, `look` None for a sound, `ends_at`
    the byte behind its last sample; times in milliseconds.
    """

    index: int
    codec: str
    look: Look | None
    packets: int
    bytes: int
    ends_at: int
    times: Times


@dataclass(frozen=True)
class Table:
    """A whole file: the length that it claims, and its tracks in their order."""

    stated_ms: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Edit:
    """What goes before a track: so much of nothing (in the file's time scale), and so much
    of itself that is not shown (in its own).
    """

    empty: int = 0
    skipped: int = 0


def read_table(path: Path) -> Table:
    """What a file says is in it; `Unusual` when anything is not as we expect it."""
    try:
        moov = boxes(index_of(path))
        scale, length = _clock(_one(moov, b"mvhd"))
        rows = [_row(number, boxes(body), scale) for number, body in enumerate(moov[b"trak"])]
        return Table(round(1000 * length / scale), tuple(rows))
    except (struct.error, IndexError, ValueError, ZeroDivisionError) as error:
        raise Unusual(str(error)) from error


def index_of(path: Path) -> memoryview:
    """The content of the `moov` box, wherever it stands."""
    at, end = 0, path.stat().st_size
    with path.open("rb") as file:
        while at < end:
            file.seek(at)
            size, kind, large = struct.unpack(">I4sQ", file.read(16))
            if kind == b"moov" and size <= MOST_BYTES:
                file.seek(at + 8)
                return memoryview(file.read(_forward(size) - 8))
            at += _forward(large if size == 1 else size)
    raise Unusual("no index")


def boxes(body: memoryview) -> Boxes:
    """The boxes of one level, by kind."""
    found: Boxes = defaultdict(list)
    at = 0
    while at < len(body):
        size, kind = struct.unpack_from(">I4s", body, at)
        found[kind].append(body[at + 8 : at + _forward(size)])
        at += size
    return found


def _forward(size: int) -> int:
    if size < 8:
        raise Unusual("a box without an end")
    return size


def _one(found: Boxes, *kinds: bytes) -> memoryview:
    """The only box of these kinds."""
    there = [body for kind in kinds for body in found.get(kind, ())]
    if len(there) != 1:
        raise Unusual(f"{len(there)} of {kinds}")
    return there[0]


def _row(number: int, trak: Boxes, movie_scale: int) -> Row:
    media = boxes(_one(trak, b"mdia"))
    table = boxes(_one(boxes(_one(media, b"minf")), b"stbl"))
    is_picture = _one(media, b"hdlr")[8:12] == PICTURE
    codec, described = _description(_one(table, b"stsd"))
    sizes = _sizes(_one(table, b"stsz"))
    edit = _edit(trak)
    ms = 1000 / _clock(_one(media, b"mdhd"))[0]
    times = (_pictures if is_picture else _sounds)(table, len(sizes), edit.skipped, ms)
    return Row(
        index=number,
        codec=codec,
        look=_look(described, _one(trak, b"tkhd")) if is_picture else None,
        packets=len(sizes),
        bytes=sum(sizes),
        ends_at=_ends_at(table, sizes),
        times=times.later(1000 * edit.empty / movie_scale),
    )


def _clock(header: memoryview) -> tuple[int, int]:
    """Units a second, and the length in them; of `mvhd` and `mdhd`."""
    scale, length = struct.unpack_from(*((">IQ", header, 20) if header[0] else (">II", header, 12)))
    return scale, length


def _description(stsd: memoryview) -> tuple[str, memoryview]:
    """The codec's name and what is said about it; two descriptions in a track are unusual."""
    count, size, name = struct.unpack_from(">II4s", stsd, 4)
    if count != 1:
        raise Unusual(f"{count} descriptions")
    return name.decode("latin-1"), stsd[16 : 8 + _forward(size)]


def _look(described: memoryview, tkhd: memoryview) -> Look:
    width, height = struct.unpack_from(">HH", described, 24)
    setup = bytes(_one(boxes(described[BEFORE_BOXES:]), *SETUPS))
    a, b, _, c, d = struct.unpack_from(">5i", tkhd, 52 if tkhd[0] else 40)
    return Look(setup, (width, height), TURNS.get((a, b, c, d)))


def _edit(trak: Boxes) -> Edit:
    """How a track begins; our ffmpeg cuts nothing out of its middle."""
    if b"edts" not in trak:
        return Edit()
    elst = _one(boxes(_one(trak, b"edts")), b"elst")
    lines = _lines(elst, "QqI" if elst[0] else "IiI")
    empty = [length for length, media_time, _ in lines if media_time == EMPTY]
    shown = [media_time for _, media_time, _ in lines if media_time != EMPTY]
    if len(shown) != 1 or lines[-1][1] == EMPTY:
        raise Unusual(f"{len(lines)} edits")
    return Edit(sum(empty), shown[0])


def _lines(box: memoryview, columns: str) -> list[tuple[int, ...]]:
    """What stands in a box that says how many lines of numbers follow."""
    (count,) = struct.unpack_from(">I", box, 4)
    form = struct.Struct(f">{columns}")
    if count > MOST_SAMPLES or len(box) < 8 + count * form.size:
        raise Unusual(f"{count} lines")
    return list(form.iter_unpack(box[8 : 8 + count * form.size]))


def _sizes(stsz: memoryview) -> list[int]:
    """The bytes of each sample."""
    same, count = struct.unpack_from(">II", stsz, 4)
    if not 0 < count <= MOST_SAMPLES:
        raise Unusual(f"{count} samples")
    return [same] * count if same else list(struct.unpack_from(f">{count}I", stsz, 12))


def _ends_at(table: Boxes, sizes: list[int]) -> int:
    """The byte behind the last sample; chunks lie one behind the other."""
    offsets = _lines(table[b"co64"][0], "Q") if b"co64" in table else _lines(table[b"stco"][0], "I")
    runs = _lines(_one(table, b"stsc"), "III")
    ends = [first for first, _, _ in runs[1:]] + [len(offsets) + 1]
    counted = sum((end - one[0]) * one[1] for one, end in zip(runs, ends, strict=True))
    if counted != len(sizes) or offsets != sorted(offsets):
        raise Unusual("samples in other places")
    return offsets[-1][0] + sum(sizes[-runs[-1][1] :])


def _sounds(table: Boxes, count: int, skipped: int, ms: float) -> Times:
    """Every sample can be begun with."""
    lengths = _each(_lines(_one(table, b"stts"), "II"), count)
    end = sum(lengths) - skipped
    last, gap = (end - lengths[-1]) * ms, max(lengths[:-1], default=0) * ms
    return Times(0, last, end * ms, gap, gap, last)


def _pictures(table: Boxes, count: int, skipped: int, ms: float) -> Times:
    """Holes show in the order of decoding; that of showing jumps with B-frames."""
    lengths = _each(_lines(_one(table, b"stts"), "II"), count)
    delays = _each(_lines(_one(table, b"ctts"), "Ii"), count) if b"ctts" in table else [0] * count
    begun = list(accumulate(lengths, initial=-skipped))
    at = list(map(add, begun, delays))
    is_shown = [one >= 0 for one in at]
    shown, keys = list(compress(at, is_shown)), [one for one in _keys(table, at) if one >= 0]
    return Times(
        start=min(shown) * ms,
        last=max(shown) * ms,
        end=max(map(add, at, lengths)) * ms,
        gap=_longest_step(list(compress(begun, is_shown))) * ms,
        key_gap=_longest_step(keys) * ms,
        last_key=max(keys, default=min(shown)) * ms,
    )


def _each(runs: list[tuple[int, ...]], count: int) -> list[int]:
    """The value of every sample, from how often it is the same."""
    if sum(often for often, _ in runs) != count:
        raise Unusual("other samples than there are")
    return list(chain.from_iterable(repeat(value, often) for often, value in runs))


def _keys(table: Boxes, shown: list[int]) -> list[int]:
    """When keyframes are shown; without a list of them every picture is one."""
    if b"stss" not in table:
        return shown
    return [shown[number - 1] for (number,) in _lines(_one(table, b"stss"), "I")]


def _longest_step(times: list[int]) -> int:
    return max(map(sub, times[1:], times), default=0)
