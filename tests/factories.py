"""Ready-made things for tests, each by one function with sensible defaults."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from practice.assignments.models import Assignment, AssignmentTarget, Audience
from practice.db import new_id, utcnow
from practice.library.models import ModelKind, ModelLevel, ModelTake
from practice.people.models import Organization, Person, PersonRole, Role, Team, TeamManager
from practice.recordings.models import (
    AssetKind,
    AssetState,
    Captions,
    Figures,
    MediaAsset,
    Rendition,
    RenditionKind,
)
from practice.scenarios.models import (
    Attachment,
    Criterion,
    Interaction,
    Level,
    Prompt,
    PromptOrder,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioVersion,
)
from practice.takes import by_day
from practice.takes.models import (
    PrepSheet,
    SelfReview,
    SelfScore,
    Submission,
    Take,
    TakeShare,
    TakeState,
)

counter = itertools.count(1)
TWO = ("Agenda set", "Pain found")  # what a rubric of the tests judges


def organization(session: Session) -> Organization:
    """The organization; made when it is not there yet."""
    found = session.get(Organization, 1)
    if found is None:
        found = Organization(id=1, name="Northwind")
        session.add(found)
        session.flush()
    return found


def person(
    session: Session,
    name: str = "",
    *roles: Role,
    team: Team | None = None,
    timezone: str = "UTC",
    **more: object,
) -> Person:
    """Somebody; a rep unless roles are given."""
    organization(session)
    number = next(counter)
    made = Person(
        name=name or f"Person {number}",
        email=f"person{number}@example.com",
        timezone=timezone,
        home_team_id=team.id if team else None,
        joined_team_at=more.pop("joined_team_at", utcnow() - timedelta(days=365)),
        roles=[PersonRole(role=role) for role in roles or (Role.rep,)],
        **more,
    )
    session.add(made)
    session.flush()
    return made


def team(session: Session, name: str = "", manager: Person | None = None) -> Team:
    """A team, with its primary manager when one is given."""
    made = Team(name=name or f"Team {next(counter)}")
    session.add(made)
    session.flush()
    if manager is not None:
        session.add(TeamManager(team_id=made.id, person_id=manager.id, is_primary=True))
        session.flush()
    return made


def scenario(
    session: Session, title: str = "", criteria: Sequence[str] = TWO, **more: object
) -> ScenarioVersion:
    """A published scenario with two criteria, or those; answers its version."""
    organization(session)
    rubric = RubricVersion(
        rubric=Rubric(title="Rubric"), number=1, published_at=utcnow(),
        criteria=[criterion(at, title) for at, title in enumerate(criteria, 1)],
    )  # fmt: skip
    made = ScenarioVersion(
        scenario=Scenario(),
        number=1,
        published_at=utcnow(),
        title=title or f"Scenario {next(counter)}",
        interaction=more.pop("interaction", Interaction.discovery_call),
        rubric_version=rubric,
        prompts=[Prompt(position=1, text="Why should I keep talking to you?")],
        **more,
    )
    session.add(made)
    session.flush()
    return made


def next_version(session: Session, scenario: Scenario, **more: object) -> ScenarioVersion:
    """The version after the newest, published, with the same assessment map."""
    newest = scenario.versions[-1]
    made = ScenarioVersion(
        scenario=scenario, number=newest.number + 1, published_at=utcnow(), title=newest.title,
        interaction=newest.interaction, rubric_version=newest.rubric_version,
        prompts=[Prompt(position=1, text="Why should I keep talking to you?")], **more,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def attachment(
    session: Session, version: ScenarioVersion, name: str = "prices.pdf", key: str = ""
) -> Attachment:
    """A file of its brief, as a row."""
    made = Attachment(
        version=version, position=1, name=name, content_type="application/pdf", size=9,
        key=key or f"f/{new_id().hex}",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def drill(session: Session, *lines: str, **more: object) -> ScenarioVersion:
    """A published scenario whose prompts come one by one, each hidden until its turn."""
    order = more.pop("prompt_order", PromptOrder.in_order)
    interaction = Interaction.objection_handling
    made = scenario(session, "Price drill", interaction=interaction, prompt_order=order, **more)
    made.prompts = [Prompt(position=at, text=line) for at, line in enumerate(lines, 1)]
    session.flush()
    return made


def criterion(position: int, title: str) -> Criterion:
    """A criterion with five anchored levels."""
    levels = [Level(value=value, anchor=f"{title} at level {value}") for value in range(1, 6)]
    return Criterion(position=position, key=new_id(), title=title, levels=levels)


def target(
    session: Session,
    person: Person,
    version: ScenarioVersion | None = None,
    *,
    by: Person | None = None,
    due_at: datetime | None = None,
    is_enforced: bool = True,
    minimum_takes: int = 1,
) -> AssignmentTarget:
    """A person's obligation, with its assignment."""
    version = version or scenario(session)
    assignment = Assignment(
        scenario_id=version.scenario_id,
        created_by_id=(by or person).id,
        is_enforced=is_enforced,
        minimum_takes=minimum_takes,
        audience=[Audience(person_id=person.id)],
    )
    made = AssignmentTarget(
        assignment=assignment,
        person_id=person.id,
        scenario_version_id=version.id,
        minimum_takes=minimum_takes,
        due_at=due_at,
    )
    session.add(made)
    session.flush()
    return made


