"""Several segments become one recording in which every flash and beep is still there.

And what is damaged is kept as far as it can be decoded, and told.
"""

import hashlib
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import av
import pytest

from media.binaries import find_ffmpeg
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.playable import Playable
from media.probe import probe
from media.transcode import Transcoded
from tests.media.cameras import Camera, Microphone, film
from tests.media.make import cut, joined
from tests.media.watching import color, mark_corner, seen, tone, watch

FFMPEG = find_ffmpeg()
MP4 = Camera(seconds=1.5, flashes=(0.5, 1.1))
IN_FRONT = {"movflags": "faststart"}
PHONE = replace(MP4, codec="libx265", options={"preset": "ultrafast", "x265-params": "log-level=0"})
WEBM = replace(
    MP4,
    codec="libvpx",
    options={"deadline": "realtime", "cpu-used": "8"},
    microphone=Microphone("libopus"),
    packing={"live": "1"},
)


def segment(path: Path) -> SegmentFiles:
    return SegmentFiles([PieceFile(path, hashlib.sha256(path.read_bytes()).hexdigest())])


def both_lanes(tmp_path: Path, *segments: SegmentFiles) -> tuple[Playable, Transcoded]:
    workdir = tmp_path / "work"
    workdir.mkdir()
    playable = make_playable(segments, workdir, ffmpeg=FFMPEG)
    return playable, make_renditions(playable.path, playable.probe, workdir, ffmpeg=FFMPEG)


def recorded(tmp_path: Path, *cameras: Camera) -> list[Path]:
    """One file for each recorder session."""
    return [
        film(tmp_path / f"{n}.{'webm' if one.codec == 'libvpx' else 'mp4'}", one)
        for n, one in enumerate(cameras)
    ]


AT_LEISURE = pytest.mark.faults  # more of the same, with the tests that take minutes


@pytest.mark.parametrize(
    "cameras",
    [
        pytest.param((MP4, MP4), id="two alike"),
        pytest.param((WEBM, WEBM, WEBM), id="three of a browser", marks=AT_LEISURE),
        pytest.param((WEBM, replace(WEBM, size=(96, 128))), id="of two sizes"),
        pytest.param((MP4, WEBM, PHONE), id="of three codecs", marks=AT_LEISURE),
        pytest.param((WEBM, replace(WEBM, microphone=None), WEBM), id="one without sound"),
        pytest.param((MP4, replace(MP4, has_picture=False), MP4), id="the camera was unplugged"),
        pytest.param(
            (PHONE, replace(PHONE, rotation=90)), id="one of them turned", marks=AT_LEISURE
        ),
        pytest.param(
            (MP4, replace(MP4, microphone=Microphone(rate=44_100, layout="mono"))),
            id="two sounds",
            marks=AT_LEISURE,
        ),
        pytest.param((WEBM, replace(WEBM, starts=0.3)), id="a camera that starts later"),
    ],
)
def test_joining_loses_no_flash_and_no_beep(cameras: tuple[Camera, ...], tmp_path: Path):
    parts = recorded(tmp_path, *cameras)
    playable, done = both_lanes(tmp_path, *map(segment, parts))
    assert not playable.is_partial
    lengths = [probe(part).duration_ms for part in parts]
    starts = [0, *accumulate(lengths)]
    assert playable.duration_ms == pytest.approx(sum(lengths), abs=60 * len(parts))
    assert [chapter.segment for chapter in playable.chapters] == list(range(len(parts)))
    flashes, beeps = [], []
    for start, part, camera in zip(starts, parts, cameras, strict=False):
        alone = watch(part)
        flashes += [start + at for at in alone.flashes]
        beeps += [start + at for at in alone.beeps]
        assert not camera.has_picture or alone.flashes
    for path in (playable.path, done.outputs[0].path):
        together = watch(path)
        assert together.flashes == pytest.approx(flashes, abs=70), path.name
        assert together.beeps == pytest.approx(beeps, abs=70), path.name


