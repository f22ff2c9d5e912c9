"""Behind a one-use link: an invitation or a reset."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import entering
from practice.accounts.forms import Welcome
from practice.accounts.views.routes import routes
from practice.accounts.views.sign_in import enter
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.db import utcnow
from practice.people import actions, passwords, queries, rules
from practice.people.models import LinkPurpose, OneUseLink, Person
from practice.web.access import public
from practice.web.edge import address, reading, work
from practice.web.fields import show_again


def look_up(token: str) -> tuple[OneUseLink, Person]:
    """The link and whose it is, without spending it: mail scanners open links too."""
    with reading() as session:
        return queries.get_link(session, token, utcnow())


@routes.get("/link/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """The form behind a link."""
    found, person = look_up(token)
    return render_template(
        "people/welcome.html",
        person=person,
        is_invite=found.purpose is LinkPurpose.invite,
        is_first=rules.is_placeholder(person),
        zones=ZONE_OPTIONS,
    )


@routes.post("/link/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    """Choose a password, spend the link, and come in."""
    show_again(lambda: link(token))
    found, person = look_up(token)
    is_invite, is_first = found.purpose is LinkPurpose.invite, rules.is_placeholder(person)
    form = Welcome.read(request.form, is_invite=is_invite, is_first=is_first)
    refuse_weak(person, form)
    enter(keep(token, form, passwords.hash_password(form.password)))
    flash("Welcome to Freethrow." if is_invite else "Your password is changed.")
    return redirect(url_for("progress.home"))


def refuse_weak(person: Person, form: Welcome) -> None:
    """Judge the password before the slow part."""
    with reading() as session:
        about = (form.name, form.email, form.organization)
        actions.refuse_weak(session, person, form.password, *about)


def keep(token: str, form: Welcome, new_hash: str) -> Person:
    """Spend the link and keep what was filled in, all or nothing."""
    with work() as session:
        person = entering.accept_link(session, token, new_hash, address())
        if form.email:
            actions.change_email(session, person, form.email)
        if form.organization:
            queries.organization(session).name = form.organization
            queries.organization(session).timezone = form.timezone
        if form.name:
            person.name, person.timezone = form.name, form.timezone
        return person
