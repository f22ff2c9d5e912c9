"""Hostile files through the whole path of a worker, on both stores: each ends, none is lost,
nothing stays behind, and the next job runs.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from media.storage import Store
from practice.db import Database
from practice.recordings import queries
from practice.recordings.models import AssetState, JobKind, JobState, MediaJob, RenditionKind
from practice.settings import Settings
from tests.media.canary import Canary
from tests.media.hostile import Kit
from tests.workers.test_ingest import Recorded
from workers import chores
from workers.boot import Parts

PIECE = 1 << 20
A_SENTENCE = re.compile(r"[A-Z][^\n/\\{}\[\]<>]{10,160}\.")
WATCHABLE = {AssetState.ready, AssetState.partial}
LOST = {AssetState.unreadable}
ENDS = {
    "webm cut at 60%": WATCHABLE,
    "fragments flipped": LOST,
    "noise": LOST,
    "mp4 without moov": LOST,
    "stts bomb of one entry": WATCHABLE,
    "134 megapixels claimed": WATCHABLE,
    "120,000 tiny frames": LOST,
    "webm with a day between": LOST,
    "hls": LOST,
    "dref alias": LOST,
    "encrypted": LOST,
    "gzip bomb": LOST,
    "mkv of 121 streams": WATCHABLE,
    "mp4 with a huge title": WATCHABLE,
    "prores": LOST,
}


class Imported(Recorded):
    """A file that somebody brought along: nobody counted its milliseconds."""

    mime, counted_ms = "video/mp4", 0
    piece_size = PIECE

    def work_on(self) -> None:
        """As a worker would: what is playable goes on to the slow lane."""
        self.work()
        if self.asset().is_watchable:
            self.work(JobKind.renditions)

    def jobs(self) -> list[MediaJob]:
        with self.parts.db.reading() as look:
            return list(look.scalars(select(MediaJob).where(MediaJob.asset_id == self.asset_id)))

    def original(self) -> bytes:
        """What is kept of the bytes as they came."""
        kept = self.asset().rendition(RenditionKind.original)
        with self.parts.db.reading() as look:
            pieces = [piece.key for piece in queries.pieces_kept(look, self.asset_id)]
        path, body = self.tmp / "fetched", b""
        for key in [kept.key] if kept else pieces:
            self.parts.store.download(key, path)
            body += path.read_bytes()
        return body


@pytest.fixture
def parts(request: pytest.FixtureRequest, settings: Settings, db: Database) -> Parts:
    """As installations come: SQLite with a folder, PostgreSQL with S3."""
    kind = "folder_store" if db.engine.dialect.name == "sqlite" else "s3_store"
    store: Store = request.getfixturevalue(kind)
    return Parts(settings, db, store)


def test_every_hostile_recording_ends_and_the_next_one_is_done(
    parts: Parts, kit: Kit, canary: Canary, tmp_path: Path
) -> None:
    canary.arm()
    for name, ends in ENDS.items():
        body = kit.file(name)
        made = Imported(parts, body, tmp_path)
        made.work_on()
        asset = made.asset()
        assert asset.state in ends, (name, asset.sentence)
        assert not asset.sentence or A_SENTENCE.fullmatch(asset.sentence), name
        assert asset.sentence or asset.state == AssetState.ready, name
        assert {job.state for job in made.jobs()} <= {JobState.done, JobState.failed}, name
        assert made.original() == body, f"{name}: the original is kept"
        assert list(parts.settings.work_dir.glob("job-*")) == [], f"{name}: nothing stays behind"
        assert not canary.was_read(), name
        assert not canary.was_called(), name
    fine = Imported(parts, kit.webm, tmp_path)
    fine.work_on()
    assert fine.asset().state == AssetState.ready


def test_pieces_of_an_unreadable_recording_survive_the_sweep(
    parts: Parts, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Imported(parts, kit.file("noise"), tmp_path)
    made.work_on()
    monkeypatch.setattr("workers.chores.ORPHAN_AFTER", timedelta(0))
    chores.remove_orphans(parts)
    assert made.original() == kit.file("noise")
