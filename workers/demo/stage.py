"""Putting takes, submissions and feedback on the stage, as rows with moments in the past."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from media.storage import Store
from media.transcode import Output
from practice.assignments.models import (
    Assignment,
    AssignmentTarget,
    Audience,
    DueKind,
    TargetState,
)
from practice.db import new_id
from practice.notices.actions import settle
from practice.notices.models import MailState, Notice, NoticeKind
from practice.people.models import Person, Role
from practice.recordings.models import (
    AssetKind,
    AssetState,
    Figures,
    MediaAsset,
    Rendition,
    RenditionKind,
)
from practice.recordings.rules import partial_sentence
from practice.reviews.models import (
    Comment,
    CriterionScore,
    Decision,
    Marker,
    MarkerKind,
    Review,
    ReviewState,
)
from practice.scenarios.models import ScenarioVersion
from practice.takes import by_day
from practice.takes.models import Chapter, Submission, Take, TakeState
from workers.demo.film import HEIGHT, WIDTH, Film
from workers.ingest import figures_of

READ_WITHIN_DAYS = 4  # what is older was read


@dataclass(frozen=True)
class Said:
    """A comment of the demo's feedback: when, of which kind, on which criterion, what."""

    at_ms: int
    kind: MarkerKind
    criterion: int
    text: str


