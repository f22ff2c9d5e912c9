"""Files that belong to a brief: what they have to be, which versions have them, when they go."""

import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from media.storage import Store
from practice.db import Database
from practice.people.models import Person, Role
from practice.scenarios import actions, attachments, queries, starter
from practice.scenarios.file_kinds import kind_of
from practice.scenarios.models import Attachment
from practice.settings import Settings
from tests import factories
from tests.client import Page, Shown
from workers import clips
from workers.boot import Parts

PDF = b"%PDF-1.7 a price list"


def office(part: str) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return packed.getvalue()


@pytest.fixture
def writer(db: Database) -> Person:
    with db.work() as session:
        return factories.person(session, "Elena Ruiz", Role.enablement)


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("a.pdf", PDF, True), ("a.PNG", b"\x89PNG\r\n\x1a\n0", True),
        ("a.jpg", b"\xff\xd8\xff0", True),
        ("a.txt", "Prices, é".encode(), True), ("a.docx", office("word/document.xml"), True),
        ("a.pptx", office("ppt/presentation.xml"), True),
        ("a.pdf", b"<html><script>", False), ("a.html", b"<html>", False), ("a", PDF, False),
        ("a.txt", b"\x00\x01", False), ("a.txt", b"\xff\xfe\xff", False), ("a.png", PDF, False),
        ("a.docx", office("ppt/presentation.xml"), False), ("a.docx", b"PK\3\4", False),
        ("a.pdf.exe", PDF, False),
    ],
    ids=[str(number) for number in range(15)],  # packed files differ by the time of packing
)  # fmt: skip
def test_a_file_is_what_its_name_says(
    name: str, content: bytes, fits: bool, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert (kind_of(name, path) is not None) is fits


def send(page: Page, home: str, content: bytes, name: str, status: int = 302) -> Shown:
    return page.submit(f"{home}/files", {"file": (io.BytesIO(content), name)}, status)


def publish(db: Database, writer: Person, scenario_id: UUID) -> None:
    with db.work() as session:
        actions.publish(session, writer, queries.get_scenario(session, scenario_id))


def files_of(db: Database, scenario_id: UUID) -> list[list[str]]:
    """The names of the files of each version."""
    with db.reading() as session:
        versions = queries.get_scenario(session, scenario_id).versions
        return [[each.name for each in version.attachments] for version in versions]


def test_a_file_joins_a_draft_is_read_by_reps_and_stays_with_the_versions_that_have_it(
    page: Page, db: Database, store: Store, settings: Settings, writer: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with db.work() as session:
        full = starter.named("60-second-pitch")
        scenario_id = starter.add(session, writer, full).id
        rep = factories.person(session)
    home, brief = f"/scenarios/{scenario_id}", f"/practice/{scenario_id}"
    page.sign_in(writer)
    added = page.follow(send(page, home, PDF, "lists/prices.pdf"))
    assert added.has("“prices.pdf” is in the draft", "In version 2", "21 bytes")
    with db.reading() as session:
        draft = queries.get_scenario(session, scenario_id).versions[-1]
        file, key = draft.attachments[0].id, draft.attachments[0].key
    page.sign_in(rep)
    assert not page.get(brief).has("prices.pdf")
    page.get(f"/attachments/{file}", status=404)
    publish(db, writer, scenario_id)
    assert page.get(brief).has("prices.pdf", "21 bytes")
    answer = page.follow(page.get(f"/attachments/{file}", status=302)).response
    assert answer.get_data() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page.sign_in(writer)
    page.submit(f"{home}/files/{file}/remove")
    assert files_of(db, scenario_id) == [[], ["prices.pdf"], []]
    monkeypatch.setattr(clips, "UNUSED_FOR", timedelta(minutes=-1))
    parts = Parts(settings, db, store)
    store.upload(_file(settings), attachments.new_key(), "application/pdf")
    assert clips.remove_unused_files(parts) == 1
    assert store.head(key) is not None
    with db.work() as session:
        for row in session.scalars(select(Attachment)):
            session.delete(row)
    assert clips.remove_unused_files(parts) == 1
    assert store.head(key) is None


def _file(settings: Settings) -> Path:
    path = settings.data_dir / "unused.pdf"
    path.write_bytes(PDF)
    return path


def test_what_is_too_large_too_many_or_something_else_is_refused_with_a_sentence(
    page: Page, db: Database, writer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 1000)
    with db.work() as session:
        scenario_id = factories.scenario(session).scenario_id
    home = f"/scenarios/{scenario_id}"
    page.sign_in(writer)
    assert page.submit(f"{home}/files", {}, 422).has("Choose a file first.")
    assert send(page, home, b"<html>", "a.pdf", 422).has("what the file really is")
    large = PDF + bytes(attachments.MOST_BYTES)
    assert send(page, home, large, "a.pdf", 422).has("at most 10 MB")
    for number in range(attachments.MOST_FILES):
        send(page, home, PDF, f"{number}.pdf")
    assert send(page, home, PDF, "6.pdf", 422).has("Remove one first.")
    assert files_of(db, scenario_id)[-1] == [f"{number}.pdf" for number in range(5)]
