"""Holding a job: a thread keeps its lease alive, and whoever works learns when it is lost."""

import threading
import time
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

from practice.db import Database
from practice.recordings import jobs
from practice.recordings.values import Claim

log = structlog.get_logger()
BEAT = 10.0  # seconds; a lease lasts three of them
REPORT_EVERY = 2.0  # seconds between two writes of progress


class LeaseLost(Exception):
    """The job is in other hands now: nothing made here may be kept."""


class Lease:
    """Use as a context manager around the work; `report` raises `LeaseLost` when it is over."""

    def __init__(self, db: Database, claim: Claim) -> None:
        self.db = db
        self.claim = claim
        self.lost = threading.Event()
        self._done = threading.Event()
        self._last_report, self._stage = 0.0, ""
        self._thread = threading.Thread(target=self._keep_alive, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def report(self, stage: str, share: float) -> None:
        """Say how far the work is (0.0 to 1.0); written down when a new stage begins, and every
        two seconds at most."""
        if self.lost.is_set():
            raise LeaseLost
        if stage == self._stage and time.monotonic() - self._last_report < REPORT_EVERY:
            return
        self._last_report, self._stage = time.monotonic(), stage
        try:
            with self.db.work() as session:
                held = jobs.report_progress(session, self.claim, stage, round(share * 100))
        except SQLAlchemyError:
            log.warning("report_failed", job=str(self.claim.job_id), exc_info=True)
            return  # a number on a page is no reason to break the work off
        if not held:
            raise LeaseLost

    def _keep_alive(self) -> None:
        while not self._done.wait(BEAT):
            try:
                with self.db.work() as session:
                    held = jobs.heartbeat(session, self.claim)
            except Exception:
                log.warning("heartbeat_failed", job=str(self.claim.job_id), exc_info=True)
                continue  # the lease outlasts two missed beats
            if not held:
                self.lost.set()
                return
