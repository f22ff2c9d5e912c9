"""Two doors of the scenarios that read assignments: the list, and publishing.

Their addresses and names are the scenarios'; they hang here because the list says how many
assignments use each one, and publishing moves targets that have no take yet.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from practice.assignments import actions, queries
from practice.errors import Invalid
from practice.people.models import Role
from practice.scenarios import actions as scenarios
from practice.scenarios import queries as library
from practice.scenarios import words
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import Reader
from practice.web.filters import plural

routes = Blueprint("library", __name__)


@for_roles(Role.enablement)
def index() -> ResponseReturnValue:
    """Every scenario: its state, its version, how many assignments use it."""
    with reading() as session:
        rows = [
            (each, library.find_published(each), library.find_draft(each))
            for each in library.all_scenarios(session)
        ]
        uses = queries.uses(session)
        return render_template(
            "scenarios/index.html", rows=rows, uses=uses, interactions=words.INTERACTIONS
        )


@for_roles(Role.enablement)
def publish(scenario_id: UUID) -> ResponseReturnValue:
    """Publish the draft as it was saved; unless it is minor, untouched targets follow."""
    is_minor = Reader(request.form).flag("is_minor")
    try:
        with work() as session:
            scenario = library.get_to_write(session, scenario_id)
            version = scenarios.publish(session, me(), scenario, is_minor=is_minor)
            moved = 0 if version.is_minor else actions.move_to_newest(session, scenario_id)
    except Invalid as refused:
        flash(refused.sentence, "error")
        return redirect(url_for("scenarios.edit", scenario_id=scenario_id, missing=1))
    flash(f"Version {version.number} is published.{follow_words(moved)}", "ok")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id))


@routes.app_context_processor
def used_in() -> dict[str, object]:
    """For the editor of a scenario: how many assignments use it."""
    return {"uses_of": uses_of}


def uses_of(scenario_id: UUID) -> int:
    """How many assignments use this scenario."""
    with reading() as session:
        return queries.uses(session).get(scenario_id, 0)


def follow_words(moved: int) -> str:
    """Whom the new version reached."""
    return (
        f" {plural(moved, 'person', 'people')} who hadn’t begun will practice it." if moved else ""
    )


@routes.record
def add_routes(state: BlueprintSetupState) -> None:
    """Hang both under the scenarios' own names."""
    at = state.app.add_url_rule
    at("/scenarios", "scenarios.index", index, methods=["GET"])
    at("/scenarios/<uuid:scenario_id>/publish", "scenarios.publish", publish, methods=["POST"])
