"""Files that mean harm, or that went wrong on their way: all made here, none copied.

`FILES` names each class and says how to make it from small recordings of our own. Some name
a canary, a file and an address that nothing must ever touch.
"""

import gzip
import hashlib
import random
import struct
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from media.binaries import find_ffmpeg
from tests.media import ebml, mp4
from tests.media.make import make_recording

PIECE = 4000
HOURS = 36_000_000  # ten, in milliseconds
COUNTLESS = 0xFFFFFFFF


@dataclass(frozen=True)
class Kit:
    """What hostile files are made from: a folder to work in, and the canary they name."""

    folder: Path
    canary: Path
    url: str

    @cached_property
    def webm(self) -> bytes:
        """As Chrome streams it: VP8 and Opus, no duration."""
        return self.recorded("webm-vp8")

    @cached_property
    def mp4(self) -> bytes:
        """As a phone writes it: H.264 and AAC, the index in front."""
        return self.recorded("mp4-phone")

    @cached_property
    def fragments(self) -> bytes:
        """As a recorder writes it: H.264 and Opus in fragments."""
        return self.recorded("mp4-h264")

    @cached_property
    def indexed(self) -> bytes:
        """A WebM with a duration and an index."""
        return self.made("indexed.webm", "-i", self.put("in.webm", self.webm), "-c", "copy")

    def file(self, name: str) -> bytes:
        """One of `FILES`, made once."""
        path = self.folder / hashlib.sha256(name.encode()).hexdigest()
        return (
            path.read_bytes()
            if path.exists()
            else self.put(path.name, FILES[name](self)).read_bytes()
        )

    def recorded(self, kind: str) -> bytes:
        """A second and a half of moving shapes."""
        path = make_recording(self.folder / kind, 1.5, kind, size="160x120", fps=10)
        return path.read_bytes()

    def put(self, name: str, body: bytes) -> Path:
        """A file to make another one from."""
        path = self.folder / name
        path.write_bytes(body)
        return path

    def made(self, name: str, *arguments: object) -> bytes:
        """What an ffmpeg command line makes."""
        path = self.folder / name
        command = [find_ffmpeg(), "-y", "-loglevel", "error", *map(str, arguments), str(path)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, cwd=self.folder)
        return path.read_bytes()

    def coded(self, name: str, *arguments: object) -> bytes:
        """A second of pictures, coded as the arguments say."""
        shapes = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1")
        return self.made(name, *shapes, *arguments)


def cut(share: float, body: bytes) -> bytes:
    """The beginning."""
    return body[: int(len(body) * share)]


def pieces(body: bytes) -> list[bytes]:
    """As a browser sends them."""
    return [body[start : start + PIECE] for start in range(0, len(body), PIECE)]


def swapped(body: bytes) -> bytes:
    """The third and the fourth piece in each other's place."""
    one, two, three, four, *rest = pieces(body)
    return b"".join([one, two, four, three, *rest])


def duplicated(body: bytes) -> bytes:
    """The third piece twice."""
    one, two, three, *rest = pieces(body)
    return b"".join([one, two, three, three, *rest])


def flipped(body: bytes) -> bytes:
    """A byte in every thousand is wrong."""
    damaged = bytearray(body)
    for position in range(500, len(damaged), 1000):
        damaged[position] ^= 0xFF
    return bytes(damaged)


def mishandled(body: bytes, seed: int) -> bytes:
    """A few accidents at random, most of them near the head, where they hurt."""
    chance, damaged = random.Random(seed), bytearray(body)
    for _ in range(chance.randint(1, 6)):
        reach = chance.choice((200, 2000, len(damaged)))
        at, length = chance.randrange(min(reach, len(damaged))), chance.choice((1, 4, 4, 300))
        now = damaged[at : at + length]
        damaged[at : at + length] = chance.choice(
            (b"", bytes(len(now)), b"\xff" * len(now), now * 2, chance.randbytes(len(now)))
        )
    return bytes(damaged)


def noise(size: int) -> bytes:
    """Random bytes, the same every time."""
    return random.Random(7).randbytes(size)


def lying(body: bytes, milliseconds: int) -> bytes:
    """An MP4 whose headers all claim this length (they count in 1/1000 s and more)."""
    for kind, offset in (("mvhd", 16), ("tkhd", 20), ("mdhd", 16)):
        body = mp4.patched(body, kind, offset, struct.pack(">I", milliseconds & COUNTLESS))
    return body


def timeless(body: bytes) -> bytes:
    """An MP4 that counts no units a second."""
    for kind in ("mvhd", "mdhd"):
        body = mp4.patched(body, kind, 12, bytes(4))
    return body


