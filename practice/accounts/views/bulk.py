"""Changing many people at once, for admins: what, whom exactly, then it is done."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts import bulk
from practice.accounts.actions import changing
from practice.accounts.bulk import Choice, Kind, Someone
from practice.accounts.forms import read_at, read_choice, read_selection
from practice.accounts.views import listing, wording
from practice.accounts.views.people import index, team_choices
from practice.accounts.views.routes import routes
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.db import utcnow
from practice.people import queries
from practice.people.models import Role
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings, work
from practice.web.fields import show_again


@routes.get("/people/change")
@for_roles(Role.admin)
def change() -> ResponseReturnValue:
    """Who was selected, and what can be done to all of them."""
    people = picked()
    with reading() as session:
        return render_template(
            "people/change.html",
            count=len(people),
            who=bulk.words_for(people),
            sent=list(sent()),
            teams=team_choices(queries.team_names(session)),
            segment_words=[(name, name) for _, name in queries.segment_names(session)],
            zones=ZONE_OPTIONS,
            standings={"deactivated" if each.is_deactivated else "active" for each in people},
            by_mail=bool(settings().smtp_url),
        )


def picked() -> list[Someone]:
    """Who was selected; nobody leads back to the list."""
    show_again(index)
    with reading() as session:
        return bulk.selected(session, read_selection(request.values))


def sent() -> Iterator[tuple[str, str]]:
    """The selection as it was sent, to be carried along."""
    if request.values.get("all"):
        yield "all", "yes"
        given = request.values
        yield from ((name, given[name]) for name in listing.FILTERS if name in given)
    else:
        yield from (("people", each) for each in request.values.getlist("people"))


@routes.post("/people/change")
@for_roles(Role.admin)
def check_change(is_other: bool = False) -> ResponseReturnValue:
    """Say exactly how many would change and who, before anything does."""
    people, choice = asked()
    with reading() as session:
        effect = bulk.effect_of(session, me(), people, choice)
        return render_template(
            "people/confirm_change.html",
            effect=effect,
            sent=[*sent(), *wording.sent(choice)],
            is_other=is_other,
            **wording.about(session, effect, choice),
        )


def asked() -> tuple[list[Someone], Choice]:
    """Who was selected and what was chosen; an odd choice leads back to choosing."""
    people = picked()
    show_again(change)
    with reading() as session:
        return people, bulk.as_stored(session, read_choice(request.form))


@routes.post("/people/change/apply")
@for_roles(Role.admin)
def apply_change() -> ResponseReturnValue:
    """Do what was shown; if it would be other people by now, show that instead."""
    people, choice = asked()
    with reading() as session:
        effect = bulk.effect_of(session, me(), people, choice)
    if effect.digest != request.form.get("digest"):
        return check_change(is_other=True)
    done = in_bites(effect.ids, choice, utcnow())
    flash(wording.done(choice.kind, done))
    return redirect(url_for("people.index"))


def in_bites(ids: Sequence[UUID], choice: Choice, now: datetime) -> int:
    """Change them, a bite at a time so that others can write in between; how many."""
    done = 0
    for start in range(0, len(ids), changing.BITE):
        with work() as session:
            bite = ids[start : start + changing.BITE]
            done += changing.change(session, me(), bite, choice, now)
    return done


@routes.post("/people/change/undo")
@for_roles(Role.admin)
def undo_change() -> ResponseReturnValue:
    """Bring back whom one step deactivated, within ten minutes."""
    at = read_at(request.form)
    with reading() as session:
        ids = changing.to_bring_back(session, at)
    done = in_bites(ids, Choice(Kind.reactivate), utcnow())
    flash(wording.done(Kind.reactivate, done))
    return redirect(url_for("people.index"))
