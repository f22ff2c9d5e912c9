"""An installation whose clock is driven, and what people do in it: all of it through the doors."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from practice.people import queries as people
from practice.people.models import PeopleSegment, Person
from practice.recordings.models import JobKind, JobState, MediaJob
from practice.reviews.actions import route
from practice.takes.models import Submission
from tests.client import Page, Shown
from workers import ingest, prepare
from workers.boot import Parts
from workers.sweep import all_chores

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECONDS, MIME = 8, "video/webm;codecs=vp8,opus"
PASSWORD = "seven rivers under bridges"
PEOPLE = """email,name,team,roles,manager,timezone,hired,segments
erin@example.com,Erin Cole,,enablement,,UTC,2024-01-08,
dana@example.com,Dana Moss,,manager,,America/Denver,2023-05-01,
priya@example.com,Priya Raman,West,rep,dana@example.com,America/Los_Angeles,2025-09-01,Enterprise
bram@example.com,Bram de Wit,West,rep,dana@example.com,Europe/Berlin,2026-02-16,Enterprise
sofia@example.com,Sofia Li,West,rep,dana@example.com,Pacific/Auckland,2022-03-01,Enterprise;Mentors
theo@example.com,Theo Brandt,West,rep,dana@example.com,America/New_York,2026-01-12,
"""
CRITERIA = ["Opens with their world", "Names one problem", "Asks for a next step"]
SCENARIO = {
    "title": "60-second pitch", "interaction": "pitch", "target_length": "0:15",
    "brief": "Say what we do.", "prompt": ["So what do you do?"], "prompt_asset": [""],
    "prompt_think": ["0"], "prompt_answer": [""], "prompt_order": "together",
    "teleprompter": "none", "criterion_key": [""] * 3, "criterion_title": CRITERIA,
    "criterion_description": [""] * 3,
    **{f"anchor_{n}": [f"{each} at level {n}" for each in CRITERIA] for n in range(1, 6)},
}  # fmt: skip


@dataclass(frozen=True)
class Practiced:
    """One take: how many hours after the first Monday morning, whose, and what became of it."""

    hours: float
    who: str
    handed_in: bool = False
    verdict: str = ""


def hidden(shown: Shown) -> dict[str, str]:
    """What the fields of a page hold."""
    fields = [each for each in shown.look.all("input") if each.get("name")]
    return {str(each["name"]): each.get("value") or "" for each in fields}


class World:
    """The installation, its clock, and what people do in it."""

    def __init__(self, app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.parts, self.now = app, parts, MONDAY
        clock = SimpleNamespace(now=lambda _zone: self.now)
        monkeypatch.setattr("practice.db.datetime", clock)

    def turn_to(self, moment: datetime) -> None:
        """Let time pass, half a day at a time, with a sweep at the end of each."""
        while self.now < moment:
            self.now = min(moment, self.now + timedelta(hours=12))
            self.sweep()

    def sweep(self) -> None:
        for chore in all_chores():
            chore.do(self.parts)

    def person(self, name: str) -> Person:
        with self.parts.db.reading() as look:
            found = people.find_person(look, f"{name}@example.com")
            assert found
            return found

    def page(self, name: str) -> Page:
        return Page(self.app).sign_in(self.person(name))

    def work_off(self) -> None:
        """What workers of the fast lane are rung for: recordings, and who reviews what."""
        fast = (MediaJob.state == JobState.waiting, MediaJob.kind == JobKind.playable)
        with self.parts.db.reading() as look:
            jobs = list(look.scalars(select(MediaJob.id).where(*fast)))
            new = list(look.scalars(select(Submission.id).where(Submission.routed_at.is_(None))))
        for job_id in jobs:
            ingest.do_media_job(self.parts, job_id, "a worker")
        for submission_id in new:
            with self.parts.db.work() as session:
                route(session, submission_id)

    # ---- what people do

    def set_up(self) -> None:
        link = prepare.first_admin_link(self.parts.db, self.parts.settings)
        assert link
        page, path = Page(self.app), "/link/" + link.rsplit("/", 1)[1]
        page.get(path)
        founder = {"name": "Ada Lind", "email": "ada@example.com", "organization": "Northwind"}
        page.submit(path, founder | {"password": PASSWORD, "timezone": "UTC"})

    def import_people(self) -> None:
        page = self.page("ada")
        shown = page.submit("/people/import", {"pasted": PEOPLE, "create_teams": "yes"}, 200)
        assert shown.has("Nothing is saved yet", "Sofia Li")
        hidden = {
            one["name"]: one.get("value") or ""
            for one in shown.look.all("input")
            if one.get("name")
        }
        done = page.submit(
            "/people/import/apply",
            {"content": PEOPLE, "digest": hidden["digest"], "create_teams": "yes"},
        )
        page.follow(done)

    def write_scenario(self) -> UUID:
        page = self.page("erin")
        saved = page.submit("/scenarios/new", SCENARIO)
        scenario = saved.response.headers["Location"].split("/scenarios/")[1].split("/")[0]
        done = page.follow(page.submit(f"/scenarios/{scenario}/publish"))
        assert done.has("Version 1 is published."), done.text
        return UUID(scenario)

    def assign_weekly(self, scenario: UUID, segment: UUID) -> str:
        page = self.page("erin")
        line = {
            "team": "",
            "role": "",
            "person": "",
            "segment": str(segment),
            "hired_after": "",
            "except": "",
        }
        terms = {"cadence": "weekly", "every_weeks": "1", "due_weekday": "4", "minimum_takes": "1"}
        sent = {"scenario": str(scenario), "is_enforced": "yes", "due_kind": "none"} | line | terms
        summary = page.submit("/assignments/preview", sent, status=200)
        assert summary.has("3 people")
        return page.submit("/assignments/new", sent).response.headers["Location"]

    def segment(self, name: str) -> UUID:
        with self.parts.db.reading() as look:
            return look.scalars(select(PeopleSegment.id).where(PeopleSegment.name == name)).one()

    def practice(self, one: Practiced, scenario: UUID, body: bytes) -> None:
        """Record on the page, hand in, be reviewed: each through its door."""
        page = self.page(one.who)
        record = page.get(f"/record?scenario={scenario}", 200)
        if "/record/notice" in record.forms:
            fields = {
                each["name"]: each.get("value") or ""
                for each in record.look.all("input")
                if each.get("name")
            }
            page.submit("/record/notice", {"shown": fields["shown"], "back": ""})
        target = self.open_target(page)
        begun = page.send(
            "POST", "/takes", {"scenario": str(scenario), "kind": "camera"} | target, 201
        ).json
        self.send_recording(page, begun["recording"], body)
        self.work_off()
        if not one.handed_in:
            return
        page.submit(f"/takes/{begun['take']}/submit", {"question": ""})
        self.work_off()
        if one.verdict:
            self.review(UUID(begun["take"]), one.verdict)

    def open_target(self, page: Page) -> dict[str, str]:
        """What the home page asks to record next, if anything is asked."""
        asked = [link for link in page.get("/").links if "target=" in link]
        return {"target": asked[0].split("target=")[1].split("&")[0]} if asked else {}

    def send_recording(self, page: Page, asset: str, body: bytes) -> None:
        told: dict[str, Any] = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        claim = told | {"segment": 0, "piece": 0, "mime_type": MIME}
        place = page.send("POST", f"/recordings/{asset}/pieces", claim).json
        path = place["url"].removeprefix(self.parts.settings.base_url)
        answer = page.client.put(path, data=body, headers=place["headers"])
        assert answer.status_code < 300, answer.text
        ms = SECONDS * 1000
        segment = {"position": 0, "mime_type": MIME, "video_ms": ms, "audio_ms": ms,
                   "pieces": [told | {"position": 0}]}  # fmt: skip
        page.send("POST", f"/recordings/{asset}/finish", {"segments": [segment], "recorded_ms": ms})

    def review(self, take_id: UUID, verdict: str) -> None:
        with self.parts.db.reading() as look:
            found = look.scalars(select(Submission.id).where(Submission.take_id == take_id)).one()
        page = self.page("dana")
        room = f"/submissions/{found}/review"
        page.get(room)
        page.submit(
            f"{room}/send", {"strength": "Calm.", "next_step": "Ask more.", "decision": verdict}
        )
        self.now += timedelta(minutes=1)
        self.sweep()
