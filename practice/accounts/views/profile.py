"""One's own profile: name, timezone, password, leave, mail, and where one is signed in."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from practice.accounts.actions import profile as own
from practice.accounts.forms import AccountReader, PasswordChange
from practice.accounts.mail_forms import read_mail, time_words
from practice.accounts.views.routes import routes
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.db import utcnow
from practice.errors import Invalid
from practice.notices import choosing, words
from practice.notices import queries as notices
from practice.people import actions, passwords, queries
from practice.people.models import Person, Role
from practice.web.access import for_roles
from practice.web.edge import address, me, reading, settings, work
from practice.web.fields import show_again


@routes.get("/profile")
def profile() -> ResponseReturnValue:
    """Everything one can change about oneself."""
    with reading() as session:
        person = queries.with_team(session, me().id)
        return render_template(
            "people/profile.html",
            person=person,
            zones=ZONE_OPTIONS,
            managers=queries.managers_of(session, person.home_team_id),
            browsers=queries.count_sessions(session, person, utcnow()),
            mail=mail_of(session, person),
            **leave_of(session, person),
        )


def leave_of(session: Session, person: Person) -> dict[str, Any]:
    """What stands in the part of a page about a manager's leave."""
    return {
        "delegates": queries.active_managers(session, but=person) if person.is_manager else [],
        "first_day": own.first_day(person),
        "last_day": own.last_day(person),
        "is_away": queries.is_away(person, utcnow()),
    }


def mail_of(session: Session, person: Person) -> dict[str, Any]:
    """What stands in the mail part of the page."""
    offered = words.offered(person)
    return {
        "offered": list(offered.items()),
        "wanted": sorted(set(offered) - notices.muted_by(session, person.id)),
        "quiet_from": time_words(person.quiet_from),
        "quiet_until": time_words(person.quiet_until),
        "by_mail": bool(settings().smtp_url),
    }


@routes.post("/profile/mail")
def save_mail() -> ResponseReturnValue:
    """Keep how often mail comes, when it waits, and about what."""
    show_again(profile)
    choice = read_mail(request.form)
    with work() as session:
        choosing.choose(session, me(), choice)
    flash("Your mail is as you chose.")
    return redirect(url_for("people.profile") + "#mail")


@routes.post("/profile")
def save_profile() -> ResponseReturnValue:
    """Keep name and timezone."""
    show_again(profile)
    form = AccountReader(request.form)
    name, timezone = form.text("name", 120, required=True), form.zone("timezone")
    form.finish()
    with work() as session:
        own.change_profile(session, me(), name, timezone)
    flash("Your profile is saved.")
    return redirect(url_for("people.profile"))


@routes.get("/profile/password")
def password() -> ResponseReturnValue:
    """The form to change one's password."""
    return render_template("people/password.html")


@routes.post("/profile/password")
def change_password() -> ResponseReturnValue:
    """Change it, for somebody who knows the current one."""
    show_again(password)
    form = PasswordChange.read(request.form)
    check_change(form)
    new_hash = passwords.hash_password(form.password)
    with work() as session:
        own.change_password(session, me(), new_hash, current_user.token, address())
    flash("Your password is changed. Your other devices are signed out.")
    return redirect(url_for("people.profile"))


def check_change(form: PasswordChange) -> None:
    """The current password has to be right, the new one good; tries are counted."""
    with work() as session:
        actions.begin_attempt(session, me().email, address())
    if not passwords.matches(me().password_hash, form.current):
        raise Invalid("Nothing was changed.", {"current": "That isn’t your current password."})
    with reading() as session:
        actions.refuse_weak(session, me(), form.password)


@routes.post("/profile/leave")
@for_roles(Role.manager)
def leave() -> ResponseReturnValue:
    """Note when a manager is away and who reviews meanwhile."""
    show_again(profile)
    wanted = read_leave()
    with work() as session:
        own.plan_leave(session, me(), me().id, wanted)
    flash("Your leave is saved." if wanted.first else "Welcome back: no leave is planned.")
    return redirect(url_for("people.profile"))


def read_leave() -> own.Leave:
    """The dates and who stands in, as a form says them."""
    form = AccountReader(request.form)
    wanted = own.Leave(form.day("away_from"), form.day("away_until"), form.uuid("delegate"))
    form.finish()
    return wanted
