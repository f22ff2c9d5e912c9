"""What changing many people at once is called on the pages that ask about it and say it is done."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from practice.accounts.actions.caring import team_name
from practice.accounts.bulk import Choice, Effect
from practice.people.models import ChangeKind
from practice.web.filters import plural

# As a button says it, as it is told once done, and what to know before.
WORDS = {
    ChangeKind.team: (
        "Move {people} to {to}",
        "{people} moved.",
        (
            "Their assignments come with them; a review that has begun is finished by who began "
            "it. Each is told. What they practiced so far counts for the team they were on."
        ),
    ),
    ChangeKind.put_in: (
        "Put {people} into {to}",
        "{people} put into the segment.",
        "Assignments that are running for this segment reach them from now on.",
    ),
    ChangeKind.take_out: (
        "Take {people} out of {to}",
        "{people} taken out of the segment.",
        "What they began for this segment stays with them.",
    ),
    ChangeKind.timezone: (
        "Set the timezone of {people} to {to}",
        "The timezone of {people} is set.",
        "Due dates that they have already keep the timezone they were given in.",
    ),
    ChangeKind.invite: (
        "Invite {people}",
        "{people} invited.",
        "Each gets a mail with a link that works once, for 14 days. Earlier links stop working.",
    ),
    ChangeKind.deactivate: (
        "Deactivate {people}",
        "{people} deactivated and signed out everywhere.",
        (
            "They are signed out at once and can’t sign in, what is open for them closes, and "
            "model takes that show them end. Nothing is deleted. You can bring them back."
        ),
    ),
    ChangeKind.reactivate: (
        "Reactivate {people}",
        "{people} reactivated.",
        (
            "They sign in with the password they had. What was closed for them stays closed; "
            "assignments that come round again reach them from then on."
        ),
    ),
}


def about(session: Session, effect: Effect, choice: Choice) -> dict[str, Any]:
    """What the page that asks says."""
    told, more = command(session, effect, choice), WORDS[choice.kind][2]
    return {"told": told, "more": more, "is_grave": choice.kind is ChangeKind.deactivate}


def command(session: Session, effect: Effect, choice: Choice) -> str:
    """What is agreed to, as a button says it."""
    to = target(session, choice)
    return WORDS[choice.kind][0].format(people=people(len(effect.people)), to=to)


def people(count: int) -> str:
    return plural(count, "person", "people")


def target(session: Session, choice: Choice) -> str:
    """What they would come to have."""
    if choice.kind is ChangeKind.team:
        return team_name(session, choice.team_id) or "no team"
    return choice.segment or choice.timezone.replace("_", " ")


def done(kind: ChangeKind, count: int) -> str:
    """What is said afterwards."""
    return WORDS[kind][1].format(people=people(count))


def sent(choice: Choice) -> Iterator[tuple[str, str]]:
    """The choice as a form sends it."""
    yield "kind", choice.kind
    yield "to_team", str(choice.team_id or "")
    yield "to_segment", choice.segment
    yield "timezone", choice.timezone
