"""What a rep does with takes, and what becomes of a take once it is decoded."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.assignments import actions as assignments
from practice.assignments import queries as targets
from practice.assignments.models import AssignmentTarget
from practice.audit import actions as audit
from practice.db import insert_missing, utcnow
from practice.doorbell import Task, ask
from practice.errors import Invalid, NotAllowed, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.recordings import actions as recordings
from practice.recordings import jobs
from practice.recordings.models import AssetState, MediaAsset
from practice.recordings.values import Manifest
from practice.scenarios import queries as scenarios
from practice.scenarios.heard import find_own
from practice.scenarios.models import ScenarioVersion
from practice.takes import alone, by_day, queries, rules
from practice.takes.chapters import fitted
from practice.takes.letting_go import let_go
from practice.takes.models import (
    Chapter,
    NoticeAcceptance,
    RecordingNotice,
    Submission,
    Take,
    TakeState,
)
from practice.takes.notice import fingerprint
from practice.takes.values import Beginning, ChapterNote

PREPARE_FIRST = "Fill in the prep sheet first; this scenario asks for one."
ACCEPT_FIRST = "Before you record, read and accept how recordings are used."
WHAT_TO_ASK = "Write down what you would like to know."
WITHDRAWN = "This scenario was withdrawn, so nothing new can be recorded for it."


def accept_notice(session: Session, by: Person, shown: str) -> None:
    """Note that this person accepted the text with that fingerprint; once is enough.

    Refuses when the text changed since it was shown.
    """
    text = queries.current_notice(session)
    if fingerprint(text) != shown:
        raise Invalid("This text changed while you read it. Please read it once more.")
    if queries.has_accepted(session, by):
        return
    notice = _published(session, text)
    accepted = {"notice_id": notice.id, "person_id": by.id}
    if insert_missing(session, NoticeAcceptance, [accepted]):
        audit.note(session, "accepted_notice", by, notice.id)


def _published(session: Session, text: str) -> RecordingNotice:
    found = session.scalar(select(RecordingNotice).where(RecordingNotice.body == text))
    if found is not None:
        return found
    newest = session.scalar(select(func.max(RecordingNotice.version))) or 0
    first = {"version": newest + 1, "body": text, "published_at": utcnow()}
    insert_missing(session, RecordingNotice, [first])
    return session.scalars(select(RecordingNotice).where(RecordingNotice.body == text)).one()


def begin(session: Session, by: Person, wanted: Beginning) -> Take:
    """Open a take and its recording. The day and the team are settled here, once and for all.

    Asked again by the same device for the same recording, the answer is the take there is.
    Refuses when the notice is not accepted, the target closed, or the prep sheet missing that the
    scenario wants. A scenario that was withdrawn goes on for who has it assigned, and for what a
    device had begun to record before.
    """
    if not queries.has_accepted(session, by):
        raise NotAllowed(ACCEPT_FIRST)
    session.get_one(Person, by.id, with_for_update=True)  # of two at once, one begins
    if begun := queries.find_begun(session, by, wanted.begun_as):
        return begun
    target = _own_target(session, by, wanted.target, wanted.scenario) if wanted.target else None
    version = target.scenario_version if target else _practicable(session, wanted)
    prep = queries.newest_prep(session, by, wanted.scenario, wanted.target)
    if prep is None and rules.wants_prep(version, wanted.prompt, target is not None):
        raise WrongState(PREPARE_FIRST)
    line = find_own(session, by, wanted.heard)  # an answer outlives its line, even one underway
    if target is not None:
        assignments.begin_practice(session, target)
    take = Take(
        person_id=by.id,
        scenario_version_id=version.id,
        target_id=target.id if target else None,
        asset_id=recordings.begin(session, by, wanted.kind).id,
        team_id=by.home_team_id,
        local_day=local_day(by, utcnow()),
        number=queries.last_number(session, by, wanted.scenario) + 1,
        begun_as=wanted.begun_as,
        prep_sheet_id=prep.id if prep else None,
        heard_line_id=line.id if line else None,
    )
    session.add(take)
    session.flush()
    return take


def _practicable(session: Session, wanted: Beginning) -> ScenarioVersion:
    version = scenarios.newest_version(session, wanted.scenario, also_withdrawn=True)
    withdrawn_at = version.scenario.withdrawn_at
    if withdrawn_at is not None and (wanted.begun_at or utcnow()) >= withdrawn_at:
        raise WrongState(WITHDRAWN)
    return version


def _own_target(
    session: Session, by: Person, target_id: UUID, scenario_id: UUID
) -> AssignmentTarget:
    target = targets.get_target(session, by, target_id)
    if target.person_id != by.id or target.scenario_version.scenario_id != scenario_id:
        raise NotFound("We can’t find that assignment.")
    return target


def local_day(person: Person, now: datetime) -> date:
    """The person's own date."""
    return now.astimezone(ZoneInfo(person.timezone)).date()


