"""One of everything, and one person of every kind, for the tests that try every door.

`Town` is an app on such a world. Everybody is signed in already, and the world is laid anew only
when somebody has written to it: most who knock are turned away, and change nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Request
from sqlalchemy import event

from practice.app import create_app
from practice.assignments.models import Audience, ReviewerRule
from practice.calendars.actions import make_address
from practice.coaching import actions as coaching
from practice.coaching.models import CoachingKind
from practice.coaching.queries import Pair
from practice.coaching.values import Logged, Promised
from practice.db import Database, new_id, utcnow
from practice.notices import tokens
from practice.notices.actions import tell
from practice.notices.models import NoticeKind
from practice.people import queries
from practice.people.actions import (
    add_segment,
    begin_session,
    make_link,
    make_phone_link,
    put_in,
)
from practice.people.models import (
    ChangeKind,
    LinkPurpose,
    PeopleChange,
    PeopleImport,
    Person,
    Role,
    WorkState,
)
from practice.recordings.models import AssetState, JobKind, JobState, MediaJob
from practice.reviews import drafts, nominations, talk
from practice.reviews.actions import release_due, send
from practice.reviews.models import Decision, MarkerKind, ReusableComment, ReviewSlot
from practice.reviews.values import MarkerInput, NominationInput, ReplyInput
from practice.scenarios import heard
from practice.settings import load_settings
from practice.takes.models import PeerSeat, TakeState
from practice.takes.sharing import stop_sharing
from tests import factories
from tests.client import Page
from tests.permissions import Door
from tests.standing import GIVEN, hurry, lay, with_templates_kept


@dataclass
class World:
    """One of everything, so that every address can be filled in."""

    people: dict[str, Person]
    things: dict[str, Any]


def build_world(db: Database) -> World:
    """Two teams, one person of every kind, and one thing of every kind, all the rep's."""
    with db.work() as session:
        manager = factories.person(session, "Manager", Role.manager)
        other = factories.person(session, "Other manager", Role.manager)
        factories.organization(session).shows_effort = True
        team = factories.team(session, "West", manager)
        other_team = factories.team(session, "East", other)
        people = {
            "rep": factories.person(session, "Rep", team=team),
            "peer": factories.person(session, "Peer", team=team),
            "manager": manager,
            "other_manager": other,
            "enablement": factories.person(session, "Enablement", Role.enablement),
            "admin": factories.person(session, "Admin", Role.admin),
            "deactivated": factories.person(
                session, "Gone", *Role, team=team, deactivated_at=utcnow()
            ),
        }
        rep = people["rep"]
        version = factories.scenario(session, "Discovery")
        target = factories.target(session, rep, version, by=manager)
        private = factories.take(session, rep, version)
        handed_in = factories.take(session, rep, target=target)
        submission = factories.submission(session, handed_in, reviewer=manager)
        for take in (private, handed_in):
            factories.captions(session, take)
            factories.stills(session, take)
        things = {
            "team": team, "other_team": other_team, "person": rep, "version": version,
            "scenario": version.scenario, "target": target, "assignment": target.assignment,
            "take": private, "submitted_take": handed_in, "submission": submission,
            "recording": private.asset, "submitted_recording": handed_in.asset,
        }  # fmt: skip
        more_things(session, people, things)
        return World(people, {name: thing.id for name, thing in things.items()})


