"""What was noticed in a recording, as sentences for its rep and for whoever reviews it."""

from media.remarks import RemarkKind
from practice.recordings.models import MediaAsset

SENTENCES = {
    RemarkKind.no_sound: "There is no sound in this recording.",
    RemarkKind.silent: "We hear no sound in this recording. Was the microphone muted?",
    RemarkKind.sound_ends: "We hear no sound from {at} on.",
    RemarkKind.picture_ends: "The picture stops at {at}; the sound goes on.",
    RemarkKind.black: "The picture is black. Was the camera covered?",
    RemarkKind.black_from: "The picture is black from {at} on.",
}


def sentences(asset: MediaAsset) -> list[str]:
    """Everything to know about a recording that can be watched: first what is missing of it."""
    noticed = [_sentence(kind, ms) for kind, ms in asset.remarks]
    return [sentence for sentence in (asset.sentence, *noticed) if sentence]


def _sentence(kind: str, ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return SENTENCES[RemarkKind(kind)].format(at=f"{minutes}:{seconds:02}")
