"""From pieces to a watchable file: real recordings, whole, cut, restarted and mixed."""

import hashlib
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.errors import BrokenPieces, TooBig, TooLong, Unreadable
from media.ingest import SegmentFiles, make_playable, make_renditions
from media.pieces import PieceFile
from media.playable import Playable
from media.probe import Bounds, probe
from tests.media.make import cut, ffmpeg, joined, make_recording, own

FFMPEG = find_ffmpeg()


def pieces(tmp_path: Path, source: Path, size: int = 60_000) -> list[PieceFile | None]:
    """A recording as the browser sends it."""
    body, made = source.read_bytes(), []
    for number, start in enumerate(range(0, max(1, len(body)), size)):
        path = tmp_path / f"{source.stem}-piece-{number}"
        path.write_bytes(body[start : start + size])
        made.append(PieceFile(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    return made


def segment(tmp_path: Path, source: Path, video: int | None = None, audio: int | None = None):
    return SegmentFiles(pieces(tmp_path, source), video, audio)


def ingested(tmp_path: Path, *segments: SegmentFiles, bounds: Bounds | None = None) -> Playable:
    workdir = tmp_path / "work"
    workdir.mkdir(parents=True)
    return make_playable(segments, workdir, ffmpeg=FFMPEG, bounds=bounds or Bounds())


@pytest.mark.parametrize(
    ("name", "content_type", "ms"),
    [
        ("chrome-mp4-avc1.mp4", "video/mp4", 6000),
        ("chrome-webm-vp8.webm", "video/webm", 5950),
        ("chrome-webm-av1.webm", "video/webm", 6020),
        ("chrome-matroska-avc1.webm", "video/mp4", 6010),
        ("firefox-webm-vp8.webm", "video/webm", 5990),
    ],
)
def test_a_browser_recording_becomes_seekable_with_a_true_length(
    tmp_path: Path, name: str, content_type: str, ms: int
):
    made = ingested(tmp_path, segment(tmp_path, own(name), 6000, 6000))
    assert (made.content_type, made.is_partial, made.sentence) == (content_type, False, "")
    assert made.duration_ms == pytest.approx(ms, abs=30)
    assert probe(made.path).stated_ms == pytest.approx(ms, abs=30)
    assert (made.has_video, made.has_audio, made.is_silent) == (True, True, False)
    assert made.sha256 == hashlib.sha256(own(name).read_bytes()).hexdigest()
    assert made.originals[0].read_bytes() == own(name).read_bytes()


def test_a_missing_piece_ends_the_recording_there_and_is_said(tmp_path: Path):
    sent = pieces(tmp_path, own("chrome-webm-vp8.webm"))
    made = ingested(tmp_path, SegmentFiles([*sent[:3], None, *sent[4:]], 6000, 5950))
    assert made.is_partial
    assert made.expected_ms == 6000
    assert made.kept_ms == pytest.approx(made.duration_ms, abs=300)
    assert 2500 < made.kept_ms < 4500
    assert made.sentence == f"We kept {made.kept_ms / 1000:.1f} s of 6 s."


def test_a_changed_piece_counts_as_missing(tmp_path: Path):
    sent = pieces(tmp_path, own("chrome-webm-vp8.webm"))
    assert sent[2]
    sent[2].path.write_bytes(b"x" + sent[2].path.read_bytes()[1:])
    assert ingested(tmp_path, SegmentFiles(sent, 6000, 5950)).is_partial


def test_without_a_count_missing_pieces_still_make_it_partial(tmp_path: Path):
    sent = pieces(tmp_path, own("chrome-webm-vp8.webm"))
    made = ingested(tmp_path, SegmentFiles([*sent[:3], *[None] * (len(sent) - 3)]))
    assert made.is_partial
    assert made.expected_ms == made.duration_ms * len(sent) // 3


def test_a_recorder_that_restarted_inside_one_file_keeps_all_eight_seconds(tmp_path: Path):
    made = ingested(tmp_path, segment(tmp_path, own("chrome-restart.webm"), 8000, 8000))
    assert made.duration_ms == pytest.approx(8000, abs=100)
    assert not made.is_partial


def test_two_sessions_of_one_mp4_keep_their_whole_length(tmp_path: Path):
    source = joined(tmp_path / "two.mp4", *[own("chrome-mp4-avc1.mp4")] * 2)
    made = ingested(tmp_path, segment(tmp_path, source))
    assert made.duration_ms == pytest.approx(12_000, abs=100)
    assert not made.is_partial


def test_segments_of_the_same_kind_join_without_encoding(tmp_path: Path):
    one = segment(tmp_path, own("chrome-webm-vp8.webm"), 6000, 6000)
    made = ingested(tmp_path, one, one)
    assert made.probe.video
    assert made.probe.video.codec == "vp8"
    assert [(c.segment, c.start_ms) for c in made.chapters] == [(0, 0), (1, 5951)]
    assert made.duration_ms == pytest.approx(11_900, abs=60)


def test_segments_of_different_kinds_become_one_shape(tmp_path: Path):
    made = ingested(
        tmp_path,
        segment(tmp_path, own("chrome-camstop.webm"), 3300, 8000),
        segment(tmp_path, make_recording(tmp_path / "b.mp4", 2, "mp4-mute", size="320x640")),
        segment(tmp_path, make_recording(tmp_path / "c.webm", 2, "webm-audio")),
    )
    assert made.probe.video
    assert (made.probe.video.codec, made.probe.video.shown) == ("h264", (640, 480))
    assert made.duration_ms == pytest.approx(12_000, abs=100)
    assert not made.is_partial
    assert [chapter.segment for chapter in made.chapters] == [0, 1, 2]


def test_a_camera_that_was_stopped_loses_nothing(tmp_path: Path):
    made = ingested(tmp_path, segment(tmp_path, own("chrome-camstop.webm"), 3300, 8000))
    assert (made.is_partial, made.kept_ms) == (False, pytest.approx(8000, abs=30))


def test_a_picture_that_ended_too_early_is_partial(tmp_path: Path):
    made = ingested(tmp_path, segment(tmp_path, own("chrome-camstop.webm"), 8000, 8000))
    assert made.is_partial
    assert made.sentence == "We kept 3.4 s of 8 s of the picture; the sound is whole."


def test_sound_that_never_arrived_is_named(tmp_path: Path):
    mute = make_recording(tmp_path / "mute.webm", 3, "webm-mute")
    made = ingested(tmp_path, segment(tmp_path, mute, 3000, 3000))
    assert made.sentence == "The sound is missing; the rest is here."
    assert made.is_silent


@pytest.mark.parametrize(
    ("picture", "sound", "missing"),
    [("prores_ks", "aac", "picture"), ("libx264", "pcm_s16le", "sound")],
)
def test_a_track_that_we_cannot_read_does_not_cost_the_other(
    tmp_path: Path, picture: str, sound: str, missing: str
):
    usual = make_recording(tmp_path / "a.mp4", 2, "mp4-phone")
    odd = ffmpeg(tmp_path / "b.mov", "-i", usual, "-c:v", picture, "-c:a", sound)
    made = ingested(tmp_path, segment(tmp_path, odd))
    assert made.is_partial
    assert made.sentence == f"The {missing} is missing; the rest is here."
    assert (made.has_video, made.has_audio) == (missing != "picture", missing != "sound")
    assert make_renditions(made.path, made.probe, tmp_path / "work", ffmpeg=FFMPEG).duration_ms


def test_silence_is_noticed(tmp_path: Path):
    quiet = make_recording(tmp_path / "quiet.webm", 2, silent=True)
    assert ingested(tmp_path, segment(tmp_path, quiet)).is_silent


def test_speech_is_not_silence(tmp_path: Path):
    spoken = make_recording(tmp_path / "spoken.webm", 2, speech=True)
    assert not ingested(tmp_path, segment(tmp_path, spoken)).is_silent


def test_an_import_cut_short_is_told_by_its_own_header(tmp_path: Path):
    whole = make_recording(tmp_path / "whole.mp4", 6, "mp4-phone")
    made = ingested(tmp_path, segment(tmp_path, cut(tmp_path / "cut.mp4", whole, 0.5)))
    assert made.is_partial
    assert made.expected_ms == pytest.approx(6000, abs=50)
    assert 2000 < made.kept_ms < 4000


def test_a_video_trimmed_on_the_phone_is_as_long_as_the_phone_shows(tmp_path: Path):
    whole = make_recording(tmp_path / "whole.mp4", 6, "mp4-phone")
    trimmed = ffmpeg(tmp_path / "trimmed.mp4", "-ss", 1.7, "-i", whole, "-c", "copy")
    made = ingested(tmp_path, segment(tmp_path, trimmed))
    assert (made.duration_ms, made.is_partial) == (pytest.approx(4300, abs=60), False)
    done = make_renditions(made.path, made.probe, tmp_path / "work", ffmpeg=FFMPEG)
    assert done.duration_ms == pytest.approx(4300, abs=60)


def test_what_no_container_takes_as_it_is_gets_encoded(tmp_path: Path):
    picture = make_recording(tmp_path / "a.mp4", 2, "mp4-phone")
    odd = ffmpeg(
        tmp_path / "odd.mkv", "-i", picture, "-c:v", "copy", "-c:a", "libmp3lame", "-ar", 8000
    )
    made = ingested(tmp_path, segment(tmp_path, odd))
    assert made.probe.audio
    assert (made.content_type, made.probe.audio.codec) == ("video/mp4", "aac")
    assert made.duration_ms == pytest.approx(2000, abs=100)


def test_damage_in_the_middle_still_ends_in_a_video_or_a_sentence(tmp_path: Path):
    body = own("chrome-mp4-avc1.mp4").read_bytes()
    (tmp_path / "hole.mp4").write_bytes(body[:100_000] + body[160_000:])
    made = ingested(tmp_path, segment(tmp_path, tmp_path / "hole.mp4", 6000, 6000))
    assert made.is_partial
    assert make_renditions(made.path, made.probe, tmp_path / "work", ffmpeg=FFMPEG)


def test_an_unreadable_segment_does_not_take_the_others_with_it(tmp_path: Path):
    (tmp_path / "bad").write_bytes(b"nothing" * 1000)
    good = segment(tmp_path, own("chrome-webm-vp8.webm"), 6000, 6000)
    made = ingested(tmp_path, segment(tmp_path, tmp_path / "bad", 4000, 4000), good)
    assert made.sentence == "We kept 5.9 s of 10 s."
    assert [chapter.segment for chapter in made.chapters] == [1]


@pytest.mark.parametrize("body", [b"nothing" * 1000, None])
def test_a_lost_segment_that_nobody_counted_is_still_told(tmp_path: Path, body: bytes | None):
    (tmp_path / "bad").write_bytes(body or b"")
    bad = segment(tmp_path, tmp_path / "bad") if body else SegmentFiles([None])
    made = ingested(tmp_path, segment(tmp_path, own("chrome-mp4-avc1.mp4")), bad)
    assert made.sentence == "A part of it is missing; the rest is here."


def test_nothing_at_all_is_refused_plainly(tmp_path: Path):
    with pytest.raises(BrokenPieces, match="Nothing of this recording reached us"):
        ingested(tmp_path, SegmentFiles([None, None], 6000, 6000))


@pytest.mark.parametrize(("body", "says"), [(b"", "empty"), (b"x" * 500, "isn’t a video")])
def test_what_is_no_video_is_refused_plainly(tmp_path: Path, body: bytes, says: str):
    (tmp_path / "bad").write_bytes(body)
    with pytest.raises(Unreadable, match=says):
        ingested(tmp_path, segment(tmp_path, tmp_path / "bad"))


def test_bounds_hold_for_each_part_and_for_the_whole(tmp_path: Path):
    one = segment(tmp_path, own("chrome-webm-vp8.webm"))
    with pytest.raises(TooLong):
        ingested(tmp_path / "a", *[one] * 2, bounds=Bounds(minutes=0, grace_ms=8000))
    with pytest.raises(TooBig):
        ingested(tmp_path / "b", one, bounds=Bounds(bytes=1000))


def test_running_again_in_the_same_directory_makes_the_same(tmp_path: Path):
    one = segment(tmp_path, own("chrome-mp4-avc1.mp4"), 6000, 6000)
    first = ingested(tmp_path, one)
    again = make_playable([one], tmp_path / "work", ffmpeg=FFMPEG)
    assert (again.sha256, again.probe) == (first.sha256, first.probe)


def test_the_whole_way_from_pieces_to_published_files(tmp_path: Path):
    made = ingested(tmp_path, segment(tmp_path, own("chrome-webm-vp8.webm"), 6000, 6000))
    seen: list[float] = []
    done = make_renditions(made.path, made.probe, tmp_path / "work", seen.append, ffmpeg=FFMPEG)
    main, poster, storyboard = done.outputs
    assert (main.kind, main.content_type) == ("main", "video/mp4")
    assert main.duration_ms == pytest.approx(made.duration_ms, abs=50)
    assert (poster.kind, poster.content_type, poster.width) == ("poster", "image/jpeg", 640)
    assert (storyboard.kind, storyboard.content_type) == ("storyboard", "image/jpeg")
    assert seen == sorted(seen)
    assert seen