def more_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """What single rooms need besides."""
    newcomer = factories.person(session, "New")
    spent = make_link(session, newcomer, LinkPurpose.invite)
    things["spent_token"] = SimpleNamespace(id=spent)  # an open link closes the earlier ones
    things["invite_token"] = SimpleNamespace(id=make_link(session, newcomer, LinkPurpose.invite))
    things["newcomer"] = newcomer
    things["calendar_token"] = SimpleNamespace(id=make_address(session, people["rep"]))
    phone_things(session, people, things)
    things["team_manager"] = people["manager"]
    things["segment"] = add_segment(session, "Enterprise")
    put_in(session, things["segment"], [people["rep"].id])
    things["import"] = PeopleImport(by_id=people["admin"].id, state=WorkState.done)
    things["change"] = PeopleChange(
        by_id=people["admin"].id, state=WorkState.done, kind=ChangeKind.invite, told="Invite them"
    )
    session.add_all([things["import"], things["change"]])
    things["optional_target"] = factories.target(session, people["rep"], is_enforced=False)
    line = Audience(person_id=people["rep"].id)
    things["draft"] = factories.draft(session, people["manager"], things["version"], line)
    things["notice"] = tell(session, people["rep"], NoticeKind.nudge, "nudge", "Two takes?")
    off = tokens.make(GIVEN["SECRET_KEY"], people["rep"].id, [NoticeKind.feedback])
    things["mail_token"] = SimpleNamespace(id=off)
    things["failed_job"] = MediaJob(
        asset_id=things["recording"].id, kind=JobKind.renditions, input_digest="a" * 64,
        state=JobState.failed, reason="The disk was full.", finished_at=utcnow(),
    )  # fmt: skip
    session.add(things["failed_job"])
    session.flush()
    reviewed_things(session, people, things)
    spoken_things(session, people, things)
    peer_things(session, people, things)
    heard_things(session, people, things)
    things_elsewhere(session, people, things)
    things_by_state(session, people, things)
    model_things(session, people, things)
    shared_things(session, people, things)
    nominated_things(session, people, things)
    coached_things(session, people, things)


def coached_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """A promise, a question and a logged meeting of two pairs: the rep's and the eastern one's."""
    for prefix, rep, coach in (
        ("", people["rep"], people["manager"]),
        ("eastern_", things["eastern"], people["other_manager"]),
    ):
        pair, today = Pair(rep, coach), utcnow().date()
        given = Promised(True, "Three before Friday", 3, today + timedelta(days=2))
        entry = Logged(CoachingKind.meeting, today, 20)
        things |= {
            f"{prefix}commitment": coaching.promise(session, rep, pair, given),
            f"{prefix}question": coaching.ask(session, rep, pair, "Who goes first?"),
            f"{prefix}coaching_entry".replace("eastern_coaching", "eastern"): coaching.log(
                session, coach, rep.id, entry
            ),
        }


def nominated_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """A take of which the manager asked to show a part."""
    take = factories.take(session, people["rep"])
    submission = factories.submission(session, take, reviewer=people["manager"])
    review = drafts.draft(session, people["manager"], submission.id)
    nominations.nominate(session, review, NominationInput(why="She waits."))
    drafts.save_summary(review, {"decision": Decision.met, "strength": "Clear."})
    send(session, review, utcnow() - timedelta(minutes=1))
    release_due(session)
    things["nominated_submission"] = submission


def shared_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """Takes that the team may watch, one that it no longer may, and one of who moved away."""
    rep, team, version = people["rep"], things["team"], things["version"]
    moved = factories.person(session, "Moved", team=team)
    handed_in = factories.take(session, rep, version)
    things |= {
        "shared_take": factories.take(session, rep, version),
        "unshared_take": factories.take(session, rep, version),
        "moved_take": factories.take(session, moved, version), "shared_submitted_take": handed_in,
        "shared_submission": factories.submission(session, handed_in, reviewer=people["manager"]),
    }  # fmt: skip
    for name in ("shared_take", "unshared_take", "moved_take", "shared_submitted_take"):
        factories.captions(session, things[name])
        factories.stills(session, things[name])
        factories.share(session, things[name])
    factories.self_review(session, things["shared_take"], "Forgot the next step")
    factories.prep_sheet(session, rep, version, things["shared_take"], "Her words before mine")
    session.flush()
    stop_sharing(session, rep, things["unshared_take"].id)
    moved.home_team_id = things["other_team"].id
    session.flush()


def heard_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """Lines heard in calls: the rep's own, one of them offered, and somebody else's."""
    today, other = utcnow().date(), factories.person(session, "Elsewhere")
    things["heard_line"] = heard.keep(session, people["rep"], "Too late for this year", today)
    things["offered_line"] = heard.keep(session, people["rep"], "Too expensive", today)
    heard.offer(session, people["rep"], things["offered_line"].id)
    things["eastern_line"] = heard.keep(session, other, "We have a system", today)


def phone_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """The rep's way to a phone, open for as long as the tests take."""
    later = utcnow() + timedelta(hours=2)
    link, token = make_phone_link(session, people["rep"], "/practice", later)
    things["phone_link"], things["phone_token"] = link, SimpleNamespace(id=token)
    things["invite_link"] = queries.open_link(session, things["newcomer"].id, utcnow())


