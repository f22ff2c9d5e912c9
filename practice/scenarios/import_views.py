"""The doors in: a plain file, shown whole before anything of it is kept."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from practice.errors import Invalid
from practice.people.models import Role
from practice.recordings import actions as recordings
from practice.recordings.models import AssetKind, Piece
from practice.recordings.values import Manifest, ManifestPiece, ManifestSegment, PieceClaim
from practice.scenarios import actions, attachments, differences, forms, importing, queries, words
from practice.scenarios.attachment_views import keep as keep_file
from practice.scenarios.attachments import Stored
from practice.scenarios.models import Scenario
from practice.scenarios.plain import parcel
from practice.scenarios.plain.marks import Problem
from practice.scenarios.plain.reading import Plain, read
from practice.scenarios.values import Content
from practice.web.access import for_roles, takes_up_to
from practice.web.edge import me, reading, settings, store, work
from practice.web.fields import show_again

routes = Blueprint("importing", __name__)
MOST_PROBLEMS = 50
MOST_CLIPS = 200
WRONG = "Nothing is imported yet. Mend the file and send it again."
TOO_OLD = "What you saw is too old by now. Send the file once more."
SHOWN_FOR = 12 * 60 * 60  # seconds; what nothing names is removed after a day


@routes.get("/scenarios/import")
@for_roles(Role.enablement)
def choose() -> ResponseReturnValue:
    """The form for a file."""
    return render_template("scenarios/import.html", wrong=())


@routes.post("/scenarios/import")
@for_roles(Role.enablement)
@takes_up_to(parcel.MOST_BYTES)
def preview() -> ResponseReturnValue:
    """What is in the file and what becomes of it, or everything that is wrong with it by line.

    What lies beside it is kept like the recordings of an editor that is open: unless a scenario
    takes it within a day, the sweep removes it.
    """
    show_again(choose)
    with sent_parcel() as sent:
        found = read(sent.text)
        if problems := [*found.problems, *problems_beside(sent, found)][:MOST_PROBLEMS]:
            return render_template("scenarios/import.html", wrong=problems), 422
        with tempfile.TemporaryDirectory() as folder:
            clips = keep_clips(sent, found, Path(folder))
            files = keep_files(sent, found, Path(folder))
    return show_preview(sent.text, found.with_clips(clips), files)


@contextmanager
def sent_parcel() -> Iterator[parcel.Parcel]:
    """The file that was sent."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("Choose a file first.", {"file": "Choose a .yaml or .zip file."})
    with parcel.opened(file.stream) as found:
        yield found


def problems_beside(sent: parcel.Parcel, found: Plain) -> Iterator[Problem]:
    """What the file names and what is not there, or is something else."""
    for name, line in found.recordings.values():
        if sentence := sent.why_no_recording(name):
            yield Problem(line, sentence)
    for name, line in found.files:
        if sentence := sent.why_not(name, attachments.MOST_BYTES):
            yield Problem(line, sentence)


def keep_clips(sent: parcel.Parcel, found: Plain, folder: Path) -> dict[int, UUID]:
    """Keep the recordings; answers them by the place of their prompt."""
    kept: dict[str, UUID] = {}
    for name, _ in found.recordings.values():
        if name not in kept:
            sent.unpack(name, folder / "clip")
            kept[name] = keep(folder / "clip", parcel.MEDIA[PurePosixPath(name).suffix.lower()])
    return {at: kept[name] for at, (name, _) in found.recordings.items()}


def keep_files(sent: parcel.Parcel, found: Plain, folder: Path) -> list[Stored]:
    """Keep the files that belong to the brief."""
    kept = []
    for name, _ in found.files:
        sent.unpack(name, folder / "file")
        kept.append(keep_file(folder / "file", name))
    return kept


