"""What the page of a 1:1 brings together: practice since the last one, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from practice.coaching.models import CoachingEntry, CoachingKind, Commitment, OpenQuestion
from practice.coaching.queries import Pair, members_of
from practice.people import queries as people
from practice.people.models import BY_NAME, Person
from practice.reviews.models import Review, ReviewState
from practice.scenarios.models import Criterion, ScenarioVersion
from practice.takes.models import Submission, Take

FIRST_LOOK = timedelta(days=30)  # how far back the first 1:1 looks
LOG_SHOWN = 5


@dataclass(frozen=True)
class Practiced:
    """Counted takes since a day: how many, how long, on how many days, of what."""

    since: date
    is_first: bool
    takes: int
    ms: int
    days: int
    scenarios: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Partner:
    """One line of the list: somebody to meet, and what waits for the two."""

    person: Person
    is_coach: bool
    last: date | None
    promises: int
    questions: int


def log_of(session: Session, pair: Pair) -> Sequence[CoachingEntry]:
    """The coaching that was logged between the two, the newest first."""
    return session.scalars(_log(pair).limit(LOG_SHOWN)).all()


def last_met(session: Session, pair: Pair) -> CoachingEntry | None:
    """The last 1:1 of the two."""
    met = _log(pair).where(CoachingEntry.kind == CoachingKind.one_on_one)
    return session.scalar(met.limit(1))


def _log(pair: Pair) -> Select[CoachingEntry]:
    both = (CoachingEntry.coach_id == pair.coach.id, CoachingEntry.person_id == pair.rep.id)
    newest = (CoachingEntry.held_on.desc(), CoachingEntry.created_at.desc())
    return select(CoachingEntry).where(*both).order_by(*newest)


def practiced(session: Session, pair: Pair, last: date | None, today: date) -> Practiced:
    """The rep's effort after the last 1:1, or in the last month; as it was on this team."""
    since = last or today - FIRST_LOOK
    counted = (
        Take.person_id == pair.rep.id,
        Take.is_counted,
        Take.local_day > since,
        Take.team_id == pair.rep.home_team_id,
    )
    figures = select(
        func.count(Take.id), func.sum(Take.counted_ms), func.count(func.distinct(Take.local_day))
    )
    takes, ms, days = session.execute(figures.where(*counted)).one()
    titles = session.execute(
        select(func.max(ScenarioVersion.title), func.count(Take.id))
        .join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
        .where(*counted)
        .group_by(ScenarioVersion.scenario_id)
        .order_by(func.count(Take.id).desc(), func.max(ScenarioVersion.title))
    )
    scenarios = [(title, count) for title, count in titles]
    return Practiced(since, last is None, takes, int(ms or 0), days, scenarios)


def elements(session: Session, pair: Pair) -> Sequence[Criterion]:
    """What the two could work on next: the map of the newest feedback that the rep got."""
    newest = session.scalar(
        select(Submission.rubric_version_id)
        .join(Review, Review.submission_id == Submission.id)
        .where(Submission.person_id == pair.rep.id, Submission.withdrawn_at.is_(None))
        .where(Review.state == ReviewState.released)
        .order_by(Review.released_at.desc())
        .limit(1)
    )
    own = select(Criterion).where(Criterion.rubric_version_id == newest)
    return session.scalars(own.order_by(Criterion.position)).all()


def element_named(session: Session, key: UUID | None) -> str:
    """The element that the two agreed on, by the name it has now; empty when there is none."""
    newest = select(Criterion.title).where(Criterion.key == key).order_by(Criterion.id.desc())
    return (session.scalar(newest.limit(1)) or "") if key else ""


def partners(session: Session, person: Person) -> list[Partner]:
    """Whom this person meets: their own managers, then the people they coach, by name."""
    above = [one for one in people.managers_of(session, person.home_team_id) if one.id != person.id]
    below = session.scalars(members_of(person).order_by(*BY_NAME)).all()
    pairs = [Pair(person, one) for one in above] + [Pair(one, person) for one in below]
    last, promises, asked = _last(session, person), _open(session, person), _asked(session, person)
    return [
        Partner(
            pair.other(person),
            is_coach=pair.rep.id == person.id,
            last=last.get(key),
            promises=promises.get(key, 0),
            questions=asked.get(key, 0),
        )
        for pair in pairs
        for key in [(pair.rep.id, pair.coach.id)]
    ]


def _last(session: Session, person: Person) -> dict[tuple[UUID, UUID], date]:
    """When each pair met last, by rep and coach."""
    rep, coach = CoachingEntry.person_id, CoachingEntry.coach_id
    rows = session.execute(
        select(rep, coach, func.max(CoachingEntry.held_on))
        .where(or_(rep == person.id, coach == person.id))
        .where(CoachingEntry.kind == CoachingKind.one_on_one)
        .group_by(rep, coach)
    )
    return {(rep_id, coach_id): held_on for rep_id, coach_id, held_on in rows}


def _open(session: Session, person: Person) -> dict[tuple[UUID, UUID], int]:
    rep, coach = Commitment.rep_id, Commitment.coach_id
    rows = session.execute(
        select(rep, coach, func.count())
        .where(or_(rep == person.id, coach == person.id), Commitment.outcome.is_(None))
        .group_by(rep, coach)
    )
    return {(rep_id, coach_id): count for rep_id, coach_id, count in rows}


def _asked(session: Session, person: Person) -> dict[tuple[UUID, UUID], int]:
    rep, coach = OpenQuestion.rep_id, OpenQuestion.coach_id
    rows = session.execute(
        select(rep, coach, func.count())
        .where(or_(rep == person.id, coach == person.id), OpenQuestion.settled_at.is_(None))
        .group_by(rep, coach)
    )
    return {(rep_id, coach_id): count for rep_id, coach_id, count in rows}
