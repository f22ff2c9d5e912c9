"""What a rep reads about handing in: what it changes, and why it isn't possible now."""

from practice.assignments.models import REPS_TURN, AssignmentTarget, TargetState
from practice.assignments.words import STATES
from practice.takes.models import Take

FREE = "This is free practice, so no assignment changes. It counts as practice either way."
WITH_REVIEWER = (
    "Another take of this assignment is with your reviewer. Once the feedback is here, you can "
    "submit the next one."
)


def why_not_now(target: AssignmentTarget | None) -> str:
    """Why nothing can be handed in for a target now, in a sentence; empty when it can."""
    if target is None or target.state in REPS_TURN:
        return ""
    if target.state in (TargetState.submitted, TargetState.in_review):
        return WITH_REVIEWER
    if target.state == TargetState.declined:
        return "You put this assignment off. Take it up again before you submit."
    return f"This assignment is over (“{STATES[target.state]}”), so nothing more is submitted."


def what_submitting_changes(take: Take, counted: int) -> str:
    """The exact change, before it is made: the state of the target, and what its count does.

    Submitting never changes the count; a take that is still being prepared may.
    """
    if take.target is None:
        return FREE
    before, after = STATES[take.target.state], STATES[TargetState.submitted]
    first = f"Your assignment goes from “{before}” to “{after}”."
    return f"{first} {_count(take, take.target.minimum_takes, counted)}"


def _count(take: Take, least: int, counted: int) -> str:
    if not take.asset.is_watchable:
        soon = f"this one makes it {counted + 1} as soon as it is ready, if it counts"
        return f"You have {counted} of at least {least} takes; {soon}."
    if counted >= least:
        enough = "which is enough: a review that meets the bar completes it"
        return f"Your takes stay at {counted}, {enough}."
    more = "one more" if least - counted == 1 else f"{least - counted} more"
    stays = f"Your takes stay at {counted} of at least {least}"
    return f"{stays}: a review that meets the bar and {more} complete it."
