"""What is typed about promises, questions and coaching time, read field by field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from practice.coaching import rules
from practice.coaching.models import Answer, CoachingKind, Outcome
from practice.coaching.values import Logged, Promised, SaidBack, Settled
from practice.web.fields import Reader

NEEDS_WORDS = "Say it in one sentence of your own."


def read_said_back(sent: Mapping[str, Any]) -> SaidBack:
    """The sentence, and what the rep promises; without takes no date is needed."""
    form = Reader(sent)
    sentence = form.text("sentence", rules.WORDS_LONGEST, required=True)
    if not sentence and "sentence" in form.problems:
        form.problems["sentence"] = NEEDS_WORDS
    takes = form.number("takes", 0, rules.MOST_TAKES, default=0)
    read = SaidBack(sentence, takes, form.day("due_on"))
    form.finish("That can’t be sent like this yet.")
    return read


def read_promise(sent: Mapping[str, Any]) -> Promised:
    """A promise of the rep or of the coach."""
    form = Reader(sent)
    read = Promised(
        by_rep=sent.get("owner") != "coach",
        text=form.text("text", rules.WORDS_LONGEST),
        takes=form.number("takes", 0, rules.MOST_TAKES, default=0),
        due_on=form.day("due_on"),
        scenario_id=form.uuid("scenario"),
    )
    form.finish("That promise needs another look.")
    return read


def read_settled(sent: Mapping[str, Any]) -> Settled:
    """How a promise ended, and how it goes on."""
    form = Reader(sent)
    read = Settled(
        outcome=form.choice("outcome", Outcome),
        note=form.text("note", rules.WORDS_LONGEST),
        takes=form.number("takes", 0, rules.MOST_TAKES, default=0),
        due_on=form.day("due_on"),
    )
    form.finish("That can’t be settled like this yet.")
    return read


def read_question(sent: Mapping[str, Any]) -> str:
    """Something to talk about; empty ones are refused."""
    form = Reader(sent)
    text = form.text("question", rules.WORDS_LONGEST, required=True)
    form.finish("Write the question first.")
    return text


def read_log(sent: Mapping[str, Any]) -> Logged:
    """Coaching of any kind; the two questions and the element belong to a 1:1."""
    form = Reader(sent)
    read = Logged(
        kind=form.choice("kind", CoachingKind),
        held_on=form.day("held_on"),
        minutes=form.number("minutes", 1, rules.MOST_MINUTES),
        note=form.text("note", rules.NOTE_LONGEST, lines=True),
        knows=form.choice("knows", Answer) if sent.get("knows") else None,
        can=form.choice("can", Answer) if sent.get("can") else None,
        criterion_key=form.uuid("criterion"),
    )
    form.finish("That can’t be logged like this yet.")
    return read


def read_person(sent: Mapping[str, Any]) -> UUID:
    """Whom the coaching was for."""
    form = Reader(sent)
    person_id = form.uuid("person", required=True)
    form.finish("Choose whom you coached.")
    return person_id or UUID(int=0)
