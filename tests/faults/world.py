"""A running product with a rep who records over the real protocol, and a look at what is left.

world = World(product)
take = world.record(body)          # pieces, manifest: as the recorder sends them
fault(…)
world.converges()                  # everything watchable, told once, nothing left over
"""

import hashlib
import re
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import requests
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Database, utcnow
from practice.notices.models import MailState, Notice, NoticeKind
from practice.people.models import Role
from practice.people.passwords import hash_password
from practice.recordings.models import (
    AssetState,
    JobKind,
    JobState,
    MediaAsset,
    MediaJob,
    Piece,
    Rendition,
    RenditionKind,
)
from practice.settings import load_settings
from practice.store import store_of
from practice.takes import actions as takes
from practice.takes.models import Submission, Take
from practice.takes.notice import fingerprint
from practice.takes.queries import current_notice
from tests import factories
from tests.faults import processes
from tests.product import Product
from tests.waiting import PATIENCE, until

MADE = set(RenditionKind) - {RenditionKind.low}  # of a small recording; `playable` goes later
# Seconds from a fault until nothing is left to be done, beside encoding: the promise.
CONVERGED = 90.0
PIECE = 2_000_000
PASSWORD = "a long enough pass phrase"
MIME = "video/webm;codecs=vp8,opus"


@dataclass(frozen=True)
class Sent:
    """A take that was recorded: its ids."""

    take: UUID
    asset: UUID


class World:
    """See the module."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.settings = load_settings(product.env)
        self.db = Database(self.settings.database_url)
        self.store = store_of(self.settings)
        with self.db.work() as session:
            manager = factories.person(session, "Dana Moss", Role.manager)
            team = factories.team(session, manager=manager)
            rep = factories.person(session, "Priya Raman", team=team)
            rep.password_hash = hash_password(PASSWORD)
            self.scenario = factories.scenario(session, target_seconds=10).scenario_id
            takes.accept_notice(session, rep, fingerprint(current_notice(session)))
            self.email = rep.email
        self.http = requests.Session()
        self.http.headers["Accept"] = "application/json"
        self._sign_in()

    def close(self) -> None:
        self.http.close()
        self.db.dispose()

    # ---- what a browser does ----

    def _sign_in(self) -> None:
        page = self.http.get(f"{self.product.url}/sign-in", headers={"Accept": "text/html"}).text
        form = {"email": self.email, "password": PASSWORD, "csrf_token": token_on(page)}
        answer = self.http.post(f"{self.product.url}/sign-in", form, allow_redirects=False)
        assert answer.status_code == 302, answer.text[:500]
        home = self.http.get(f"{self.product.url}/takes", headers={"Accept": "text/html"})
        self.http.headers["X-CSRFToken"] = token_on(home.text)

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        """A request as the recorder makes it: again and again while the server can't answer."""
        url = path if path.startswith("http") else self.product.url + path

        def answered() -> requests.Response | None:
            try:
                answer = self.http.request(method, url, timeout=20, **more)  # type: ignore[arg-type]
            except requests.RequestException:
                return None
            return answer if answer.status_code < 500 else None

        answer = until(f"{method} {path[:60]}", answered)
        assert answer.status_code < 400, f"{answer.status_code} {answer.text[:300]}"
        return answer

    def record(self, body: bytes, seconds: float) -> Sent:
        """Record a take: begin, every piece, finish."""
        sent, told = self.begin(), []
        for position, start in enumerate(range(0, len(body), PIECE)):
            told.append(self.send_piece(sent, position, body[start : start + PIECE]))
        self.finish(sent, told, seconds)
        return sent

    def begin(self) -> Sent:
        wanted = {"scenario": str(self.scenario), "kind": "camera"}
        begun = self.ask("POST", "/takes", json=wanted).json()
        return Sent(UUID(begun["take"]), UUID(begun["recording"]))

    def send_piece(self, sent: Sent, position: int, piece: bytes) -> dict[str, object]:
        told: dict[str, object] = {"size": len(piece), "sha256": hashlib.sha256(piece).hexdigest()}
        claim = told | {"segment": 0, "piece": position, "mime_type": MIME}
        place = self.ask("POST", f"/recordings/{sent.asset}/pieces", json=claim).json()
        if not place["stored"]:
            self.ask("PUT", place["url"], data=piece, headers=place["headers"])
        return told | {"position": position}

    def finish(self, sent: Sent, told: list[dict[str, object]], seconds: float) -> None:
        ms = int(seconds * 1000)
        segment = {"position": 0, "mime_type": MIME, "video_ms": ms, "audio_ms": ms, "pieces": told}
        manifest = {"segments": [segment], "recorded_ms": ms}
        self.ask("POST", f"/recordings/{sent.asset}/finish", json=manifest)

    def submit(self, sent: Sent) -> None:
        self.ask("POST", f"/takes/{sent.take}/submit", data={"question": ""})

    # ---- what the database says ----

    def job(self, sent: Sent, kind: JobKind) -> MediaJob | None:
        with self.db.reading() as look:
            mine = select(MediaJob).where(MediaJob.asset_id == sent.asset, MediaJob.kind == kind)
            return look.scalar(mine)

    def running(self) -> list[MediaJob]:
        """The jobs that are in somebody's hands."""
        with self.db.reading() as look:
            return list(look.scalars(select(MediaJob).where(MediaJob.state == JobState.running)))

    def encoding(self, sent: Sent) -> MediaJob:
        """Wait until a take is being encoded, well before its end."""

        def running() -> MediaJob | None:
            job = self.job(sent, JobKind.renditions)
            if job is None or job.state != JobState.running:
                return None
            horse = horse_of(job)
            children = processes.below([horse])
            return job if set(children) & set(processes.ffmpegs(self.product)) else None

        return until("an encode", running)

    # ---- what must be true in the end ----

    def converges(self, since: float, after: str, at_work: Collection[int] = ()) -> None:
        """Wait until everything is done and nothing is left over, and print how long that took.

        `since` is the moment of the fault on the monotonic clock, `at_work` whoever was at work
        then: they end a moment after they wrote down that they are done. How long an encode takes
        is the machine's affair, so it counts for nothing.
        """
        what = "unknown"
        while time.monotonic() < since + CONVERGED + PATIENCE:
            if not (what := self.unfinished() or still_there(at_work)):
                took = time.monotonic() - since
                encoding = self.longest_job(utcnow() - timedelta(seconds=took))
                print(f"{after}: converged after {took:.1f} s, {encoding:.1f} s of them encoding")
                assert took - encoding < CONVERGED, f"{took:.0f} s\n{self.logs()}"
                return
            time.sleep(0.1)
        limit = CONVERGED + PATIENCE
        raise AssertionError(f"not converged after {limit:.0f} s: {what}\n{self.logs()}")

    def longest_job(self, since: datetime) -> float:
        """Seconds of the longest attempt that ended well after this moment."""
        with self.db.reading() as look:
            done = look.scalars(select(MediaJob).where(MediaJob.finished_at > since)).all()
        spans = [job.finished_at - job.started_at for job in done if job.finished_at]
        return max(spans, default=timedelta()).total_seconds()

    def unfinished(self) -> str:
        """What is still to be done, in words; empty when all is well."""
        with self.db.reading() as look:
            if found := unfinished_rows(look, bool(self.settings.smtp_url)):
                return found
            kept = set(look.scalars(select(Rendition.key)))
            named = kept | set(look.scalars(select(Piece.key)))
        stored = {one.key for one in self.store.list("r/")}
        if stored - named or kept - stored:
            return f"objects without a row {stored - named}, rows without an object {kept - stored}"
        if running := processes.ffmpegs(self.product) + processes.strays(self.settings.work_dir):
            return f"processes are left: {[processes.words_of(pid)[:2] for pid in running]}"
        return ""

    def check_once(self, submitted: int) -> None:
        """Every submission reached its reviewer once, who was told once."""
        with self.db.reading() as look:
            routed = look.scalars(
                select(AuditEntry.subject_id).where(AuditEntry.action == "routed")
            )
            assert sorted(Counter(routed).values()) == [1] * submitted
            told = select(func.count()).select_from(Notice)
            assert look.scalar(told.where(Notice.kind == NoticeKind.submitted)) == submitted
            failed = told.where(Notice.kind == NoticeKind.recording_failed)
            assert look.scalar(failed) == 0

    def check_counted(self) -> None:
        """Every take counts, by its decoded length."""
        with self.db.reading() as look:
            first, *_ = sorted(look.scalars(select(Take)), key=lambda take: take.number)
            assert first.is_counted
            assert first.counted_ms > 0

    def leftovers(self) -> list[Path]:
        return list(self.settings.work_dir.glob("job-*"))

    def logs(self) -> str:
        """The end of what the parts said."""
        logs = [self.product.log, *sorted((self.settings.data_dir / "log").glob("*.log"))]
        return "\n".join(f"== {log.name}\n{log.read_text()[-1500:]}" for log in logs)


