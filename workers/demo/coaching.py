"""The demo's coaching: time that went into it, promises, a 1:1, words used again, a nomination."""

from datetime import date, datetime

from sqlalchemy import select

from practice.coaching.models import (
    Answer,
    CoachingEntry,
    CoachingKind,
    Commitment,
    OpenQuestion,
    Outcome,
)
from practice.library.models import ModelKind
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.reviews.models import Helped, MarkerKind, Nomination, ReusableComment, Review, Sitting
from practice.scenarios.models import ScenarioVersion
from workers.demo.people import Cast
from workers.demo.stage import Stage

MINUTE_MS = 60_000
PACE = 2.2  # how long a review takes, in lengths of its take
SAVED = (  # kind, place of the criterion, words, for the whole team
    (MarkerKind.strength, 0, "Agenda, time and outcome in one breath. Keep exactly this.", True),
    (MarkerKind.attempt, 2, "Ask one more question before you answer: what does it cost?", True),
    (MarkerKind.ask, 2, "What did you hear there that you could have followed?", False),
    (MarkerKind.attempt, 4, "Propose the date yourself, then wait.", False),
)
SAID_FIRST = "Ask what it costs before I show anything."
SAID_THEN = "One more question before every answer, and wait for it."
LOGGED = (  # who, kind, days ago, minutes, words
    ("Priya", CoachingKind.one_on_one, 8, 30, "Discovery: stay with the pain before any product."),
    ("Theo", CoachingKind.one_on_one, 10, 25, ""),
    ("Sofia", CoachingKind.observation, 5, 45, "Sat in on her call with the new account."),
    ("Marcus", CoachingKind.meeting, 3, 20, ""),
)


def coaching(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """All of it, after the feedback is on the stage; `version` is what most of it is about."""
    sent = list(stage.session.scalars(
        select(Review).where(Review.released_at.is_not(None)).order_by(Review.released_at)
    ))  # fmt: skip
    for review in sent:
        sit(stage, review, review.released_at or stage.now)
    first, second = [one for one in sent if one.submission.person_id == cast.who("Priya").id][:2]
    keep(say_back(stage, first, SAID_FIRST, 1, 11), cast.who("Priya"), stage, 8)
    say_back(stage, second, SAID_THEN, 1, 3)
    met = [one for one in sent if one.submission.person_id == cast.who("Sofia").id]
    nominate(stage, met[-1])
    talk(stage, cast, version)
    save_words(stage, cast, version)


def sit(stage: Stage, review: Review, at: datetime) -> None:
    """The time that a review took, and that its take was watched."""
    length = review.submission.take.asset.duration_ms
    sitting = Sitting(
        submission_id=review.submission_id, person_id=review.author_id, beat_at=at,
        local_day=stage.day_of(review.author, at), active_ms=int(length * PACE) + MINUTE_MS,
        parts=[[0, length]], created_at=at,
    )  # fmt: skip
    stage.session.add(sitting)
    review.watched_ms = length


def say_back(stage: Stage, review: Review, words: str, takes: int, due: float) -> Commitment:
    """The rep's own words about feedback on the day it came, and what they promised with them."""
    at = review.released_at or stage.now
    review.said_back, review.said_back_at, review.helped = words, at, Helped.yes
    submission = review.submission
    promise = Commitment(
        rep_id=submission.person_id, coach_id=review.author_id, owner_id=submission.person_id,
        review_id=review.id, scenario_id=submission.take.scenario_version.scenario_id, takes=takes,
        made_on=stage.day_of(submission.person, at), due_on=_day(stage, submission.person, due),
        created_at=at,
    )  # fmt: skip
    stage.session.add(promise)
    return promise


def talk(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """What one manager and their team talked about, promised and logged."""
    dana, priya = cast.who("Dana"), cast.who("Priya")
    pain = version.rubric_version.criteria[2].key
    for name, kind, days, minutes, words in LOGGED:
        met = kind == CoachingKind.one_on_one
        stage.session.add(CoachingEntry(
            coach_id=dana.id, person_id=cast.who(name).id, kind=kind, minutes=minutes, note=words,
            held_on=_day(stage, dana, days), created_at=stage.ago(days),
            knows=Answer.yes if met else None, can=Answer.partly if met else None,
            criterion_key=pain if name == "Priya" else None,
        ))  # fmt: skip
    promise = Commitment(
        rep_id=priya.id, coach_id=dana.id, owner_id=dana.id, created_at=stage.ago(8),
        text="Find a call of Grace’s that Priya can listen to.",
        made_on=_day(stage, dana, 8), due_on=_day(stage, dana, -2),
    )  # fmt: skip
    stage.session.add(promise)
    for by, words in (
        (priya, "Can I sit in on one of Grace’s calls?"),
        (dana, "What would make the second question easier?"),
    ):
        stage.session.add(OpenQuestion(
            rep_id=priya.id, coach_id=dana.id, by_id=by.id, text=words, created_at=stage.ago(1)
        ))  # fmt: skip
    stage.session.flush()


def keep(promise: Commitment, by: Person, stage: Stage, days: float) -> None:
    """A promise that was kept, as the two settled it at their 1:1."""
    promise.outcome, promise.note = Outcome.kept, "Before lunch, as you said. The calmest so far."
    promise.settled_at, promise.settled_by_id = stage.ago(days), by.id


def save_words(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """Comments that a manager uses again."""
    dana, criteria = cast.who("Dana"), version.rubric_version.criteria
    for kind, place, words, shared in SAVED:
        stage.session.add(ReusableComment(
            person_id=dana.id, team_id=cast.teams["West"].id if shared else None,
            criterion_key=criteria[place].key, kind=kind, text=words, uses=3 - place // 2,
            used_at=stage.ago(2), created_at=stage.ago(30),
        ))  # fmt: skip
    stage.session.flush()


def nominate(stage: Stage, review: Review) -> None:
    """A part of a take that its reviewer would like to show to everybody; the rep decides."""
    shown = max(review.scores, key=lambda score: score.level)
    submission, length = review.submission, review.submission.take.asset.duration_ms
    stage.session.add(Nomination(
        review_id=review.id, criterion_id=shown.criterion_id, level=shown.level,
        kind=ModelKind.good, from_ms=length // 4, until_ms=length // 4 + 9_000,
        why="This is how it sounds when nobody is in a hurry.",
        asked_at=review.released_at, created_at=review.saved_at,
    ))  # fmt: skip
    title = f"{review.author.name} would like to show a part of your take as a model"
    path = f"/submissions/{submission.id}#nomination"
    stage.tell(submission.person, NoticeKind.model, title, 1, path)
    stage.session.flush()


def _day(stage: Stage, person: Person, days: float) -> date:
    return stage.day_of(person, stage.ago(days))
