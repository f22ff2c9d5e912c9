"""Talking about released feedback: the rep and who wrote it answer each other, comment by comment.

Others may read but not join in. The rep may also disagree, with words or without.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from practice.errors import Invalid, NotFound
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.reviews import comments, names, rules
from practice.reviews.models import Comment, Marker, ReviewState
from practice.reviews.values import ReplyInput

MOST_REPLIES = 200  # to one comment
SPOKEN = "A recorded reply."
DISAGREED = "Talk about it: what did each of you see?"


def get_marker_to_answer(
    session: Session, by: Person, submission_id: UUID, marker_id: UUID
) -> Marker:
    """A comment of released feedback that this person may answer: the rep, or who wrote it.

    A marker of another submission looks like none.
    """
    marker = session.get(Marker, marker_id)
    if marker is None or marker.review.submission_id != submission_id:
        raise NotFound
    review = marker.review
    if review.state != ReviewState.released or by.id not in rules.the_two(review):
        raise NotFound
    return marker


def reply(session: Session, by: Person, marker: Marker, given: ReplyInput) -> Comment:
    """Answer a comment and tell the other of the two.

    Refuses to disagree with one's own feedback, and a recording that is not one's own.
    """
    if given.disagrees and by.id != marker.review.submission.person_id:
        raise Invalid("Only the person the feedback is for can disagree with it.")
    if len(marker.comments) > MOST_REPLIES:
        raise Invalid("There are many replies here already. Go on in your next conversation.")
    if given.recording:
        comments.own_clip(session, by, given.recording)
    said = Comment(
        author_id=by.id,
        text=given.text,
        asset_id=given.recording,
        disagrees=given.disagrees,
    )
    comments.add_reply(marker, said)
    session.flush()
    _tell(session, by, said)
    return said


def other_of(said: Comment) -> Person:
    """Whom a reply is for."""
    review = said.marker.review
    is_reps = said.author_id == review.submission.person_id
    return review.author if is_reps else review.submission.person


def path_for(said: Comment) -> str:
    """Where the other reads it: peers have no page of feedback, but the room they wrote in."""
    review, other = said.marker.review, other_of(said)
    here = f"/submissions/{review.submission_id}"
    if other.id == review.author_id and not rules.decides(review):
        return f"{here}/review"
    return f"{here}#m-{said.marker_id}"


def _tell(session: Session, by: Person, said: Comment) -> None:
    review = said.marker.review
    who, what = (
        names.speaker_for(said, other_of(said)),
        review.submission.take.scenario_version.title,
    )
    did = "disagrees with" if said.disagrees else "replied to"
    notices.tell(
        session,
        other_of(said),
        NoticeKind.reply,
        f"reply:{said.id}",
        f"{who} {did} a comment on “{what}”",
        said.text or (SPOKEN if said.asset_id else DISAGREED),
        path_for(said),
    )
