"""What promises and coaching time allow, and which dates are offered."""

from datetime import date, timedelta

from practice.coaching.models import Commitment, Outcome
from practice.errors import Invalid, WrongState

MOST_TAKES = 50
FURTHEST = timedelta(days=92)  # how far ahead a promise may lie
LOG_BACK = timedelta(days=62)  # how far back coaching may be logged
WORDS_LONGEST = 500
NOTE_LONGEST = 1000
MOST_MINUTES = 480
MOST_QUESTIONS = 50
USUAL_TAKES = 3
FRIDAY = 4
SOON = 2  # days: a Friday nearer than that leaves no time to practice


def usual_date(today: date) -> date:
    """The Friday that is offered: the next one that leaves time to practice."""
    away = (FRIDAY - today.weekday()) % 7
    return today + timedelta(days=away if away >= SOON else away + 7)


def promised_date(given: date | None, today: date) -> date:
    """The date of a promise; refuses one that is over, and one too far ahead to be a promise."""
    if given is None or not today <= given <= today + FURTHEST:
        raise Invalid(
            "That date doesn’t work.", {"due_on": "Choose a day from today to three months ahead."}
        )
    return given


def held_date(given: date | None, today: date) -> date:
    """The day of logged coaching; refuses days to come, and what is too long ago."""
    if given is None or not today - LOG_BACK <= given <= today:
        raise Invalid(
            "That date doesn’t work.", {"held_on": "Choose a day of the last two months."}
        )
    return given


def must_be_open(commitment: Commitment) -> None:
    """Refuse to settle a promise twice."""
    if commitment.outcome is not None:
        raise WrongState("This promise was settled already.")


def must_be_over(commitment: Commitment, outcome: Outcome, today: date) -> None:
    """Nothing is missed while there is time left."""
    if outcome == Outcome.missed and today <= commitment.due_on:
        raise WrongState("There is still time until its date. Renegotiate it instead.")


def must_agree(commitment: Commitment, done: int, outcome: Outcome) -> None:
    """A promise of takes counts by itself: what is said about it must be what was counted."""
    if commitment.takes is None or outcome == Outcome.renegotiated:
        return
    if (outcome == Outcome.kept) != (done >= commitment.takes):
        raise WrongState(f"The count says {done} of {commitment.takes}. It can’t be argued with.")
