"""A part cut out of a recording: exact, alone, without metadata, whatever dies meanwhile.

The recording is dark and silent but for two seconds in its middle, so that a cut shows by light
and sound where it begins and ends.
"""

import array
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import av
import pytest
from sqlalchemy import select

from media.binaries import find_ffmpeg
from media.cutting import EXACT_MS, cut
from media.errors import EncodeFailed
from media.ingest import SegmentFiles, make_playable
from media.pieces import PieceFile
from media.playable import Playable
from media.runner import Limits, run
from media.samples import KINDS
from media.storage import S3Store, Store, StoreConfig
from practice.db import Database, utcnow
from practice.errors import Invalid, WrongState
from practice.recordings import actions, excerpts, jobs
from practice.recordings.models import (
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    RenditionKind,
)
from practice.settings import Settings
from tests.stores import swift
from tests.workers.recorded import Recorded
from workers import ingest
from workers.boot import Parts
from workers.clips import unused_clips
from workers.excerpt import GONE

SECRET = "Northwind pays 4711"
CHAPTERS = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=3000\ntitle={SECRET}\n"
LIGHT = "color=black:s=320x180:r=25,drawbox=color=white:t=fill:enable='between(t,1.999,3.999)'"
VOICE = "aevalsrc='if(between(t,2,4),0.5*sin(2765*t),0)':s=48000"
BRIGHT, LOUD = 128, 3000


def lit(path: Path, kind: str) -> Path:
    """Six seconds of which the third and fourth are bright and loud."""
    made, notes = KINDS[kind], path.with_suffix(".txt")
    notes.write_text(CHAPTERS)
    sources = ["-f", "lavfi", "-i", LIGHT, "-f", "lavfi", "-i", VOICE, "-i", str(notes)]
    tracks = (["-map", "0:v", *made.video] if made.video else []) + ["-map", "1:a", *made.audio]
    told = ["-map_metadata", "2", "-map_chapters", "2", "-metadata", f"title={SECRET}"]
    command = [find_ffmpeg(), "-nostdin", "-y", "-loglevel", "error", *sources, "-t", "6"]
    ran = run([*command, *tracks, *told, *made.container, str(path)], path.parent, Limits(120))
    assert ran.code == 0, ran.stderr
    return path


def playable(folder: Path, kind: str) -> Playable:
    source = lit(folder / f"lit.{'webm' if 'webm' in kind else 'mp4'}", kind)
    digest = ingest.digest_of(source)
    return make_playable([SegmentFiles([PieceFile(source, digest)])], folder, ffmpeg=find_ffmpeg())


def seen(path: Path) -> list[tuple[float, bool]]:
    """When each picture is shown, and whether its middle is bright."""
    with av.open(str(path)) as container:
        if not container.streams.video:
            return []
        found = []
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            middle = plane.line_size * (frame.height // 2) + frame.width // 2
            found.append((float(frame.time or 0), bytes(plane)[middle] > BRIGHT))
        return found


def heard(path: Path) -> list[tuple[float, bool]]:
    """For every hundredth of a second whether there is anything loud."""
    samples = array.array("h")
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
    windows = range(0, len(samples) - 80, 80)
    return [(at / 8000, max(map(abs, samples[at : at + 80])) > LOUD) for at in windows]


def span(found: list[tuple[float, bool]]) -> tuple[float, float] | None:
    """From when until when something was to be seen or heard."""
    times = [at for at, there in found if there]
    return (min(times), max(times)) if times else None


@pytest.mark.parametrize("kind", ["webm-vp8", "mp4-h264", "mp4-phone", "webm-audio"])
def test_a_cut_is_exact_to_a_tenth_of_a_second(tmp_path: Path, kind: str) -> None:
    whole = playable(tmp_path, kind)
    made = cut(find_ffmpeg(), whole.path, whole.probe, tmp_path, (1000, 5000))
    for look in (seen, heard):
        found = look(made)
        if not found and "audio" in kind:
            continue
        assert abs(found[-1][0] - 4.0) < 0.1
        there = span(found)
        assert there is not None
        assert there == pytest.approx((1.0, 3.0), abs=EXACT_MS / 1000), look.__name__


@pytest.mark.parametrize("part", [(0, 1950), (4050, 6000), (2500, 3500)])
def test_nothing_outside_the_range_is_in_it(tmp_path: Path, part: tuple[int, int]) -> None:
    whole = playable(tmp_path, "webm-vp8")
    made = cut(find_ffmpeg(), whole.path, whole.probe, tmp_path, part)
    inside = part == (2500, 3500)
    assert {there for _, there in seen(made)} == {inside}
    assert {there for at, there in heard(made) if 0.03 < at < 0.97} == {inside}


@pytest.mark.parametrize("kind", ["webm-vp8", "mp4-phone"])
def test_no_metadata_and_no_chapter_comes_along(tmp_path: Path, kind: str) -> None:
    source = lit(tmp_path / f"told.{'webm' if 'webm' in kind else 'mp4'}", kind)
    assert SECRET.encode() in source.read_bytes()
    whole = playable(tmp_path, kind)
    made = cut(find_ffmpeg(), source, whole.probe, tmp_path, (1000, 3000))
    assert SECRET.encode() not in made.read_bytes()
    with av.open(str(made)) as container:
        assert "title" not in container.metadata
        assert {one.type for one in container.streams} == {"video", "audio"}


@pytest.mark.parametrize("part", [(6500, 9000), (3000, 3000), (4000, 2000), (-5, 1000)])
def test_a_part_that_is_not_there_is_refused(tmp_path: Path, part: tuple[int, int]) -> None:
    whole = playable(tmp_path, "webm-audio")
    with pytest.raises(EncodeFailed):
        cut(find_ffmpeg(), whole.path, whole.probe, tmp_path, part)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreConfig]:
    with swift(tmp_path_factory.mktemp("swift")) as config:
        yield config


