"""The sweep removes clips that nothing uses, and nothing else."""

from datetime import timedelta

from sqlalchemy import select

from practice.db import utcnow
from practice.library.models import ModelTake
from practice.people.models import Role
from practice.recordings.models import AssetState, MediaAsset
from practice.reviews import drafts
from practice.reviews.models import MarkerKind
from practice.reviews.values import MarkerInput
from practice.scenarios import actions
from practice.scenarios.values import Content, PromptContent
from tests import factories
from tests.reviews.conftest import make_scene
from workers.boot import Parts
from workers.clips import UNUSED_FOR, remove_unused_clips


def test_a_clip_goes_a_day_after_nobody_used_it(parts: Parts) -> None:
    with parts.db.work() as session:
        writer = factories.person(session, "", Role.enablement)
        version = factories.scenario(session)
        unused, fresh, prompt, model = (factories.clip(session, writer) for _ in range(4))
        take = factories.take(session, writer, version).asset
        for old in (unused, prompt, model, take):
            old.created_at = utcnow() - UNUSED_FOR - timedelta(minutes=1)
        content = Content(title="Draft", prompts=(PromptContent(asset_id=prompt.id),))
        draft = actions.begin(session, writer, content)
        session.add(
            ModelTake(
                scenario_id=version.scenario_id, rubric_version_id=version.rubric_version_id,
                asset_id=model.id, created_by_id=writer.id, title="Gold",
            )
        )  # fmt: skip
    assert remove_unused_clips(parts) == 1
    assert remove_unused_clips(parts) == 0
    assert deleted(parts) == {unused.id}
    with parts.db.work() as session:
        actions.save(session, session.merge(draft), Content(title="Draft"))
    assert remove_unused_clips(parts) == 1, "it was taken out of the draft"
    assert deleted(parts) == {unused.id, prompt.id}
    assert fresh.id not in deleted(parts)


def test_a_spoken_comment_is_kept_until_it_is_deleted(parts: Parts) -> None:
    with parts.db.work() as session:
        scene = make_scene(session)
        first, second = (factories.clip(session, scene.manager) for _ in range(2))
        first.created_at = second.created_at = utcnow() - UNUSED_FOR - timedelta(minutes=1)
        draft = drafts.draft(session, scene.manager, scene.submission.id)
        for clip in (first, second):
            said = MarkerInput(1000, MarkerKind.ask, recording=clip.id)
            drafts.save_marker(session, draft, clip.id, said)
    assert remove_unused_clips(parts) == 0
    with parts.db.work() as session:
        draft = drafts.draft(session, scene.manager, scene.submission.id)
        drafts.delete_marker(session, draft, first.id)
    assert remove_unused_clips(parts) == 1
    assert deleted(parts) == {first.id}


def deleted(parts: Parts) -> set[object]:
    with parts.db.reading() as look:
        gone = select(MediaAsset.id).where(MediaAsset.state == AssetState.deleted)
        return set(look.scalars(gone))
