"""The people of the organization, for admins."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts.actions import caring
from practice.accounts.actions import profile as own
from practice.accounts.forms import read_details
from practice.accounts.queries import work_going
from practice.accounts.views.listing import listing
from practice.accounts.views.profile import leave_of, read_leave
from practice.accounts.views.routes import routes
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.db import utcnow
from practice.people import queries
from practice.people.models import Person, Role, Team
from practice.web.access import for_roles
from practice.web.edge import close_reading, me, reading, settings, work
from practice.web.fields import show_again

ROLES = [
    (Role.rep, "Rep", "Practices: records takes, submits them, gets feedback."),
    (Role.manager, "Manager", "Reviews their teams’ submissions and sees who practices."),
    (Role.enablement, "Enablement", "Writes scenarios and assigns practice to everybody."),
    (Role.admin, "Admin", "Looks after people, teams and settings. Sees no takes."),
]


@routes.app_template_global()
def role_words(person: Person) -> str:
    """Somebody's roles in a few words."""
    return ", ".join(word for role, word, _ in ROLES if person.has(role)) or "None"


@routes.get("/people")
@for_roles(Role.admin)
def index() -> ResponseReturnValue:
    """Everybody, searched and filtered, a page at a time."""
    with reading() as session:
        options = [(role, word) for role, word, _ in ROLES]
        shown = listing(session, request.args) | {"work": work_going(session)}
        return render_template("people/index.html", **shown, role_options=options)


@routes.get("/people/add")
@for_roles(Role.admin)
def add() -> ResponseReturnValue:
    """The form for somebody new."""
    with reading() as session:
        return render_template(
            "people/add.html",
            roles=ROLES,
            teams=team_choices(queries.team_names(session)),
            zones=ZONE_OPTIONS,
            zone_name=queries.organization(session).timezone,
            by_mail=bool(settings().smtp_url),
        )


@routes.post("/people/add")
@for_roles(Role.admin)
def create() -> ResponseReturnValue:
    """Add somebody, and invite them by mail if that was ticked."""
    show_again(add)
    details = read_details(request.form)
    with work() as session:
        person = caring.add(session, me(), details)
        if invited := bool(settings().smtp_url and request.form.get("invite")):
            caring.send_link(session, me(), person.id)
    flash(f"{person.name} is added" + (" and invited." if invited else "."))
    return redirect(url_for("people.show", person_id=person.id))


@routes.get("/people/<uuid:person_id>")
@for_roles(Role.admin)
def show(person_id: UUID, link: str | None = None) -> ResponseReturnValue:
    """One person, as an admin may change them."""
    with reading() as session:
        person = queries.with_team(session, person_id)
        return render_template(
            "people/show.html",
            person=person,
            standing=queries.standing_of(person),
            roles=ROLES,
            teams=team_choices(queries.team_names(session), person.home_team),
            zones=ZONE_OPTIONS,
            segments=queries.segments_of(session, [person_id])[person_id],
            suggested=[name for _, name in queries.segment_names(session)],
            manages=queries.teams_managed_by(session, person),
            open_link=queries.open_link(session, person.id, utcnow()),
            link=link,
            by_mail=bool(settings().smtp_url),
            **leave_of(session, person),
        )


def team_choices(
    teams: list[tuple[UUID, str]], own: Team | None = None
) -> list[tuple[UUID | str, str]]:
    """The teams in use, and the person's own even if it is archived."""
    found: list[tuple[UUID | str, str]] = [("", "No team"), *teams]
    if own and own.archived_at:
        found.append((own.id, f"{own.name} (archived)"))
    return found


@routes.post("/people/<uuid:person_id>")
@for_roles(Role.admin)
def save(person_id: UUID) -> ResponseReturnValue:
    """Keep what was changed about somebody."""
    show_again(lambda: show(person_id))
    details = read_details(request.form)
    with work() as session:
        person = caring.edit(session, me(), person_id, details)
    flash(f"{person.name} is saved.")
    return redirect(url_for("people.show", person_id=person_id))


@routes.post("/people/<uuid:person_id>/leave")
@for_roles(Role.admin)
def plan_leave(person_id: UUID) -> ResponseReturnValue:
    """Note when a manager is away who can't say so, and who reviews meanwhile."""
    show_again(lambda: show(person_id))
    wanted = read_leave()
    with work() as session:
        person = own.plan_leave(session, me(), person_id, wanted)
    flash(f"{person.name}’s leave is saved." if wanted.first else f"{person.name} is back.")
    return redirect(url_for("people.show", person_id=person_id))


@routes.post("/people/<uuid:person_id>/invite")
@for_roles(Role.admin)
def invite(person_id: UUID) -> ResponseReturnValue:
    """Mail an invitation or a reset link; without mail, show it."""
    if not settings().smtp_url:
        return show_link(person_id)
    with work() as session:
        person = caring.send_link(session, me(), person_id)
    flash(f"A link is on its way to {person.email}.")
    return redirect(url_for("people.show", person_id=person_id))


@routes.post("/people/<uuid:person_id>/link")
@for_roles(Role.admin)
def show_link(person_id: UUID) -> ResponseReturnValue:
    """Make a link and show it, this once, to be handed over."""
    with work() as session:
        path = caring.show_link(session, me(), person_id)
    close_reading()  # what was read so far doesn't know the new link
    return show(person_id, link=settings().base_url + path)


@routes.post("/people/<uuid:person_id>/deactivate")
@for_roles(Role.admin)
def deactivate(person_id: UUID) -> ResponseReturnValue:
    """Close the door behind somebody."""
    show_again(lambda: show(person_id))
    with work() as session:
        person = caring.deactivate(session, me(), person_id)
    flash(f"{person.name} is deactivated and signed out everywhere.")
    return redirect(url_for("people.show", person_id=person_id))


@routes.post("/people/<uuid:person_id>/reactivate")
@for_roles(Role.admin)
def reactivate(person_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    with work() as session:
        person = caring.reactivate(session, me(), person_id)
    flash(f"{person.name} can sign in again.")
    return redirect(url_for("people.show", person_id=person_id))
