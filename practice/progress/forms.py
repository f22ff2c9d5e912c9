"""What the address of a page of progress asks for: filters, a list, where the page begins."""

from enum import StrEnum

from flask import request
from sqlalchemy.orm import Session

from practice.progress import lists, overview
from practice.progress.export import Kind
from practice.progress.weeks import Period
from practice.web.edge import me, today_of
from practice.web.fields import Reader

LONGEST_PURPOSE = 200


class What(StrEnum):
    """What is exported."""

    weeks = "weeks"
    takes = "takes"
    behind = "behind"
    managers = "managers"
    teams = "teams"


def start() -> int:
    """Where in a long list the page begins."""
    return Reader(request.args).number("from", 0, 10_000_000, 0)


def chosen_asked(session: Session) -> overview.Chosen:
    """The filters in the address; what is no id at all is refused."""
    form = Reader(request.args)
    picked = (form.uuid("team"), form.uuid("scenario"), form.uuid("segment"))
    period = form.choice("weeks", Period, Period.quarter)
    form.finish("That team, scenario, segment or time can’t be found.")
    return overview.choose(session, me(), today_of(me()), overview.Filters(*picked, period))


def whom_asked(session: Session) -> overview.Chosen:
    """Of the filters only whom it is about, where a page is about one scenario and all its time."""
    form = Reader(request.args)
    team, segment = form.uuid("team"), form.uuid("segment")
    form.finish("That team or segment can’t be found.")
    wanted = overview.Filters(team, segment_id=segment)
    return overview.choose(session, me(), today_of(me()), wanted)


def list_asked(session: Session) -> overview.ListPage:
    """Whose takes of which week the address asks for."""
    form = Reader(request.args)
    show = form.choice("show", lists.Show, lists.Show.takes)
    person_id, reviewer_id = form.uuid("person"), form.uuid("reviewer")
    if show == lists.Show.latest and reviewer_id is None:
        show = lists.Show.reviewed  # everybody's latest is what came back lately
    week, unassigned = form.day("week"), form.flag("unassigned")
    wanted = overview.Listed(show, person_id, week, reviewer_id, unassigned)
    form.finish("That list can’t be found.")
    return overview.list_page(session, me(), chosen_asked(session), wanted)


def file_asked() -> tuple[What, Kind]:
    """What is to be exported, and as what kind of file."""
    form = Reader(request.args)
    what, kind = form.choice("what", What, What.weeks), form.choice("as", Kind, Kind.csv)
    form.finish("That export can’t be found.")
    return what, kind


def purpose_given() -> tuple[str, Kind]:
    """Why somebody takes levels out of the house, in their own words."""
    form = Reader(request.form)
    purpose = form.text("purpose", LONGEST_PURPOSE, required=True)
    kind = form.choice("as", Kind, Kind.csv)
    form.finish("Say what the levels are for; it is logged.")
    return purpose, kind
