"""What kinds of mail are called where people choose among them."""

from collections.abc import Collection

from practice.notices.models import NoticeKind
from practice.people.models import Person

OWN = {
    NoticeKind.assigned: "New practice that you are given",
    NoticeKind.due_tomorrow: "Practice that is due tomorrow",
    NoticeKind.late: "Practice that is late",
    NoticeKind.new_date: "New dates",
    NoticeKind.waived: "Practice you are let off",
    NoticeKind.feedback: "Feedback on your takes",
    NoticeKind.peer: "Takes of peers that you are asked to review",
    NoticeKind.reviewer_changed: "Another reviewer",
    NoticeKind.reply: "Replies to comments",
    NoticeKind.promise: "Promises",
    NoticeKind.heard: "What became of a line you offered",
    NoticeKind.model: "Model takes that you are in",
    NoticeKind.retention: "Old takes before they are deleted",
    NoticeKind.recording_failed: "Recordings that failed",
}
LEADING = {
    NoticeKind.submitted: "Takes that wait for your feedback",
    NoticeKind.said_back: "Your feedback in the rep’s own words",
    NoticeKind.late_below: "Who is late on your teams",
    NoticeKind.weekly: "Your teams’ week, every Monday",
}
ALL = OWN | LEADING


def offered(person: Person) -> dict[NoticeKind, str]:
    """The kinds that this person may get by mail and may turn off."""
    return ALL if person.is_manager or person.is_enablement else OWN


def about(kinds: Collection[NoticeKind]) -> list[str]:
    """These kinds in words, in the order in which they are offered."""
    return [name for kind, name in ALL.items() if kind in kinds]
