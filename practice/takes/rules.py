"""What the state of a take allows, and when it counts."""

from collections.abc import Sequence
from uuid import UUID

from practice.recordings.models import AssetState, MediaAsset
from practice.scenarios.models import ScenarioVersion
from practice.takes.models import Chapter, Submission, Take, TakeState

LEAST_COUNTED_MS = 20_000
LONGEST_QUESTION = 1000
TOO_LATE_TO_SCORE = "Feedback on this take is here, so your own view of it stays as it was."


def counts(asset: MediaAsset, version: ScenarioVersion, chapters: Sequence[Chapter] = ()) -> bool:
    """A counted take: watchable, with sound, and 20 s or half the target length if that is less.

    Of a drill, and of one prompt answered in a hurry, one answered prompt is enough.
    """
    enough = asset.duration_ms >= counts_from_ms(version.target_seconds)
    answered = any(_is_answered(one, asset.duration_ms) for one in chapters)
    return asset.is_watchable and asset.has_sound and (enough or answered)


def _is_answered(chapter: Chapter, length_ms: int) -> bool:
    """Something was said, and it is in what arrived."""
    return chapter.response_ms is not None and chapter.at_ms + chapter.response_ms < length_ms


def counts_from_ms(target_seconds: int) -> int:
    """The length from which a take of a scenario counts."""
    return min(LEAST_COUNTED_MS, target_seconds * 1000 // 2)


def wants_prep(version: ScenarioVersion, prompt: UUID | None, for_target: bool) -> bool:
    """Whether a plan comes first; not for the one prompt that somebody in a hurry answers."""
    hurries = not for_target and prompt in {one.id for one in version.prompts}
    return version.needs_prep and not hurries


def why_not_submit(take: Take, last: Submission | None) -> str:
    """Why this take can't be handed in, in a sentence; empty when it can.

    `last` is its latest submission. A take handed in once is not handed in again, unless it was
    taken back; while it is being prepared it can be, its reviewer waits for it.
    """
    if take.state == TakeState.deleted:
        return "This take was deleted."
    if last is not None and last.withdrawn_at is None:
        return _in_hand(last)
    if take.state == TakeState.recording or take.asset.state == AssetState.uploading:
        return "This take hasn’t arrived yet. You can submit it as soon as it has."
    if take.asset.state == AssetState.unreadable:
        return "This take can’t be watched, so it can’t be submitted. Record it again."
    return ""


def _in_hand(submission: Submission) -> str:
    if not submission.asks_help:
        return "This take was already submitted. Record another one for the next round."
    if may_withdraw(submission):
        return "You asked for help with this take. Take that back first, then you can submit it."
    return "You asked for help with this take. Record another one to submit."


def why_not_share(take: Take) -> str:
    """Why a team can't be shown this take, in a sentence; empty when it can."""
    if take.state == TakeState.deleted:
        return "This take was deleted."
    if not take.asset.is_watchable:
        return "This take can be shared as soon as it can be watched."
    if take.person.home_team_id is None:
        return "You are in no team yet, so there is nobody to share it with."
    return ""


def why_not_self_review(take: Take, last: Submission | None) -> str:
    """Why its rep can't score this take, in a sentence; empty when they can.

    Until feedback is there: a view of one's own that was formed after it would be no view of
    one's own.
    """
    if take.state == TakeState.deleted:
        return "This take was deleted."
    if not take.asset.is_watchable:
        return "You can score this take as soon as it can be watched."
    if last is not None and last.withdrawn_at is None and last.reviewed_at is not None:
        return TOO_LATE_TO_SCORE
    return ""


def may_withdraw(submission: Submission) -> bool:
    """Until the review has begun: the first saved marker or level, not opening or claiming.

    What nobody reviews is settled with handing it in.
    """
    begun = submission.review_begun_at or submission.reviewed_at or submission.kept_at
    return submission.withdrawn_at is None and not begun


def why_it_stays(submission: Submission) -> str:
    """Why a submission can't be taken back any more."""
    if submission.kept_at is not None:
        return "This take was kept as practice, so it stays submitted."
    return "The review of this take has begun, so it stays submitted."


def may_delete(take: Take, last: Submission | None) -> bool:
    """One's own video as long as it is in nobody's hands; the count stays."""
    return take.state != TakeState.deleted and (last is None or last.withdrawn_at is not None)


def may_discard(take: Take) -> bool:
    """A restart throws away what never was a take."""
    return take.state == TakeState.recording


def may_have_captions(take: Take) -> bool:
    """Words need something to be watched with them, and its length."""
    return take.state != TakeState.deleted and take.asset.is_watchable
