"""What templates upstream ask of comments: the words that "practice this" begins with."""

from practice.assignments import reach
from practice.people.models import Person
from practice.reviews.passing_on import message_from
from practice.reviews.views.doors import routes
from practice.web.edge import me, reading
from practice.web.fields import Reader


@routes.app_context_processor
def practice_this() -> dict[str, object]:
    """For the assign form, and for the comments that lead to it."""
    return {"message_of_comment": message_of_comment, "may_assign_to": may_assign_to}


def message_of_comment(marker_id: str) -> str:
    """The message that begins with this comment; nothing for one that isn't there to read."""
    found = Reader({"marker": marker_id}).uuid("marker")
    with reading() as session:
        return message_from(session, me(), found) if found else ""


def may_assign_to(person: Person) -> bool:
    """Whether the reader may assign practice to this person."""
    with reading() as session:
        return reach.may_assign_to(session, me(), person)
