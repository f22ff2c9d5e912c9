"""Making promises and settling them, asking questions for the next 1:1, logging coaching."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from practice.coaching import queries, rules
from practice.coaching.models import CoachingEntry, Commitment, OpenQuestion, Outcome
from practice.coaching.queries import Pair
from practice.coaching.values import Logged, Promised, SaidBack, Settled
from practice.db import utcnow
from practice.errors import Invalid, NotFound, WrongState
from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.reviews import queries as reviews
from practice.reviews.drafts import lock
from practice.reviews.models import Decision, Review
from practice.reviews.rules import decides
from practice.takes.actions import local_day

SAID_ALREADY = "You said this feedback back already."
NOT_THEIRS = "Choose a scenario that can be recorded today."
NOTHING_PROMISED = "Write down what is promised, or a number of takes."


def say_back(
    session: Session, by: Person, submission_id: UUID, given: SaidBack, now: datetime | None = None
) -> Review:
    """Close a review: the rep says it in their own words and promises takes by a date.

    Refuses everybody but its rep, before the feedback was sent, a second time, and no takes at
    all while another one is asked for.
    """
    now, review = now or utcnow(), _own_feedback(session, by, submission_id)
    if given.takes == 0 and review.decision == Decision.another_take:
        raise Invalid("Promise at least one take.", {"takes": "Promise at least one take."})
    review.said_back, review.said_back_at = given.sentence, now
    if given.takes:
        session.add(_promise_after(session, review, given, now))
    session.flush()
    _tell_said_back(session, review, given)
    return review


def _own_feedback(session: Session, by: Person, submission_id: UUID) -> Review:
    submission = lock(session, submission_id)
    released = [one for one in reviews.released_for(session, submission_id) if decides(one)]
    if submission.person_id != by.id or not released:
        raise NotFound
    if any(review.said_back_at for review in released):
        raise WrongState(SAID_ALREADY)
    return released[0]


def _promise_after(session: Session, review: Review, given: SaidBack, now: datetime) -> Commitment:
    rep = review.submission.person
    today = local_day(rep, now)
    return Commitment(
        rep_id=rep.id,
        coach_id=queries.coach_of(session, review).id,
        owner_id=rep.id,
        review_id=review.id,
        scenario_id=review.submission.take.scenario_version.scenario_id,
        takes=given.takes,
        made_on=today,
        due_on=rules.promised_date(given.due_on, today),
        created_at=now,
    )


def _tell_said_back(session: Session, review: Review, given: SaidBack) -> None:
    submission = review.submission
    notices.tell(
        session,
        review.author,
        NoticeKind.said_back,
        f"said-back:{submission.id}",
        f"{submission.person.name} said back your feedback on “"
        f"{submission.take.scenario_version.title}”",
        given.sentence,
        f"/submissions/{submission.id}",
    )


def promise(
    session: Session, by: Person, pair: Pair, given: Promised, now: datetime | None = None
) -> Commitment:
    """Write down what one of the two promises the other; the other is told.

    Refuses an empty promise, a date that is over or far away, and takes of a scenario that
    nobody can record today.
    """
    now = now or utcnow()
    takes = given.takes if given.by_rep else 0
    scenario_id = given.scenario_id if takes else None
    if scenario_id and scenario_id not in dict(queries.to_promise(session)):
        raise Invalid(NOT_THEIRS, {"scenario": NOT_THEIRS})
    if not takes and not given.text:
        raise Invalid(NOTHING_PROMISED, {"text": NOTHING_PROMISED})
    owner = pair.rep if given.by_rep else pair.coach
    today = local_day(owner, now)
    made = Commitment(
        rep_id=pair.rep.id,
        coach_id=pair.coach.id,
        owner_id=owner.id,
        text=given.text,
        scenario_id=scenario_id,
        takes=takes or None,
        made_on=today,
        due_on=rules.promised_date(given.due_on, today),
        created_at=now,
    )
    session.add(made)
    session.flush()
    _tell_promise(session, by, pair, made)
    return made


def _tell_promise(session: Session, by: Person, pair: Pair, made: Commitment) -> None:
    whose = "their" if made.owner_id == by.id else "your"
    takes = f"{made.takes} takes. " if made.takes else ""
    notices.tell(
        session,
        pair.other(by),
        NoticeKind.promise,
        f"promise:{made.id}",
        f"{by.name} wrote down {whose} promise",
        f"{takes}{made.text}".strip(),
        f"/one-on-ones/{by.id}",
    )


def settle(
    session: Session, by: Person, commitment_id: UUID, given: Settled, now: datetime | None = None
) -> Commitment:
    """Say how a promise ended; renegotiated, another one follows it with a new date.

    What is counted in takes is kept or missed as the count says, and missed only once its date
    has passed. Refuses a second time.
    """
    now, found = now or utcnow(), queries.get_commitment(session, by, commitment_id)
    # Read again by itself: a refresh repeats the joins that it came with, and PostgreSQL doesn't
    # lock through an outer join.
    session.get_one(Commitment, found.id, with_for_update=True, populate_existing=True)
    rules.must_be_open(found)
    done = queries.counted(session, [found.id]).get(found.id, 0)
    rules.must_agree(found, done, given.outcome)
    rules.must_be_over(found, given.outcome, local_day(found.owner, now))
    found.outcome, found.note = given.outcome, given.note
    found.settled_at, found.settled_by_id = now, by.id
    if given.outcome == Outcome.renegotiated:
        session.add(_followed(found, given, now))
    session.flush()
    return found


def _followed(old: Commitment, given: Settled, now: datetime) -> Commitment:
    """The same promise from today on; what was recorded before stays with the old one."""
    today = local_day(old.owner, now)
    return Commitment(
        rep_id=old.rep_id,
        coach_id=old.coach_id,
        owner_id=old.owner_id,
        scenario_id=old.scenario_id,
        text=old.text,
        takes=(given.takes or old.takes) if old.takes else None,
        made_on=today,
        due_on=rules.promised_date(given.due_on, today),
        follows_id=old.id,
        created_at=now,
    )


def ask(session: Session, by: Person, pair: Pair, text: str) -> OpenQuestion:
    """Put something on the list for the next 1:1. Refuses a list that nobody could talk through."""
    if len(queries.questions(session, pair)) >= rules.MOST_QUESTIONS:
        raise WrongState("There are enough questions for one 1:1. Tick some off first.")
    made = OpenQuestion(rep_id=pair.rep.id, coach_id=pair.coach.id, by_id=by.id, text=text)
    session.add(made)
    session.flush()
    return made


def tick_off(session: Session, by: Person, question_id: UUID) -> OpenQuestion:
    """Take a question off the list; the two have talked about it."""
    found = queries.get_question(session, by, question_id)
    found.settled_at = found.settled_at or utcnow()
    return found


def log(
    session: Session, by: Person, person_id: UUID, given: Logged, now: datetime | None = None
) -> CoachingEntry:
    """Note coaching outside of reviews; refuses people whom one doesn't coach."""
    person = queries.get_member(session, by, person_id)
    made = CoachingEntry(
        coach_id=by.id,
        person_id=person.id,
        kind=given.kind,
        held_on=rules.held_date(given.held_on, local_day(by, now or utcnow())),
        minutes=given.minutes,
        note=given.note,
        knows=given.knows,
        can=given.can,
        criterion_key=given.criterion_key,
    )
    session.add(made)
    session.flush()
    return made


def strike(session: Session, by: Person, entry_id: UUID) -> None:
    """Delete what was logged by mistake; one's own alone."""
    found = session.get(CoachingEntry, entry_id)
    if found is None or found.coach_id != by.id:
        raise NotFound("We can’t find that entry.")
    session.delete(found)
