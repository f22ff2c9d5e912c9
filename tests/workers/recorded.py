"""A take whose pieces are in the store and whose manifest is in, and what becomes of it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from practice.db import utcnow
from practice.recordings import actions as recordings
from practice.recordings.models import AssetKind, JobKind, MediaAsset, MediaJob, RenditionKind
from practice.recordings.values import Manifest, ManifestPiece, ManifestSegment, PieceClaim
from practice.takes import actions as takes
from practice.takes.models import Take
from tests import factories
from workers import ingest
from workers.boot import Parts

PIECE = 40_000  # bytes; small, so that a short recording has several
MIME = "video/webm;codecs=vp8,opus"


class Recorded:
    """Recorded in one session or several; `lose` names a piece of the first that never came."""

    mime, counted_ms = MIME, 6000  # of each session
    piece_size = PIECE

    def __init__(
        self, parts: Parts, body: bytes, tmp: Path, lose: int | None = None,
        more: Sequence[bytes] = (),
    ) -> None:  # fmt: skip
        self.parts, self.tmp = parts, tmp
        with parts.db.work() as session:
            self.rep = factories.person(session)
            version = factories.scenario(session, target_seconds=10)
            self.asset_id = recordings.begin(session, self.rep, AssetKind.camera).id
            take = Take(
                person_id=self.rep.id, scenario_version_id=version.id, asset_id=self.asset_id,
                local_day=utcnow().date(), number=1,
            )  # fmt: skip
            session.add(take)
            session.flush()
            self.take_id = take.id
        bodies = [body, *more]
        told = tuple(
            ManifestSegment(number, self.mime, self.counted_ms, self.counted_ms, pieces)
            for number, pieces in enumerate(
                [self.send(number, one, lose) for number, one in enumerate(bodies)]
            )
        )
        with parts.db.work() as session:
            takes.finish(
                session, self.rep, self.asset_id, Manifest(told, self.counted_ms * len(bodies))
            )

    def send(self, segment: int, body: bytes, lose: int | None) -> tuple[ManifestPiece, ...]:
        told = []
        for position, start in enumerate(range(0, len(body), self.piece_size)):
            piece = body[start : start + self.piece_size]
            digest = hashlib.sha256(piece).hexdigest()
            told.append(ManifestPiece(position, len(piece), digest))
            if (segment, position) != (0, lose):
                self.put(PieceClaim(segment, position, "video/webm", len(piece), digest), piece)
        return tuple(told)

    def put(self, claim: PieceClaim, piece: bytes) -> None:
        with self.parts.db.work() as session:
            row, _ = recordings.announce_piece(
                session, self.rep, self.asset_id, claim, most_bytes=10**9, stored_sha256=None
            )
            key = row.key
        path = self.tmp / "piece"
        path.write_bytes(piece)
        self.parts.store.upload(path, key, "application/octet-stream")

    def job(self, kind: JobKind = JobKind.playable) -> MediaJob:
        """The newest job of this kind."""
        with self.parts.db.reading() as look:
            mine = select(MediaJob).where(MediaJob.asset_id == self.asset_id, MediaJob.kind == kind)
            found = look.scalar(mine.order_by(MediaJob.id.desc()))
            assert found
            return found

    def work(self, kind: JobKind = JobKind.playable) -> None:
        ingest.do_media_job(self.parts, self.job(kind).id, "a worker")

    def finish(self) -> None:
        """Both jobs, one after the other."""
        self.work()
        self.work(JobKind.renditions)

    def asset(self) -> MediaAsset:
        with self.parts.db.reading() as look:
            found = look.get_one(MediaAsset, self.asset_id)
            assert found.renditions is not None
            assert found.segments is not None
            return found

    def take(self) -> Take:
        with self.parts.db.reading() as look:
            return look.get_one(Take, self.take_id)

    def stored(self) -> set[str]:
        return {one.key for one in self.parts.store.list(self.asset().key_prefix)}

    def published(self) -> set[str]:
        return {made.key for made in self.asset().renditions}

    def key(self, kind: RenditionKind) -> str:
        made = self.asset().rendition(kind)
        assert made
        return made.key

    def damage(self, key: str) -> None:
        """Flip one byte of a stored object."""
        path = self.tmp / "damaged"
        self.parts.store.download(key, path)
        body = bytearray(path.read_bytes())
        body[len(body) // 2] ^= 0xFF
        path.write_bytes(body)
        self.parts.store.upload(path, key, "application/octet-stream")