@dataclass
class Stage:
    """Everything a demo row needs, and what is still to be uploaded."""

    session: Session
    films: Sequence[Film]
    voice: Film
    now: datetime
    uploads: list[tuple[Path, str, str]] = field(default_factory=list)  # file, key, type
    numbers: dict[tuple[object, object], int] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def at_work(self, person: Person, days: int, hour: float) -> float:
        """So many days ago at this hour of the person's own clock, as a number of days."""
        here = (self.now - timedelta(days=days)).astimezone(ZoneInfo(person.timezone))
        then = here.replace(hour=int(hour), minute=int(hour % 1 * 60))
        return (self.now - then) / timedelta(days=1)

    def day_of(self, person: Person, at: datetime) -> date:
        """The person's own date at that moment."""
        return at.astimezone(ZoneInfo(person.timezone)).date()

    def take(
        self,
        person: Person,
        version: ScenarioVersion,
        days: float,
        target: AssignmentTarget | None = None,
        film: int | None = None,
        state: AssetState = AssetState.ready,
        sentence: str = "",
    ) -> Take:
        """A take recorded so many days ago; watchable unless its state says otherwise."""
        number = self.numbers.get((person.id, version.scenario_id), 0) + 1
        self.numbers[person.id, version.scenario_id] = number
        shown = self.films[(number if film is None else film) % len(self.films)]
        asset = self._asset(person, shown, self.ago(days), state, sentence)
        counted = asset.is_watchable
        made = Take(
            person_id=person.id,
            scenario_version_id=version.id,
            target_id=target.id if target else None,
            asset_id=asset.id,
            team_id=person.home_team_id,
            local_day=self.day_of(person, self.ago(days)),
            number=number,
            state=TakeState.recorded,
            is_counted=counted,
            counted_ms=shown.ms if counted else 0,
            created_at=self.ago(days),
            chapters=answers(version, number, shown) if version.is_drill else [],
        )
        self.session.add(made)
        by_day.add(self.session, made.local_day, int(counted), made.counted_ms)
        return made

    def count_takes(self) -> None:
        """Number everybody's takes of a scenario by the time, in whatever order they were told."""
        counts: Counter[tuple[object, object]] = Counter()
        found = select(Take, ScenarioVersion.scenario_id).join(ScenarioVersion)
        for take, scenario_id in self.session.execute(found.order_by(Take.created_at, Take.id)):
            counts[take.person_id, scenario_id] += 1
            take.number = counts[take.person_id, scenario_id]
        self.session.flush()

    def clip(self, person: Person, film: Film, days: float) -> MediaAsset:
        """A recording that is nobody's practice: of a prompt, or to learn from."""
        asset = self._asset(person, film, self.ago(days), AssetState.ready, "")
        asset.is_clip = True
        self.session.flush()
        return asset

    def _asset(
        self, person: Person, film: Film, at: datetime, state: AssetState, sentence: str
    ) -> MediaAsset:
        lost = 21_000 if state == AssetState.partial else 0
        seen = film.has_picture
        asset = MediaAsset(
            owner_id=person.id, kind=AssetKind.camera, state=state, sentence=sentence,
            key_prefix=f"r/{new_id().hex}", created_at=at, finished_at=at, last_heard_at=at,
            recorded_ms=film.ms + lost, size=film.original.stat().st_size,
        )  # fmt: skip
        if lost:
            asset.sentence = partial_sentence(asset, film.ms)
        self.session.add(asset)
        self.session.flush()
        if asset.is_watchable:
            asset.duration_ms, asset.has_video, asset.has_sound = film.ms, seen, True
            asset.width, asset.height = (WIDTH, HEIGHT) if seen else (0, 0)
            asset.figures = Figures(**vars(figures_of(film.made)))
            original = Output(
                RenditionKind.original, film.original, film.content_type, asset.width,
                asset.height, film.ms,
            )  # fmt: skip
            for one in (original, *film.made.outputs):
                self._rendition(asset, one)
        return asset

    def _rendition(self, asset: MediaAsset, made: Output) -> None:
        key = f"{asset.key_prefix}/demo/{made.kind}"
        asset.renditions.append(
            Rendition(
                kind=RenditionKind(made.kind), key=key, content_type=made.content_type,
                size=made.path.stat().st_size, width=made.width, height=made.height,
                duration_ms=made.duration_ms,
            )
        )  # fmt: skip
        self.uploads.append((made.path, key, made.content_type))

    def upload(self, store: Store) -> None:
        """Put the films into the store; done before the rows are committed."""
        for file, key, content_type in self.uploads:
            store.upload(file, key, content_type)

    def assignment(
        self, by: Person, version: ScenarioVersion, days: float, due: datetime, **more: object
    ) -> Assignment:
        """An assignment to all reps, made so many days ago."""
        made = Assignment(
            scenario_id=version.scenario_id, created_by_id=by.id, created_at=self.ago(days),
            published_at=self.ago(days), handed_out_at=self.ago(days), due_kind=DueKind.wherever,
            due_date=due.date(), audience=[Audience(role=Role.rep)], **more,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made

    def target(
        self,
        assignment: Assignment,
        person: Person,
        version: ScenarioVersion,
        state: TargetState = TargetState.not_started,
        **more: object,
    ) -> AssignmentTarget:
        """One rep's part of it, due at 5:00 PM of their own clock."""
        zone, day = ZoneInfo(person.timezone), assignment.due_date
        due = datetime(day.year, day.month, day.day, 17, tzinfo=zone) if day else None
        made = AssignmentTarget(
            assignment_id=assignment.id, person_id=person.id, scenario_version_id=version.id,
            state=state, minimum_takes=assignment.minimum_takes, due_at=due,
            due_zone=person.timezone, created_at=assignment.created_at, **more,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made

    def submit(
        self,
        take: Take,
        reviewer: Person | None,
        days: float,
        question: str = "",
        asks_help: bool = False,
    ) -> Submission:
        """Hand a take in, with its reviewer told already; peers are asked afterwards."""
        version = self.session.get_one(ScenarioVersion, take.scenario_version_id)
        made = Submission(
            take_id=take.id, person_id=take.person_id, target_id=take.target_id,
            scenario_version_id=version.id, rubric_version_id=version.rubric_version_id,
            team_id=take.team_id, question=question, asks_help=asks_help,
            reviewer_id=reviewer.id if reviewer else None, created_at=self.ago(days),
            routed_at=self.ago(days),
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        if reviewer is None:
            return made
        rep = self.session.get_one(Person, take.person_id)
        title = f"{rep.name} {'asks for help with' if asks_help else 'submitted'} “{version.title}”"
        path = f"/submissions/{made.id}/review"
        self.tell(reviewer, NoticeKind.submitted, title, days, path, made.notice_key)
        return made

    def review(
        self,
        submission: Submission,
        days: float,
        levels: Sequence[int],
        said: Sequence[Said],
        decision: Decision | None,
        strength: str = "",
        next_step: str = "",
    ) -> Review:
        """Feedback sent so many days ago; a draft that nobody sees when there is no decision."""
        at, criteria = self.ago(days), submission.rubric_version.criteria
        made = Review(
            submission_id=submission.id, author_id=submission.reviewer_id, created_at=at,
            begun_at=at, saved_at=at, decision=decision, strength=strength, next_step=next_step,
        )  # fmt: skip
        made.scores = [
            CriterionScore(criterion_id=criterion.id, level=level)
            for criterion, level in zip(criteria, levels, strict=False)
        ]
        made.markers = [self._marker(one, criteria[one.criterion].id, made) for one in said]
        submission.review_begun_at = at
        if decision is not None:
            made.state, made.release_at, made.released_at = ReviewState.released, at, at
            submission.reviewed_at = at
            made.read_at = self._read(days)
        if decision == Decision.another_take:
            made.focus_criterion_id = criteria[said[-1].criterion].id
        self.session.add(made)
        self.session.flush()
        if decision is not None:
            title = f"{made.author.name} sent you feedback on “{_title(submission)}”"
            path = f"/submissions/{submission.id}"
            self.tell(submission.person, NoticeKind.feedback, title, days, path)
            settle(self.session, made.author, f"{path}/review", at)
        return made

    def tell(
        self, person: Person, kind: NoticeKind, title: str, days: float, path: str, key: str = ""
    ) -> None:
        """Something in an inbox; what is older than a few days was read."""
        self.session.add(
            Notice(
                person_id=person.id, kind=kind, key=key or f"demo:{new_id()}", title=title,
                path=path, created_at=self.ago(days), read_at=self._read(days),
                mail_state=MailState.not_wanted,
            )
        )  # fmt: skip

    def _read(self, days: float) -> datetime | None:
        return self.ago(days) if days > READ_WITHIN_DAYS else None

    def _marker(self, said: Said, criterion_id: object, review: Review) -> Marker:
        comment = Comment(author_id=review.author_id, text=said.text, created_at=review.saved_at)
        return Marker(
            at_ms=said.at_ms, kind=said.kind, criterion_id=criterion_id, comments=[comment]
        )


def answers(version: ScenarioVersion, number: int, film: Film) -> list[Chapter]:
    """Where the prompts of a drill were answered: one after the other, in an order of chance."""
    chance = random.Random(number)
    prompts = chance.sample(version.prompts, len(version.prompts))
    step = film.ms // len(prompts)
    return [
        Chapter(
            position=place + 1, prompt_id=prompt.id, at_ms=place * step,
            response_ms=chance.randint(500, 2600),
        )
        for place, prompt in enumerate(prompts)
    ]  # fmt: skip


def _title(submission: Submission) -> str:
    return submission.take.scenario_version.title
