"""Who may come through a door at all.

Every view is for signed-in people unless it says otherwise: `@public` for anybody,
`@for_roles(…)` for some. What a person may see behind the door is the business of queries.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from practice.errors import NotFound
from practice.people.models import Role
from practice.web.edge import me, wants_json

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open to anybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Only for people who hold one of these roles; to others the page does not exist."""

    def mark(view: View) -> View:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def takes_up_to(most_bytes: int, *, as_text: bool = False) -> Callable[[View], View]:
    """For a door that takes a file: how large the whole request may be.

    `as_text` is for one that takes it in a field as well, where a form sends it back.
    """

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        view.takes_text = as_text  # type: ignore[attr-defined]
        return view

    return mark


def init_access(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(check_access)


def check_access() -> ResponseReturnValue | None:
    """Turn away who may not come in: to the sign-in page, or as if the page were absent."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False) or request.endpoint == "static":
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    roles: tuple[Role, ...] = getattr(view, "roles", ())
    if roles and not any(me().has(role) for role in roles):
        raise NotFound
    if most_bytes := getattr(view, "most_bytes", None):
        request.max_content_length = most_bytes  # before anything reads the form
        if getattr(view, "takes_text", False):
            request.max_form_memory_size = most_bytes
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """A page goes to the sign-in form and back; a script is told plainly."""
    if wants_json():
        return {"error": "Sign in again to go on; nothing is lost."}, 401
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("people.sign_in", next=None if back == "/" else back))
