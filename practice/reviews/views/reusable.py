"""Comments to use again: the page of them, and what the composer asks for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from practice.people.models import Role, Team
from practice.reviews import comment_forms, reusable, rules
from practice.reviews.views.doors import routes
from practice.scenarios.models import Criterion
from practice.web.access import for_roles
from practice.web.edge import me, reading, work
from practice.web.fields import json_object, show_again

REVIEWERS = (Role.manager, Role.enablement)


@routes.get("/reviews/comments")
@for_roles(*REVIEWERS)
def reusable_comments() -> ResponseReturnValue:
    """One's own saved comments, to change them, and those of colleagues."""
    return page()


def page(changing: UUID | None = None) -> ResponseReturnValue:
    """The page as it stands; `changing`: whose form was refused and is shown once more."""
    with reading() as session:
        kept = reusable.kept_for(session, me())
        criteria = reusable.criteria_of(session, (o.criterion_key for o in kept if o.criterion_key))
        return render_template(
            "reviews/reusable.html",
            mine=[one for one in kept if one.person_id == me().id],
            theirs=[one for one in kept if one.person_id != me().id],
            criteria=criteria,
            elements=[("", "Any criterion"), *by_name(criteria)],
            circle=[("", "Only you"), *circle(reusable.teams_of(session, me()))],
            changing=changing,
            rules=rules,
        )


def by_name(criteria: dict[UUID, Criterion]) -> list[tuple[UUID, str]]:
    """The criteria that comments are kept for, as a select offers them."""
    return sorted(((key, one.title) for key, one in criteria.items()), key=lambda pair: pair[1])


def circle(teams: Sequence[Team]) -> list[tuple[UUID, str]]:
    """Whom a comment can be shared with."""
    return [(team.id, f"Everybody who reviews in {team.name}") for team in teams]


@routes.get("/reviews/comments/list")
@for_roles(*REVIEWERS)
def list_reusable() -> ResponseReturnValue:
    """The same for the composer."""
    with reading() as session:
        return {"comments": reusable.told(session, me())}


@routes.post("/reviews/comments")
@for_roles(*REVIEWERS)
def keep_reusable() -> ResponseReturnValue:
    """Save words for later: from the page as a form, from the composer as JSON."""
    given: Any = json_object() if request.is_json else request.form
    show_again(page)
    with work() as session:
        made = reusable.keep(session, me(), comment_forms.read_reusable(given))
        if request.is_json:
            return {"id": str(made.id)}, 201
    return back("Saved.")


@routes.post("/reviews/comments/<uuid:comment_id>")
@for_roles(*REVIEWERS)
def change_reusable(comment_id: UUID) -> ResponseReturnValue:
    """Write it differently."""
    with work() as session:
        reusable.get_own(session, me(), comment_id)
        show_again(lambda: page(comment_id))
        reusable.change(session, me(), comment_id, comment_forms.read_reusable(request.form))
    return back("Saved.")


@routes.post("/reviews/comments/<uuid:comment_id>/delete")
@for_roles(*REVIEWERS)
def delete_reusable(comment_id: UUID) -> ResponseReturnValue:
    """Forget it."""
    with work() as session:
        reusable.delete(session, me(), comment_id)
    return back("Deleted. Feedback that was written with it stays as it is.")


@routes.post("/reviews/comments/<uuid:comment_id>/used")
@for_roles(*REVIEWERS)
def used_reusable(comment_id: UUID) -> ResponseReturnValue:
    """Note that it was used in the composer."""
    with work() as session:
        reusable.note_use(session, me(), comment_id)
    return "", 204


def back(said: str) -> ResponseReturnValue:
    """To the page, with a word about what was done."""
    flash(said)
    return redirect(url_for(".reusable_comments"))