def test_the_parts_of_a_join_look_and_sound_alike(tmp_path: Path):
    """Other matrices, ranges and channels: the mark has one color, the beeps one loudness."""
    quiet = Microphone("libopus", layout="mono")
    parts = recorded(
        tmp_path,
        replace(PHONE, tags="bt709"),
        replace(WEBM, size=(320, 180), microphone=quiet),
    )
    playable, _ = both_lanes(tmp_path, *map(segment, parts))
    first, *_, last = (frame for _, frame in seen(playable.path))
    for part, frame in zip(parts, (first, last), strict=True):
        alone = watch(part)
        assert color(frame) == pytest.approx(color(alone.dark, alone.codec), abs=8)
        assert mark_corner(frame) == "top left"
    assert tone(playable.path) == pytest.approx(0.5, rel=0.15)


def test_two_sessions_in_one_import_are_split_and_joined(tmp_path: Path):
    one, two = recorded(tmp_path, WEBM, replace(WEBM, size=(96, 128)))
    playable, done = both_lanes(tmp_path, segment(joined(tmp_path / "both.webm", one, two)))
    assert not playable.is_partial
    assert len(watch(done.outputs[0].path).flashes) == 4
    assert done.duration_ms == pytest.approx(3000, abs=100)


def damaged(path: Path, source: Path, every: int) -> Path:
    """The file with a byte flipped here and there in its second half; the index is in front."""
    body = bytearray(source.read_bytes())
    for at in range(len(body) // 2, len(body), every):
        body[at] ^= 0xFF
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    "camera",
    [
        pytest.param(replace(MP4, seconds=4, packing=IN_FRONT), id="copied"),
        pytest.param(replace(PHONE, seconds=4, packing=IN_FRONT), id="HEVC"),
        pytest.param(replace(WEBM, seconds=4), id="a browser"),
    ],
)
def test_flipped_bytes_end_in_a_video(camera: Camera, tmp_path: Path):
    """Whatever they hit: what can be decoded is published, and never more is claimed."""
    (whole,) = recorded(tmp_path, camera)
    playable, done = both_lanes(
        tmp_path, segment(damaged(tmp_path / f"bad{whole.suffix}", whole, 97))
    )
    assert 0 < done.kept_ms <= done.expected_ms
    assert bool(done.sentence) == (done.kept_ms < done.expected_ms)
    with av.open(str(done.outputs[0].path)) as container:
        assert sum(1 for _ in container.decode(video=0)) > 20
    assert playable.duration_ms <= 4200


def test_a_picture_whose_end_cannot_be_decoded_is_partial(tmp_path: Path):
    """The packets are there and claim four seconds; the last half is noise."""
    (whole,) = recorded(tmp_path, replace(PHONE, seconds=4, microphone=None))
    body = bytearray(whole.read_bytes())
    with av.open(str(whole)) as container:
        late = [packet for packet in container.demux(video=0) if packet.pts and packet.size]
        spans = [(one.pos, one.size) for one in late if one.pts * one.time_base > 2]
    for at, size in spans:
        body[at + 4 : at + size] = bytes(size - 4)
    (tmp_path / "bad.mp4").write_bytes(body)
    _, done = both_lanes(tmp_path, segment(tmp_path / "bad.mp4"))
    assert done.expected_ms == pytest.approx(4000, abs=60)
    assert done.kept_ms == pytest.approx(2000, abs=300)
    assert done.sentence.startswith("This recording is damaged: 2")
    assert done.duration_ms == pytest.approx(done.kept_ms, abs=50)


def test_a_truncated_browser_recording_keeps_what_is_there(tmp_path: Path):
    (whole,) = recorded(tmp_path, replace(WEBM, seconds=4))
    part = segment(cut(tmp_path / "cut.webm", whole, 0.6))
    playable, done = both_lanes(tmp_path, replace(part, video_ms=4000, audio_ms=4000))
    assert playable.is_partial
    assert playable.sentence.endswith(" of 4 s.")
    assert done.duration_ms == pytest.approx(playable.kept_ms, abs=400)
