"""What the database is asked: counted, so that work stays cheap however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, event

from tests.client import Page


@contextmanager
def heard(engine: Engine) -> Iterator[list[str]]:
    """Every statement that is run meanwhile, as it comes."""
    ran: list[str] = []

    def hear(*given: object) -> None:
        ran.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def engine_of(page: Page) -> Engine:
    """The engine behind a page's app."""
    app: Flask = page.app
    engine: Engine = app.extensions["freethrow"].db.engine
    return engine


def statements(page: Page, path: str) -> list[str]:
    """Every statement that is run while this page is shown."""
    with heard(engine_of(page)) as ran:
        page.get(path)
    return ran
