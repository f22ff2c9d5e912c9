"""The values that pass between takes and whoever records them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from practice.recordings.models import AssetKind


@dataclass(frozen=True)
class Beginning:
    """What a recorder is about to record.

    `begun_as` is the device's own name of the recording: asked twice, the take is begun once.
    `prompt` is the one prompt that somebody in a hurry answers, `heard` the line from a real call.
    `begun_at` is when the device began, which may have been without a network; None: now.
    """

    scenario: UUID
    target: UUID | None = None
    kind: AssetKind = AssetKind.camera
    begun_as: UUID | None = None
    prompt: UUID | None = None
    heard: UUID | None = None
    begun_at: datetime | None = None


@dataclass(frozen=True)
class ChapterNote:
    """Where the recorder says that one prompt was answered, in milliseconds of the recording.

    `response_ms` is the time until the first word; None: nothing was heard.
    """

    prompt: UUID
    at_ms: int
    response_ms: int | None
