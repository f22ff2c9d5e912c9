"""Remarks are made of what is odd, and of nothing else.

A false "we hear no sound" annoys; a muted microphone that nobody mentions costs a take.
"""

import hashlib
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.remarks import DARK, RemarkKind, of_pictures
from tests.media.make import SPEECH, ffmpeg, own

FFMPEG = find_ffmpeg()
CODED = ("-c:v", "libx264", "-preset", "ultrafast", "-g", 10, "-c:a", "aac", "-ar", 48_000)
Told = list[tuple[str, float]]


def remarks_of(source: Path, tmp_path: Path) -> Told:
    """What both lanes remark, the slow one last; the fast one knows no less of the sound."""
    workdir = tmp_path / "work"
    workdir.mkdir()
    piece = PieceFile(source, hashlib.sha256(source.read_bytes()).hexdigest())
    playable = make_playable([SegmentFiles([piece])], workdir, ffmpeg=FFMPEG)
    done = make_renditions(playable.path, playable.probe, workdir, ffmpeg=FFMPEG)
    told = [(one.kind.value, one.at_ms / 1000) for one in done.remarks]
    early = [(one.kind.value, one.at_ms / 1000) for one in playable.remarks]
    assert early == [one for one in told if not one[0].startswith("black")]
    return told


def filmed(path: Path, seconds: float, picture: str, sound: str) -> Path:
    """A small recording of these filters; `[speech]` stands for twelve seconds of talk."""
    graph = f"{picture},format=yuv420p[v];{sound.replace('[speech]', '[0]aloop=9:192000,')}[a]"
    return ffmpeg(
        path, "-i", SPEECH, "-filter_complex", graph, "-map", "[v]", "-map", "[a]",
        "-t", seconds, *CODED,
    )  # fmt: skip


MOVING = "testsrc2=s=160x90:r=10"
FACE_IN_THE_DARK = "testsrc2=s=160x90:r=10,lutyuv=y=16+(val-16)*0.25:u=128:v=128,noise=alls=4"
BLACK = "color=black:s=160x90:r=10"
NIGHT = "color=black:s=160x90:r=10,noise=alls=6:allf=t"  # a covered lens, with its noise
STOPS = "testsrc2=s=160x90:r=10:d=6[x];color=black:s=160x90:r=10[y];[x][y]concat"
BLINKS = "testsrc2=s=160x90:r=10:d=4[x];color=black:s=160x90:r=10:d=1.5[y];[x][y]concat"
TALK = "[speech]volume=0.9"
ROOM = (
    "[speech]volume='if(lt(t,{0}),0.9,0)':eval=frame[s];anoisesrc=a={1}:r=16000[n];"
    "[s][n]amix=normalize=0:duration=shortest"
)


@pytest.mark.parametrize(
    ("seconds", "picture", "sound"),
    [
        pytest.param(8, MOVING, TALK, id="talk to its end"),
        pytest.param(20, MOVING, "[speech]atrim=0:17,apad", id="3 s of digital silence after 17"),
        pytest.param(8, MOVING, ROOM.format(4, 0.0055), id="half of it in a room of −50 dBFS"),
        pytest.param(8, MOVING, ROOM.format(4, 0.0003), id="in a room that the browser cleaned"),
        pytest.param(8, MOVING, ROOM.format(0, 0.0055), id="a room where nobody talks"),
        pytest.param(8, FACE_IN_THE_DARK, TALK, id="a dark room"),
        pytest.param(5.5, BLINKS, TALK, id="a dark end"),
    ],
)
def test_nothing_is_remarked_about_an_ordinary_recording(
    seconds: float, picture: str, sound: str, tmp_path: Path
):
    assert remarks_of(filmed(tmp_path / "a.mp4", seconds, picture, sound), tmp_path) == []


@pytest.mark.parametrize(
    ("picture", "sound", "told"),
    [
        pytest.param(MOVING, "anullsrc=r=48000", [("silent", 0)], id="muted from the start"),
        pytest.param(
            MOVING, "anoisesrc=a=0.0003:r=48000", [("silent", 0)], id="a dead cable that hisses"
        ),
        pytest.param(
            MOVING, "[speech]atrim=0:5,apad", [("sound_ends", 5)], id="muted from 5 s of 10"
        ),
        pytest.param(MOVING, "[speech]atrim=0:5", [("sound_ends", 5)], id="sound until 5 s of 10"),
        pytest.param(BLACK, TALK, [("black", 0)], id="black"),
        pytest.param(NIGHT, TALK, [("black", 0)], id="a covered lens"),
        pytest.param(STOPS, TALK, [("black_from", 6)], id="black from 6 s of 10"),
        pytest.param(
            STOPS, "[speech]atrim=0:3,apad", [("sound_ends", 3), ("black_from", 6)], id="both"
        ),
    ],
)
def test_what_is_silent_or_black_is_told_from_when_on(
    picture: str, sound: str, told: Told, tmp_path: Path
):
    found = remarks_of(filmed(tmp_path / "a.mp4", 10, picture, sound), tmp_path)
    assert [kind for kind, _ in found] == [kind for kind, _ in told]
    assert [at for _, at in found] == pytest.approx([at for _, at in told], abs=0.5)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chrome-camstop.webm", [("picture_ends", 3.39)]),
        ("firefox-micmute.webm", [("sound_ends", 3.2)]),
        ("chrome-restart.webm", []),
        ("chrome-mp4-avc1.mp4", []),
        ("firefox-webm-vp8.webm", []),
    ],
)
def test_real_recordings_are_told_as_they_are(name: str, told: Told, tmp_path: Path):
    found = remarks_of(own(name), tmp_path)
    assert [kind for kind, _ in found] == [kind for kind, _ in told]
    assert [at for _, at in found] == pytest.approx([at for _, at in told], abs=0.3)


def test_one_track_is_told(tmp_path: Path):
    mute = ffmpeg(tmp_path / "a.mp4", "-f", "lavfi", "-i", MOVING, "-t", 2, *CODED)
    assert remarks_of(mute, tmp_path) == [("no_sound", 0)]


def test_a_short_dark_end_is_an_ending_and_a_long_one_a_fault():
    lit, dark = [200] * 20, [DARK]
    assert of_pictures(lit + dark * 2, 1000) == []
    assert [one.kind for one in of_pictures(lit + dark * 6, 1000)] == [RemarkKind.black_from]
    assert of_pictures([], 1000) == []
