"""The doors of the scenarios: reading one, and writing them.

Two doors with the same addresses hang in `practice.assignments.library_views`: the list, which
counts assignments, and publishing, which moves targets. Both read what lies downstream.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.people.models import Role
from practice.scenarios import actions, differences, forms, heard, queries, rules, starter, words
from practice.scenarios.models import Interaction, Scenario, ScenarioVersion
from practice.scenarios.values import Content, PromptContent
from practice.web.access import for_roles
from practice.web.edge import me, reading, settings, work
from practice.web.fields import Reader, problem, show_again
from practice.web.signed import clip

routes = Blueprint("scenarios", __name__)

EDITED = (
    "title", "interaction", "target_length", "longest", "persona", "brief", "buyer_goals",
    "prompt_order", "prompts", "teleprompter", "script", "criteria",
)  # fmt: skip
HAS_ALL = "Everything of the starter library is here already."
MOST_LINES = 8  # of those offered, the oldest first


@routes.get("/scenarios/<uuid:scenario_id>")
def show(scenario_id: UUID) -> ResponseReturnValue:
    """What one practices; `?version=` reads an older one."""
    number = Reader(request.args).number("version", 1, 1_000_000, 0) or None
    with reading() as session:
        version = queries.get_numbered(session, me(), scenario_id, number)
        return render_template("scenarios/show.html", **parts_of(version))


@routes.get("/scenarios/<uuid:scenario_id>/versions/<int:number>/diff")
@for_roles(Role.enablement)
def difference(scenario_id: UUID, number: int) -> ResponseReturnValue:
    """What one version says otherwise than the one before it."""
    with reading() as session:
        queries.get_scenario(session, scenario_id)
        before, version = queries.get_with_the_one_before(session, scenario_id, number)
        found = differences.between(Content.of(before), Content.of(version))
        names = ([each.name for each in one.attachments] for one in (before, version))
        found = differences.with_files(found, *names)
        return render_template(
            "scenarios/difference.html", before=before, version=version, difference=found
        )


def parts_of(version: ScenarioVersion) -> dict[str, Any]:
    """What the page of a version reads; the prompts of a drill wait for their turn."""
    hidden = version.is_drill and not me().is_enablement
    prompts = [] if hidden else version.prompts
    return {
        "version": version,
        "content": Content.of(version),
        "prompts": prompts,
        "clips": {one.id: clip(one.asset) for one in prompts if one.asset},
        "orders": words.ORDERS,
        "reading": words.READING,
        "versions": [v for v in version.scenario.versions if not rules.is_draft(v)],
        "interactions": words.INTERACTIONS,
    }


@routes.get("/scenarios/new")
@for_roles(Role.enablement)
def new() -> ResponseReturnValue:
    """First the kind of interaction, then an editor that begins with its assessment map."""
    kind = request.args.get("interaction", "")
    if kind not in set(Interaction):
        return render_template("scenarios/kinds.html", interactions=words.INTERACTIONS)
    chosen = Interaction(kind)
    blank = Content(interaction=chosen, criteria=starter.criteria_for(chosen))
    return editor(blank)


@routes.post("/scenarios/new")
@for_roles(Role.enablement)
def create() -> ResponseReturnValue:
    """Keep a new scenario as a draft."""
    show_again(lambda: editor(forms.typed_content(request.form)))
    content = forms.content_from(request.form)
    with work() as session:
        scenario = actions.begin(session, me(), content)
        heard.take_up(session, me(), forms.lines_from(request.form), content.title)
    return onward(scenario.id)


def onward(scenario_id: UUID) -> ResponseReturnValue:
    """After saving: publish, try it, or go on writing, whichever button it was."""
    if "publish" in request.form:
        return redirect(url_for("scenarios.publish", scenario_id=scenario_id), code=307)
    if "try" in request.form:
        return redirect(url_for("prompts.rehearse", scenario_id=scenario_id))
    flash("Draft saved.", "ok")
    return redirect(url_for("scenarios.edit", scenario_id=scenario_id))


@routes.get("/scenarios/<uuid:scenario_id>/edit")
@for_roles(Role.enablement)
def edit(scenario_id: UUID) -> ResponseReturnValue:
    """The draft, or what the next draft begins with; `?missing` says what publishing needs."""
    with reading() as session:
        scenario = queries.get_scenario(session, scenario_id)
        newest = actions.newest_of(scenario)
        missing = rules.missing(newest) if "missing" in request.args else {}
        return editor(Content.of(newest), scenario, missing)


@routes.post("/scenarios/<uuid:scenario_id>/edit")
@for_roles(Role.enablement)
def save(scenario_id: UUID) -> ResponseReturnValue:
    """Keep the draft; then, if that was the button, publish what was kept."""
    show_again(lambda: edit_again(scenario_id))
    content = forms.content_from(request.form)
    with work() as session:
        scenario = queries.get_to_write(session, scenario_id)
        actions.save(session, scenario, content, request.form.get("seen"))
        heard.take_up(session, me(), forms.lines_from(request.form), content.title)
    return onward(scenario_id)


def edit_again(scenario_id: UUID) -> str:
    """The editor as it was sent."""
    with reading() as session:
        scenario = queries.get_scenario(session, scenario_id)
        return editor(forms.typed_content(request.form), scenario)


def editor(
    content: Content, scenario: Scenario | None = None, missing: Mapping[str, str] | None = None
) -> str:
    """The editor with this content in it."""
    stored = actions.newest_of(scenario) if scenario else None
    with reading() as session:
        lines = heard.offered(session, MOST_LINES, but=forms.lines_from(request.form))
    return render_template(
        "scenarios/edit.html",
        content=content,
        blank=PromptContent(),
        scenario=scenario,
        seen=Content.of(stored).fingerprint if stored else "",
        stored={each.asset_id: each for each in stored.prompts if each.asset} if stored else {},
        lines=lines,
        heard_by=dict(enumerate(request.form.getlist("prompt_heard"))),
        limits=settings(),
        options=forms.options(),
        rules=rules,
        wrong={name: problem(name) or (missing or {}).get(name, "") for name in EDITED},
        sentence=problem() or ("Before it can be published" if missing else ""),
        **versions_around(scenario),
    )


def versions_around(scenario: Scenario | None) -> dict[str, Any]:
    """The draft and the published version beside the editor."""
    return {
        "draft": queries.find_draft(scenario) if scenario else None,
        "published": queries.find_published(scenario) if scenario else None,
    }


@routes.post("/scenarios/<uuid:scenario_id>/discard")
@for_roles(Role.enablement)
def discard(scenario_id: UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    with work() as session:
        is_gone = actions.discard(session, queries.get_to_write(session, scenario_id))
    flash("Draft discarded.", "ok")
    if is_gone:
        return redirect(url_for("scenarios.index"))
    return redirect(url_for("scenarios.show", scenario_id=scenario_id))


@routes.post("/scenarios/<uuid:scenario_id>/duplicate")
@for_roles(Role.enablement)
def duplicate(scenario_id: UUID) -> ResponseReturnValue:
    """Begin another one with the same content."""
    with work() as session:
        copy = actions.duplicate(session, me(), queries.get_scenario(session, scenario_id))
    flash("Duplicated as a draft. Give it a title of its own.", "ok")
    return redirect(url_for("scenarios.edit", scenario_id=copy.id))


@routes.post("/scenarios/<uuid:scenario_id>/withdraw")
@for_roles(Role.enablement)
def withdraw(scenario_id: UUID) -> ResponseReturnValue:
    """Take it out of use."""
    with work() as session:
        actions.withdraw(session, me(), queries.get_to_write(session, scenario_id))
    flash("Withdrawn. What was assigned before goes on.", "ok")
    return redirect(url_for("scenarios.index"))


@routes.post("/scenarios/<uuid:scenario_id>/restore")
@for_roles(Role.enablement)
def restore(scenario_id: UUID) -> ResponseReturnValue:
    """Put it back into use."""
    with work() as session:
        actions.restore(session, me(), queries.get_to_write(session, scenario_id))
    flash("It can be assigned and practiced again.", "ok")
    return redirect(url_for("scenarios.index"))


@routes.post("/scenarios/starter")
@for_roles(Role.enablement)
def add_starter() -> ResponseReturnValue:
    """Add what the starter library has and the list doesn’t."""
    with work() as session:
        added = starter.add_starter_library(session, me())
    flash(f"{len(added)} scenarios are ready to practice." if added else HAS_ALL, "ok")
    return redirect(url_for("scenarios.index"))
