"""A review as data for the scripts of the review room and of the feedback page."""

from collections.abc import Sequence
from typing import Any

from practice.reviews.models import Marker, Review
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
        "markers": markers_data(review.markers if review else []),
        "levels": {str(s.criterion_id): s.level for s in review.scores} if review else {},
        "criteria": criteria_data(submission.rubric_version.criteria),
        "decision": review.decision.value if review and review.decision else None,
    }


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
        "at_ms": marker.at_ms,
        "until_ms": marker.until_ms,
        "kind": marker.kind.value,
        "criterion_id": str(marker.criterion_id) if marker.criterion_id else None,
        "text": marker.comments[0].text if marker.comments else "",
    }
