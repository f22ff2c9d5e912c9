"""What the bell can call, one function for each task. Arguments are ids, as text.

A function may be called twice, late, or for something long done: it looks first.
"""

import os
from uuid import UUID

from practice.accounts import background
from practice.notices.mailing import send_one
from practice.recordings import jobs, queries
from practice.reviews.actions import route as route_submission
from practice.takes.actions import settle
from workers.boot import Parts, die_with_parent, machine, name_of_worker, parts
from workers.handing import hand_out as hand_assignment_out
from workers.ingest import do_media_job
from workers.stopping import heed_sigterm

MEDIA = {f"workers.tasks.media_{lane}" for lane in ("fast", "slow", "bulk")}


def media_fast(job_id: str) -> None:
    """Make a recording playable."""
    _media(job_id)


def media_slow(job_id: str) -> None:
    """Make a recording's renditions."""
    _media(job_id)


def media_bulk(job_id: str) -> None:
    """Make an old recording's renditions anew."""
    _media(job_id)


def _media(job_id: str) -> None:
    die_with_parent()
    heed_sigterm()
    do_media_job(parts(), UUID(job_id), name_of_worker())


def bury(parts: Parts, task: str, subject: UUID, pid: int) -> None:
    """Free the media job of a process that died on this machine; other tasks hold nothing."""
    if task in MEDIA:
        _bury(parts, subject, pid)


def bury_the_dead(parts: Parts) -> int:
    """Free the jobs of all processes of this machine that are gone; answers how many.

    For a worker that begins: the one before it may have died with a job in its hands.
    """
    with parts.db.reading() as look:
        held = queries.held_on(look, machine())
    dead = [(job_id, pid) for job_id, pid in held if not is_alive(pid)]
    for job_id, pid in dead:
        _bury(parts, job_id, pid)
    return len(dead)


def _bury(parts: Parts, job_id: UUID, pid: int) -> None:
    with parts.db.work() as session:
        if jobs.bury(session, job_id, name_of_worker(pid)):
            settle(session, queries.get_job(session, job_id).asset_id)


def is_alive(pid: int) -> bool:
    """Whether there is such a process; somebody else's is one too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def route(submission_id: str) -> None:
    """Give a submission its reviewer."""
    heed_sigterm()
    with parts().db.work() as session:
        route_submission(session, UUID(submission_id))


def mail(notice_id: str) -> None:
    """Mail what stands in somebody's inbox."""
    heed_sigterm()  # a mail half sent would be sent again
    send_one(parts().db, parts().settings, UUID(notice_id))


def work_on_people(work_id: str) -> None:
    """Do what is left of an accepted import or change of many people."""
    heed_sigterm()
    background.go_on(parts().db, UUID(work_id))


def hand_out(assignment_id: str) -> None:
    """Give an assignment to everybody who waits for it."""
    hand_assignment_out(parts(), UUID(assignment_id))
