"""What the demo's people do with one another's time: peers who review, and a slot for reviews."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from practice.assignments.models import ReviewerRule, TargetState
from practice.reviews import peers, slots
from practice.reviews.values import SlotInput
from practice.scenarios.models import ScenarioVersion
from workers.demo.people import Cast
from workers.demo.stage import Stage

HANDED_IN = {"Sofia": 1.6, "Priya": 1.2}  # days ago; whoever has may review the others
THURSDAY, FOUR = 3, 16


def ask_peers(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """One peer for each: who handed in their own is asked about another's."""
    given = stage.assignment(
        cast.who("Elena"), version, 5, stage.now + timedelta(days=6),
        message="Show one thing. Then watch one of your colleagues: you learn from both.",
        reviewer_rule=ReviewerRule.peers, peer_count=1,
    )  # fmt: skip
    for rep in cast.reps:
        days = HANDED_IN.get(rep.name.split()[0])
        state = TargetState.submitted if days else TargetState.not_started
        target = stage.target(given, rep, version, state)
        if days:
            handed_in = stage.submit(stage.take(rep, version, days, target), None, days)
            peers.fill(stage.session, handed_in, stage.now)


def set_time_aside(stage: Stage, cast: Cast) -> None:
    """Dana reviews on Thursdays at four: what waits for her has its place there."""
    dana = cast.who("Dana")
    here = stage.now.astimezone(ZoneInfo(dana.timezone)).replace(tzinfo=None)
    to_go = (THURSDAY - here.weekday()) % 7 or 7
    day = here.replace(hour=FOUR, minute=0, second=0, microsecond=0) + timedelta(days=to_go)
    slots.set_slots(stage.session, dana, SlotInput(day, 25, weeks=4), stage.now)
