"""Adding to, and lying in, small WebM files."""

import struct

CLUSTER = b"\x1f\x43\xb6\x75"
DURATION = b"\x44\x89\x88"  # and eight bytes


def element(number: int, body: bytes) -> bytes:
    """One element, its size in eight bytes."""
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return name + b"\x01" + len(body).to_bytes(7, "big") + body


def stuffed(body: bytes, what: bytes) -> bytes:
    """The same with something more in front of its first cluster."""
    at = body.index(CLUSTER)
    return body[:at] + what + body[at:]


def lasting(body: bytes, duration: float) -> bytes:
    """The same with another length in its header."""
    at = body.index(DURATION) + 3
    return body[:at] + struct.pack(">d", duration) + body[at + 8 :]


def nested_chapters(depth: int) -> bytes:
    """A chapter in a chapter in a chapter."""
    return element(0x1043A770, element(0x45B9, nested(0xB6, depth)))


def nested_tags(depth: int) -> bytes:
    """A tag in a tag in a tag."""
    return element(0x1254C367, element(0x7373, nested(0x67C8, depth)))


def nested(number: int, depth: int) -> bytes:
    """An element in itself."""
    body = b""
    for _ in range(depth):
        body = element(number, body)
    return body