def keep(path: Path, mime_type: str) -> UUID:
    """Send one recording the way a browser sends one: announced, stored, finished."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    claim = PieceClaim(0, 0, mime_type, len(content), digest)
    with work() as session:
        asset_id = recordings.begin(session, me(), AssetKind.imported, is_clip=True).id
        piece = announced(session, asset_id, claim)
    store().upload(path, piece.key, mime_type)
    whole = ManifestSegment(0, mime_type, 0, 0, (ManifestPiece(0, len(content), digest),))
    with work() as session:
        recordings.finish(session, me(), asset_id, Manifest((whole,), 0))
    return asset_id


def announced(session: Session, asset_id: UUID, claim: PieceClaim) -> Piece:
    """The row of the only piece, which is there before its object."""
    most = parcel.MOST_RECORDING
    return recordings.announce_piece(
        session, me(), asset_id, claim, most_bytes=most, stored_sha256=None
    )[0]


def show_preview(text: str, content: Content, files: Sequence[Stored]) -> ResponseReturnValue:
    """The scenario as it would be, beside the one that it is like."""
    with reading() as session:
        return render_template(
            "scenarios/import_preview.html",
            content=content,
            text=text,
            clips=[str(each.asset_id or "") for each in content.prompts],
            files=files,
            sealed=seal().dumps([astuple(each) for each in files]),
            interactions=words.INTERACTIONS,
            orders=words.ORDERS,
            **beside(session, content, [each.name for each in files]),
        )


def beside(session: Session, content: Content, files: Sequence[str]) -> dict[str, Any]:
    """The scenario that this is like, and what is different; None where there is none."""
    like = importing.find_like(session, content)
    if like is None:
        return {"like": None, "newest": None, "has_draft": False, "difference": None}
    version = actions.newest_of(like)
    newest = Content.of(version)
    found = differences.between(newest, importing.fitted_to(content, newest))
    return {
        "like": like,
        "newest": newest,
        "has_draft": queries.find_draft(like) is not None,
        "difference": differences.with_files(found, (f.name for f in version.attachments), files),
    }


def seal() -> URLSafeTimedSerializer:
    """What makes sure that a name of an object in the store comes from us."""
    return URLSafeTimedSerializer(settings().secret_key, "files of an import")


@routes.post("/scenarios/import/apply")
@for_roles(Role.enablement)
def apply() -> ResponseReturnValue:
    """Write down what was shown: all of it as a draft, or nothing."""
    show_again(choose)
    found = read(request.form.get("content", "")[: parcel.MOST_TEXT])
    if found.problems:
        raise Invalid(WRONG, {"file": found.problems[0].sentence})
    content, files = found.with_clips(clips_sent()), files_sent()
    with work() as session:
        scenario = write_down(session, content)
        attachments.put(session, scenario, files)
        scenario_id = scenario.id
    flash("Imported as a draft. Read it once, then publish it.", "ok")
    return redirect(url_for("scenarios.edit", scenario_id=scenario_id))


def clips_sent() -> dict[int, UUID]:
    """The recordings that were kept when the file was shown; each is checked once more."""
    sent = enumerate(request.form.getlist("clip")[:MOST_CLIPS])
    return {at: found for at, raw in sent if (found := forms.uuid_or_none(raw))}


def files_sent() -> list[Stored]:
    """The files that were kept when the plain file was shown."""
    try:
        sealed = seal().loads(request.form.get("files", ""), max_age=SHOWN_FOR)
    except BadData:
        raise Invalid(TOO_OLD, {"file": TOO_OLD}) from None
    return [Stored(*each) for each in sealed]


def write_down(session: Session, content: Content) -> Scenario:
    """As the next version of what it is like, as a copy beside it, or as a new one."""
    wanted = request.form.get("as", "new")
    if wanted == "new":
        return importing.as_new(session, me(), content)
    if wanted == "copy":
        return importing.as_copy(session, me(), content)
    scenario_id = forms.uuid_or_none(wanted)
    if scenario_id is None:
        raise Invalid("Choose what becomes of the file.", {"as": "Choose one of the options."})
    scenario = queries.get_to_write(session, scenario_id)
    importing.as_version(session, scenario, content, request.form.get("seen", ""))
    return scenario