def model_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """Model takes in every state; the rep is seen in the one that is shown."""
    elena, version = people["enablement"], things["version"]
    rep, past = people["rep"].id, utcnow().date() - timedelta(days=9)
    states: dict[str, dict[str, Any]] = {
        "model": {"person_id": rep},
        "draft_model": {"published_at": None, "person_id": rep},
        "withdrawn_model": {"withdrawn_at": utcnow()},
        "expired_model": {"expires_on": past},
    }
    for name, told in states.items():
        made = things[name] = factories.model_take(session, elena, version, **told)
        factories.captions(session, made)
        factories.stills(session, made)


def things_elsewhere(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """What belongs to the other team, to no team, or to nobody yet."""
    other, loner = people["other_manager"], factories.person(session, "Loner")
    eastern = factories.person(session, "Eastern", team=things["other_team"])
    target = factories.target(session, eastern, by=other)
    take = factories.take(session, eastern, target=target)
    pooled = factories.submission(session, factories.take(session, loner))
    pooled.routed_at = utcnow()
    hidden = factories.scenario(session, "Hidden")
    hidden.published_at = None
    edited = factories.scenario(session, "Edited").scenario
    newest = factories.next_version(session, edited, brief="Another one.")
    things |= {"edited": edited, "attachment": factories.attachment(session, newest)}
    things["hidden_file"] = factories.attachment(session, hidden)
    things["prompt"], things["hidden_prompt"] = things["version"].prompts[0], hidden.prompts[0]
    things |= {
        "eastern": eastern, "eastern_target": target, "eastern_assignment": target.assignment,
        "eastern_take": take, "eastern_recording": take.asset,
        "eastern_submission": factories.submission(session, take, reviewer=other),
        "pooled_submission": pooled, "pooled_take": pooled.take, "hidden": hidden.scenario,
        "manager_notice": tell(session, people["manager"], NoticeKind.nudge, "n", "Hello"),
    }  # fmt: skip
    for one in (take, pooled.take):
        factories.captions(session, one)
        factories.stills(session, one)
    session.flush()


def things_by_state(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """Takes of the rep that were taken back or deleted, or that enablement sees as well."""
    rep, manager = people["rep"], people["manager"]
    back = factories.submission(session, factories.take(session, rep), reviewer=manager)
    back.withdrawn_at = utcnow()
    gone = factories.take(session, rep)
    gone.state, gone.asset.state = TakeState.deleted, AssetState.deleted
    gone.deleted_at = utcnow()
    target = factories.target(session, rep, by=people["enablement"])
    target.assignment.enablement_sees = True
    seen = factories.submission(
        session, factories.take(session, rep, target=target), reviewer=manager
    )
    things |= {
        "withdrawn_submission": back, "withdrawn_take": back.take, "deleted_take": gone,
        "deleted_recording": gone.asset, "seen_submission": seen, "seen_take": seen.take,
        "unseen_take": factories.take(session, rep, target=target),
    }  # fmt: skip
    for one in (back.take, seen.take, things["unseen_take"]):
        factories.captions(session, one)
        factories.stills(session, one)
    session.flush()


def reviewed_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """A second submission whose feedback was sent, with one comment."""
    take = factories.take(session, people["rep"])
    submission = factories.submission(session, take, reviewer=people["manager"])
    review = drafts.draft(session, people["manager"], submission.id)
    words = MarkerInput(1000, MarkerKind.ask, text="What did you hear?")
    things["marker"] = drafts.save_marker(session, review, new_id(), words)
    drafts.save_summary(review, {"decision": Decision.met, "strength": "Clear."})
    send(session, review, utcnow() - timedelta(minutes=1))
    release_due(session)
    things["reviewed_submission"] = submission
    things["new_marker"] = SimpleNamespace(id=new_id())
    things["criterion"] = things["submission"].rubric_version.criteria[0]


def peer_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """A take of the rep's that the peer was asked to review, and the one that others were."""
    for name, asked in (("asked", people["peer"]), ("freed", people["peer"])):
        target = factories.target(session, people["rep"], by=people["manager"])
        target.assignment.reviewer_rule, target.assignment.peer_count = ReviewerRule.peers, 2
        take = factories.take(session, people["rep"], target=target)
        made = factories.submission(session, take)
        made.routed_at = utcnow()
        freed_at = utcnow() if name == "freed" else None
        session.add(PeerSeat(submission_id=made.id, person_id=asked.id, freed_at=freed_at))
        things |= {f"{name}_submission": made, f"{name}_take": take}
        factories.stills(session, take)
    at = utcnow() + timedelta(days=2)
    things["slot"] = ReviewSlot(
        person_id=people["manager"].id, starts_at=at, submit_by=at, minutes=25, seats=5
    )
    session.add(things["slot"])
    session.flush()


def spoken_things(session: Any, people: dict[str, Person], things: dict[str, Any]) -> None:
    """Comments to use again: the manager's own, and one that another shares with this team."""
    own, other = people["manager"].id, people["other_manager"].id
    for name, by, team_id in (
        ("saved_words", own, None),
        ("shared_words", other, things["team"].id),
    ):
        made = ReusableComment(person_id=by, team_id=team_id, kind=MarkerKind.ask, text="And then?")
        session.add(made)
        session.flush()
        things[name] = made
    released = things["marker"].comments[0]
    released.asset = factories.clip(session, people["manager"])
    things["spoken_comment"] = released
    reply = ReplyInput("Her budget.")
    things["written_comment"] = talk.reply(session, people["rep"], things["marker"], reply)
    take = factories.take(session, people["rep"])
    things["drafted_submission"] = factories.submission(session, take, reviewer=people["manager"])
    draft = drafts.draft(session, people["manager"], things["drafted_submission"].id)
    at = MarkerInput(1000, MarkerKind.ask, text="And what else?")
    drafted = drafts.save_marker(session, draft, new_id(), at).comments[0]
    drafted.asset = factories.clip(session, people["manager"])
    things["drafted_comment"] = drafted
    session.flush()


class Town:
    """An app on a world of its own."""

    def __init__(self, migrated: Path, folder: Path, request_class: type[Request] | None) -> None:
        self.file = folder / "world.db"
        lay(migrated, self.file)
        db = Database(f"sqlite:///{self.file}")
        self.world = build_world(db)
        self.tokens = signed_in(db, self.world)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.dispose()
        given = {"DATA_DIR": str(folder), "SECRET_KEY": "a secret for tests only"}
        self.settings = load_settings(given)
        self.app = with_templates_kept(create_app(self.settings), folder)
        self.app.request_class = request_class or self.app.request_class
        self.db: Database = self.app.extensions["freethrow"].db
        event.listen(self.db.engine, "connect", hurry)
        event.listen(self.db.engine, "before_cursor_execute", self.heard)
        self.is_touched = True

    @classmethod
    def standing(
        cls, migrated: Path, folder: Path, request_class: type[Request] | None = None
    ) -> Iterator["Town"]:
        """One for a fixture."""
        made = cls(migrated, folder, request_class)
        yield made
        made.db.dispose()

    def heard(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Whatever is no plain question may have changed something."""
        if not statement.startswith(("SELECT", "PRAGMA", "BEGIN")):
            self.is_touched = True

    def anew(self) -> None:
        """The world as it was."""
        if self.is_touched:
            self.db.dispose()
            lay(self.file, self.settings.data_dir / "freethrow.db")
        self.is_touched = False

    def page(self, who: str) -> Page:
        """The browser of somebody, or of nobody known, in an untouched world."""
        self.anew()
        page = Page(self.app)
        return page.carry(self.tokens[who]) if who in self.tokens else page


def signed_in(db: Database, world: World) -> dict[str, str]:
    """Everybody's cookie; of who was deactivated, from the time before."""
    with db.work() as session:
        people = {who: session.get_one(Person, one.id) for who, one in world.people.items()}
        return {who: begin_session(session, one) for who, one in people.items()}


def path_of(door: Door, world: World) -> str:
    path = door.rule
    for part in door.rule.split("<")[1:]:
        part = part.split(">")[0]
        name = part.split(":")[-1]
        value = world.things.get(door.things.get(name, name), door.things.get(name))
        assert value is not None, f"{door.rule}: nothing stands for {name}"
        path = path.replace(f"<{part}>", str(value))
    return path
