"""The assessment map of a team: the latest level that each person was given on each criterion.

Levels come from released reviews alone, of what was handed in; private takes are never scored.
A correction replaces what it corrects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    case,
    exists,
    false,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from practice.assignments import queries as assignments
from practice.db import among
from practice.people.models import Person
from practice.progress.home import superseded
from practice.progress.waiting import IN_HAND
from practice.questions import put_together
from practice.reviews.models import CriterionScore, Review
from practice.scenarios.models import Criterion, ScenarioVersion
from practice.takes import queries as takes
from practice.takes.models import Submission


@dataclass(frozen=True)
class Seen:
    """A level, and the feedback it comes from where the viewer may open that."""

    level: int
    submission_id: UUID | None


@dataclass
class Board:
    """One scenario: its criteria in order, and what was seen of each person."""

    id: UUID
    title: str = ""
    criteria: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    seen: dict[tuple[UUID, UUID], Seen] = field(default_factory=dict)

    @property
    def columns(self) -> list[tuple[UUID, str]]:
        """The criteria as the rubric orders them: key and title."""
        ordered = sorted(self.criteria.items(), key=lambda each: each[1])
        return [(key, title) for key, (_, title) in ordered]


@dataclass(frozen=True)
class AssessmentMap:
    """All scenarios with feedback, and the one that is shown."""

    boards: Sequence[Board]
    board: Board


def assessment_map(
    session: Session, viewer: Person, persons: Sequence[Person], scenario_id: UUID | None
) -> AssessmentMap | None:
    """The map of these people; None while nobody among them has feedback.

    Without a known scenario asked for, it is the one in which most people have a level. A
    manager sees the levels of everybody in their line, though they may not watch what somebody
    recorded in another team; enablement sees them where it may watch.
    """
    boards: dict[UUID, Board] = {}
    shown = None
    asked = _latest(viewer, [person.id for person in persons], scenario_id)
    for which, key, position, title, *given in session.execute(*asked).all():
        board = boards.setdefault(which, Board(which))
        if key is None:
            board.title = title
            continue
        shown = board
        board.criteria[key] = (position, title)
        person_id, level, submission_id, may_watch, _ = given
        board.seen[person_id, key] = Seen(level, submission_id if may_watch else None)
    if shown is None:
        return None
    return AssessmentMap(sorted(boards.values(), key=lambda board: board.title), shown)


@put_together
def _latest(
    viewer: Person, person_ids: list[UUID], scenario_id: UUID | None
) -> Select[*tuple[Any, ...]]:
    """The newest level by person and criterion of the scenario that is shown, and what every one is
    called, without a criterion. The newest comes last.

    Levels are looked up once it is known which scenario is shown: people have many reviews behind
    them.
    """
    there = _scored(sent(viewer, IN_HAND, of=person_ids)).c
    newest = _ranked(there, scenario_id).subquery()
    it = newest.c
    levels = select(
        it.scenario_id, it.key, it.position, it.title, it.person_id, it.level,
        it.submission_id, it.may_watch, it.handed_in,
    )  # fmt: skip
    both = union_all(levels.where(it.rank == 1), _titles(there)).subquery()
    return select(both).order_by(both.c.handed_in, both.c.position)


def _ranked(
    there: ReadOnlyColumnCollection[str, Any], scenario_id: UUID | None
) -> Select[*tuple[Any, ...]]:
    """The levels in the scenario that is shown; the newest of a person and criterion has rank 1."""
    newest = (there.handed_in.desc(), there.released_at.desc())
    same = (there.person_id, Criterion.key)
    return (
        _levels_of(there)
        .add_columns(
            there.scenario_id,
            Criterion.key,
            Criterion.position,
            Criterion.title,
            there.person_id,
            CriterionScore.level,
            there.submission_id,
            there.may_watch,
            there.handed_in,
            func.row_number().over(partition_by=same, order_by=newest).label("rank"),
        )
        .where(there.scenario_id == _shown(there, scenario_id))
    )


def _titles(there: ReadOnlyColumnCollection[str, Any]) -> Select[*tuple[Any, ...]]:
    """Every scenario in which somebody has a level, by each title it had then."""
    return (
        select(
            there.scenario_id, null(), null(), there.scenario, null(), null(), null(), null(),
            func.max(there.handed_in),
        )
        .group_by(there.scenario_id, there.scenario)
    )  # fmt: skip


def _scored(feedback: CTE) -> CTE:
    """What of this gives a level; looked up once, however often it is read."""
    with_level = exists().where(CriterionScore.review_id == feedback.c.review_id)
    return select(feedback).where(with_level).cte("scored").prefix_with("MATERIALIZED")


def _shown(
    there: ReadOnlyColumnCollection[str, Any], scenario_id: UUID | None
) -> ScalarSelect[UUID]:
    """The scenario asked for where somebody has a level in it, else that of the most people."""
    people = func.count(there.person_id.distinct())
    most = (people.desc(), func.min(there.scenario))
    asked = () if scenario_id is None else (case((there.scenario_id == scenario_id, 0), else_=1),)
    known = select(there.scenario_id)
    ordered = known.group_by(there.scenario_id).order_by(*asked, *most).limit(1)
    return ordered.correlate(None).scalar_subquery()


def sent(viewer: Person, *which: ColumnElement[bool], of: Sequence[UUID] | None = None) -> CTE:
    """Feedback that was sent and stands, of submissions that are the viewer's to know.

    `may_watch`: whether the viewer may open it too. Both are worked out once for each submission,
    before there is a row for every review and for every level. `of`: of these people alone.
    """
    known = _known(viewer, of).where(*which).cte("known").prefix_with("MATERIALIZED").c
    found = (
        select(
            Review.id.label("review_id"),
            Review.released_at,
            known.submission_id,
            known.person_id,
            known.handed_in,
            ScenarioVersion.scenario_id,
            ScenarioVersion.title.label("scenario"),
            known.may_watch,
        )
        .join(known.submission_id.table, known.submission_id == Review.submission_id)
        .join(ScenarioVersion, ScenarioVersion.id == known.version_id)
        .where(or_(known.may_watch, known.in_line))
        .where(Review.released_at.is_not(None), Review.decision.is_not(None), ~superseded())
    )
    return found.cte("sent").prefix_with("MATERIALIZED")


def _known(viewer: Person, of: Sequence[UUID] | None) -> Select[*tuple[Any, ...]]:
    """Submissions, and what the viewer is to them. `in_line`: leads that person."""
    leads = viewer.is_manager  # who doesn't has nobody below, and no rep is looked up
    below = Person.home_team_id.in_(assignments.teams_below(viewer))
    found = select(
        Submission.id.label("submission_id"),
        Submission.person_id,
        Submission.created_at.label("handed_in"),
        Submission.scenario_version_id.label("version_id"),
        takes.may_know_of_submission(viewer, Person if leads else None).label("may_watch"),
        (func.coalesce(below, false()) if leads else false()).label("in_line"),
    )
    if leads:
        found = found.join(Submission.person)
    if of is None:
        return found
    # Said of the people too: no database concludes from a list of some that it can skip the others.
    theirs = (Submission.person_id, Person.id) if leads else (Submission.person_id,)
    return found.where(*(among(each, of) for each in theirs))


def _levels_of(there: ReadOnlyColumnCollection[str, Any]) -> Select[*tuple[Any, ...]]:
    """The levels of what was sent."""
    return (
        select()
        .select_from(CriterionScore)
        .join(CriterionScore.criterion)
        .join(there.review_id.table, there.review_id == CriterionScore.review_id)
    )
