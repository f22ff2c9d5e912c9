"""What is said of the sound is true: loudness, talk, pauses, the waveform, in noise too."""

import math
import random
import wave
from array import array
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.probe import probe
from media.sound import BARS, Sound, listen
from tests.media.make import SPEECH, ffmpeg

FFMPEG = find_ffmpeg()
RATE = 16_000
Samples = array  # of 16-bit samples, one channel


def speech() -> "Samples[int]":
    """Twelve seconds of talk, with no pause longer than a breath."""
    with wave.open(str(SPEECH)) as source:
        return array("h", source.readframes(source.getnframes()))


def silence(seconds: float) -> "Samples[int]":
    return array("h", bytes(2 * round(seconds * RATE)))


def in_a_room(samples: "Samples[int]", decibels: float) -> "Samples[int]":
    """With a background of white noise at this level (dBFS, RMS)."""
    chance, loud = random.Random(1), 32768 * 10 ** (decibels / 20)
    hiss = [round(chance.gauss(0, loud)) for _ in range(RATE)]
    mixed = (one + hiss[n % RATE] for n, one in enumerate(samples))
    return array("h", (max(-32768, min(32767, one)) for one in mixed))


def recorded(path: Path, samples: "Samples[int]") -> Path:
    """As a browser records it."""
    raw = path.with_suffix(".wav")
    with wave.open(str(raw), "wb") as target:
        target.setparams((1, 2, RATE, len(samples), "NONE", ""))
        target.writeframes(samples.tobytes())
    return ffmpeg(path.with_suffix(".webm"), "-i", raw, "-c:a", "libopus", "-b:a", "32k")


def heard(path: Path) -> Sound:
    found = listen(FFMPEG, path, probe(path))
    assert found
    return found


@pytest.mark.parametrize("channels", [1, 2])
def test_a_reference_tone_has_its_loudness_on_one_channel_and_on_two(channels: int, tmp_path: Path):
    """1 kHz at −23 dBFS on both sides is −23 LUFS (EBU Tech 3341)."""
    made = f"aevalsrc={'|'.join(['0.0708*sin(2*PI*1000*t)'] * channels)}:d=4:s=48000"
    sound = heard(ffmpeg(tmp_path / "a.mp4", "-f", "lavfi", "-i", made, "-c:a", "aac"))
    assert sound.loudness_lufs == pytest.approx(-23, abs=0.5)
    assert sound.peak_db == pytest.approx(-23, abs=3.5)


def test_noise_is_as_loud_as_its_level_says(tmp_path: Path):
    """White noise, which R128 hears a little louder than a tone of its level."""
    quiet, loud = (
        heard(recorded(tmp_path / str(level), in_a_room(silence(4), level))) for level in (-40, -20)
    )
    assert quiet.loudness_lufs
    assert loud.loudness_lufs
    assert loud.loudness_lufs - quiet.loudness_lufs == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize("room", [None, -60, -50, -40])
def test_talk_and_the_longest_pause_are_right_in_a_quiet_and_a_loud_room(
    room: float | None, tmp_path: Path
):
    talk = speech()
    said = silence(1) + talk[: 5 * RATE] + silence(2.5) + talk[5 * RATE :] + silence(1.5)
    sound = heard(recorded(tmp_path / "a", in_a_room(said, room) if room else said))
    assert sound.talk_ms == pytest.approx(12_000, abs=300)
    assert sound.longest_pause_ms == pytest.approx(2500, abs=300)
    assert sound.longest_pause_at_ms == pytest.approx(6000, abs=300)
    assert sound.length_ms == pytest.approx(17_000, abs=100)


def test_an_empty_room_is_no_talk(tmp_path: Path):
    sound = heard(recorded(tmp_path / "a", in_a_room(silence(4), -50)))
    assert (sound.talk_ms, sound.longest_pause_ms, sound.is_silent) == (0, 0, False)


def test_digital_silence_is_nothing_at_all(tmp_path: Path):
    sound = heard(recorded(tmp_path / "a", silence(3)))
    assert (sound.is_silent, sound.loudness_lufs, sound.talk_ms) == (True, None, 0)
    assert not any(sound.peaks)


def test_the_waveform_has_the_shape_of_the_sound(tmp_path: Path):
    """Silence, a soft tone, a loud one: one bar for every tenth of a second."""
    swell = [
        round(32767 * loud * math.sin(n / 5)) for loud in (0, 0.2, 0.8) for n in range(2 * RATE)
    ]
    peaks = heard(recorded(tmp_path / "a", array("h", swell))).peaks
    assert len(peaks) == pytest.approx(60, abs=1)
    assert max(peaks[2:18]) <= 1
    assert all(bar == pytest.approx(51, abs=8) for bar in peaks[22:38])
    assert all(bar == pytest.approx(204, abs=20) for bar in peaks[42:58])


def test_a_long_waveform_has_a_thousand_bars_and_loses_no_peak(tmp_path: Path):
    click = silence(150)
    click[99 * RATE : 99 * RATE + 800] = array("h", [20_000, -20_000] * 400)
    peaks = heard(recorded(tmp_path / "a", click)).peaks
    assert len(peaks) == BARS
    assert peaks.index(max(peaks)) == pytest.approx(660, abs=2)
    assert max(peaks) > 80