def finish(
    session: Session,
    by: Person,
    asset_id: UUID,
    manifest: Manifest,
    chapters: Sequence[ChapterNote] = (),
) -> tuple[MediaAsset, Take | None]:
    """Hand in the manifest of a recording; finishing twice gives the same answer.

    Of a take, the chapters are noted, too; a clip, such as a recorded prompt, has none.
    """
    take = queries.find_by_asset(session, asset_id)
    if take is not None and take.person_id != by.id:
        raise NotFound("We can’t find that recording.")
    asset = recordings.finish(session, by, asset_id, manifest)
    if take is not None:
        session.refresh(take)
        take.state = TakeState.recorded
        _note_chapters(session, take, chapters)
        session.flush()
    return asset, take


def _note_chapters(session: Session, take: Take, notes: Sequence[ChapterNote]) -> None:
    """Once; prompts of another scenario are left out, and none lies beyond the recording."""
    if take.chapters or not notes:
        return
    known = queries.prompts_of_scenario(session, take)
    take.chapters = [
        Chapter(position=n, prompt_id=one.prompt, at_ms=one.at_ms, response_ms=one.response_ms)
        for n, one in enumerate(fitted(notes, known, take.asset.recorded_ms), 1)
    ]


def held(session: Session, by: Person, take_id: UUID) -> Take:
    """One's own take as it is now, held to the end: of those who submit, delete, finish and
    encode it at once, the next sees what the one before did."""
    take = queries.get_own_take(session, by, take_id)
    jobs.hold(session, take.asset_id)
    session.refresh(take)
    session.refresh(take.asset)
    return take


def discard(session: Session, by: Person, take_id: UUID) -> None:
    """Throw away what was recorded before a restart: it was no take and never counts.

    Refuses a finished take; that one is deleted, and its count stays.
    """
    take = held(session, by, take_id)
    if take.state == TakeState.deleted:
        return
    if not rules.may_discard(take):
        raise WrongState("This take is finished. You can delete it instead.")
    let_go(session, take, utcnow())


def delete(session: Session, by: Person, take_id: UUID) -> Take:
    """Delete one's own video for good; what was practiced still counts.

    Refuses while the take is submitted.
    """
    take = held(session, by, take_id)
    if take.state == TakeState.deleted:
        return take
    if not rules.may_delete(take, queries.last_submission(session, take.id)):
        raise WrongState("A submitted take can’t be deleted. Withdraw it first.")
    let_go(session, take, utcnow())
    audit.note(session, "deleted_take", by, take.id)
    return take


def submit(session: Session, by: Person, take_id: UUID, question: str = "") -> Submission:
    """Hand in one take; from now on its reviewer and managers can watch it.

    Refuses a take that was handed in before, one that can't be watched, one whose target is
    not the rep's turn, and without one's own view of it where nobody else reviews it. A take still
    being prepared is routed as soon as it can be watched.
    """
    take = held(session, by, take_id)
    problem = rules.why_not_submit(take, queries.last_submission(session, take.id))
    problem = problem or alone.why_not_yet(session, take)
    if problem:
        raise WrongState(problem)
    if take.target is not None:
        assignments.hand_in(session, take.target)
    handed_in = Submission(
        target_id=take.target_id, round=queries.rounds_before(session, take) + 1, question=question
    )
    _hand_over(session, by, take, handed_in)
    audit.note(session, "submitted_take", by, take.id)
    if alone.is_alone(take.target):
        alone.complete(session, handed_in, utcnow())
    return handed_in


