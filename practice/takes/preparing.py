"""The plan before the camera: what a rep writes down first, and what a take keeps of it.

A sheet that a take was recorded with is never changed; writing again makes a new one. It begins
with what the last one said, and with what the last self-review found forgotten.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.assignments import queries as targets
from practice.assignments.models import AssignmentTarget
from practice.db import utcnow
from practice.errors import Invalid, NotFound
from practice.people.models import Person
from practice.scenarios import queries as scenarios
from practice.scenarios.models import ScenarioVersion, Teleprompter
from practice.takes import queries
from practice.takes.models import PrepSheet, SelfReview, Take
from practice.takes.seen_by import handed_to

LONGEST_ANSWER = 500
LONGEST_SCRIPT = 10_000
NOTHING_YET = "Write down at least what you want to get out of it."
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """What stands on a prep sheet."""

    purpose: str = ""
    who: str = ""
    learn: str = ""
    give: str = ""
    commitment: str = ""
    remember: str = ""
    script: str = ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Every question that was answered, as it was asked."""
        return [(asked, getattr(self, name)) for name, asked in ASKED if getattr(self, name)]


ASKED = (
    ("purpose", "Purpose"),
    ("who", "Who you talk to"),
    ("learn", "What to learn"),
    ("give", "What to give"),
    ("commitment", "Commitment you seek"),
    ("remember", "Don’t forget"),
)


def plan_of(sheet: PrepSheet | None) -> Plan | None:
    """A sheet as plain values."""
    if sheet is None:
        return None
    return Plan(**{name: getattr(sheet, name) for name in Plan.__dataclass_fields__})


def to_practice(
    session: Session, person: Person, scenario_id: UUID, target_id: UUID | None
) -> tuple[ScenarioVersion, AssignmentTarget | None]:
    """What is prepared for: the target's version, else the newest; parent and child must match."""
    if target_id is None:
        return scenarios.newest_version(session, scenario_id), None
    target = targets.get_own_target(session, person, target_id)
    version = scenarios.get_version(session, target.scenario_version_id)
    if version.scenario_id != scenario_id:
        raise NotFound
    return version, target


def plan_to_begin_with(
    session: Session, person: Person, version: ScenarioVersion, target_id: UUID | None
) -> Plan:
    """The last plan for this scenario, with what was forgotten since then on top.

    The teleprompter begins with the person's own words, else with the author's.
    """
    last = queries.newest_prep(session, person, version.scenario_id, target_id)
    last = last or _last_of_scenario(session, person, version.scenario_id)
    begun = asdict(plan_of(last) or Plan())
    since = last.created_at if last else LONG_AGO
    begun["remember"] = _forgotten(session, person, version.scenario_id, since) or begun["remember"]
    offered = version.teleprompter != Teleprompter.none
    begun["script"] = (begun["script"] or version.script) if offered else ""
    return Plan(**begun)


def _last_of_scenario(session: Session, person: Person, scenario_id: UUID) -> PrepSheet | None:
    mine = select(PrepSheet).where(
        PrepSheet.person_id == person.id, PrepSheet.scenario_id == scenario_id
    )
    return session.scalar(mine.order_by(PrepSheet.created_at.desc(), PrepSheet.id.desc()).limit(1))


def _forgotten(session: Session, person: Person, scenario_id: UUID, since: datetime) -> str:
    """What the newest self-review of this scenario says was forgotten, if it is news."""
    newest = (
        select(SelfReview.forgot)
        .join(Take, Take.id == SelfReview.take_id)
        .join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
        .where(
            Take.person_id == person.id,
            ScenarioVersion.scenario_id == scenario_id,
            SelfReview.saved_at > since,
        )
    )
    return session.scalar(newest.order_by(SelfReview.saved_at.desc()).limit(1)) or ""


def prepare(
    session: Session,
    by: Person,
    version: ScenarioVersion,
    target: AssignmentTarget | None,
    plan: Plan,
) -> PrepSheet:
    """Keep this plan for the takes that are recorded next.

    Refuses an empty one; what the author gives no teleprompter for is left out.
    """
    if not plan.answers and not plan.script:
        raise Invalid(NOTHING_YET, {"purpose": NOTHING_YET})
    session.get_one(Person, by.id, with_for_update=True)  # as a take may begin at this moment
    target_id = target.id if target else None
    sheet = queries.newest_prep(session, by, version.scenario_id, target_id)
    if sheet is None or _is_used(session, sheet):
        sheet = PrepSheet(person_id=by.id, scenario_id=version.scenario_id, target_id=target_id)
        session.add(sheet)
    for name, words in asdict(plan).items():
        setattr(sheet, name, words)
    if version.teleprompter == Teleprompter.none:
        sheet.script = ""
    sheet.created_at = utcnow()
    session.flush()
    return sheet


def _is_used(session: Session, sheet: PrepSheet) -> bool:
    used = select(Take.id).where(Take.prep_sheet_id == sheet.id)
    return session.scalar(used.limit(1)) is not None


def find_prep(session: Session, viewer: Person, take: Take) -> PrepSheet | None:
    """The sheet that a take was recorded with, for its rep and for those it was handed to.

    Nobody else ever sees it: not before the take was submitted, not because it is shared.
    """
    if take.person_id == viewer.id or _was_handed_to(session, viewer, take):
        return take.prep_sheet
    return None


def _was_handed_to(session: Session, viewer: Person, take: Take) -> bool:
    handed = select(Take.id).where(Take.id == take.id, handed_to(viewer))
    return session.scalar(handed) is not None
