"""The current person: Flask-Login on top of server-side sessions."""

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from practice.db import utcnow
from practice.people import actions, queries, rules
from practice.people.models import Person
from practice.web.edge import reading, work

login = LoginManager()
login.session_protection = None  # phones change their address in mid-recording


class SignedIn(UserMixin):  # type: ignore[misc]
    """A signed-in browser: the person, and the opaque token that stands in its cookie."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        return self.token


@login.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """Who holds this token; nobody once the session ended or the person was deactivated."""
    with reading() as look:
        found = queries.find_signed_in(look, token)
        if found is None:
            return None
        opened, person, organization = found
        if person.is_deactivated or not rules.may_go_on(opened, utcnow()):
            return None
        note = rules.should_be_seen(opened, utcnow())
        look.expunge(person)
    if note:
        with work() as writing:
            actions.note_seen(writing, token)
    g.organization = organization  # held, so that the request's look at the database keeps it
    return SignedIn(person, token)


def token_held() -> str | None:
    """The token in this browser's cookie, if it still stands for somebody.

    To be asked before a write begins: looking it up may be one itself.
    """
    return current_user.token if current_user.is_authenticated else None


def sign_in(person: Person, token: str) -> None:
    """Put the token of a new session into the browser, with nothing left of the old one."""
    session.clear()
    login_user(SignedIn(person, token))


def sign_out() -> None:
    """Forget the browser's session here and there."""
    if held := token_held():
        with work() as writing:
            actions.end_session(writing, held)
    logout_user()
    session.clear()


def init_signed_in(app: Flask) -> None:
    """Load the current person for every request."""
    login.init_app(app)