def ask_help(session: Session, by: Person, take_id: UUID, question: str) -> Submission:
    """Send one take with a question to one's manager; it is not handed in for its assignment.

    Refuses without a question, and wherever the take can't be submitted for its own sake.
    """
    if not question:
        raise Invalid(WHAT_TO_ASK, {"ask": WHAT_TO_ASK})
    take = held(session, by, take_id)
    problem = rules.why_not_submit(take, queries.last_submission(session, take.id))
    if problem:
        raise WrongState(problem)
    request = Submission(question=question, asks_help=True)
    _hand_over(session, by, take, request)
    audit.note(session, "asked_for_help", by, take.id)
    return request


def _hand_over(session: Session, by: Person, take: Take, submission: Submission) -> None:
    """Bring a take into somebody else's hands: its reviewer is found as soon as it is watchable."""
    submission.take_id, submission.person_id = take.id, by.id
    submission.scenario_version_id = take.scenario_version_id
    submission.rubric_version_id = take.scenario_version.rubric_version_id
    submission.team_id = by.home_team_id
    session.add(submission)
    session.flush()
    ask(session, Task.route, submission.id)


def withdraw(session: Session, by: Person, take_id: UUID) -> Take:
    """Take a submission back before its review has begun; the take is private again.

    Who watched it meanwhile stays on record; what its reviewer was told goes. Refuses once the
    review has begun.
    """
    take = held(session, by, take_id)
    submission = session.scalar(
        select(Submission)
        .where(Submission.take_id == take.id, Submission.withdrawn_at.is_(None))
        .with_for_update()
    )
    if submission is None:
        return take
    if not rules.may_withdraw(submission):
        raise WrongState(rules.why_it_stays(submission))
    submission.withdrawn_at = utcnow()
    session.flush()
    if submission.target is not None:
        had_feedback = queries.rounds_before(session, take) > 0
        assignments.take_back(session, submission.target, had_feedback)
    notices.take_back(session, submission.notice_key)
    for seat in queries.seats_at(session, submission):
        notices.take_back(session, seat.notice_key)
    audit.note(session, "withdrew_take", by, take.id)
    return take


def settle(session: Session, asset_id: UUID, now: datetime | None = None) -> None:
    """Let a take follow its recording, once it was decoded or given up; safe to call again.

    Whoever changes the state of a recording holds it and calls this in the same transaction. It
    decides whether the take counts, sends a submitted one to its reviewer, and tells the rep when a
    recording can't be used.
    """
    take = queries.find_by_asset(session, asset_id)
    if take is None or take.state == TakeState.deleted:
        return
    if take.asset.state != AssetState.uploading:
        take.state = TakeState.recorded
    if take.asset.is_watchable:
        _count(session, take, now or utcnow())
        _ask_for_route(session, take)
    elif take.asset.state == AssetState.unreadable and take.asset.segments:
        _tell_unreadable(session, take)


def _count(session: Session, take: Take, now: datetime) -> None:
    asset, was_counted, had_ms = take.asset, take.is_counted, take.counted_ms
    long_enough = rules.counts(asset, take.scenario_version, take.chapters)
    take.is_counted = long_enough and not queries.has_same_bytes(session, take)
    take.counted_ms = asset.duration_ms if take.is_counted else 0
    session.flush()
    if take.is_counted and take.target is not None:
        counted = queries.counted_of_target(session, take.target.id)
        assignments.complete_if_enough(session, take.target, counted, now)
    # Last of all: many takes share a day, and whoever holds its row must not wait for another.
    more = int(take.is_counted) - int(was_counted)
    by_day.add(session, take.local_day, more, take.counted_ms - had_ms)


def _ask_for_route(session: Session, take: Take) -> None:
    submission = queries.last_submission(session, take.id)
    if submission and submission.withdrawn_at is None and submission.routed_at is None:
        ask(session, Task.route, submission.id)


def _tell_unreadable(session: Session, take: Take) -> None:
    notices.tell(
        session,
        take.person,
        NoticeKind.recording_failed,
        f"recording_failed:{take.id}",
        f"Your take of “{take.scenario_version.title}” couldn’t be prepared",
        take.asset.sentence,
        f"/takes/{take.id}",
    )
