"""Captions of a take, from the file on one's desk to those who read along."""

import io
from uuid import UUID

import pytest
from sqlalchemy import func, select

from media.captions import MOST_BYTES
from practice.db import Database, utcnow
from practice.people.models import Person, Role
from practice.recordings.languages import LANGUAGES, language_name
from practice.recordings.models import AssetState, Captions
from practice.takes import actions
from practice.takes.models import Take
from tests import factories as make
from tests.client import Page, Shown

SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\n<b>Hello</b> there\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nBye\n"
)


@pytest.fixture
def maya(db: Database) -> Person:
    with db.work() as session:
        dana = make.person(session, "Dana Lee", Role.manager)
        return make.person(session, "Maya Chen", team=make.team(session, "East", dana))


@pytest.fixture
def take(db: Database, maya: Person) -> Take:
    with db.work() as session:
        return make.take(session, maya)


def dana(db: Database) -> Person:
    with db.reading() as session:
        return session.scalars(select(Person).where(Person.name == "Dana Lee")).one()


def upload(
    page: Page, take: Take, content: bytes | str = SRT, status: int = 302, language: str = "en"
) -> Shown:
    raw = content.encode() if isinstance(content, str) else content
    fields = {"captions": (io.BytesIO(raw), "talk.srt"), "language": language}
    shown = page.submit(f"/takes/{take.id}/captions", fields, status)
    shown.response.request.environ["wsgi.input"].close()  # the client's own copy of what was sent
    return shown


def kept(db: Database, take: Take) -> Captions | None:
    with db.reading() as session:
        return session.get_one(Take, take.id).asset.captions


def count(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count(Captions.id))) or 0


def tracks(shown: Shown) -> list[dict[str, str | None]]:
    return shown.look.all("track")


def test_a_take_offers_to_bring_captions(take: Take, maya: Person, page: Page) -> None:
    shown = page.sign_in(maya).get(f"/takes/{take.id}")
    assert shown.has("None yet. Upload a WebVTT or SRT file so that everybody can read along.")
    assert f"/takes/{take.id}/captions" in shown.forms
    assert not tracks(shown)