def countless(body: bytes, kind: str, offset: int) -> bytes:
    """A table that claims four billion entries."""
    return mp4.patched(body, kind, offset, struct.pack(">I", COUNTLESS))


def one_size_for_all(body: bytes) -> bytes:
    """Four billion samples of one byte, which needs no table at all."""
    return mp4.patched(body, "stsz", 4, struct.pack(">II", 1, COUNTLESS))


def one_time_for_all(body: bytes) -> bytes:
    """One entry that repeats itself four billion times."""
    return mp4.patched(body, "stts", 4, struct.pack(">III", 1, COUNTLESS, 1))


def vast_vp8(body: bytes) -> bytes:
    """A first frame that claims 16383 by 8192 pixels."""
    at = body.index(b"\x9d\x01\x2a") + 3
    return body[:at] + struct.pack("<HH", 16383, 8192) + body[at + 4 :]


def vast(kit: Kit) -> bytes:
    """A frame that really has 134 megapixels."""
    picture = ("-f", "lavfi", "-i", "color=size=16384x8192:rate=1", "-frames:v", 1)
    return kit.made("vast.mp4", *picture, "-c:v", "libx264", "-preset", "ultrafast")


def many_frames(kit: Kit) -> bytes:
    """120,000 tiny frames in two minutes."""
    shapes = ("-f", "lavfi", "-i", "testsrc2=size=32x32:rate=1000", "-frames:v", 1000)
    kit.made("frames.webm", *shapes, "-c:v", "libvpx", "-deadline", "realtime", "-g", 1000)
    again = ("-stream_loop", -1, "-i", "frames.webm", "-c", "copy", "-frames:v", 120_000)
    return kit.made("many.webm", *again)


def day_long_gap(kit: Kit, name: str) -> bytes:
    """A second half that begins a day later."""
    source = kit.put(f"in-{name}", kit.webm if name.endswith("webm") else kit.mp4)
    later = "setts=ts='if(gte(N,8),TS+86400/TB,TS)'"
    return kit.made(name, "-i", source, "-c", "copy", "-bsf:v", later)


def hls(kit: Kit) -> bytes:
    """A playlist with our secrets in it."""
    entries = [str(kit.canary), f"file://{kit.canary}", kit.url, f"concat:{kit.canary}|{kit.url}"]
    lines = [f"#EXTINF:1,\n{entry}" for entry in entries]
    key = f'#EXT-X-KEY:METHOD=AES-128,URI="{kit.url}"'
    lines += [key, lines[0], "#EXT-X-ENDLIST"]
    return "\n".join(["#EXTM3U", "#EXT-X-VERSION:3", *lines]).encode()


def dash(kit: Kit) -> bytes:
    """A manifest of the other kind, with an entity that names a file, too."""
    return (
        f'<?xml version="1.0"?><!DOCTYPE MPD [<!ENTITY x SYSTEM "file://{kit.canary}">]>'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4">'
        f'<Representation id="1" bandwidth="1"><BaseURL>{kit.url}</BaseURL>'
        f'<SegmentList><SegmentURL media="file://{kit.canary}"/></SegmentList>'
        "&x;</Representation></AdaptationSet></Period></MPD>"
    ).encode()


def concat(kit: Kit) -> bytes:
    """A list of files to put together."""
    return f"ffconcat version 1.0\nfile '{kit.canary}'\nfile '{kit.url}'\n".encode()


def sdp(kit: Kit) -> bytes:
    """A description of a broadcast to listen to."""
    port = kit.url.rpartition(":")[2].partition("/")[0]
    lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=x", "c=IN IP4 127.0.0.1", "t=0 0"]
    lines += [f"m=video {port} RTP/AVP 96", "a=rtpmap:96 H264/90000", ""]
    return "\r\n".join(lines).encode()


def referring(kit: Kit, kind: str) -> bytes:
    """A movie whose media lie elsewhere, as QuickTime allows: in a file, or at an address."""
    name = str(kit.canary)
    target = mp4.alias(name) if kind == "alis" else (f"file://{name}".encode() + b"\0")
    if kind == "url ":
        target = kit.url.encode() + b"\0"
    elsewhere = mp4.box(kind, bytes(4) + target)  # flags 0: not in this file
    return mp4.replaced(kit.mp4, "dref", bytes(4) + struct.pack(">I", 1) + elsewhere)


