"""The doors of the files that belong to a brief."""

import tempfile
from pathlib import Path, PurePosixPath
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from practice.errors import Invalid
from practice.people.models import Role
from practice.scenarios import actions, attachments, queries
from practice.scenarios.attachments import Stored
from practice.scenarios.file_kinds import kind_of
from practice.web.access import for_roles, takes_up_to
from practice.web.edge import close_reading, me, reading, settings, store, work
from practice.web.fields import show_again

routes = Blueprint("attachments", __name__)

NO_FILE = "Choose a file first."
TOO_LARGE = "A file can have at most 10 MB."
OTHER_KIND = (
    "Use PDF, PNG, JPEG, TXT, DOCX or PPTX. The name has to end in what the file really is."
)


@routes.get("/scenarios/<uuid:scenario_id>/files")
@for_roles(Role.enablement)
def index(scenario_id: UUID) -> ResponseReturnValue:
    """What belongs to the brief, and a place to add to it."""
    with reading() as session:
        scenario = queries.get_scenario(session, scenario_id)
        version = actions.newest_of(scenario)
        return render_template(
            "scenarios/files.html", version=version, most=attachments.MOST_FILES,
            published=queries.find_published(scenario),
        )  # fmt: skip


@routes.post("/scenarios/<uuid:scenario_id>/files")
@for_roles(Role.enablement)
@takes_up_to(attachments.MOST_BYTES + 65_536)
def add(scenario_id: UUID) -> ResponseReturnValue:
    """Add one file to the draft."""
    show_again(lambda: index(scenario_id))
    with reading() as session:
        attachments.check_room(queries.get_scenario(session, scenario_id))
    close_reading()
    with tempfile.TemporaryDirectory() as folder:
        path, sent = Path(folder) / "file", sent_file()
        sent.save(path)
        file = keep(path, sent.filename or "")
    with work() as session:
        scenario = queries.get_to_write(session, scenario_id)
        attachments.add(session, scenario, file)
    flash(f"“{file.name}” is in the draft. Publish it when you are ready.", "ok")
    return redirect(url_for("attachments.index", scenario_id=scenario_id))


def sent_file() -> FileStorage:
    """The file that was sent."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(NO_FILE, {"file": NO_FILE})
    return file


def keep(path: Path, name: str) -> Stored:
    """Put a file into the store under a key of its own; refuses what is none we take.

    Its row comes after; without one, the sweep removes the object.
    """
    size = path.stat().st_size
    if size > attachments.MOST_BYTES:
        raise Invalid(TOO_LARGE, {"file": TOO_LARGE})
    content_type = kind_of(name, path) if size else None
    if content_type is None:
        raise Invalid(OTHER_KIND, {"file": OTHER_KIND})
    key = attachments.new_key()
    store().upload(path, key, content_type)
    return Stored(last_of(name), content_type, size, key)


def last_of(name: str) -> str:
    """What a file is called, without any folder and without what can't be seen or packed."""
    last = PurePosixPath(name.replace("\\", "/")).name.replace(":", "-").lstrip(".")
    return "".join(each for each in last if each.isprintable())[-attachments.LONGEST_NAME :]


@routes.post("/scenarios/<uuid:scenario_id>/files/<uuid:attachment_id>/remove")
@for_roles(Role.enablement)
def remove(scenario_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Take one out of the draft."""
    with work() as session:
        attachments.remove(session, queries.get_to_write(session, scenario_id), attachment_id)
    flash("Removed from the draft.", "ok")
    return redirect(url_for("attachments.index", scenario_id=scenario_id))


@routes.get("/attachments/<uuid:attachment_id>")
def download(attachment_id: UUID) -> ResponseReturnValue:
    """The file itself, always to be kept and never shown in the page."""
    with reading() as session:
        found = attachments.get(session, me(), attachment_id)
        seconds = settings().video_link_seconds
        address = store().sign_get(found.key, seconds, found.content_type, found.name)
    return redirect(address)
