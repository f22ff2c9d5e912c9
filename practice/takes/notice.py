"""The text that a person accepts before the camera opens.

It follows from how the organization keeps takes: when that changes, it is another text, and
everybody is asked again.
"""

from hashlib import sha256

TEXT = """\
What you record stays yours until you submit it. Before that, nobody else can watch it: not your \
manager, not enablement, not an admin. Only you can show a take to your team, and take it back at \
any time. Your manager sees how often and how long you practice, never what you recorded.
When you submit a take or ask for help with it, your reviewer and your managers can watch it, and \
the enablement team where the page says so. You always see who that is before you submit, and \
afterwards who watched.
Takes that you don’t submit are deleted after {days} days. We tell you a week before. You can \
download or delete them at any time; what you practiced still counts.
Your recordings are used for coaching. Nobody analyzes your face or your emotions."""


def notice_text(keep_days: int) -> str:
    """The whole text, one paragraph a line."""
    return TEXT.format(days=keep_days)


def fingerprint(text: str) -> str:
    """Names the text that was shown, so that nobody accepts another one."""
    return sha256(text.encode()).hexdigest()[:16]
