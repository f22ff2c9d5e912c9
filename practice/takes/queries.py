"""Finding takes and submissions. `visible_to` is the door; `viewers_of` says who is behind it."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Load, Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from practice.assignments.models import Assignment, AssignmentTarget
from practice.db import among
from practice.errors import NotFound
from practice.gathering import gather
from practice.people import queries as people
from practice.people.models import Person
from practice.questions import put_together
from practice.recordings.models import MediaAsset
from practice.scenarios.models import Criterion, Prompt, RubricVersion, ScenarioVersion
from practice.takes import listed
from practice.takes.models import (
    Chapter,
    NoticeAcceptance,
    PeerSeat,
    PrepSheet,
    RecordingNotice,
    Submission,
    Take,
    TakeState,
)
from practice.takes.notice import notice_text
from practice.takes.reviewers import of_practice
from practice.takes.seen_by import asked_as_peer, handed_to, may_see_handed_in, shared_with
from practice.takes.viewers import Viewers as Viewers
from practice.takes.viewers import count_peers as count_peers
from practice.takes.viewers import expected_viewers as expected_viewers
from practice.takes.viewers import last_submission as last_submission
from practice.takes.viewers import viewers_of as viewers_of
from practice.takes.viewers import watchers_of as watchers_of


def visible_to(person: Person) -> Select[Take]:
    """Takes whose video this person may watch: their own, handed to them, or shared with them.

    And what a peer asked them to review.
    """
    return select(Take).where(_may_watch(person, person.home_team_id))


def _may_watch(person: Person, team_id: UUID | None) -> ColumnElement[bool]:
    own, asked = Take.person_id == person.id, asked_as_peer(person)
    return or_(own, handed_to(person), asked, shared_with(team_id))


def may_know(person: Person) -> ColumnElement[bool]:
    """Whether this person may know what became of a `Take` in the question; sharing is not enough.

    Where the takes stand in the question already: as a list there would be all of them to look at.
    """
    return or_(Take.person_id == person.id, handed_to(person))


def may_know_of_submission(person: Person, rep: type[Person] | None = None) -> ColumnElement[bool]:
    """The same of the take of a `Submission` in the question, without a look at the take.

    `rep`: who handed it in, where the question has them at hand.
    """
    known = or_(Submission.person_id == person.id, may_see_handed_in(person, Submission, rep))
    return func.coalesce(known, false())  # somebody who is on no team is on none below either


def _whole(takes: Select[Take]) -> Select[Take]:
    target = joinedload(Take.target)
    return takes.options(
        joinedload(Take.person),
        joinedload(Take.scenario_version).joinedload(ScenarioVersion.scenario),
        joinedload(Take.asset),
        target.joinedload(AssignmentTarget.assignment).joinedload(Assignment.created_by),
    )


def _with_files(session: Session, takes: Sequence[Take]) -> Sequence[Take]:
    gather(session, [take.asset for take in takes], MediaAsset.renditions)
    return takes


def _find_whole(session: Session, takes: Select[Take]) -> Take | None:
    found = session.scalar(_whole(takes))
    return _with_files(session, [found])[0] if found else None


def get_take(session: Session, viewer: Person, take_id: UUID) -> Take:
    """One take with all of its recording; NotFound when it is not this person's to watch."""
    found = session.execute(*_watched(viewer, viewer.home_team_id, take_id)).one_or_none()
    if found is None:
        raise NotFound("We can’t find that take.")
    take: Take = found[0]
    _with_files(session, [take])
    _with_chapters(session, take, found[1])
    return take


@put_together
def _watched(viewer: Person, team_id: UUID | None, take_id: UUID) -> Select[Take, bool]:
    told, is_drill = joinedload(Take.asset), exists().where(Chapter.take_id == Take.id)
    whole = _whole(select(Take).where(Take.id == take_id, _may_watch(viewer, team_id)))
    return whole.add_columns(is_drill).options(
        told.joinedload(MediaAsset.figures), told.joinedload(MediaAsset.captions)
    )


def _with_chapters(session: Session, take: Take, has_some: bool) -> None:
    """Only drills have any."""
    if has_some:
        gather(session, [take], Take.chapters, Chapter.prompt)
    elif "chapters" not in vars(take):
        set_committed_value(take, "chapters", [])


def get_own_take(session: Session, owner: Person, take_id: UUID) -> Take:
    """One's own take, for what only its rep may do with it."""
    own = select(Take).where(Take.person_id == owner.id)
    found = _find_whole(session, own.where(Take.id == take_id))
    if found is None:
        raise NotFound("We can’t find that take.")
    return found


def find_by_asset(session: Session, asset_id: UUID) -> Take | None:
    """The take that a recording belongs to."""
    return _find_whole(session, select(Take).where(Take.asset_id == asset_id))


