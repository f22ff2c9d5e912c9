"""Who gave feedback, as its readers may know it: an assignment may hide its peers from the rep."""

from practice.people.models import Person
from practice.reviews.models import Comment, Review
from practice.reviews.rules import decides

PEER = "A peer"


def author_for(review: Review, reader: Person) -> str:
    """The name under which this person reads the feedback."""
    return PEER if is_hidden(review, reader) else review.author.name


def speaker_for(said: Comment, reader: Person) -> str:
    """The name under which this person reads an answer."""
    review = said.marker.review
    is_authors = said.author_id == review.author_id
    return author_for(review, reader) if is_authors else said.author.name


def is_hidden(review: Review, reader: Person) -> bool:
    """Whether the assignment keeps from its rep who this peer is."""
    target = review.submission.target
    if reader.id != review.submission.person_id or target is None or decides(review):
        return False
    return target.assignment.hides_peers
