"""The doors of the upload protocol, and of the folder store.

`POST /recordings` begins a clip: a recording without a take, such as a prompt. For both
`POST /recordings/<id>/pieces` announces a piece and answers with the address to put it to, and
`GET /recordings/<id>` says how far a recording is. Finishing is a matter of takes.
"""

from uuid import UUID

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from media.folder import FolderStore
from media.objects import Answer
from practice.errors import NotFound
from practice.people.models import Role
from practice.recordings import actions, queries
from practice.recordings.models import AssetKind
from practice.recordings.progress import progress_of
from practice.recordings.rules import LARGEST_PIECE
from practice.recordings.speed import SIZE, sign_probe
from practice.recordings.values import PieceClaim
from practice.recordings.wire import read_piece
from practice.web.access import for_roles, public
from practice.web.downloads import in_its_turn
from practice.web.edge import hour_of_reader, me, reading, settings, store, work
from practice.web.fields import Reader, json_object
from practice.web.security import csrf
from practice.web.signed import clip

routes = Blueprint("recordings", __name__)

PIECE_TYPE = "application/octet-stream"


@routes.post("/recordings")
@for_roles(Role.enablement, Role.manager, Role.rep)
def begin_clip() -> ResponseReturnValue:
    """Open a clip: a prompt or a model take for its author, a comment that is spoken."""
    reader = Reader(json_object())
    kind = reader.choice("kind", AssetKind)
    reader.finish("We couldn’t tell what is being recorded.")
    with work() as session:
        asset = actions.begin(session, me(), kind, is_clip=True)
    limits = {"minutes": settings().max_take_minutes, "bytes": int(settings().max_take_bytes)}
    return {"recording": str(asset.id), "limits": limits}, 201


@routes.post("/recordings/<uuid:asset_id>/pieces")
def announce_piece(asset_id: UUID) -> ResponseReturnValue:
    """Where to put the next piece, or that it is already there."""
    with reading() as session:
        queries.get_own(session, me(), asset_id)
    claim = read_piece(json_object())
    seen = _stored_digest(asset_id, claim)
    with work() as session:
        piece, stored = actions.announce_piece(
            session, me(), asset_id, claim, most_bytes=settings().max_take_bytes, stored_sha256=seen
        )
    if stored:
        return {"stored": True, "url": "", "headers": {}}
    lasting = settings().upload_link_seconds
    put = store().sign_put(piece.key, piece.size, piece.sha256, PIECE_TYPE, lasting)
    return {"stored": False, "url": put.url, "headers": put.headers}


@routes.post("/recordings/speed")
def probe_speed() -> ResponseReturnValue:
    """Where to put the bytes that show how fast the connection is."""
    put = sign_probe(store(), me())
    return {"url": put.url, "headers": put.headers, "size": SIZE}


@routes.get("/recordings/<uuid:asset_id>")
def status(asset_id: UUID) -> ResponseReturnValue:
    """How far one's own recording is, for a page that waits for it."""
    with reading() as session:
        asset = queries.get_own(session, me(), asset_id)
        return progress_of(session, asset, hour_of_reader)


@routes.get("/recordings/<uuid:asset_id>/media")
def media(asset_id: UUID) -> ResponseReturnValue:
    """Where one's own recording plays from, for a little while."""
    with reading() as session:
        found = clip(queries.get_own(session, me(), asset_id))
    if found is None:
        raise NotFound("This recording can’t be played yet.")
    return found


def _stored_digest(asset_id: UUID, claim: PieceClaim) -> str | None:
    """What the store holds at this place already; looked up outside of any transaction."""
    with reading() as session:
        known = queries.find_piece(session, asset_id, claim.segment, claim.position)
    return known.sha256 if known is not None and store().head(known.key) is not None else None


@routes.put("/store/<path:token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def put_object(token: str) -> ResponseReturnValue:
    """Keep the bytes that a signed address was made for: its signature is the permission."""
    request.max_content_length = LARGEST_PIECE + 1  # else reading to the end is too much
    return _answer(_folder().accept(token, request.stream, request.headers))


@routes.get("/store/<path:token>")
@public
def get_object(token: str) -> ResponseReturnValue:
    """Hand out the bytes of a signed address, a range at a time."""
    asked, unless_changed = request.headers.get("Range"), request.headers.get("If-Range")
    answer = _folder().open_range(token, asked, request.method, unless_changed)
    response = _answer(answer)
    return in_its_turn(response) if request.method == "GET" else response


def _folder() -> FolderStore:
    found = store()
    return found if isinstance(found, FolderStore) else abort(404)


def _answer(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))
