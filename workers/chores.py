"""The chores of the sweep, one function each: ask, then do or ring. Each answers how many."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from practice.accounts.queries import work_to_ring
from practice.assignments import actions as assignments
from practice.assignments import openings
from practice.assignments import queries as targets
from practice.assignments.models import AssignmentTarget
from practice.db import utcnow
from practice.doorbell import Task
from practice.notices.actions import tell_many
from practice.notices.models import MailState, Notice, NoticeKind
from practice.people import actions as people
from practice.progress import disk, weekly
from practice.recordings import actions as recording_actions
from practice.recordings import jobs, publishing, queries
from practice.reviews import actions as reviews
from practice.reviews import slots
from practice.reviews.peers import is_any_to_ask
from practice.reviews.queries import due_ids, perhaps_misplaced
from practice.takes import actions as takes
from practice.takes import by_day, retention
from practice.takes.models import Submission
from practice.takes.queries import counted_of_target
from workers.boot import Parts

log = structlog.get_logger()
ROUTE_AFTER = timedelta(seconds=10)  # by then the bell of the submission itself was heard
ORPHAN_AFTER = timedelta(hours=24)
HALF_WRITTEN_AFTER = 24 * 3600
MOST_AT_ONCE = 200
LOOK_AT_ONCE = 500


def release_feedback(parts: Parts) -> int:
    """Release what was sent more than ten seconds ago and not taken back."""
    with parts.db.reading() as look:
        if look.scalar(due_ids(utcnow()).limit(1)) is None:
            return 0
    with parts.db.work() as session:
        return reviews.release_due(session, utcnow())


def ring_for_waiting_jobs(parts: Parts) -> int:
    """Ring for jobs that nobody was rung for lately: new ones, and those the queue lost."""
    with parts.db.reading() as look:
        waiting = [(job.id, jobs.lane(job)) for job in queries.jobs_to_ring(look)]
    for job_id, lane in waiting:
        parts.db.doorbell.ring(lane, job_id)
    if waiting:
        with parts.db.work() as session:
            jobs.mark_rung(session, [job_id for job_id, _ in waiting])
    return len(waiting)


def take_back_expired_jobs(parts: Parts) -> int:
    """Free the jobs of workers that went silent."""
    with parts.db.reading() as look:
        late = queries.expired_leases(look)
    for job_id in late:
        with parts.db.work() as session:
            jobs.take_back(session, job_id)
            takes.settle(session, queries.get_job(session, job_id).asset_id)
    return len(late)


def close_abandoned_recordings(parts: Parts) -> int:
    """Finish recordings whose browser never came back, from what it had sent."""
    with parts.db.reading() as look:
        left = queries.abandoned_uploads(look)[:MOST_AT_ONCE]
    for asset_id in left:
        with parts.db.work() as session:
            recording_actions.close_abandoned(session, asset_id)
            takes.settle(session, asset_id)
    return len(left)


def route_submissions(parts: Parts) -> int:
    """Ring for submissions that have no reviewer yet."""
    due = select(Submission.id).where(
        Submission.routed_at.is_(None),
        Submission.withdrawn_at.is_(None),
        Submission.created_at < utcnow() - ROUTE_AFTER,
    )
    return _ring_all(parts, Task.route, due)


def move_reviews(parts: Parts) -> int:
    """Give what an absent reviewer has not begun to whoever is there, and the seats of peers."""
    with parts.db.reading() as look:
        if not perhaps_misplaced(look, utcnow()) and not is_any_to_ask(look):
            return 0
    with parts.db.work() as session:
        return reviews.reroute(session, utcnow())


def carry_over_slots(parts: Parts) -> int:
    """Plan anew what a slot that is over left unreviewed."""
    with parts.db.reading() as look:
        if not slots.is_any_left_over(look, utcnow()):
            return 0
    with parts.db.work() as session:
        return slots.carry_over(session, utcnow())


def mail_what_waits(parts: Parts) -> int:
    """Ring for mail that was not sent yet, or may be tried again."""
    now = utcnow()
    due = select(Notice.id).where(
        Notice.mail_state == MailState.waiting,
        or_(Notice.mail_after.is_(None), Notice.mail_after < now),
        Notice.created_at < now - ROUTE_AFTER,
    )
    return _ring_all(parts, Task.mail, due)


def ring_for_people(parts: Parts) -> int:
    """Ring for imports and changes of many people that nobody works on."""
    with parts.db.reading() as look:
        waiting = work_to_ring(look, utcnow())
    for work_id in waiting:
        parts.db.doorbell.ring(Task.work_on_people, work_id)
    return len(waiting)


def close_periods(parts: Parts) -> int:
    """Close what was not met in its period."""
    with parts.db.reading() as look:
        if not assignments.is_any_over(look, utcnow()):
            return 0
    return _in_bites(parts, assignments.close_over)


def let_leavers_go(parts: Parts) -> int:
    """Close what people who left still owed."""
    with parts.db.reading() as look:
        if not openings.is_anybody_gone(look, utcnow()):
            return 0
    with parts.db.work() as session:
        return assignments.close_for_leavers(session, utcnow())


def complete_what_has_enough_takes(parts: Parts) -> int:
    """Complete what a review had met once its number of takes was lowered to what is there."""
    with parts.db.reading() as look:
        ready = [
            (each.id, counted)
            for each in targets.met_but_short_of_takes(look)
            if (counted := counted_of_target(look, each.id)) >= each.minimum_takes
        ]
    for target_id, counted in ready:
        with parts.db.work() as session:
            target = session.get_one(AssignmentTarget, target_id)
            assignments.complete_if_enough(session, target, counted, utcnow())
    return len(ready)


def remind_of_what_is_due(parts: Parts) -> int:
    """Tell people what is due tomorrow, once."""
    return _in_bites(parts, assignments.remind_due)


def tell_of_what_is_late(parts: Parts) -> int:
    """Tell reps what has become late, and who answers for them what stays so."""
    told = _in_bites(parts, assignments.tell_late)
    with parts.db.work() as session:
        return told + assignments.escalate(session, utcnow())


def _in_bites(parts: Parts, do: Callable[[Session, datetime], int]) -> int:
    """Do a piece of it in each transaction, until nothing is left; answers how much that was."""
    total = 0
    while True:
        with parts.db.work() as session:
            done = do(session, utcnow())
        total += done
        if not done:
            return total


def sum_up_the_week(parts: Parts) -> int:
    """Tell managers on Monday morning how their teams' week was.

    All looking comes first, so that nobody who writes waits for it.
    """
    with parts.db.reading() as look:
        tellings = weekly.tellings(look, utcnow())
    if not tellings:
        return 0
    with parts.db.work() as session:
        return tell_many(session, NoticeKind.weekly, tellings)


def drop_what_main_replaced(parts: Parts) -> int:
    """Remove what was watched before the renditions were there, once nobody watches it."""
    with parts.db.work() as session:
        link = timedelta(seconds=parts.settings.video_link_seconds)
        keys = publishing.drop_superseded(session, utcnow(), link)
    parts.store.delete(keys)
    return len(keys)


def purge_deleted_recordings(parts: Parts) -> int:
    """Remove the objects of deleted recordings from the store."""
    return retention.purge_deleted(parts.db, parts.store, MOST_AT_ONCE)


def retire_old_takes(parts: Parts) -> int:
    """Announce and delete unsubmitted takes that are older than the organization keeps them."""
    with parts.db.work() as session:
        return retention.announce(session, utcnow()) + retention.retire(session, utcnow())


def remove_orphans(parts: Parts) -> int:
    """Remove objects that no row names, and what interrupted writes left behind.

    They come from attempts that were killed between uploading and publishing, and from pieces
    that were announced anew. No attempt lasts as long as `ORPHAN_AFTER`.
    """
    before = utcnow() - ORPHAN_AFTER
    old = [one.key for one in parts.store.list("r/") if one.modified < before]
    removed = 0
    for start in range(0, len(old), LOOK_AT_ONCE):
        with parts.db.reading() as look:
            orphans = queries.unneeded(look, set(old[start : start + LOOK_AT_ONCE]))
        parts.store.delete(orphans)
        removed += len(orphans)
    return removed + parts.store.tidy(HALF_WRITTEN_AFTER)


def recount_days(parts: Parts) -> int:
    """Correct the sums that are kept of each day, should one ever not be that of its takes."""
    with parts.db.reading() as look:
        if by_day.is_right(look):
            return 0
    with parts.db.work() as session:
        days = by_day.recount(session)
    if days:
        log.warning("days_corrected", days=days)
    return days


def know_sizes(parts: Parts) -> int:
    """Let SQLite know how its tables have grown."""
    parts.db.know_sizes()
    return 0


def watch_the_disk(parts: Parts) -> int:
    """Tell admins when the disk is nearly full."""
    with parts.db.work() as session:
        return disk.warn_if_low(session, parts.settings)


def _ring_all(parts: Parts, task: Task, due: Select[UUID]) -> int:
    with parts.db.reading() as look:
        found = look.scalars(due.limit(MOST_AT_ONCE)).all()
    for subject in found:
        parts.db.doorbell.ring(task, subject)
    return len(found)


def forget_old_sign_ins(parts: Parts) -> int:
    """Remove sessions, links and failed attempts that ended a month ago."""
    with parts.db.work() as session:
        return people.tidy(session, utcnow())
