"""Jobs in the hands of workers that die, come back late, or meet each other."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.doorbell import Task, asked
from practice.errors import WrongState
from practice.people.models import Person, Role
from practice.recordings import actions, jobs, publishing, queries, rules
from practice.recordings.models import (
    AssetKind,
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    RenditionKind,
)
from practice.recordings.values import (
    Claim,
    Made,
    MadeRendition,
    Manifest,
    ManifestPiece,
    ManifestSegment,
    PieceClaim,
)
from tests import factories as make

LATER = timedelta(minutes=5)


def finished(session: Session, recorded_ms: int = 30_000, missing: int = 0) -> MediaAsset:
    """A recording of two pieces whose manifest is in; `missing` more never came."""
    rep: Person = make.person(session)
    asset = actions.begin(session, rep, AssetKind.camera)
    pieces = [ManifestPiece(at, 10, f"{at:064x}") for at in range(2 + missing)]
    for piece in pieces[:2]:
        claim = PieceClaim(0, piece.position, "video/webm", 10, piece.sha256)
        actions.announce_piece(session, rep, asset.id, claim, most_bytes=99, stored_sha256=None)
    segment = ManifestSegment(0, "video/webm", recorded_ms, recorded_ms, tuple(pieces))
    actions.finish(session, rep, asset.id, Manifest((segment,), recorded_ms))
    session.expire_all()
    return asset


def job_of(session: Session, asset: MediaAsset) -> MediaJob:
    job = queries.current_job(session, asset.id)
    assert job is not None
    return job


def claimed(session: Session, asset: MediaAsset, worker: str = "one") -> Claim:
    claim = jobs.claim(session, job_of(session, asset).id, worker)
    assert claim is not None
    return claim


def playable(claim: Claim, duration_ms: int = 30_000, joined: int = 2) -> Made:
    kinds = (RenditionKind.original, RenditionKind.main)
    made = tuple(
        MadeRendition(kind, f"{claim.key_prefix}/{claim.token.hex}/{kind}", "video/mp4", 99)
        for kind in kinds
    )
    return Made(
        made, duration_ms, has_video=True, has_sound=True, width=640, height=480,
        sha256="a" * 64, pieces_joined=joined,
    )  # fmt: skip


def test_one_worker_gets_the_job_and_the_other_nothing(session: Session) -> None:
    asset = finished(session)
    job_id = job_of(session, asset).id
    assert jobs.claim(session, job_id, "one") is not None
    assert jobs.claim(session, job_id, "two") is None


def test_a_claim_tells_all_that_a_worker_needs(session: Session) -> None:
    asset = finished(session, missing=1)
    claim = claimed(session, asset)
    assert (claim.kind, claim.attempt, claim.recorded_ms) == (JobKind.playable, 1, 30_000)
    assert [piece.position for piece in claim.segments[0].pieces] == [0, 1]
    assert claim.segments[0].pieces_expected == 3
    assert all(piece.key.startswith(asset.key_prefix) for piece in claim.segments[0].pieces)


def test_a_heartbeat_keeps_the_job_and_its_end_gives_it_up(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    soon, late = utcnow() + timedelta(seconds=20), utcnow() + timedelta(seconds=45)
    assert jobs.heartbeat(session, claim, soon)
    assert queries.expired_leases(session, late) == []
    assert queries.expired_leases(session, late + LATER) == [claim.job_id]


def test_a_stale_worker_publishes_nothing(session: Session) -> None:
    asset = finished(session)
    stale = claimed(session, asset)
    fresh = jobs.claim(session, stale.job_id, "two", utcnow() + LATER)
    assert fresh is not None
    assert publishing.publish(session, stale, playable(stale)) is None
    assert not jobs.heartbeat(session, stale)
    assert not jobs.mark_failed(session, stale, "too late")
    assert publishing.publish(session, fresh, playable(fresh)) is not None
    session.refresh(asset)
    assert {made.key for made in asset.renditions} == {m.key for m in playable(fresh).renditions}


def test_playable_asks_for_the_renditions_in_the_same_step(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    asked(session)
    published = publishing.publish(session, claim, playable(claim))
    assert published is not None
    assert asset.state == AssetState.playable
    assert len(published.obsolete_keys) == 2
    job = session.query(MediaJob).filter_by(kind=JobKind.renditions).one()
    assert asked(session) == [(Task.media_slow, job.id)]


def test_a_second_publication_replaces_the_first_and_frees_its_objects(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    publishing.publish(session, claim, playable(claim))
    old_main = asset.rendition(RenditionKind.main)
    assert old_main is not None
    old_key = old_main.key
    job = session.query(MediaJob).filter_by(kind=JobKind.renditions).one()
    slow = jobs.claim(session, job.id, "one")
    assert slow is not None
    assert slow.original_key is not None
    better = MadeRendition(RenditionKind.main, "r/better", "video/mp4", 50)
    published = publishing.publish(session, slow, Made((better,)))
    assert published is not None
    assert old_key in published.obsolete_keys
    assert all("/p/" in key for key in published.obsolete_keys if key != old_key)
    assert asset.state == AssetState.ready


def test_what_is_shorter_than_recorded_is_partial_and_says_so(session: Session) -> None:
    asset = finished(session, recorded_ms=52_000)
    claim = claimed(session, asset)
    publishing.publish(session, claim, playable(claim, duration_ms=24_000))
    assert "Only 0:24 of the 0:52" in asset.sentence
    job = session.query(MediaJob).filter_by(kind=JobKind.renditions).one()
    slow = jobs.claim(session, job.id, "one")
    assert slow is not None
    publishing.publish(session, slow, Made(()))
    assert asset.state == AssetState.partial


def test_a_missing_piece_is_partial_even_when_the_length_fits(session: Session) -> None:
    asset = finished(session, missing=1)
    claim = claimed(session, asset)
    publishing.publish(session, claim, playable(claim))
    assert asset.sentence


def test_a_failed_recording_is_unreadable_with_its_reason(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    assert jobs.mark_failed(session, claim, "This isn’t a video we can read.", "moov not found")
    assert (asset.state, asset.sentence) == (
        AssetState.unreadable,
        "This isn’t a video we can read.",
    )
    assert job_of(session, asset).fault == "moov not found"


def test_failing_renditions_leave_what_could_be_watched(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    publishing.publish(session, claim, playable(claim))
    job = session.query(MediaJob).filter_by(kind=JobKind.renditions).one()
    slow = jobs.claim(session, job.id, "one")
    assert slow is not None
    jobs.mark_failed(session, slow, "The picture couldn’t be encoded.")
    assert asset.state == AssetState.ready
    assert asset.rendition(RenditionKind.main) is not None


def test_a_passing_fault_waits_without_counting_as_an_attempt(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    assert jobs.put_back(session, claim, "store answers 503", timedelta(seconds=30))
    assert jobs.claim(session, claim.job_id, "one") is None
    again = jobs.claim(session, claim.job_id, "one", utcnow() + LATER)
    assert again is not None
    assert again.attempt == 1


def test_a_job_that_kills_every_worker_is_given_up(session: Session) -> None:
    asset = finished(session)
    job_id, now = job_of(session, asset).id, utcnow()
    for _ in range(rules.MOST_ATTEMPTS):
        assert jobs.claim(session, job_id, "doomed", now) is not None
        now += LATER
        assert jobs.take_back(session, job_id, now)
    assert job_of(session, asset).state == JobState.failed
    assert asset.state == AssetState.unreadable


def test_waiting_jobs_are_rung_for_again_after_a_while_only(session: Session) -> None:
    asset = finished(session)
    job = job_of(session, asset)
    assert [one.id for one in queries.jobs_to_ring(session)] == [job.id]
    jobs.mark_rung(session, [job.id])
    session.expire_all()
    assert queries.jobs_to_ring(session) == []
    assert [one.id for one in queries.jobs_to_ring(session, utcnow() + LATER)] == [job.id]


def test_only_failed_jobs_are_tried_again_by_hand(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    admin = make.person(session, "Admin", Role.admin)
    with pytest.raises(WrongState):
        jobs.retry(session, admin, claim.job_id)
    jobs.mark_failed(session, claim, "No.")
    jobs.retry(session, admin, claim.job_id)
    assert asset.state == AssetState.finished
    assert jobs.claim(session, claim.job_id, "one") is not None


def test_deleting_stops_the_work(session: Session) -> None:
    asset = finished(session)
    claim = claimed(session, asset)
    actions.delete(session, asset)
    assert publishing.publish(session, claim, playable(claim)) is None
    assert asset.state == AssetState.deleted
    assert queries.to_purge(session) == [asset]


def test_abandoned_recordings_are_closed_from_what_is_there(session: Session) -> None:
    rep = make.person(session)
    empty = actions.begin(session, rep, AssetKind.camera)
    begun = actions.begin(session, rep, AssetKind.camera)
    claim = PieceClaim(0, 0, "video/webm", 10, "0" * 64)
    actions.announce_piece(session, rep, begun.id, claim, most_bytes=99, stored_sha256=None)
    assert queries.abandoned_uploads(session) == []
    soon, tomorrow = utcnow() + timedelta(minutes=11), utcnow() + timedelta(hours=25)
    assert queries.abandoned_uploads(session, soon) == [begun.id]
    assert set(queries.abandoned_uploads(session, tomorrow)) == {begun.id, empty.id}
    assert actions.close_abandoned(session, begun.id, soon)
    assert (begun.state, begun.finished_by_server) == (AssetState.finished, True)
    assert not actions.close_abandoned(session, begun.id, soon)
    assert actions.close_abandoned(session, empty.id, tomorrow)
    assert "still on your device" in empty.sentence
