"""The demo's habit: the pitch every week, for one segment; two weeks are over, one is running."""

from datetime import datetime, timedelta

from practice.assignments import periods
from practice.assignments.models import Assignment, Audience, Cadence, TargetState
from practice.clock import week_of, zone_of
from practice.people.models import PeopleSegment, Person, SegmentMember
from practice.reviews.models import Decision
from practice.scenarios.models import ScenarioVersion
from workers.demo.people import Cast
from workers.demo.stage import Said, Stage

SEGMENTS = {
    "Enterprise": ("Priya", "Marcus", "Grace", "Luis"),
    "New this year": ("Theo", "Hannah"),
}
MET = {2: ("Priya", "Grace", "Luis"), 1: ("Priya", "Marcus", "Luis")}  # weeks ago
MIDWEEK = timedelta(days=2, hours=10)


def every_week(stage: Stage, cast: Cast, version: ScenarioVersion, said: tuple[Said, ...]) -> None:
    """Ask Enterprise for a pitch a week, and tell how the last two went."""
    segments = {name: PeopleSegment(name=name) for name in SEGMENTS}
    stage.session.add_all(segments.values())
    stage.session.flush()
    for name, members in SEGMENTS.items():
        for member in members:
            link = SegmentMember(person_id=cast.who(member).id, segment_id=segments[name].id)
            stage.session.add(link)
    begun = stage.ago(21)
    given = Assignment(
        scenario_id=version.scenario_id, created_by_id=cast.who("Elena").id, created_at=begun,
        published_at=begun, handed_out_at=begun, cadence=Cadence.weekly,
        starts_on=stage.ago(14).date(), message="One pitch a week keeps it yours.",
        audience=[Audience(segment_id=segments["Enterprise"].id)],
    )  # fmt: skip
    stage.session.add(given)
    stage.session.flush()
    for name in SEGMENTS["Enterprise"]:
        for weeks_ago in (2, 1, 0):
            _week(stage, cast, given, version, name, weeks_ago, said)


def _week(
    stage: Stage, cast: Cast, given: Assignment, version: ScenarioVersion, name: str,
    weeks_ago: int, said: tuple[Said, ...],
) -> None:  # fmt: skip
    """One rep's week of it."""
    rep, at = cast.who(name), stage.ago(7 * weeks_ago)
    period = _period(given, rep, at)
    met = name in MET.get(weeks_ago, ())
    over = {"settled_at": period.closes_at} if weeks_ago else {}
    state = TargetState.not_started if not weeks_ago else TargetState.missed
    target = stage.target(
        given, rep, version, TargetState.met if met else state, period=period.key,
        closes_at=period.closes_at, **over,
    )  # fmt: skip
    target.due_at, target.created_at = period.due_at, period.begins
    if met:
        days = (stage.now - (period.begins + MIDWEEK)) / timedelta(days=1)
        handed_in = stage.submit(stage.take(rep, version, days, target), cast.manager_of(rep), days)
        stage.review(
            handed_in, days - 1, (4, 4, 3, 4, 4), said, Decision.met, "You sound like yourself."
        )
        target.bar_met_at = target.settled_at = stage.ago(days - 1)


def _period(given: Assignment, rep: Person, at: datetime) -> periods.Period:
    """The week of this rep's calendar that this moment lies in."""
    zone = zone_of(rep.timezone)
    first = week_of(at.astimezone(zone).date(), 0)
    return periods.period_of(periods.Weeks(first, due_weekday=given.due_weekday), first, zone)
