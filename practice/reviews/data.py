"""A review as data for the scripts of the review room and of the feedback page."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from practice.reviews import comments
from practice.reviews.models import CriterionScore, Marker, Review
from practice.scenarios.models import Criterion
from practice.takes.models import Submission


def review_data(review: Review | None, submission: Submission) -> dict[str, Any]:
    """Everything the room needs to go on where the reviewer stopped."""
    return {
        "id": str(submission.id),
        "length_ms": submission.take.asset.duration_ms,
        "rep": submission.person.name.split()[0],
        "state": review.state.value if review else "draft",
        "saved_at": review.saved_at.isoformat() if review else None,
        "stamp": stamp(review),
        "markers": markers_data(review.markers if review else []),
        "levels": {str(s.criterion_id): level_data(s) for s in review.scores} if review else {},
        "summary": summary_data(review),
        "criteria": criteria_data(submission.rubric_version.criteria),
    }


def stamp(review: Review | None) -> str:
    """Stands for everything that the draft says: another one when any part was changed."""
    if review is None:
        return ""
    parts = [f"{each.id}:{each.version}" for each in review.markers]
    parts += [f"{each.criterion_id}:{each.version}" for each in review.scores]
    if review.nomination:
        parts += [f"{review.nomination.id}:{review.nomination.version}"]
    return sha256(f"{review.version} {sorted(parts)}".encode()).hexdigest()[:20]


def summary_data(review: Review | None) -> dict[str, Any]:
    """Decision, focus and the two sentences, with the version they have together."""
    if review is None:
        review = Review(strength="", next_step="", version=0, is_quick=False)
    return {
        "version": review.version,
        "strength": review.strength,
        "next_step": review.next_step,
        "decision": review.decision.value if review.decision else None,
        "focus_criterion_id": str(review.focus_criterion_id) if review.focus_criterion_id else None,
        "is_quick": review.is_quick,
    }


def level_data(score: CriterionScore | None) -> dict[str, Any]:
    """The level of one criterion; without one the version is 0."""
    if score is None:
        return {"level": None, "version": 0}
    return {"level": score.level, "version": score.version}


def criteria_data(criteria: Sequence[Criterion]) -> list[dict[str, str]]:
    """The criteria by name, in the order of the map."""
    return [{"id": str(each.id), "title": each.title} for each in criteria]


def markers_data(markers: Sequence[Marker]) -> list[dict[str, Any]]:
    """What stands on the timeline, with the reviewer's own words."""
    return [marker_data(marker) for marker in markers]


def marker_data(marker: Marker) -> dict[str, Any]:
    """One marker."""
    return {
        "id": str(marker.id),
        "version": marker.version,
        "at_ms": marker.at_ms,
        "until_ms": marker.until_ms,
        "kind": marker.kind.value,
        "criterion_id": str(marker.criterion_id) if marker.criterion_id else None,
        **comments.first_data(marker),
        "replies": comments.replies_data(marker),
    }
