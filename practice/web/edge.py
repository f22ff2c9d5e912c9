"""What a view reaches for: transactions, the current person, the store, the settings."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from media.storage import Store
from practice.clock import zone_of
from practice.db import Database, utcnow
from practice.people.models import Person
from practice.settings import Settings
from practice.web import filters


@dataclass(frozen=True)
class Parts:
    """What the app was put together from."""

    settings: Settings
    db: Database
    store: Store


def parts() -> Parts:
    """The parts of the app that answers this request."""
    found: Parts = current_app.extensions["freethrow"]
    return found


def work() -> AbstractContextManager[Session]:
    """A write transaction; committed when the block ends well."""
    return parts().db.work()


@contextmanager
def reading() -> Iterator[Session]:
    """A look at the database, the same one for the whole request so that pages stay cheap."""
    if "reading" not in g:
        g.reading_context = parts().db.reading()
        g.reading = g.reading_context.__enter__()
    yield g.reading


def close_reading(_: BaseException | None = None) -> None:
    """End the request's look at the database; registered for the end of every request."""
    context = g.pop("reading_context", None)
    g.pop("reading", None)
    if context is not None:
        context.__exit__(None, None, None)


def me() -> Person:
    """The signed-in person, detached from any transaction; only in views that need one."""
    person: Person = current_user.person
    return person


def hour_of_reader(moment: datetime) -> str:
    """A time of day as the signed-in person's clock shows it: `4:20 PM`."""
    return filters.hour(moment, zone_of(me().timezone), utcnow())


def store() -> Store:
    """Where the bytes are."""
    return parts().store


def settings() -> Settings:
    """What the operator decided."""
    return parts().settings


def today_of(person: Person, now: datetime | None = None) -> date:
    """The person's own date: what a day of practice means to them."""
    return (now or utcnow()).astimezone(ZoneInfo(person.timezone)).date()


def wants_json() -> bool:
    """Whether a script asks, so that errors must be data instead of a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def address() -> str:
    """Where the request came from, after the trusted proxies."""
    return request.remote_addr or ""
