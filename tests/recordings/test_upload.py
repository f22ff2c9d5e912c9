"""The upload protocol as a recorder uses it: begin, announce, put, finish."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from media.storage import Store
from practice.assignments.models import TargetState
from practice.db import Database, utcnow
from practice.doorbell import Task
from practice.people.models import Person, Role
from practice.recordings import actions
from practice.recordings.models import AssetState, MediaAsset, MediaJob, Piece
from practice.recordings.rules import LARGEST_PIECE
from practice.scenarios.models import Scenario, ScenarioVersion
from practice.takes import actions as takes
from practice.takes import queries
from practice.takes.models import Take
from practice.takes.notice import fingerprint
from tests import factories as make
from tests.client import Page
from tests.fakes import ListeningDoorbell

VIDEO = "video/webm;codecs=vp9,opus"


class Recorder:
    """What the browser does, without a browser."""

    def __init__(self, page: Page, db: Database) -> None:
        self.page, self.db = page, db
        with db.work() as session:
            self.rep: Person = make.person(session, "Maya Chen")
            self.version: ScenarioVersion = make.scenario(session)
            takes.accept_notice(session, self.rep, fingerprint(queries.current_notice(session)))
        page.sign_in(self.rep)
        self.begun: dict[str, Any] = {}

    def begin(self, status: int = 201, **more: Any) -> Any:
        wanted = {"scenario": str(self.version.scenario_id), "target": None, "kind": "camera"}
        self.begun = self.page.send("POST", "/takes", wanted | more, status).json
        return self.begun

    @property
    def asset_id(self) -> UUID:
        return UUID(self.begun["recording"])

    def announce(self, body: bytes, piece: int = 0, status: int = 200, **more: Any) -> Any:
        digest = hashlib.sha256(body).hexdigest()
        claim = {"segment": 0, "piece": piece, "mime_type": VIDEO, "size": len(body)}
        path = f"/recordings/{self.begun['recording']}/pieces"
        return self.page.send("POST", path, claim | {"sha256": digest} | more, status).json

    def put(self, signed: dict[str, Any], body: bytes) -> int:
        # The real server hands over the body with this promise.
        promised = {"wsgi.input_terminated": True}
        sent = self.page.client.put(
            signed["url"], data=body, headers=signed["headers"], environ_overrides=promised
        )
        return sent.status_code

    def send(self, body: bytes, piece: int = 0) -> None:
        assert self.put(self.announce(body, piece), body) == 200

    def finish(self, *bodies: bytes, status: int = 200, recorded_ms: int = 30_000) -> Any:
        pieces = [
            {"position": at, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for at, body in enumerate(bodies)
        ]
        segment = {"position": 0, "mime_type": VIDEO, "video_ms": 30_000, "audio_ms": 30_000}
        manifest = {"segments": [segment | {"pieces": pieces}], "recorded_ms": recorded_ms}
        path = f"/recordings/{self.begun['recording']}/finish"
        return self.page.send("POST", path, manifest, status).json

    def asset(self) -> MediaAsset:
        with self.db.reading() as session:
            return session.get_one(MediaAsset, self.asset_id)


@pytest.fixture
def recorder(page: Page, db: Database) -> Recorder:
    return Recorder(page, db)


def test_what_is_put_lies_in_the_store_with_its_digest(
    recorder: Recorder, store: Store, db: Database
) -> None:
    begun = recorder.begin()
    assert begun["limits"] == {"minutes": 20, "bytes": 2 * 1024**3}
    recorder.send(b"first four seconds")
    recorder.send(b"the rest", piece=1)
    with db.reading() as session:
        pieces = session.scalars(select(Piece).order_by(Piece.position)).all()
    stored = [store.head(piece.key) for piece in pieces]
    assert [found.size for found in stored if found] == [18, 8]
    assert [piece.sha256 for piece in pieces] == [
        hashlib.sha256(body).hexdigest() for body in (b"first four seconds", b"the rest")
    ]


def test_finishing_writes_the_job_in_the_same_step_and_rings(
    recorder: Recorder, db: Database, doorbell: ListeningDoorbell
) -> None:
    recorder.begin()
    recorder.send(b"all of it")
    assert recorder.finish(b"all of it") == {
        "state": "finished",
        "take_url": recorder.begun["take_url"],
    }
    with db.reading() as session:
        job = session.scalars(select(MediaJob)).one()
    assert doorbell.heard == [(Task.media_fast, job.id)]
    assert job.asset_id == recorder.asset_id


def test_finishing_twice_gives_the_same_answer_and_one_job(
    recorder: Recorder, db: Database
) -> None:
    recorder.begin()
    recorder.send(b"all of it")
    first = recorder.finish(b"all of it")
    assert recorder.finish(b"all of it") == first
    with db.reading() as session:
        assert len(session.scalars(select(MediaJob)).all()) == 1


def test_a_piece_that_is_there_already_is_not_sent_twice(recorder: Recorder) -> None:
    recorder.begin()
    recorder.send(b"first")
    assert recorder.announce(b"first")["stored"] is True


def test_a_piece_that_was_only_announced_may_still_change(recorder: Recorder) -> None:
    recorder.begin()
    recorder.announce(b"never sent")
    recorder.send(b"sent instead")
    assert recorder.announce(b"sent instead")["stored"] is True


def test_other_bytes_at_a_place_that_is_taken_are_refused(recorder: Recorder) -> None:
    recorder.begin()
    recorder.send(b"mine")
    refused = recorder.announce(b"another tab's", status=409)
    assert "Another tab" in refused["error"]


def test_an_address_takes_only_the_bytes_it_was_made_for(recorder: Recorder) -> None:
    recorder.begin()
    signed = recorder.announce(b"right")
    assert recorder.put(signed, b"wrong") == 400
    assert recorder.put(signed, b"longer than told") == 403
    assert recorder.put({"url": signed["url"][:-4] + "AAAA", "headers": {}}, b"right") == 403
    assert recorder.put(signed, b"right") == 200


def test_limits_answer_with_a_sentence(recorder: Recorder) -> None:
    recorder.begin()
    assert "32 MB" in recorder.announce(b"x", 0, 413, size=LARGEST_PIECE + 1)["error"]
    assert "empty" in recorder.announce(b"", 0, 422)["error"]
    recorder.announce(b"x", piece=10_000, status=413)
    recorder.announce(b"x", 0, 413, segment=10_000)


def test_the_largest_piece_is_taken_whole(recorder: Recorder) -> None:
    recorder.begin()
    recorder.send(bytes(LARGEST_PIECE))


def test_a_take_never_grows_beyond_the_limit(recorder: Recorder, db: Database) -> None:
    recorder.begin()
    for piece in range(64):
        recorder.announce(b"x", piece, size=LARGEST_PIECE)
    refused = recorder.announce(b"y", 64, 413)
    assert refused["error"] == "A take can be at most 2 GB. What was sent so far is kept."


@pytest.mark.parametrize(
    "wrong",
    [
        {"segment": -1}, {"segment": "0"}, {"size": 1.5}, {"size": True}, {"sha256": "AB" * 32},
        {"sha256": 7}, {"mime_type": "text/html"}, {"mime_type": "video/" + "x" * 300},
        {"mime_type": "video/webm\nX: y"}, {"segment": None},
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(recorder: Recorder, wrong: dict[str, Any]) -> None:
    recorder.begin()
    assert "safe on this device" in recorder.announce(b"x", 0, 422, **wrong)["error"]


@pytest.mark.parametrize("body", [None, [], "text", {}, {"segments": []}, {"segments": [7]}])
def test_a_manifest_that_cannot_be_read_is_refused(recorder: Recorder, body: Any) -> None:
    recorder.begin()
    path = f"/recordings/{recorder.begun['recording']}/finish"
    assert recorder.page.send("POST", path, body, 422).json["error"]
    assert recorder.asset().state == AssetState.uploading


def test_an_empty_recording_cannot_be_finished(recorder: Recorder) -> None:
    recorder.begin()
    assert "nothing in this recording" in recorder.finish(status=422)["error"]


def test_nobody_else_can_touch_a_recording(recorder: Recorder, page: Page, db: Database) -> None:
    recorder.begin()
    with db.work() as session:
        stranger = make.person(session, "", *Role)
    page.sign_in(stranger)
    recorder.announce(b"x", status=404)
    recorder.finish(b"x", status=404)
    page.get(f"/recordings/{recorder.begun['recording']}", 404)


def test_a_session_that_ended_is_told_as_401(recorder: Recorder, page: Page) -> None:
    recorder.begin()
    page.client = page.app.test_client()
    assert "Sign in again" in recorder.announce(b"x", status=401)["error"]


def test_nothing_is_begun_before_the_notice_is_accepted(page: Page, db: Database) -> None:
    with db.work() as session:
        rep, version = make.person(session), make.scenario(session)
    wanted = {"scenario": str(version.scenario_id), "target": None, "kind": "camera"}
    refused = page.sign_in(rep).send("POST", "/takes", wanted, 403).json
    assert "accept how recordings are used" in refused["error"]


def test_a_withdrawn_scenario_and_a_closed_target_are_refused(
    recorder: Recorder, db: Database
) -> None:
    with db.work() as session:
        closed = make.target(session, recorder.rep, recorder.version)
        closed.state = TargetState.closed
        gone = make.scenario(session)
        gone.scenario.withdrawn_at = gone.published_at
    assert "is closed" in recorder.begin(409, target=str(closed.id))["error"]
    assert "withdrawn" in recorder.begin(409, scenario=str(gone.scenario_id))["error"]
    recorder.begin(404, scenario=str(uuid4()))
    recorder.begin(422, kind="webcam")
    recorder.begin(422, scenario="x")


def test_a_withdrawn_scenario_goes_on_where_it_was_assigned_or_begun_before(
    recorder: Recorder, db: Database, page: Page
) -> None:
    with db.work() as session:
        target = make.target(session, recorder.rep, recorder.version)
        scenario = session.get_one(Scenario, recorder.version.scenario_id)
        scenario.withdrawn_at = utcnow() - timedelta(minutes=10)
    place = f"scenario={scenario.id}"
    for path in (f"/practice/{scenario.id}?target={target.id}", f"/record?target={target.id}"):
        assert page.get(path).has(recorder.version.title)
    recorder.begin(target=str(target.id))
    recorder.send(b"assigned")
    recorder.finish(b"assigned")
    page.get(f"/record?{place}", 404)
    assert "withdrawn" in recorder.begin(409, begun_ms_ago=9 * 60_000)["error"]
    assert page.get(f"/record?{place}&kept={uuid4()}").has(recorder.version.title)
    recorder.begin(begun_ms_ago=11 * 60_000, begun_as=str(uuid4()))
    recorder.send(b"without a network")
    recorder.finish(b"without a network")
    recorder.begin(422, begun_ms_ago=-1)


def test_what_the_server_closed_goes_on_when_the_browser_returns(
    recorder: Recorder, db: Database
) -> None:
    recorder.begin()
    recorder.send(b"first")
    with db.work() as session:
        assert actions.close_abandoned(session, recorder.asset_id, utcnow() + timedelta(hours=1))
    assert recorder.asset().finished_by_server
    recorder.send(b"second", piece=1)
    recorder.finish(b"first", b"second")
    assert not recorder.asset().finished_by_server
    with db.reading() as session:
        jobs = session.scalars(select(MediaJob).order_by(MediaJob.created_at)).all()
    assert [job.state.value for job in jobs] == ["failed", "waiting"]


def test_a_restart_throws_the_recording_away_without_a_count(
    recorder: Recorder, db: Database
) -> None:
    recorder.begin()
    recorder.send(b"false start")
    path = f"/takes/{recorder.begun['take']}/discard"
    recorder.page.send("POST", path, {}, 204)
    recorder.announce(b"more", 1, 404)
    with db.reading() as session:
        assert not session.get_one(Take, UUID(recorder.begun["take"])).is_counted
    assert recorder.asset().state == AssetState.deleted


def test_a_finished_take_is_deleted_not_discarded(recorder: Recorder) -> None:
    recorder.begin()
    recorder.send(b"all")
    recorder.finish(b"all")
    path = f"/takes/{recorder.begun['take']}/discard"
    assert "delete it instead" in recorder.page.send("POST", path, {}, 409).json["error"]
    recorder.page.send("POST", f"/takes/{recorder.begun['take']}/delete", {}, 204)


def test_the_owner_can_follow_how_far_it_is(recorder: Recorder, page: Page) -> None:
    recorder.begin()
    path = f"/recordings/{recorder.begun['recording']}"
    assert page.send("GET", path).json["state"] == "uploading"
    recorder.send(b"all")
    recorder.finish(b"all")
    told = page.send("GET", path).json
    assert (told["state"], told["settled"], told["watchable"]) == ("finished", False, False)
