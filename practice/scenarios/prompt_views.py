"""The doors of single prompts: playing one, and what reps heard in calls and offered as one."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from practice.people.models import Role
from practice.scenarios import actions, heard, queries, rules
from practice.scenarios.values import Content
from practice.scenarios.words import INTERACTIONS
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings, work
from practice.web.signed import clip

routes = Blueprint("prompts", __name__)


@routes.get("/prompts/<uuid:prompt_id>")
def show(prompt_id: UUID) -> ResponseReturnValue:
    """One prompt at its turn, with a short-lived address of its recording where it has one."""
    with reading() as session:
        prompt = queries.get_prompt(session, me(), prompt_id)
        return {
            "id": str(prompt.id),
            "position": prompt.position,
            "text": prompt.text,
            "media": clip(prompt.asset) if prompt.asset else None,
            "think_seconds": prompt.think_seconds,
            "answer_seconds": prompt.answer_seconds,
        }


@routes.get("/scenarios/<uuid:scenario_id>/try")
@for_roles(Role.enablement)
def rehearse(scenario_id: UUID) -> ResponseReturnValue:
    """The saved draft as a rep meets it, with the camera on and nothing kept."""
    with reading() as session:
        scenario = queries.get_scenario(session, scenario_id)
        version = actions.newest_of(scenario)
        return render_template(
            "scenarios/try.html",
            version=version,
            content=Content.of(version),
            interactions=INTERACTIONS,
            most_ms=rules.stops_after(version, settings().max_take_minutes) * 1000,
        )


@routes.post("/scenarios/heard/<uuid:line_id>/aside")
@for_roles(Role.enablement)
def put_aside(line_id: UUID) -> ResponseReturnValue:
    """A line that no prompt will be made of; it stays with whoever heard it."""
    with work() as session:
        heard.put_aside(session, heard.get_offered(session, line_id))
    return "", 204
