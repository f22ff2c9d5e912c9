"""What was measured in the sound of a recording, in words without a judgement."""

from practice.recordings.models import Figures, MediaAsset

QUIET_LUFS = -35.0
SHORTEST_PAUSE_MS = 1000  # shorter ones are breaths


def sound_line(asset: MediaAsset) -> str:
    """How long somebody talks, and the longest pause; nothing when nothing was heard."""
    figures = asset.figures
    if figures is None or figures.talk_ms == 0:
        return ""
    talking = f"Talking {_clock(figures.talk_ms)} of {_clock(asset.duration_ms)}"
    return " · ".join(filter(None, (talking, _pause(figures))))


def quiet_note(asset: MediaAsset, *, to_its_rep: bool) -> str:
    """That a recording is hard to hear; its own rep is told what to do about it next time."""
    loudness = asset.figures.loudness_lufs if asset.figures else None
    if loudness is None or loudness >= QUIET_LUFS:
        return ""
    found = f"Quiet recording (−{abs(round(loudness))} LUFS)"
    return f"{found}: move closer to the microphone next time." if to_its_rep else f"{found}."


def _pause(figures: Figures) -> str:
    seconds = figures.longest_pause_ms / 1000
    return f"longest pause {seconds:.1f} s" if seconds * 1000 >= SHORTEST_PAUSE_MS else ""


def _clock(ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02}"
