"""What a page asks of the database: counted, so that lists stay cheap however long they are."""

from flask import Flask
from sqlalchemy import event

from tests.client import Page


def statements(page: Page, path: str) -> list[str]:
    """Every statement that is run while this page is shown."""
    ran: list[str] = []
    app: Flask = page.app
    listen = (
        app.extensions["freethrow"].db.engine,
        "before_cursor_execute",
        lambda *given: ran.append(given[2]),
    )
    event.listen(*listen)
    try:
        page.get(path)
    finally:
        event.remove(*listen)
    return ran
