"""Going on with a phone: the code, what became of it, and the door behind it."""

from uuid import UUID

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from practice.accounts.actions import phoning
from practice.accounts.reach import reach_of
from practice.accounts.views.own_paths import recorder_path
from practice.accounts.views.routes import routes
from practice.db import utcnow
from practice.people import actions, queries, rules
from practice.people.models import Person
from practice.web import signed_in
from practice.web.access import public
from practice.web.edge import address, me, reading, settings, work
from practice.web.fields import json_object


@routes.post("/phone-links")
def offer_phone() -> ResponseReturnValue:
    """A code for one's own phone, where one can be reached; else why not."""
    leads_to = recorder_path(str(json_object().get("to") or ""))
    reach = reach_of(settings().base_url, request.host_url)
    if not reach.address:
        return {"link": None, "caution": reach.caution}
    with work() as session:
        link_id, token = phoning.offer(session, me(), leads_to, address())
    url = reach.address + url_for(".phone", token=token)
    seconds = int(rules.PHONE_LASTS.total_seconds())
    told = {"link": str(link_id), "url": url, "code": code_for(url), "seconds": seconds}
    return told | {"caution": reach.caution}, 201


def code_for(url: str) -> str:
    """The address as a picture, for an `<img>`: black on white whatever the theme."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)


@routes.get("/phone-links/<uuid:link_id>")
def phone_link(link_id: UUID) -> ResponseReturnValue:
    """Whether one's phone has taken over, for the page that shows the code."""
    with reading() as session:
        link = queries.get_phone_link(session, me(), link_id)
    taken, is_open = link.used_at is not None, rules.may_be_used(link, utcnow())
    return {"state": "taken" if taken else "open" if is_open else "expired"}


@routes.get("/phone/<token>")
@public
def phone(token: str) -> ResponseReturnValue:
    """Who would go on here; opening it spends nothing."""
    with reading() as session:
        person = phoning.look_at(session, token, here())
    return render_template("people/phone.html", person=person)


@routes.post("/phone/<token>")
@public
def go_on(token: str) -> ResponseReturnValue:
    """Sign the same person in on this device, and open the recorder."""
    with work() as session:
        actions.begin_attempt(session, phoning.TRIES, address())
    held, person = signed_in.token_held(), here()
    with work() as session:
        if held:
            actions.end_session(session, held)
        agent = request.user_agent.string
        arrival = phoning.go_on(session, token, person, address(), agent)
    signed_in.sign_in(arrival.person, arrival.token)
    return redirect(arrival.path)


def here() -> Person | None:
    """Who is signed in in this browser already."""
    return me() if current_user.is_authenticated else None