def draft(session: Session, by: Person, version: ScenarioVersion, *lines: Audience) -> Assignment:
    """An assignment that nobody has yet."""
    made = Assignment(
        scenario_id=version.scenario_id, created_by_id=by.id, published_at=None,
        audience=list(lines),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def take(
    session: Session,
    person: Person,
    version: ScenarioVersion | None = None,
    *,
    target: AssignmentTarget | None = None,
    duration_ms: int = 60_000,
    at: datetime | None = None,
    state: AssetState = AssetState.ready,
) -> Take:
    """A finished, counted take that can be watched (its objects are not in the store)."""
    at = at or utcnow()
    version_id = target.scenario_version_id if target else (version or scenario(session)).id
    asset = watchable_asset(session, person, duration_ms, state, at)
    made = Take(
        person_id=person.id,
        scenario_version_id=version_id,
        target_id=target.id if target else None,
        asset_id=asset.id,
        team_id=person.home_team_id,
        local_day=at.date(),
        number=next(counter),
        state=TakeState.recorded,
        is_counted=True,
        counted_ms=duration_ms,
        created_at=at,
    )
    session.add(made)
    by_day.add(session, made.local_day, 1, duration_ms)
    return made


def watchable_asset(
    session: Session, owner: Person, duration_ms: int, state: AssetState, at: datetime
) -> MediaAsset:
    """A recording with its main rendition and poster as rows."""
    prefix = f"r/{new_id().hex}"
    asset = MediaAsset(
        owner_id=owner.id, kind=AssetKind.camera, state=state, key_prefix=prefix,
        recorded_ms=duration_ms, duration_ms=duration_ms, size=1_000_000, has_video=True,
        has_sound=True, width=1280, height=720, created_at=at, finished_at=at,
    )  # fmt: skip
    for kind, content_type in (
        (RenditionKind.original, "video/webm"),
        (RenditionKind.main, "video/mp4"),
        (RenditionKind.poster, "image/jpeg"),
    ):
        key = f"{prefix}/{kind}"
        asset.renditions.append(Rendition(kind=kind, key=key, content_type=content_type, size=9))
    session.add(asset)
    session.flush()
    return asset


def stills(session: Session, take: Take | ModelTake) -> Figures:
    """What the slow lane measures: six stills ten seconds apart, and a waveform."""
    picture = Rendition(
        kind=RenditionKind.storyboard, key=f"{take.asset.key_prefix}/storyboard",
        content_type="image/jpeg", size=9,
    )  # fmt: skip
    take.asset.renditions.append(picture)
    made = Figures(
        loudness_lufs=-20.0, talk_ms=42_000, longest_pause_ms=4200, peaks="10ff80", tiles=6,
        tile_columns=4, tile_every_ms=10_000, tile_width=160, tile_height=90,
    )  # fmt: skip
    take.asset.figures = made
    session.flush()
    return made


def captions(session: Session, take: Take | ModelTake, words: str = "Hello there") -> Captions:
    """Captions of a take: one line from its first to its second second."""
    body = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{words}\n"
    made = Captions(body=body, cues=1, uploaded_by_id=take.asset.owner_id)
    take.asset.captions = made
    session.flush()
    return made


def submission(
    session: Session,
    take: Take,
    *,
    reviewer: Person | None = None,
    rubric_version_id: UUID | None = None,
) -> Submission:
    """A take handed in, and routed when a reviewer is given."""
    version = session.get_one(ScenarioVersion, take.scenario_version_id)
    made = Submission(
        take_id=take.id,
        person_id=take.person_id,
        target_id=take.target_id,
        scenario_version_id=version.id,
        rubric_version_id=rubric_version_id or version.rubric_version_id,
        team_id=take.team_id,
        reviewer_id=reviewer.id if reviewer else None,
        routed_at=utcnow() if reviewer else None,
    )
    session.add(made)
    session.flush()
    return made


def clip(
    session: Session,
    owner: Person,
    duration_ms: int = 60_000,
    state: AssetState = AssetState.ready,
) -> MediaAsset:
    """A recording that belongs to no take; nothing uses it yet."""
    made = watchable_asset(session, owner, duration_ms, state, utcnow())
    made.is_clip = True
    session.flush()
    return made


def model_take(
    session: Session, by: Person, version: ScenarioVersion | None = None, **more: object
) -> ModelTake:
    """A published model take with a level of every criterion; nobody of us is in it."""
    version = version or scenario(session)
    told: dict[str, object] = {
        "title": f"Model {next(counter)}", "kind": ModelKind.good, "person_id": None,
        "consented_at": utcnow(), "expires_on": utcnow().date() + timedelta(days=90),
        "published_at": utcnow(),
    }  # fmt: skip
    levels = [
        ModelLevel(criterion_id=each.id, level=4, at_ms=42_000, evidence=f"Heard at {each.title}")
        for each in version.rubric_version.criteria
    ]
    made = ModelTake(
        scenario_id=version.scenario_id, rubric_version_id=version.rubric_version_id,
        asset_id=clip(session, by).id, created_by_id=by.id, levels=levels, **told | more,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def share(session: Session, take: Take) -> TakeShare:
    """A take shared with the team that its rep is in."""
    owner = session.get_one(Person, take.person_id)
    assert owner.home_team_id
    made = TakeShare(take_id=take.id, team_id=owner.home_team_id, shared_at=utcnow())
    session.add(made)
    session.flush()
    return made


def self_review(session: Session, take: Take, forgot: str = "", level: int = 4) -> SelfReview:
    """What the rep thinks of a take: this level for its first criterion."""
    version = session.get_one(ScenarioVersion, take.scenario_version_id)
    first = version.rubric_version.criteria[0]
    made = SelfReview(take_id=take.id, forgot=forgot, saved_at=utcnow(), kept_to_plan=7,
                      scores=[SelfScore(criterion_id=first.id, level=level)])  # fmt: skip
    session.add(made)
    session.flush()
    return made


def prep_sheet(
    session: Session,
    person: Person,
    version: ScenarioVersion,
    take: Take | None = None,
    purpose: str = "Get a second meeting",
) -> PrepSheet:
    """A plan, and that this take was recorded with it."""
    made = PrepSheet(
        person_id=person.id,
        scenario_id=version.scenario_id,
        target_id=take.target_id if take else None,
        purpose=purpose,
    )
    session.add(made)
    session.flush()
    if take is not None:
        take.prep_sheet_id = made.id
        session.flush()
    return made