def prompts_of_scenario(session: Session, take: Take) -> set[UUID]:
    """Every prompt of a take's scenario, of whatever version was on screen."""
    version = ScenarioVersion
    prompts = select(Prompt.id).join(version, version.id == Prompt.version_id)
    wanted = prompts.where(version.scenario_id == take.scenario_version.scenario_id)
    return set(session.scalars(wanted))


def find_begun(session: Session, person: Person, begun_as: UUID | None) -> Take | None:
    """The take that a device already began under this name."""
    if begun_as is None:
        return None
    mine = select(Take).where(Take.person_id == person.id)
    return _find_whole(session, mine.where(Take.begun_as == begun_as))


def newest_prep(
    session: Session, person: Person, scenario_id: UUID, target_id: UUID | None
) -> PrepSheet | None:
    """The plan that a take recorded now would be recorded with."""
    mine = select(PrepSheet).where(
        PrepSheet.person_id == person.id,
        PrepSheet.scenario_id == scenario_id,
        PrepSheet.target_id == target_id,
    )
    return session.scalar(mine.order_by(PrepSheet.created_at.desc(), PrepSheet.id.desc()).limit(1))


def get_submission(session: Session, viewer: Person, submission_id: UUID) -> Submission:
    """A submission for whoever may watch its take, with all that its pages show of the recording
    and the map; one taken back is its rep's alone again."""
    return _submission(session, _known(viewer, submission_id))


@put_together
def _known(viewer: Person, submission_id: UUID) -> Select[Submission, bool]:
    stands = or_(Submission.withdrawn_at.is_(None), Submission.person_id == viewer.id)
    return _on_its_pages(submission_id, may_know_of_submission(viewer) & stands)


def get_asked_submission(session: Session, peer: Person, submission_id: UUID) -> Submission:
    """The same for a peer who was asked to review it, and nothing of what became of it."""
    return _submission(session, _asked(peer, submission_id))


@put_together
def _asked(peer: Person, submission_id: UUID) -> Select[Submission, bool]:
    seats = select(PeerSeat.submission_id).where(
        PeerSeat.person_id == peer.id, PeerSeat.freed_at.is_(None)
    )
    stands = Submission.withdrawn_at.is_(None)
    return _on_its_pages(submission_id, stands & Submission.id.in_(seats))


def _submission(session: Session, asked: tuple[Any, dict[str, Any]]) -> Submission:
    found = session.execute(*asked).one_or_none()
    if found is None:
        raise NotFound("We can’t find that submission.")
    submission: Submission = found[0]
    _with_files(session, [submission.take])
    gather(session, [submission.rubric_version], RubricVersion.criteria, Criterion.levels)
    _with_chapters(session, submission.take, found[1])
    return submission


def _on_its_pages(submission_id: UUID, allowed: ColumnElement[bool]) -> Select[Submission, bool]:
    """Its reviewer is one of those who are read with the line above its rep."""
    is_drill = exists().where(Chapter.take_id == Submission.take_id)
    one = select(Submission, is_drill).where(Submission.id == submission_id, allowed)
    return one.options(
        joinedload(Submission.person), joinedload(Submission.rubric_version), *_of_its_take()
    )


def _of_its_take() -> Iterator[ORMOption]:
    take, asset = joinedload(Submission.take), joinedload(Submission.take).joinedload(Take.asset)
    yield take.joinedload(Take.scenario_version)
    yield joinedload(Submission.target).joinedload(AssignmentTarget.assignment)
    yield asset.joinedload(MediaAsset.figures)
    yield asset.joinedload(MediaAsset.captions)


def rounds_before(session: Session, take: Take) -> int:
    """How many times this practice was handed in already: of the target, else of the scenario.

    What was kept as practice is no round: nobody answered it.
    """
    stands = select(func.count(Submission.id)).where(
        Submission.person_id == take.person_id,
        Submission.withdrawn_at.is_(None),
        Submission.asks_help.is_(False),
        Submission.kept_at.is_(None),
        of_practice(take.target_id, take.scenario_version_id),
    )
    return session.scalar(stands) or 0


def find_feedback_to_answer(session: Session, target: AssignmentTarget | None) -> UUID | None:
    """The newest submission of a target that came back: its comments go beside the camera."""
    if target is None:
        return None
    back = select(Submission.id).where(
        Submission.target_id == target.id,
        Submission.withdrawn_at.is_(None),
        Submission.reviewed_at.is_not(None),
    )
    return session.scalar(back.order_by(Submission.created_at.desc()).limit(1))


def my_takes(
    session: Session,
    person: Person,
    *,
    scenario_id: UUID | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Take]:
    """One's own takes that have a video, as lists show them, the newest first; of one scenario when
    named."""
    return session.scalars(*_recorded(person, scenario_id, limit, offset)).all()