def test_an_uploaded_file_becomes_the_track_of_the_player(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    sent = upload(page.sign_in(maya), take, language="pt")
    assert sent.response.headers["Location"].endswith(f"/takes/{take.id}#captions-card")
    shown = page.get(f"/takes/{take.id}")
    assert shown.has("Captions added: 2 lines.", "Portuguese, 2 lines", "Download", "Remove")
    (track,) = tracks(shown)
    assert (track["kind"], track["srclang"], track["label"]) == ("captions", "pt", "Portuguese")
    assert track["src"] == f"/takes/{take.id}/captions.vtt"
    found = kept(db, take)
    assert found and found.uploaded_by_id == maya.id


def test_what_is_served_is_clean_webvtt_for_this_page_alone(
    take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    answer = page.get(f"/takes/{take.id}/captions.vtt").response
    assert answer.text == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello there\n"
        "\n00:00:03.000 --> 00:00:04.000\nBye\n"
    )
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_another_file_takes_the_place_of_the_first(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    upload(page, take, "WEBVTT\n\n00:05.000 --> 00:06.000\nBonjour\n", language="fr")
    shown = page.get(f"/takes/{take.id}")
    assert shown.has("French, 1 line", "Replace them")
    assert (count(db), getattr(kept(db, take), "language", "")) == (1, "fr")


def test_the_language_chosen_before_is_offered_again(take: Take, maya: Person, page: Page) -> None:
    upload(page.sign_in(maya), take, language="ja")
    assert '<option value="ja" selected>' in page.get(f"/takes/{take.id}").html


def test_what_did_not_fit_is_told(take: Take, maya: Person, page: Page) -> None:
    upload(page.sign_in(maya), take, SRT + "\n3\n00:09:00,000 --> 00:09:02,000\nToo late\n")
    told = "Captions added: 2 lines. 1 other had no words or no time within this take."
    assert page.get(f"/takes/{take.id}").has(told)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 422, "That file is empty."),
        (b"Dear diary", 422, "We can’t find captions in that file."),
        (b"\x89PNG\r\n\x1a\n\xff", 422, "We can’t read the text of that file."),
        (b"1\n00:09:00,000 --> 00:09:01,000\nLate", 422, "fits the length of this recording"),
        (b"x" * (MOST_BYTES + 1), 413, "That file is larger than 1 MB."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_its_form(
    content: bytes, status: int, words: str, db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    shown = upload(page, take, content, status, language="de")
    assert shown.text.count(words) == 1
    assert '<details class="more" open>' in shown.html
    assert '<option value="de" selected>' in shown.html
    assert "errors" not in {attrs.get("class") for attrs in shown.look.all("div")}
    assert getattr(kept(db, take), "cues", 0) == 2  # what was there stays


def test_no_file_and_no_known_language_are_refused(take: Take, maya: Person, page: Page) -> None:
    path = f"/takes/{take.id}/captions"
    shown = page.sign_in(maya).submit(path, {"language": "<b>"}, 422)
    assert shown.has("Choose a WebVTT or SRT file first.", "Choose one of the options.")


def test_far_too_much_is_not_even_read(take: Take, maya: Person, page: Page) -> None:
    shown = upload(page.sign_in(maya), take, b"x" * (3 * MOST_BYTES), 413)
    assert shown.heading
    assert not tracks(page.get(f"/takes/{take.id}"))


def test_removing_takes_them_off_and_twice_does_no_harm(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    assert 'data-confirm="Remove these captions?"' in page.get(f"/takes/{take.id}").html
    for _ in range(2):
        page.submit(f"/takes/{take.id}/captions/remove")
    shown = page.get(f"/takes/{take.id}")
    assert shown.has("Captions removed.", "None yet.")
    assert not tracks(shown)
    page.get(f"/takes/{take.id}/captions.vtt", status=404)
    assert count(db) == 0


def test_the_reviewer_reads_along_once_the_take_is_submitted(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    reviewer, path = dana(db), f"/takes/{take.id}/captions.vtt"
    page.sign_in(reviewer).get(path, status=404)
    with db.work() as session:
        submission = make.submission(session, session.merge(take), reviewer=reviewer)
    assert "Hello there" in page.get(path).html
    for shown in (page.get(f"/takes/{take.id}"), page.get(f"/submissions/{submission.id}/review")):
        assert [track["src"] for track in tracks(shown)] == [path]
        assert not {f"/takes/{take.id}/captions", f"{path}/remove"} & shown.forms
    with db.work() as session:
        session.merge(submission).withdrawn_at = utcnow()
    page.get(path, status=404)


def test_captions_can_be_mended_while_others_watch(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    with db.work() as session:
        submission = make.submission(session, session.merge(take), reviewer=dana(db))
    upload(page.sign_in(maya), take)
    assert tracks(page.get(f"/submissions/{submission.id}"))


def test_only_the_rep_brings_or_removes_them(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    with db.work() as session:
        make.submission(session, session.merge(take), reviewer=dana(db))
    page.sign_in(dana(db))
    upload(page, take, status=404)
    page.submit(f"/takes/{take.id}/captions/remove", status=404)
    assert count(db) == 1


@pytest.mark.parametrize(
    "state", [AssetState.uploading, AssetState.finished, AssetState.unreadable]
)
def test_a_take_that_cannot_be_watched_has_no_captions(
    state: AssetState, db: Database, maya: Person, page: Page
) -> None:
    with db.work() as session:
        take = make.take(session, maya, state=state)
    assert "captions-card" not in page.sign_in(maya).get(f"/takes/{take.id}").html
    upload(page, take, status=409)
    assert count(db) == 0


def test_deleting_the_take_removes_what_was_said_in_it(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    page.submit(f"/takes/{take.id}/delete")
    assert count(db) == 0
    page.get(f"/takes/{take.id}/captions.vtt", status=404)
    upload(page, take, status=409)
    assert count(db) == 0


def test_a_restart_removes_them_with_the_recording(db: Database, take: Take, maya: Person) -> None:
    with db.work() as session:
        make.captions(session, session.get_one(Take, take.id))
    with db.work() as session:
        actions.delete(session, session.merge(maya), take.id)
    assert count(db) == 0


def test_a_form_without_its_token_changes_nothing(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    page.sign_in(maya)
    for part in ("captions", "captions/remove"):
        data = {"captions": (io.BytesIO(SRT.encode()), "talk.srt")}
        assert page.client.post(f"/takes/{take.id}/{part}", data=data).status_code == 400
    assert count(db) == 0


def test_another_take_s_address_leads_to_its_own_captions(
    db: Database, take: Take, maya: Person, page: Page
) -> None:
    upload(page.sign_in(maya), take)
    with db.work() as session:
        other = make.take(session, maya)
    page.get(f"/takes/{other.id}/captions.vtt", status=404)
    page.get(f"/takes/{UUID(int=7)}/captions.vtt", status=404)


def test_every_language_has_a_name_of_its_own() -> None:
    names = [name for _, name in LANGUAGES]
    assert len(set(names)) == len(names) > 20
    assert (language_name("en"), language_name("und")) == ("English", "Another language")
    assert language_name("tlh") == "Another language"


def test_captions_are_replaced_only_after_a_question(page: Page, maya: Person, take: Take) -> None:
    def question() -> str | None:
        forms = page.get(f"/takes/{take.id}").look.all("form")
        (form,) = [one for one in forms if one.get("action") == f"/takes/{take.id}/captions"]
        return form.get("data-confirm")

    page.sign_in(maya)
    assert question() is None
    upload(page, take)
    assert question() == "Replace the captions?"
