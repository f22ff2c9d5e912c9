"""Making the result of a job what everyone sees, and letting go of what it replaced."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from media.plan import RECIPE
from practice.recordings import jobs, queries, rules
from practice.recordings.models import (
    AssetState,
    Figures,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    Rendition,
    RenditionKind,
)
from practice.recordings.values import Claim, Made, MadeRendition, Published

DERIVED = {  # what a job publishes instead of whatever was there before
    JobKind.excerpt: set(RenditionKind),
    JobKind.playable: set(RenditionKind),
    JobKind.renditions: set(RenditionKind) - {RenditionKind.original, RenditionKind.playable},
}


def publish(session: Session, claim: Claim, made: Made) -> Published | None:
    """Make the result of a job what everyone sees; None when the token is not the row's anymore.

    After `playable` or `excerpt` the recording can be watched, and the job for `renditions` is
    asked for in the same transaction; after `renditions` it is ready, or partial when something
    was missing.
    """
    jobs.hold(session, claim.asset_id)
    if not jobs.complete(session, claim):
        return None
    job = queries.get_job(session, claim.job_id)
    asset = job.asset
    obsolete = _replace_renditions(session, asset, DERIVED[claim.kind], made.renditions)
    obsolete += _pieces_not_needed(session, asset)  # again, in case the worker before was killed
    asset.remarks = [list(remark) for remark in made.remarks]
    if claim.kind == JobKind.renditions:
        _become_ready(session, asset, made)
    else:
        _become_playable(asset, made)
        _ask_for_renditions(session, job, made)
    session.flush()
    return Published(asset.id, tuple(obsolete))


def _become_playable(asset: MediaAsset, made: Made) -> None:
    asset.state = AssetState.playable
    asset.duration_ms, asset.sha256 = made.duration_ms, made.sha256
    asset.has_video, asset.has_sound = made.has_video, made.has_sound
    asset.width, asset.height = made.width, made.height
    whole = rules.is_whole(asset, made.pieces_joined, made.duration_ms)
    missing = "" if whole else rules.partial_sentence(asset, made.duration_ms)
    asset.sentence = made.sentence or missing
    asset.size = sum(one.size for one in made.renditions if one.kind == RenditionKind.original)


def _ask_for_renditions(session: Session, done: MediaJob, made: Made) -> None:
    job = jobs.add_job(session, done.asset_id, JobKind.renditions, done.input_digest, RECIPE)
    job.detail = {"facts": made.facts}  # of what is watchable now: nobody needs to look again
    if job.state in (JobState.done, JobState.failed):
        jobs.revive(session, job)


def _pieces_not_needed(session: Session, asset: MediaAsset) -> list[str]:
    """The original is kept whole, so its pieces can go.

    Not while a browser may send the rest, and not when several recorder sessions were joined:
    there the pieces are the only originals.
    """
    if asset.finished_by_server or len(asset.segments) > 1:
        return []
    return [piece.key for piece in queries.pieces_kept(session, asset.id)]


def _become_ready(session: Session, asset: MediaAsset, made: Made) -> None:
    if made.sentence and not asset.sentence:
        asset.sentence, asset.duration_ms = made.sentence, made.duration_ms
    asset.state = AssetState.partial if asset.sentence else AssetState.ready
    if made.figures:
        session.merge(Figures(asset_id=asset.id, **vars(made.figures)))


def _replace_renditions(
    session: Session,
    asset: MediaAsset,
    kinds: set[RenditionKind],
    made: tuple[MadeRendition, ...],
) -> list[str]:
    """The new renditions instead of all of these kinds; answers the keys that are free now."""
    old = [rendition for rendition in asset.renditions if rendition.kind in kinds]
    for rendition in old:
        asset.renditions.remove(rendition)
    session.flush()
    asset.renditions.extend(Rendition(**vars(one)) for one in made)
    return [rendition.key for rendition in old]


def drop_superseded(
    session: Session, now: datetime, link: timedelta = timedelta(0), most: int = 200
) -> list[str]:
    """Let go of what was watched until the renditions came; answers the keys to delete.

    `link` is how long an address of a video lives: no player holds one of these any more.
    """
    after = max(rules.SUPERSEDED_AFTER, link)
    old = queries.superseded(session, now - after, most)
    for rendition in old:
        session.delete(rendition)
    return [rendition.key for rendition in old]
