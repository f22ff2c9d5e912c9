"""What becomes of a notice: where it stands, which mail may be turned off, when one is tried again.

Mail that can't wait comes at once and can't be turned off: what somebody asked for or can't come in
without, what an admin changed about them, a manager's own words, a disk that is nearly full.
Feedback is not among them: it also stands on the first page, and whoever reads mail once a day
chose so.
"""

from datetime import timedelta

from practice.notices.models import NoticeKind

MAIL_ONLY = frozenset({NoticeKind.invite, NoticeKind.reset})
ESSENTIAL = MAIL_ONLY | {NoticeKind.account, NoticeKind.nudge, NoticeKind.low_disk}
AT_ONCE = ESSENTIAL | {NoticeKind.weekly}  # it has a rhythm of its own
DATED = frozenset({NoticeKind.due_tomorrow})  # a week later they would remind nobody
MUTABLE = tuple(kind for kind in NoticeKind if kind not in ESSENTIAL)
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)

PICTURES = {
    NoticeKind.assigned: "clipboard-list",
    NoticeKind.due_tomorrow: "calendar-clock",
    NoticeKind.late: "clock-alert",
    NoticeKind.late_below: "clock-alert",
    NoticeKind.weekly: "calendar-range",
    NoticeKind.submitted: "video",
    NoticeKind.peer: "eye",
    NoticeKind.feedback: "message-square-text",
    NoticeKind.nudge: "hand",
    NoticeKind.new_date: "calendar-check",
    NoticeKind.waived: "circle-check",
    NoticeKind.reviewer_changed: "user-check",
    NoticeKind.retention: "archive",
    NoticeKind.recording_failed: "circle-alert",
    NoticeKind.low_disk: "hard-drive",
    NoticeKind.reply: "reply",
    NoticeKind.said_back: "quote",
    NoticeKind.promise: "handshake",
    NoticeKind.heard: "ear",
    NoticeKind.model: "star",
    NoticeKind.account: "users",
}


def picture_of(kind: NoticeKind) -> str:
    """The icon beside a notice of this kind."""
    return PICTURES.get(kind, "bell")


def wait_after(attempts: int) -> timedelta:
    """How long to leave a mail alone after that many attempts: 1, 2, 4 … minutes, 6 hours at most.

    It is also the lease of an attempt: a sender that dies in the middle is followed by the next.
    """
    doublings: int = 2 ** max(attempts - 1, 0)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)
