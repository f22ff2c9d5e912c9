"""What the bell can call, one function for each task. Arguments are ids, as text.

A function may be called twice, late, or for something long done: it looks first.
"""

from uuid import UUID

from practice.notices.mailing import send_one
from practice.reviews.actions import route as route_submission
from workers.boot import die_with_parent, name_of_worker, parts
from workers.ingest import do_media_job


def media_fast(job_id: str) -> None:
    """Make a recording playable."""
    _media(job_id)


def media_slow(job_id: str) -> None:
    """Make a recording's renditions."""
    _media(job_id)


def _media(job_id: str) -> None:
    die_with_parent()
    do_media_job(parts(), UUID(job_id), name_of_worker())


def route(submission_id: str) -> None:
    """Give a submission its reviewer."""
    with parts().db.work() as session:
        route_submission(session, UUID(submission_id))


def mail(notice_id: str) -> None:
    """Mail what stands in somebody's inbox."""
    send_one(parts().db, parts().settings, UUID(notice_id))
