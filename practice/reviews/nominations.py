"""Model takes that come from reps: a reviewer names a part, the rep decides, enablement publishes.

Kept with the draft, asked when the feedback goes out. Agreeing cuts out that part alone; the take
itself is shown to nobody new. Declining costs nothing, and agreeing can be taken back any time.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from practice.db import utcnow
from practice.errors import Changed, Invalid, NotAllowed, NotFound, WrongState
from practice.library import actions as library
from practice.library.adopting import adopt
from practice.library.models import ModelKind, ModelTake
from practice.library.rules import local_day
from practice.library.values import Example
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.recordings import excerpts, jobs
from practice.reviews import queries, rules
from practice.reviews.models import Nomination, Review
from practice.reviews.values import NominationInput
from practice.scenarios.models import Criterion
from practice.takes.models import Submission

SECOND = 1000
Content = tuple[int, int, Criterion | None, int | None, ModelKind, str]
LONGEST = timedelta(days=731)  # consent is for a time that one can oversee
ASKED_ALREADY = "You asked about a part of this take already."
ANSWERED = "You answered this already."


class Standing(StrEnum):
    """Where a nomination stands, for those whom it concerns."""

    kept = "kept"
    asked = "asked"
    agreed = "agreed"
    declined = "declined"
    ended = "ended"  # taken back, or never published and deleted
    gone = "gone"  # nobody answered before the recording was deleted


def standing(nomination: Nomination) -> Standing:
    """The part that was agreed to outlives the recording; a question about it does not."""
    if nomination.agreed_at is not None:
        return Standing.agreed if nomination.model_id else Standing.ended
    if nomination.declined_at is not None:
        return Standing.declined
    if nomination.asked_at is None:
        return Standing.kept
    is_there = nomination.review.submission.take.asset.is_watchable
    return Standing.asked if is_there else Standing.gone


def find_asked(session: Session, viewer: Person, submission_id: UUID) -> Nomination | None:
    """What was asked about a submission, for its rep and for who asked; others see none."""
    asked = [
        (found.asked_at, found)
        for review in queries.all_of(session, submission_id)
        if (found := review.nomination) and found.asked_at and viewer.id in rules.the_two(review)
    ]
    return max(asked, default=(None, None), key=lambda one: one[0])[1]


def _asked(submission_id: UUID) -> Select[Nomination]:
    return (
        select(Nomination)
        .join(Nomination.review)
        .join(Review.submission)
        .where(Submission.id == submission_id, Nomination.asked_at.is_not(None))
    )


def nominate(
    session: Session, review: Review, given: NominationInput | None, seen: int | None = None
) -> Nomination | None:
    """Keep with the draft which part to ask about; None takes it back.

    Without an end it is the whole take. Refuses peers, less than a second, a criterion of another
    map, a second question about the same take, and writing over what was not seen (`seen`: the
    version it was written over, 0 for none; None for whatever is there).
    """
    if given and not rules.decides(review):
        raise NotAllowed("Only the reviewer can name a part of a take as a model.")
    kept = review.nomination
    wanted = _wanted(session, review, given) if given else None
    if wanted == _content(kept):
        return kept
    if seen is not None and seen != (kept.version if kept else 0):
        raise Changed("You changed this in another window.", None)
    if wanted is None:
        review.nomination = None
    else:
        _keep(review, wanted)
    session.flush()
    return review.nomination


def _wanted(session: Session, review: Review, given: NominationInput) -> Content:
    if session.scalar(_asked(review.submission_id).limit(1)) is not None:
        raise WrongState(ASKED_ALREADY)
    begin, end = _range(review.submission, given)
    criterion = _criterion(review.submission, given.criterion_id)
    level = (given.level or _level(review, criterion)) if criterion else None
    return begin, end, criterion, level, given.kind, given.why


def _content(kept: Nomination | None) -> Content | None:
    if kept is None:
        return None
    return kept.from_ms, kept.until_ms, kept.criterion, kept.level, kept.kind, kept.why


def _keep(review: Review, content: Content) -> None:
    kept = review.nomination
    if kept is None:
        kept = review.nomination = Nomination(version=0)
    kept.from_ms, kept.until_ms, kept.criterion, kept.level, kept.kind, kept.why = content
    kept.version += 1


def _range(submission: Submission, given: NominationInput) -> tuple[int, int]:
    length = submission.take.asset.duration_ms
    begin = rules.moment(given.from_ms, length)
    end = length if given.until_ms is None else rules.moment(given.until_ms, length)
    end = length if length - end < SECOND else end  # people type whole seconds
    if end - begin < excerpts.SHORTEST_MS:
        raise Invalid(excerpts.TOO_SHORT, {"nominate-until": excerpts.TOO_SHORT})
    return begin, end


def _criterion(submission: Submission, criterion_id: UUID | None) -> Criterion | None:
    if criterion_id is None:
        return None
    every = {one.id: one for one in submission.rubric_version.criteria}
    if criterion_id not in every:
        raise NotFound("That criterion is not on this assessment map.")
    return every[criterion_id]


def _level(review: Review, criterion: Criterion) -> int | None:
    scores = {score.criterion_id: score.level for score in review.scores}
    return scores.get(criterion.id)


def ask(
    session: Session, review: Review, now: datetime | None = None, by: Person | None = None
) -> None:
    """Ask the rep, with the feedback that goes out; without a nomination nothing happens.

    `by`: who asks, when that is not the author of the feedback.
    """
    nomination = review.nomination
    if nomination is None or nomination.asked_at is not None:
        return
    if nomination.criterion is not None and nomination.level is None:
        nomination.level = _level(review, nomination.criterion)
    nomination.asked_at = now or utcnow()
    notices.tell(
        session,
        review.submission.person,
        NoticeKind.model,
        f"nominated:{nomination.id}",
        f"{(by or review.author).name} would like to show a part of your take as a model",
        nomination.why or "It is up to you. Nothing is shown unless you agree.",
        f"/submissions/{review.submission_id}#nomination",
    )


def agree(
    session: Session,
    by: Person,
    submission_id: UUID,
    until: date | None,
    now: datetime | None = None,
) -> ModelTake:
    """Let that part be shown until a day: it is cut out, and enablement is told.

    Refuses everybody but the rep, a second answer, a day that is over or too far away, and a
    recording that is gone.
    """
    now, nomination = now or utcnow(), _to_answer(session, by, submission_id)
    today = local_day(by, now)
    if until is None or not today < until <= today + LONGEST:
        sentence = "Choose a day after today and within two years."
        raise Invalid(sentence, {"until_day": sentence})
    source = nomination.review.submission.take.asset
    part = excerpts.cut_out(session, source, nomination.from_ms, nomination.until_ms)
    review, submission = nomination.review, nomination.review.submission
    model = adopt(
        session,
        Example(
            scenario_id=submission.take.scenario_version.scenario_id,
            rubric_version_id=submission.rubric_version_id,
            recording=part,
            person=by,
            nominated_by=review.author,
            expires_on=until,
            title=title_of(nomination),
            kind=nomination.kind,
            criterion=nomination.criterion,
            level=nomination.level,
            evidence=nomination.why,
        ),
    )
    nomination.agreed_at, nomination.model = now, model
    _tell_reviewer(session, nomination, "agreed to show that part as a model take")
    return model


def decline(session: Session, by: Person, submission_id: UUID) -> None:
    """Keep the take as private as it is. The reviewer is told, nobody else ever hears of it."""
    nomination = _to_answer(session, by, submission_id)
    nomination.declined_at = utcnow()
    _tell_reviewer(session, nomination, "would rather not show that part")


def withdraw(session: Session, by: Person, submission_id: UUID) -> None:
    """Take the consent back, before or after publishing: the clip is deleted at once.

    Said again, nothing changes.
    """
    nomination = _own(session, by, submission_id)
    if nomination.agreed_at is None:
        raise WrongState("You haven’t agreed to anything here.")
    if nomination.model_id is not None:
        library.disagree(session, by, nomination.model_id)
        session.refresh(nomination)


def _to_answer(session: Session, by: Person, submission_id: UUID) -> Nomination:
    nomination = _own(session, by, submission_id)
    if nomination.agreed_at or nomination.declined_at:
        raise WrongState(ANSWERED)
    return nomination


def get_own(session: Session, by: Person, submission_id: UUID) -> Nomination:
    """The question to this rep about their take; NotFound for everybody else."""
    nomination = find_asked(session, by, submission_id)
    if nomination is None or nomination.review.submission.person_id != by.id:
        raise NotFound
    return nomination


def _own(session: Session, by: Person, submission_id: UUID) -> Nomination:
    """The same, held to the end, after the recording that it is about."""
    nomination = get_own(session, by, submission_id)
    jobs.hold(session, nomination.review.submission.take.asset_id)
    return session.get_one(Nomination, nomination.id, with_for_update=True, populate_existing=True)


def title_of(nomination: Nomination) -> str:
    """What enablement begins with."""
    if nomination.criterion is not None:
        return nomination.criterion.title
    return nomination.review.submission.take.scenario_version.title


def _tell_reviewer(session: Session, nomination: Nomination, did: str) -> None:
    review = nomination.review
    notices.tell(
        session,
        review.author,
        NoticeKind.model,
        f"nomination-answered:{nomination.id}",
        f"{review.submission.person.name} {did}",
        f"From the take on “{review.submission.take.scenario_version.title}”.",
        f"/submissions/{review.submission_id}",
    )
