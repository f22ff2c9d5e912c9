"""Signing in and out, and asking for a new password."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from practice.accounts.actions import entering
from practice.accounts.forms import AccountReader, SignIn
from practice.accounts.views.own_paths import own_path
from practice.accounts.views.routes import routes
from practice.audit.actions import note
from practice.errors import Invalid
from practice.people import actions, passwords, queries
from practice.people.models import Person
from practice.web import signed_in
from practice.web.access import public
from practice.web.edge import address, me, reading, settings, work
from practice.web.fields import show_again


@routes.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form; somebody signed in goes on."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(own_path(request.args.get("next")))
    return render_template("people/sign_in.html", next=request.values.get("next"))


@routes.post("/sign-in")
@public
def begin() -> ResponseReturnValue:
    """Check email and password, and begin a session."""
    show_again(sign_in)
    form = SignIn.read(request.form)
    person = check_password(form)
    stale = person.password_hash and passwords.is_outdated(person.password_hash)
    enter(person, passwords.hash_password(form.password) if stale else None)
    return redirect(own_path(request.form.get("next")))


def check_password(form: SignIn) -> Person:
    """Whose password this is; a wrong one is counted and written down."""
    with work() as session:
        actions.begin_attempt(session, form.email, address())
    with reading() as session:
        person = entering.who_knows(session, form.email, form.password)
    if person is None:
        with work() as session:
            entering.note_refused(session, form.email, address())
        raise Invalid(entering.REFUSED)
    return person


def enter(person: Person, new_hash: str | None = None) -> None:
    """Begin a new session for this browser and end the one it had."""
    held = signed_in.token_held()
    with work() as session:
        if held:
            actions.end_session(session, held)
        agent = request.user_agent.string
        token = entering.come_in(session, person, address(), agent, new_hash)
    signed_in.sign_in(person, token)


@routes.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    with work() as session:
        actions.retire_links(session, me(), purposes=queries.TO_A_PHONE)
        note(session, "signed_out", by=me(), address=address())
    signed_in.sign_out()
    flash("You’re signed out.")
    return redirect("/")


@routes.post("/sign-out/everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions of this person, this one included."""
    with work() as session:
        actions.end_all_sessions(session, me())
        actions.retire_links(session, me(), purposes=queries.TO_A_PHONE)
        note(session, "signed_out_everywhere", by=me(), address=address())
    signed_in.sign_out()
    flash("You’re signed out everywhere.")
    return redirect("/")


@routes.get("/session")
@public
def session_info() -> ResponseReturnValue:
    """For scripts on long-open pages: who is signed in, and a token that is good now."""
    if not current_user.is_authenticated:
        return {"csrf_token": generate_csrf(), "person": None}, 401
    person = {"id": str(me().id), "name": me().name}
    return {"csrf_token": generate_csrf(), "person": person}


@routes.get("/forgot-password")
@public
def forgot() -> ResponseReturnValue:
    """The form to ask for a reset link; without mail, whom to ask instead."""
    return render_template("people/forgot.html", by_mail=bool(settings().smtp_url))


@routes.post("/forgot-password")
@public
def send_reset() -> ResponseReturnValue:
    """Mail a link to whoever has this email; the answer is the same when nobody has."""
    show_again(forgot)
    form = AccountReader(request.form)
    email = form.email()
    form.finish()
    if settings().smtp_url:
        with work() as session:
            entering.ask_for_reset(session, email, address())
    return render_template("people/forgot_sent.html", email=email)