@put_together
def _recorded(person: Person, scenario_id: UUID | None, limit: int, offset: int) -> Select[Take]:
    mine = select(Take).where(Take.person_id == person.id, Take.state == TakeState.recorded)
    if scenario_id is not None:
        mine = mine.join(ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id)
        mine = mine.where(ScenarioVersion.scenario_id == scenario_id)
    newest = mine.order_by(Take.created_at.desc(), Take.id.desc())
    return newest.options(*listed.of_own_take(Load(Take))).limit(limit).offset(offset)


def count_takes(session: Session, person: Person) -> int:
    """How many takes with a video this person has."""
    return session.scalar(*_how_many(person)) or 0


@put_together
def _how_many(person: Person) -> Select[int]:
    mine = select(func.count(Take.id)).where(Take.person_id == person.id)
    return mine.where(Take.state == TakeState.recorded)


def submissions_of(session: Session, takes: Sequence[Take]) -> dict[UUID, Submission]:
    """The standing submission of each of these takes; for lists."""
    standing = session.scalars(*_standing([take.id for take in takes]))
    return {found.take_id: found for found in standing}


@put_together
def _standing(take_ids: list[UUID]) -> Select[Submission]:
    of_them = among(Submission.take_id, take_ids)
    return select(Submission).where(of_them, Submission.withdrawn_at.is_(None))


def seats_at(session: Session, submission: Submission) -> Sequence[PeerSeat]:
    """The peers who were asked to review a submission."""
    asked = select(PeerSeat).where(PeerSeat.submission_id == submission.id)
    return session.scalars(asked.order_by(PeerSeat.created_at, PeerSeat.id)).all()


def counted_of_target(session: Session, target_id: UUID) -> int:
    """Counted takes of a target, kept, submitted or deleted; free takes don't count for it."""
    return session.scalar(*_counted_of(target_id)) or 0


@put_together
def _counted_of(target_id: UUID) -> Select[int]:
    return select(func.count(Take.id)).where(Take.target_id == target_id, Take.is_counted)


def counted_of_targets(session: Session, person: Person) -> dict[UUID, int]:
    """Counted takes of each of a person's targets; for lists."""
    return dict(session.execute(*_counted_of_each(person.id)).all())


@put_together
def _counted_of_each(person_id: UUID) -> Select[UUID | None, int]:
    counted = select(Take.target_id, func.count()).where(Take.person_id == person_id)
    of_targets = counted.where(Take.is_counted, Take.target_id.is_not(None))
    return of_targets.group_by(Take.target_id)


def counted_of_scenarios(session: Session, person: Person) -> dict[UUID, int]:
    """How often a person practiced each scenario, in counted takes of any version."""
    return dict(session.execute(*_counted_of_scenarios(person.id)).all())


@put_together
def _counted_of_scenarios(person_id: UUID) -> Select[UUID, int]:
    return (
        select(ScenarioVersion.scenario_id, func.count())
        .join(Take, ScenarioVersion.id == Take.scenario_version_id)
        .where(Take.person_id == person_id, Take.is_counted)
        .group_by(ScenarioVersion.scenario_id)
    )


def last_number(session: Session, person: Person, scenario_id: UUID) -> int:
    """The number of the newest take of this person and scenario, of any version."""
    newest = select(func.max(Take.number)).join(
        ScenarioVersion, ScenarioVersion.id == Take.scenario_version_id
    )
    return (
        session.scalar(
            newest.where(Take.person_id == person.id, ScenarioVersion.scenario_id == scenario_id)
        )
        or 0
    )


def has_same_bytes(session: Session, take: Take) -> bool:
    """Whether another take of this person already counts these very bytes."""
    same = (
        select(Take.id)
        .join(MediaAsset, MediaAsset.id == Take.asset_id)
        .where(
            Take.person_id == take.person_id,
            Take.id != take.id,
            Take.is_counted,
            MediaAsset.sha256 == take.asset.sha256,
        )
    )
    return take.asset.sha256 is not None and session.scalar(same.limit(1)) is not None


def current_notice(session: Session) -> str:
    """The text to accept before recording, as the organization's settings make it now."""
    return notice_text(people.organization(session).keep_unsubmitted_days)


def has_accepted(session: Session, person: Person) -> bool:
    """Whether this person accepted the text as it reads now."""
    accepted = (
        select(NoticeAcceptance.id)
        .join(RecordingNotice, RecordingNotice.id == NoticeAcceptance.notice_id)
        .where(
            NoticeAcceptance.person_id == person.id,
            RecordingNotice.body == current_notice(session),
        )
    )
    return session.scalar(accepted.limit(1)) is not None