@pytest.fixture
def parts(request: pytest.FixtureRequest, settings: Settings, db: Database, store: Store) -> Parts:
    """As installations come: SQLite with a folder, PostgreSQL with S3."""
    if db.engine.dialect.name == "sqlite":
        return Parts(settings, db, store)
    return Parts(settings, db, S3Store(request.getfixturevalue("bucket")))


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return lit(tmp_path_factory.mktemp("lit") / "take.webm", "webm-vp8").read_bytes()


class Cut(Recorded):
    """A part of a take: the row of the clip that it becomes, and its jobs."""

    def __init__(self, whole: Recorded, part: tuple[int, int] = (1000, 5000)) -> None:
        self.parts, self.tmp, self.whole = whole.parts, whole.tmp, whole
        with self.parts.db.work() as session:
            source = session.get_one(MediaAsset, whole.asset_id)
            self.asset_id = excerpts.cut_out(session, source, *part).id

    def cut(self) -> None:
        self.work(JobKind.excerpt)

    def fetch(self, kind: RenditionKind) -> Path:
        path = self.tmp / f"fetched-{kind.value}"
        self.parts.store.download(self.key(kind), path)
        return path


@pytest.fixture
def whole(parts: Parts, body: bytes, tmp_path: Path) -> Recorded:
    made = Recorded(parts, body, tmp_path)
    made.finish()
    return made


def test_a_part_becomes_a_recording_of_its_own(whole: Recorded) -> None:
    before, part = whole.stored(), Cut(whole)
    part.cut()
    asset = part.asset()
    assert (asset.state, asset.sentence) == (AssetState.playable, "")
    assert abs(asset.duration_ms - 4000) <= EXACT_MS
    assert span(seen(part.fetch(RenditionKind.playable))) == pytest.approx((1, 3), abs=0.1)
    part.work(JobKind.renditions)
    asset = part.asset()
    assert (asset.state, asset.sentence, asset.owner_id) == (AssetState.ready, "", whole.rep.id)
    assert span(heard(part.fetch(RenditionKind.main))) == pytest.approx((1, 3), abs=0.1)
    assert part.stored() == part.published()
    assert whole.stored() == before, "the take is as it was"
    assert not list(part.parts.settings.work_dir.glob("job-*"))


def test_it_outlives_the_recording_it_was_cut_from(whole: Recorded) -> None:
    part = Cut(whole)
    part.cut()
    forget(whole)
    part.work(JobKind.renditions)
    assert part.asset().state == AssetState.ready
    assert part.stored() == part.published()


def test_of_a_recording_deleted_meanwhile_nothing_is_cut_and_one_reads_why(
    whole: Recorded,
) -> None:
    part = Cut(whole)
    forget(whole)
    part.cut()
    assert (part.asset().state, part.asset().sentence) == (AssetState.unreadable, GONE)
    assert part.job(JobKind.excerpt).state == JobState.failed
    assert part.stored() == set()


def test_cutting_twice_makes_it_once(whole: Recorded) -> None:
    part = Cut(whole)
    part.cut()
    before = part.published()
    part.cut()
    assert part.published() == part.stored() == before


def test_after_a_killed_worker_the_next_one_cuts_it_and_clears_up(whole: Recorded) -> None:
    part = Cut(whole)
    job = part.job(JobKind.excerpt)
    with part.parts.db.work() as session:
        dead = jobs.claim(session, job.id, "machine-1:4711")
        assert dead
    (part.tmp / "half").write_bytes(b"half a video")
    half = f"{dead.key_prefix}/{dead.token.hex}/original.mp4"
    part.parts.store.upload(part.tmp / "half", half, "video/mp4")
    with part.parts.db.work() as session:
        assert jobs.bury(session, job.id, "machine-1:4711")
    part.cut()
    assert part.asset().is_watchable
    assert part.stored() == part.published() and half not in part.stored()


def test_a_worker_that_lost_the_job_publishes_nothing_and_leaves_nothing(
    whole: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Cut(whole)
    real = ingest.Attempt._send_playable

    def late(self: ingest.Attempt, made: Playable) -> object:
        with part.parts.db.work() as session:
            session.get_one(MediaJob, self.claim.job_id).lease_until = utcnow()
            session.flush()
            assert jobs.claim(session, self.claim.job_id, "somebody else")
        return real(self, made)

    monkeypatch.setattr(ingest.Attempt, "_send_playable", late)
    part.cut()
    assert part.asset().state == AssetState.finished
    assert part.stored() == set()


def test_a_part_that_is_too_short_or_of_nothing_is_refused(whole: Recorded) -> None:
    for part in ((1000, 1900), (5500, 9000), (-900, 50), (9000, 12_000)):
        with pytest.raises(Invalid):
            Cut(whole, part)
    forget(whole)
    with pytest.raises(WrongState):
        Cut(whole)
    with whole.parts.db.reading() as look:
        assert look.scalars(select(MediaAsset.id)).all() == [whole.asset_id]


def test_a_part_that_nothing_uses_goes_like_any_clip(whole: Recorded) -> None:
    part = Cut(whole)
    with part.parts.db.reading() as look:
        unused: list[UUID] = [one.id for one in look.scalars(unused_clips(utcnow()))]
    assert unused == [part.asset_id]


def forget(whole: Recorded) -> None:
    """Delete the take's recording and what lies in the store of it."""
    with whole.parts.db.work() as session:
        actions.delete(session, session.get_one(MediaAsset, whole.asset_id))
    whole.parts.store.delete(whole.stored())