def encrypted(kit: Kit) -> bytes:
    """Tracks that need a key nobody has."""
    scheme = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "00" * 16)
    source = kit.put("plain.mp4", kit.mp4)
    return kit.made("encrypted.mp4", "-i", source, "-c", "copy", *scheme,
                    "-encryption_kid", "11" * 16)  # fmt: skip


def many_streams(kit: Kit, name: str) -> bytes:
    """A picture and 120 sound tracks."""
    source = kit.put(f"in-{name}", kit.webm if name.endswith("mkv") else kit.mp4)
    maps = [part for _ in range(120) for part in ("-map", "0:a")]
    return kit.made(name, "-i", source, "-map", "0:v", *maps, "-c", "copy")


def huge_title(kit: Kit, name: str) -> bytes:
    """A mebibyte of markup for a title."""
    notes = b";FFMETADATA1\ntitle=" + b"<script>alert(1)</script>" * 42_000 + b"\n"
    source, described = kit.put("in.mp4", kit.mp4), kit.put("notes.txt", notes)
    return kit.made(name, "-i", source, "-i", described, "-map_metadata", 1, "-c", "copy")


def turned(body: bytes, matrix: bytes) -> bytes:
    """A display matrix that turns the picture into nothing."""
    return mp4.patched(body, "tkhd", 40, matrix)


def unpacking(body: bytes) -> bytes:
    """A compressed index that says it is two gigabytes."""
    index = mp4.compressed_index(bytes(64 << 20), 2**31 - 1)
    return mp4.box("ftyp", b"qt  " + bytes(8)) + index + mp4.box("mdat", body)


def with_subtitles(kit: Kit, name: str, codec: str) -> bytes:
    """A text track with markup in it."""
    text = "1\n00:00:00,000 --> 00:00:01,000\n<script>alert(1)</script>{\\an8}\n"
    notes = kit.put("notes.srt", text.encode())
    source = kit.put(f"in-{name}", kit.mp4 if name.endswith("mp4") else kit.webm)
    return kit.made(name, "-i", source, "-i", notes, "-map", 0, "-map", 1, "-c", "copy",
                    "-c:s", codec)  # fmt: skip


def with_attachment(kit: Kit) -> bytes:
    """A program that came along with the video."""
    program, source = kit.put("setup.exe", b"MZ" + noise(5000)), kit.put("in.webm", kit.webm)
    return kit.made("attached.mkv", "-i", source, "-c", "copy", "-attach", program,
                    "-metadata:s:t", "mimetype=application/x-msdownload",
                    "-metadata:s:t", "filename=../../setup.exe")  # fmt: skip


Build = Callable[[Kit], bytes]


def damaged() -> Iterator[tuple[str, Build]]:
    """What a bad line or a dead disk makes of each kind of recording."""
    for kind in ("webm", "mp4", "fragments"):
        for percent in (2, 30, 60, 95):
            yield f"{kind} cut at {percent}%", partial(changed, partial(cut, percent / 100), kind)
        for change in (swapped, duplicated, flipped):
            yield f"{kind} {change.__name__}", partial(changed, change, kind)


def changed(change: Callable[[bytes], bytes], kind: str, kit: Kit) -> bytes:
    """One of the kit's recordings, no longer what it was."""
    body: bytes = getattr(kit, kind)
    return change(body)


