"""Changing many people at once, for admins: what, whom exactly, then it is done."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.accounts import bulk
from practice.accounts.actions import changing, many
from practice.accounts.actions.working import BITE
from practice.accounts.bulk import Choice, Effect, Someone
from practice.accounts.forms import read_at, read_choice, read_selection
from practice.accounts.queries import work_going
from practice.accounts.views import listing, wording
from practice.accounts.views.people import index, team_choices
from practice.accounts.views.routes import routes
from practice.accounts.views.zones import ZONE_OPTIONS
from practice.db import utcnow
from practice.people import queries
from practice.people.models import ChangeKind, PeopleWork, Role
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
def check_change() -> ResponseReturnValue:
    """Say exactly how many would change and who, before anything does."""
    effect, choice = asked()
    return asking(effect, choice)


def asking(effect: Effect, choice: Choice, is_other: bool = False) -> str:
    """The page that says so, with the button that does it."""
    with reading() as session:
        return render_template(
            "people/confirm_change.html",
            effect=effect,
            sent=[*sent(), *wording.sent(choice)],
            is_other=is_other,
            work=going_instead(effect),
            **wording.about(session, effect, choice),
        )


def asked() -> tuple[Effect, Choice]:
    """Whom what was chosen would change; an odd choice leads back to choosing."""
    people = picked()
    show_again(change)
    with reading() as session:
        choice = bulk.as_stored(session, read_choice(request.form))
        return bulk.effect_of(session, me(), people, choice), choice


@routes.post("/people/change/apply")
@for_roles(Role.admin)
def apply_change() -> ResponseReturnValue:
    """Do what was shown; if it would be other people by now, show that instead."""
    effect, choice = asked()
    if effect.digest != request.form.get("digest"):
        return asking(effect, choice, is_other=True)
    if going_instead(effect):
        return asking(effect, choice), 409
    return carry_out(effect, choice)


def going_instead(effect: Effect) -> PeopleWork | None:
    """What this waits for: a few are changed whatever goes on, many only one after another."""
    with reading() as session:
        return work_going(session) if len(effect.people) > BITE else None


def carry_out(effect: Effect, choice: Choice) -> ResponseReturnValue:
    """Change a few people at once, and leave many to a worker; a page says how far it is."""
    with work() as session:
        if len(effect.people) > BITE:
            told = wording.command(session, effect, choice)
            begun = many.accept(session, me(), effect, choice, told)
            return redirect(url_for("people.show_change", change_id=begun.id))
        done = changing.change(session, me(), effect.ids, choice, utcnow())
    flash(wording.done(choice.kind, len(done.people)))
    return redirect(url_for("people.index"))


@routes.post("/people/change/undo")
@for_roles(Role.admin)
def undo_change() -> ResponseReturnValue:
    """Bring back whom one step deactivated, within ten minutes."""
    show_again(index)
    at, back = read_at(request.form), Choice(ChangeKind.reactivate)
    with reading() as session:
        people = list(bulk.known(session, changing.to_bring_back(session, at)))
        effect = bulk.effect_of(session, me(), people, back)
    return carry_out(effect, back)
