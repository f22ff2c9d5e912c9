"""The door out: a scenario as a plain file, with what belongs to it as a .zip."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import ZipFile

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from media.errors import NotStored
from practice.errors import WrongState
from practice.people.models import Role
from practice.recordings.models import MediaAsset, Rendition, RenditionKind
from practice.scenarios import actions, queries
from practice.scenarios.models import ScenarioVersion
from practice.scenarios.plain import parcel
from practice.scenarios.plain.writing import write
from practice.scenarios.values import Content
from practice.web.access import for_roles
from practice.web.downloads import in_its_turn
from practice.web.edge import close_reading, reading, store

routes = Blueprint("plain", __name__)
PIECE = 256 * 1024
GONE = "A recording or a file of this scenario is gone. Remove it in the editor, then export again."


@routes.get("/scenarios/<uuid:scenario_id>/export")
@for_roles(Role.enablement)
def export(scenario_id: UUID) -> ResponseReturnValue:
    """The newest version, draft or not, as a plain file; with its recordings as a .zip."""
    with reading() as session:
        version = actions.newest_of(queries.get_scenario(session, scenario_id))
        clips = {
            at: (name_beside(at, made), made.key) for at, made in recordings_of(version).items()
        }
        files = [(f"files/{each.position}/{each.name}", each.key) for each in version.attachments]
        names = {at: name for at, (name, _) in clips.items()}
        text = write(Content.of(version), names, [name for name, _ in files])
        name = file_name(version.title)
    close_reading()
    if not clips and not files:
        headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
        return Response(text, content_type="application/yaml; charset=utf-8", headers=headers)
    return zipped(name, text, [*clips.values(), *files])


def recordings_of(version: ScenarioVersion) -> dict[int, Rendition]:
    """What each recorded prompt is exported as; refuses while one is being prepared."""
    found = {}
    for at, prompt in enumerate(version.prompts):
        if prompt.asset is not None:
            if (made := rendition_of(prompt.asset)) is None:
                raise WrongState(f"The recording of prompt {at + 1} can’t be exported yet.")
            found[at] = made
    return found


def rendition_of(asset: MediaAsset) -> Rendition | None:
    """The best there is that is small enough to be read again."""
    kinds = (RenditionKind.main, RenditionKind.playable, RenditionKind.low)
    made = (asset.rendition(kind) for kind in kinds)
    return next((each for each in made if each and each.size <= parcel.MOST_RECORDING), None)


def name_beside(at: int, made: Rendition) -> str:
    """What the recording of a prompt is called beside the plain file."""
    endings = {kind: ending for ending, kind in parcel.MEDIA.items()}
    return f"media/prompt-{at + 1}{endings.get(made.content_type.partition(';')[0], '.mp4')}"


def file_name(title: str) -> str:
    """A title as the name of a file, in letters that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "scenario"


def zipped(name: str, text: str, beside: Sequence[tuple[str, str]]) -> Response:
    """The plain file and what lies beside it, by name and key."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = [(inside, fetch(key, Path(folder))) for inside, key in beside]
        target = tempfile.TemporaryFile()  # noqa: SIM115 -- it is closed when the answer was sent
        with ZipFile(target, "w") as archive:
            archive.writestr("scenario.yaml", text)
            for inside, path in fetched:
                archive.write(path, inside)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "Content-Length": str(target.tell()),
    }
    answer = Response(read_out(target), content_type="application/zip", headers=headers)
    answer.call_on_close(target.close)  # also where nobody reads it
    return in_its_turn(answer)


def read_out(file: IO[bytes]) -> Iterator[bytes]:
    """All of a file in pieces; it is closed after the last."""
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def fetch(key: str, folder: Path) -> Path:
    """One object as a local file; refuses when it is gone from the store."""
    path = folder / key.replace("/", "-")
    try:
        store().download(key, path)
    except NotStored:
        raise WrongState(GONE) from None
    return path