FILES: dict[str, Build] = {
    **dict(damaged()),
    "no bytes": lambda k: b"",
    "one byte": lambda k: b"\0",
    "zeros": lambda k: bytes(1 << 20),
    "noise": lambda k: noise(1 << 20),
    "noise behind an mp4 head": lambda k: k.mp4[:32] + noise(1 << 19),
    "noise behind a webm head": lambda k: k.webm[:200] + noise(1 << 19),
    "text": lambda k: b"Minutes of the meeting\n" * 1000,
    "mp4 without moov": lambda k: mp4.without(k.mp4, "moov"),
    "mp4 without mdat": lambda k: mp4.without(k.mp4, "mdat"),
    "fragments without moov": lambda k: mp4.without(k.fragments, "moov"),
    "mp4 claims ten hours": lambda k: lying(k.mp4, HOURS),
    "mp4 claims no length": lambda k: lying(k.mp4, 0),
    "mp4 claims a negative length": lambda k: lying(k.mp4, -1),
    "webm claims ten hours": lambda k: ebml.lasting(k.indexed, HOURS),
    "webm claims a negative length": lambda k: ebml.lasting(k.indexed, -5000),
    "webm claims 1e308": lambda k: ebml.lasting(k.indexed, 1e308),
    "webm claims NaN": lambda k: ebml.lasting(k.indexed, float("nan")),
    "mp4 timescale 0": lambda k: timeless(k.mp4),
    "fragments timescale 0": lambda k: timeless(k.fragments),
    "stsz bomb": lambda k: countless(k.mp4, "stsz", 8),
    "stsz bomb of one size": lambda k: one_size_for_all(k.mp4),
    "stts bomb": lambda k: countless(k.mp4, "stts", 4),
    "stts bomb of one entry": lambda k: one_time_for_all(k.mp4),
    "stsc bomb": lambda k: countless(k.mp4, "stsc", 4),
    "stco bomb": lambda k: countless(k.mp4, "stco", 4),
    "elst bomb": lambda k: countless(k.mp4, "elst", 4),
    "trun bomb": lambda k: countless(k.fragments, "trun", 4),
    "both bombs at once": lambda k: one_time_for_all(one_size_for_all(k.mp4)),
    "chunks out of range": lambda k: mp4.moved_chunks(k.mp4, 0xFFFFFF00),
    "chunks all in one place": lambda k: mp4.moved_chunks(k.mp4, 40),
    "boxes in boxes": lambda k: k.mp4[:32] + mp4.nested("moov", 20_000),
    "a box of 2^63 bytes": lambda k: k.mp4[:32] + struct.pack(">I4sQ", 1, b"moov", 2**63) + k.mp4,
    "a compressed index that unpacks": lambda k: unpacking(k.mp4),
    "134 megapixels claimed": lambda k: vast_vp8(k.webm),
    "134 megapixels": vast,
    "120,000 tiny frames": many_frames,
    "mp4 with a day between": lambda k: day_long_gap(k, "gap.mp4"),
    "webm with a day between": lambda k: day_long_gap(k, "gap.webm"),
    "hls": hls,
    "hls behind an mp4 head": lambda k: k.mp4[:32] + hls(k),
    "dash": dash,
    "concat": concat,
    "sdp": sdp,
    "dref url to a file": lambda k: referring(k, "urlf"),
    "dref url to an address": lambda k: referring(k, "url "),
    "dref alias": lambda k: referring(k, "alis"),
    "encrypted": encrypted,
    "gzip": lambda k: gzip.compress(k.mp4),
    "gzip bomb": lambda k: gzip.compress(bytes(64 << 20)),
    "mp4 of 121 streams": lambda k: many_streams(k, "many.mp4"),
    "mkv of 121 streams": lambda k: many_streams(k, "many.mkv"),
    "mp4 with a huge title": lambda k: huge_title(k, "title.mp4"),
    "mkv with a huge title": lambda k: huge_title(k, "title.mkv"),
    "mpeg-4 part 2": lambda k: k.coded("part2.mp4", "-c:v", "mpeg4"),
    "mjpeg": lambda k: k.coded("m.mov", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"),
    "prores": lambda k: k.coded("p.mov", "-c:v", "prores_ks"),
    "theora": lambda k: k.coded("t.mkv", "-c:v", "libtheora"),
    "ffv1": lambda k: k.coded("f.mkv", "-c:v", "ffv1"),
    "pcm": lambda k: k.made("pcm.mov", "-i", k.put("in.mp4", k.mp4), "-c:v", "copy", "-c:a",
                            "pcm_s16le"),
    "flac": lambda k: k.made("flac.mkv", "-i", k.put("in.mp4", k.mp4), "-vn", "-c:a", "flac"),
    "avi": lambda k: k.coded("a.avi", "-c:v", "libx264"),
    "transport stream": lambda k: k.coded("a.ts", "-c:v", "libx264"),
    "animated gif": lambda k: k.coded("a.gif"),
    "zero matrix": lambda k: turned(k.mp4, bytes(36)),
    "matrix of the smallest numbers": lambda k: turned(k.mp4, b"\x80\0\0\0" * 9),
    "matrix of noise": lambda k: turned(k.mp4, noise(36)),
    "void elements": lambda k: ebml.stuffed(k.webm, ebml.element(0xEC, b"") * 200_000),
    "an endless void": lambda k: ebml.stuffed(k.webm, b"\xec\x01" + b"\xff" * 6 + b"\xfe"),
    "chapters in chapters": lambda k: ebml.stuffed(k.webm, ebml.nested_chapters(5000)),
    "tags in tags": lambda k: ebml.stuffed(k.webm, ebml.nested_tags(5000)),
    "an attachment": with_attachment,
    "mkv with subtitles": lambda k: with_subtitles(k, "s.mkv", "subrip"),
    "mp4 with subtitles": lambda k: with_subtitles(k, "s.mp4", "mov_text"),
}  # fmt: skip