def still_there(pids: Collection[int]) -> str:
    """Which of these processes have not ended, in words; empty when all have."""
    alive = [pid for pid in pids if processes.parent_of(pid)]
    return f"at work before and not gone: {alive}" if alive else ""


def unfinished_rows(look: Session, with_mail: bool) -> str:
    """The first row that is not as it will be in the end."""
    for asset in look.scalars(select(MediaAsset)):
        kinds = Counter(made.kind for made in asset.renditions)
        if asset.state != AssetState.ready or kinds != Counter(MADE):
            return f"recording {asset.id} is {asset.state} with {dict(kinds)}: {asset.sentence}"
    for job in look.scalars(select(MediaJob).where(MediaJob.state != JobState.done)):
        return f"job {job.kind} is {job.state} after {job.attempt} attempts: {job.fault}"
    if look.scalar(select(Submission.id).where(Submission.routed_at.is_(None)).limit(1)):
        return "a submission has no reviewer"
    waiting = select(Notice.id).where(Notice.mail_state == MailState.waiting)
    return "mail is waiting" if with_mail and look.scalar(waiting.limit(1)) else ""


def horse_of(job: MediaJob) -> int:
    """The process that holds a job."""
    return int(job.worker.rpartition(":")[2])


def under_way(world: World, body: bytes, seconds: float) -> Sent:
    """A take that was recorded and submitted, and is being encoded right now."""
    made = world.record(body, seconds)
    world.submit(made)
    world.encoding(made)
    return made


def token_on(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf[-_]token"\s+(?:content|value)="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


@contextmanager
def opened(product: Product) -> Iterator[World]:
    world = World(product)
    try:
        yield world
    finally:
        world.close()
