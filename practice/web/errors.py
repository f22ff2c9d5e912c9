"""The only place that knows which HTTP status a domain error has."""

from collections.abc import Callable

import structlog
from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from practice.errors import (
    Changed,
    Invalid,
    NotAllowed,
    NotFound,
    PracticeError,
    TooLarge,
    WrongState,
)
from practice.web.edge import wants_json

log = structlog.get_logger()

STATUS: dict[type[PracticeError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    WrongState: 409,
    TooLarge: 413,
    Invalid: 422,
}
STALE = "This page was open in another session. Load it again and repeat that; nothing was changed."
SENTENCES = {
    400: "We couldn’t read that request.",
    404: "We can’t find that page.",
    405: "That isn’t possible here.",
    413: "That is larger than we take.",
    429: "That was a lot in a short time. Wait a little and try again.",
}
BROKEN = "Something went wrong on our side. Nothing you saved is lost. Try again in a moment."

OVERTAKEN = "Somebody did that at the same moment. Load the page again to see how it stands."
UNREACHABLE = (
    "We can’t reach our records right now. Nothing you saved is lost. Try again in a moment."
)


def init_errors(app: Flask) -> None:
    """Show every error as a page, or as JSON to a script."""
    app.register_error_handler(PracticeError, show_practice_error)
    app.register_error_handler(CSRFError, lambda _: answer(400, STALE))
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(IntegrityError, show_overtaken)
    for lost in (OperationalError, NoConnection):
        app.register_error_handler(lost, show_unreachable)
    app.register_error_handler(Exception, show_broken)


def show_practice_error(error: PracticeError) -> ResponseReturnValue:
    """A sentence from the domain; a form that was refused is shown again as it was typed."""
    again: Callable[[], ResponseReturnValue] | None = g.get("show_again")
    if isinstance(error, Invalid):
        if again and not wants_json():
            g.problem = error
            response = make_response(again())
            response.status_code = status_of(error)
            return response
        return answer(status_of(error), error.sentence, error.fields)
    if isinstance(error, Changed) and wants_json():
        return {"error": error.sentence, "current": error.current}, status_of(error)
    return answer(status_of(error), error.sentence)


def status_of(error: PracticeError) -> int:
    """The status of the nearest kind that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Flask's own errors in our words; redirects pass."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    return answer(code, SENTENCES.get(code, BROKEN if code >= 500 else SENTENCES[400]))


def show_overtaken(error: Exception) -> ResponseReturnValue:
    """Two made the same thing at the same moment; the database let one of them."""
    log.warning("overtaken", door=str(request.url_rule), exc_info=error)
    return answer(409, OVERTAKEN)


def show_unreachable(error: Exception) -> ResponseReturnValue:
    """The database is away, or too busy: told without asking it who is signed in."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    log.error("database_unreachable", door=str(request.url_rule), exc_info=error)
    response = make_response(answer(503, UNREACHABLE))
    response.headers["Retry-After"] = "5"
    return response


def show_broken(error: Exception) -> ResponseReturnValue:
    """A bug: logged whole, told briefly."""
    # The rule, not the path: a link's or an object's token would stand in the log.
    log.error("request_failed", door=str(request.url_rule or request.path), exc_info=error)
    return answer(500, BROKEN)


def answer(code: int, sentence: str, fields: dict[str, str] | None = None) -> ResponseReturnValue:
    """The error as what the asker can read."""
    if wants_json():
        return {"error": sentence, "fields": fields or {}}, code
    return render_template("errors/error.html", code=code, sentence=sentence), code
