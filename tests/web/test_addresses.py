"""Addresses on pages lead where they lead, however seldom they are worked out."""

from uuid import UUID

from flask import Flask, render_template_string
from markupsafe import Markup

from practice.web.addresses import ANY_DAY, ANY_ID, each_day, init_addresses, with_id

ONE = UUID(int=7)


def test_one_address_serves_a_whole_list() -> None:
    assert with_id(f"/people/{ANY_ID}?show=late", ONE) == f"/people/{ONE}?show=late"
    assert with_id(f"/people/{ANY_ID}", str(ONE)) == f"/people/{ONE}"


def test_cells_that_look_alike_each_lead_to_their_own_day() -> None:
    looks = {1: Markup(f'<td><a href="/takes?week={ANY_DAY}">1 take</a></td>'), 0: Markup("<td>–")}
    line = each_day([1, 0, 1], looks, ["2026-11-02", "2026-11-09", "2026-11-16"])
    assert line == (
        '<td><a href="/takes?week=2026-11-02">1 take</a></td><td>–'
        '<td><a href="/takes?week=2026-11-16">1 take</a></td>'
    )
    assert isinstance(line, Markup), "it is not escaped once more"


def test_a_remembered_address_holds_below_every_root() -> None:
    app = Flask(__name__)
    app.add_url_rule("/team", "team", lambda: "")
    app.add_url_rule("/team/<uuid:one>", "person", lambda: "")
    init_addresses(app)
    page = "{{ url_for('team') }} {{ url_for('team', weeks=4) }} {{ url_for('person', one=one) }}"
    for root in ("", "/practice", ""):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            shown = render_template_string(page, one=ONE)
        assert shown == f"{root}/team {root}/team?weeks=4 {root}/team/{ONE}"
