"""Cutting and patching the boxes of small MP4 files."""

import struct
import zlib
from collections.abc import Iterator

PARENTS = {"moov", "trak", "mdia", "minf", "dinf", "stbl", "edts", "moof", "traf"}


def box(kind: str, body: bytes) -> bytes:
    """One box; `urlf` stands for a `url ` that names a file."""
    kind = "url " if kind == "urlf" else kind
    return struct.pack(">I4s", len(body) + 8, kind.encode()) + body


def boxes(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The boxes of one level."""
    at = 0
    while at + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, at)
        yield kind.decode("latin-1"), body[at + 8 : at + size]
        at += max(8, size)


def patched(body: bytes, kind: str, offset: int, value: bytes) -> bytes:
    """The same with some bytes of every box of this kind changed in place."""
    changed, name, at = bytearray(body), kind.encode(), -1
    while (at := body.find(name, at + 1)) >= 0:
        changed[at + 4 + offset : at + 4 + offset + len(value)] = value
    return bytes(changed)


def replaced(body: bytes, kind: str, content: bytes) -> bytes:
    """The same with every box of this kind holding something else."""
    return b"".join(
        box(name, content if name == kind else replaced(inner, kind, content))
        if name == kind or name in PARENTS
        else box(name, inner)
        for name, inner in boxes(body)
    )


def without(body: bytes, kind: str) -> bytes:
    """The same without the boxes of this kind on the top level."""
    return b"".join(box(name, inner) for name, inner in boxes(body) if name != kind)


def moved_chunks(body: bytes, to: int) -> bytes:
    """The same with every chunk said to lie at one place."""
    at = -1
    changed = bytearray(body)
    while (at := body.find(b"stco", at + 1)) >= 0:
        (count,) = struct.unpack_from(">I", body, at + 8)
        changed[at + 12 : at + 12 + 4 * count] = struct.pack(">I", to) * count
    return bytes(changed)


def nested(kind: str, depth: int) -> bytes:
    """A box in a box in a box."""
    sizes = range(8 * depth, 0, -8)
    return b"".join(struct.pack(">I4s", size, kind.encode()) for size in sizes)


def compressed_index(content: bytes, claimed: int) -> bytes:
    """A `moov` packed with zlib, and the size it claims to have unpacked."""
    packed = struct.pack(">I", claimed) + zlib.compress(content, 9)
    return box("moov", box("cmov", box("dcom", b"zlib") + box("cmvd", packed)))


def alias(path: str) -> bytes:
    """A Macintosh alias record that leads to a path."""
    volume, name = b"disk", path.rpartition("/")[2].encode()
    fixed = struct.pack(">4sHH", bytes(4), 150, 2) + struct.pack(">H", 0)
    fixed += bytes([len(volume)]) + volume.ljust(27, b"\0") + struct.pack(">I", 0) + b"H+"
    fixed += struct.pack(">HI", 0, 2) + bytes([len(name)]) + name.ljust(63, b"\0")
    fixed = fixed.ljust(150, b"\0")
    where = path.encode()
    padded = where + b"\0" * (len(where) % 2)
    tag = struct.pack(">HH", 2, len(where)) + padded
    return fixed + tag + struct.pack(">HH", 0xFFFF, 0)
