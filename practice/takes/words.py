"""What a rep reads about handing in: what it changes, and why it isn't possible now."""

from practice.assignments.models import REPS_TURN, AssignmentTarget, TargetState
from practice.assignments.words import STATES
from practice.people.models import ReviewPace
from practice.takes.alone import is_alone
from practice.takes.models import Submission, Take
from practice.takes.pace import OFTEN
from practice.takes.viewers import Viewers

FREE = "This is free practice, so no assignment changes. It counts as practice either way."
WITH_REVIEWER = (
    "Another take of this assignment is with your reviewer. Once the feedback is here, you can "
    "submit the next one."
)
ALONE = "Nobody else reviews this one: your own view of it is the review."
KEPT = "Kept as practice, as agreed: it counts, and nobody reviews it."
KEPT_ALONE = "Nobody else reviews it: your own view was the review."


def why_not_now(target: AssignmentTarget | None) -> str:
    """Why nothing can be handed in for a target now, in a sentence; empty when it can."""
    if target is None or target.state in REPS_TURN:
        return ""
    if target.state in (TargetState.submitted, TargetState.in_review):
        return WITH_REVIEWER
    if target.state == TargetState.declined:
        return "You put this assignment off. Take it up again before you submit."
    return f"This assignment is over (“{STATES[target.state]}”), so nothing more is submitted."


def what_submitting_changes(take: Take, counted: int, viewers: Viewers | None = None) -> str:
    """The exact change, before it is made: the state of the target, and what its count does.

    Submitting never changes the count; a take that is still being prepared may.
    """
    if take.target is None:
        return FREE
    least = take.target.minimum_takes
    if is_alone(take.target):
        return f"{ALONE} {_count(take, least, counted, 'your own view')}"
    if viewers and viewers.is_kept:
        return _kept(least, counted)
    before, after = STATES[take.target.state], STATES[TargetState.submitted]
    first = f"Your assignment goes from “{before}” to “{after}”."
    if viewers and viewers.peers:
        views = f"feedback of {who_gets_it(viewers)}"
        return f"{first} {_count(take, least, counted, views)}"
    return f"{first} {_count(take, least, counted)}"


def _kept(least: int, counted: int) -> str:
    if counted >= least:
        return "Nobody reviews it, and your assignment closes as kept as practice."
    stays = f"Your takes stay at {counted} of at least {least}"
    return f"Nobody reviews it. {stays}, so your assignment goes on."


def who_gets_it(viewers: Viewers) -> str:
    """Whoever reviews it: a name, so many peers, or the team that looks after the rest."""
    if viewers.reviewer is not None:
        return viewers.reviewer.name
    if viewers.peers is not None:
        return " and ".join(viewers.peers.words(by_name=False))
    return "the enablement team"


def where_it_goes(viewers: Viewers, submission: Submission | None) -> str:
    """What becomes of a take that nobody reviews, before and after; empty when somebody does."""
    if not viewers.is_kept:
        return ""
    if submission is not None:
        return KEPT_ALONE if is_alone(submission.target) else KEPT
    pace = viewers.owner.review_pace
    return f"This one is kept as practice: feedback comes {OFTEN[pace]}."


def handed_in(submission: Submission, is_kept: bool) -> str:
    """What somebody reads who has just handed it in."""
    if is_alone(submission.target):
        return "Submitted. Your own view was the review."
    if is_kept:
        return "Submitted, and kept as practice."
    return "Submitted. You’ll hear as soon as there is feedback."


def before_recording(viewers: Viewers, target: AssignmentTarget | None) -> str:
    """The same before anything is recorded, and how to have it reviewed; empty when it will be."""
    if is_alone(target):
        return ALONE
    told = where_it_goes(viewers, None)
    return f"{told} Ask when you submit, and it is reviewed." if told else ""


def how_often(viewers: Viewers) -> str:
    """The pace agreed, to whose take is to be reviewed; empty when that goes without saying."""
    pace = viewers.owner.review_pace
    if pace == ReviewPace.every or viewers.peers or viewers.is_kept:
        return ""
    return f"It comes back with feedback, which comes {OFTEN[pace]}."


def _count(
    take: Take, least: int, counted: int, review: str = "a review that meets the bar"
) -> str:
    if not take.asset.is_watchable:
        soon = f"this one makes it {counted + 1} as soon as it is ready, if it counts"
        return f"You have {counted} of at least {least} takes; {soon}."
    if counted >= least:
        enough = f"which is enough: {review} completes it"
        return f"Your takes stay at {counted}, {enough}."
    more = "one more" if least - counted == 1 else f"{least - counted} more"
    stays = f"Your takes stay at {counted} of at least {least}"
    return f"{stays}: {review} and {more} complete it."
