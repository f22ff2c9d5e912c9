"""Files that belong to a brief: added to a draft, kept by the versions after it, read by whoever
may read the version.

Versions that keep a file share its object; it goes when no version names it any more.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.errors import Invalid, NotFound
from practice.people.models import Person
from practice.scenarios import actions, queries
from practice.scenarios.models import Attachment, Scenario, ScenarioVersion
from practice.scenarios.values import Content

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 200
PREFIX = "f/"
TOO_MANY = f"A scenario can have {MOST_FILES} files. Remove one first."


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store already, and that no version has yet."""

    name: str
    content_type: str
    size: int
    key: str


def new_key() -> str:
    """A place in the store that nobody can guess."""
    return f"{PREFIX}{secrets.token_hex(16)}"


def check_room(scenario: Scenario) -> None:
    """Refuse one more file than there may be."""
    if len(actions.newest_of(scenario).attachments) >= MOST_FILES:
        raise Invalid(TOO_MANY, {"file": TOO_MANY})


def add(session: Session, scenario: Scenario, file: Stored) -> Attachment:
    """Put a stored file into the draft; after publishing this starts the next one."""
    check_room(scenario)
    draft = draft_of(session, scenario)
    made = Attachment(
        position=len(draft.attachments) + 1, name=file.name, content_type=file.content_type,
        size=file.size, key=file.key,
    )  # fmt: skip
    draft.attachments.append(made)
    session.flush()
    return made


def put(session: Session, scenario: Scenario, files: Sequence[Stored]) -> None:
    """Let the draft have exactly these files; a version that has the same ones is left alone."""
    newest = actions.newest_of(scenario)
    if [(each.name, each.size) for each in newest.attachments] == [
        (each.name, each.size) for each in files
    ]:
        return
    draft = draft_of(session, scenario)
    draft.attachments = []
    session.flush()
    for each in files:
        add(session, scenario, each)


def remove(session: Session, scenario: Scenario, attachment_id: UUID) -> None:
    """Take a file out of the draft; versions that were published with it keep it."""
    newest = actions.newest_of(scenario)
    found = next((each for each in newest.attachments if each.id == attachment_id), None)
    if found is None:
        raise NotFound("That file isn’t there any more.")
    draft = draft_of(session, scenario)
    draft.attachments.remove(next(each for each in draft.attachments if each.key == found.key))
    for position, each in enumerate(draft.attachments, 1):
        each.position = position
    session.flush()


def draft_of(session: Session, scenario: Scenario) -> ScenarioVersion:
    """The draft, begun when there is none."""
    if draft := queries.find_draft(scenario):
        return draft
    newest = actions.newest_of(scenario)
    draft = actions.next_draft(session, newest)
    actions.fill(draft, Content.of(newest), actions.keys_of(newest))
    session.flush()
    return draft


def get(session: Session, viewer: Person, attachment_id: UUID) -> Attachment:
    """One file, for whoever may read its version."""
    mine = queries.visible_to(viewer).with_only_columns(ScenarioVersion.id)
    found = session.scalar(
        select(Attachment).where(Attachment.id == attachment_id, Attachment.version_id.in_(mine))
    )
    if found is None:
        raise NotFound("We can’t find that file.")
    return found


def unneeded(session: Session, stored: Collection[str]) -> set[str]:
    """Which of these objects no version names; a file's row follows its object within minutes."""
    named = session.scalars(select(Attachment.key).where(Attachment.key.in_(stored)).distinct())
    return set(stored) - set(named)
