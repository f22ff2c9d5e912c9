"""Comments that are spoken, who may play them, and the talk about feedback."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from practice.db import Database, new_id, utcnow
from practice.errors import Invalid, NotFound
from practice.notices.models import Notice, NoticeKind
from practice.people.models import Person, Role
from practice.recordings.models import AssetState, MediaAsset
from practice.reviews import actions, comments, corrections, drafts, talk
from practice.reviews.models import Comment, Decision, Marker, MarkerKind, Review
from practice.reviews.values import MarkerInput, ReplyInput
from tests import factories
from tests.client import Page
from tests.reviews.conftest import Scene, sent

LATER = timedelta(seconds=11)


def spoken(
    session: Session,
    scene: Scene,
    recording: UUID | None,
    text: str = "",
    marker: UUID | None = None,
) -> Marker:
    """The reviewer says something at one second."""
    draft = drafts.draft(session, scene.manager, scene.submission.id)
    given = MarkerInput(1000, MarkerKind.attempt, text=text, recording=recording)
    return drafts.save_marker(session, draft, marker or new_id(), given)


def release(session: Session, scene: Scene) -> Review:
    now = utcnow() - 2 * LATER
    review = sent(session, scene, Decision.another_take, now)
    actions.release_due(session, now + LATER)
    session.refresh(review)
    return review


def may_play(session: Session, person: Person, said: Comment) -> bool:
    try:
        comments.get_spoken(session, person, said.marker.review.submission_id, said.id)
    except NotFound:
        return False
    return True


def test_a_draft_is_played_by_its_author_alone_and_the_feedback_by_its_readers(
    session: Session, scene: Scene
) -> None:
    said = spoken(session, scene, factories.clip(session, scene.manager).id).comments[0]
    peer = factories.person(session, team=scene.team)
    elsewhere = factories.person(session, "", Role.manager)
    everyone = [scene.manager, scene.rep, peer, elsewhere]
    assert [may_play(session, one, said) for one in everyone] == [True, False, False, False]
    release(session, scene)
    assert [may_play(session, one, said) for one in everyone] == [True, True, False, False]


def test_it_is_found_under_its_own_submission_only(session: Session, scene: Scene) -> None:
    said = spoken(session, scene, factories.clip(session, scene.manager).id).comments[0]
    other = factories.submission(
        session, factories.take(session, scene.rep), reviewer=scene.manager
    )
    with pytest.raises(NotFound):
        comments.get_spoken(session, scene.manager, other.id, said.id)


def test_what_was_only_written_has_nothing_to_play(session: Session, scene: Scene) -> None:
    said = spoken(session, scene, None, "Wait.").comments[0]
    assert not may_play(session, scene.manager, said)


def not_mine(session: Session, scene: Scene) -> MediaAsset:
    return factories.clip(session, scene.rep)


def practice_of_mine(session: Session, scene: Scene) -> MediaAsset:
    return factories.take(session, scene.manager).asset


def a_model_take(session: Session, scene: Scene) -> MediaAsset:
    return factories.model_take(session, scene.manager).asset


def on_its_way(session: Session, scene: Scene) -> MediaAsset:
    return factories.clip(session, scene.manager, state=AssetState.uploading)


def unreadable(session: Session, scene: Scene) -> MediaAsset:
    return factories.clip(session, scene.manager, state=AssetState.unreadable)


def deleted(session: Session, scene: Scene) -> MediaAsset:
    return factories.clip(session, scene.manager, state=AssetState.deleted)


def too_long(session: Session, scene: Scene) -> MediaAsset:
    return factories.clip(session, scene.manager, duration_ms=comments.LONGEST_MS + 60_000)


@pytest.mark.parametrize(
    "make",
    [not_mine, practice_of_mine, a_model_take, on_its_way, unreadable, deleted, too_long],
)
def test_only_a_short_clip_of_ones_own_says_something(
    session: Session, scene: Scene, make: object
) -> None:
    asset: MediaAsset = make(session, scene)  # type: ignore[operator]
    with pytest.raises(Invalid):
        spoken(session, scene, asset.id)
    assert session.scalar(select(Comment)) is None


def test_a_recording_can_be_replaced_and_taken_out_again(session: Session, scene: Scene) -> None:
    first, second = (factories.clip(session, scene.manager).id for _ in range(2))
    marker = spoken(session, scene, first)
    spoken(session, scene, second, "And in words.", marker.id)
    [said] = marker.comments
    assert (said.asset_id, said.text) == (second, "And in words.")
    version = marker.version
    spoken(session, scene, second, "And in words.", marker.id)
    assert marker.version == version, "the same again changes nothing"
    spoken(session, scene, None, "And in words.", marker.id)
    session.flush()
    assert said.asset_id is None


def test_a_correction_takes_recordings_and_disagreement_along(
    session: Session, scene: Scene
) -> None:
    clip, answer = factories.clip(session, scene.manager), factories.clip(session, scene.rep)
    marker = spoken(session, scene, clip.id)
    release(session, scene)
    said = ReplyInput(recording=answer.id, disagrees=True)
    talk.reply(session, scene.rep, marker, said)
    copy = corrections.correct(session, scene.manager, scene.submission.id).markers[0]
    assert [one.asset_id for one in copy.comments] == [clip.id, answer.id]
    assert [one.disagrees for one in copy.comments] == [False, True]
    assert not may_play(session, scene.rep, copy.comments[0]), "the correction is a draft"


def test_a_reply_never_passes_for_the_words_of_a_marker_without_any(
    session: Session, scene: Scene
) -> None:
    marker = spoken(session, scene, None)
    release(session, scene)
    talk.reply(session, scene.rep, marker, ReplyInput("What did you see here?"))
    session.refresh(marker)
    assert [(one.author_id, one.text) for one in marker.comments] == [
        (scene.manager.id, ""), (scene.rep.id, "What did you see here?"),
    ]  # fmt: skip


def test_the_rep_may_disagree_without_a_word_and_the_reviewer_is_told(
    session: Session, scene: Scene
) -> None:
    marker = spoken(session, scene, None, "You talked over her.")
    release(session, scene)
    talk.reply(session, scene.rep, marker, ReplyInput(disagrees=True))
    told = select(Notice).where(Notice.kind == NoticeKind.reply)
    [notice] = session.scalars(told)
    assert notice.person_id == scene.manager.id
    assert notice.title == "Priya Raman disagrees with a comment on “Discovery call”"
    with pytest.raises(Invalid, match="Only the person"):
        talk.reply(session, scene.manager, marker, ReplyInput(disagrees=True))
    talk.reply(session, scene.manager, marker, ReplyInput("Second 4: she had begun to speak."))
    assert [one.person_id for one in session.scalars(told.order_by(Notice.id))][-1] == scene.rep.id


def test_nobody_says_more_than_anybody_reads(session: Session, scene: Scene) -> None:
    marker = spoken(session, scene, None, "Wait.")
    release(session, scene)
    for n in range(talk.MOST_REPLIES):
        marker.comments.append(Comment(author_id=scene.rep.id, text=str(n)))
    session.flush()
    with pytest.raises(Invalid, match="next conversation"):
        talk.reply(session, scene.rep, marker, ReplyInput("One more"))


# ---- pages


def spoken_feedback(db: Database, scene: Scene) -> Comment:
    with db.work() as session:
        said = spoken(session, scene, factories.clip(session, scene.manager, 12_000).id).comments[0]
        release(session, scene)
        session.refresh(said)
        return said


def media(scene: Scene, said: Comment) -> str:
    return f"/submissions/{scene.submission.id}/comments/{said.id}/media"


def test_it_is_played_on_the_page_of_feedback(db: Database, stage: Scene, page: Page) -> None:
    said = spoken_feedback(db, stage)
    page.sign_in(stage.rep)
    shown = page.get(f"/submissions/{stage.submission.id}")
    voices = [attrs["data-media"] for attrs in shown.look.all("ft-voice")]
    assert voices == [media(stage, said)]
    answer = page.send("GET", media(stage, said)).json
    assert answer["media"]["duration_ms"] == 12_000
    assert answer["settled"] is True


def test_what_is_still_prepared_says_so(db: Database, stage: Scene, page: Page) -> None:
    said = spoken_feedback(db, stage)
    with db.work() as session:
        session.get_one(MediaAsset, said.asset_id).state = AssetState.finished
    answer = page.sign_in(stage.rep).send("GET", media(stage, said)).json
    assert (answer["media"], answer["settled"]) == (None, False)
    with db.work() as session:
        session.get_one(MediaAsset, said.asset_id).state = AssetState.deleted
    page.send("GET", media(stage, said), status=404)
    assert page.get(f"/submissions/{stage.submission.id}").has(
        "The recording of this comment is gone."
    )


def test_the_rep_disagrees_and_answers_on_the_page(db: Database, stage: Scene, page: Page) -> None:
    said = spoken_feedback(db, stage)
    replies = f"/submissions/{stage.submission.id}/markers/{said.marker_id}/replies"
    page.sign_in(stage.rep)
    shown = page.follow(page.submit(replies, {"disagrees": "yes", "text": "<i>She</i> did."}))
    assert shown.has("Disagrees", "<i>She</i> did.", "Sent. Dana Moss is told.")
    assert (
        not page.sign_in(stage.manager).get(f"/submissions/{stage.submission.id}").has("I disagree")
    )


def test_a_refused_reply_stays_typed_where_it_was(db: Database, stage: Scene, page: Page) -> None:
    said = spoken_feedback(db, stage)
    replies = f"/submissions/{stage.submission.id}/markers/{said.marker_id}/replies"
    page.sign_in(stage.rep)
    assert page.submit(replies, {"text": "  "}, 422).has("Write a reply first, or record one.")
    shown = page.submit(replies, {"text": "y" * 2001}, 422)
    assert shown.has("Use at most 2000 characters; this has 2001.")
    assert "y" * 2000 in shown.html
    with db.work() as session:
        theirs = factories.clip(session, session.get_one(Person, stage.manager.id)).id
    assert page.submit(replies, {"recording": str(theirs)}, 422).has(comments.NO_RECORDING)


def test_the_room_knows_the_recording_and_the_replies(
    db: Database, stage: Scene, page: Page
) -> None:
    with db.work() as session:
        clip = factories.clip(session, session.get_one(Person, stage.manager.id)).id
    page.sign_in(stage.manager)
    marker = {"at_ms": 1000, "kind": "try", "text": "", "recording": str(clip), "version": 0}
    path = f"/submissions/{stage.submission.id}/review/markers/{new_id()}"
    saved = page.send("PUT", path, marker).json["marker"]
    assert (saved["recording"], saved["text"], saved["replies"]) == (str(clip), "", [])
    theirs = {**marker, "recording": str(new_id())}
    refused = page.send("PUT", f"{path[:-36]}{new_id()}", theirs, status=422)
    assert refused.json["error"] == comments.NO_RECORDING
