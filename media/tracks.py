"""What a probe found, as frozen facts: containers, tracks, milliseconds, pixels."""

from dataclasses import asdict, dataclass
from typing import Any

RATES = (15, 24, 25, 30)
BT709, UNSAID = 1, 2  # codes of color matrices (ITU-T H.273)
BT601 = (4, 5, 6)
BT2020 = (9, 10)
HOLE_MS = 1000
HD_LINES = 720  # from here on players take untagged pictures for BT.709


@dataclass(frozen=True)
class Track:
    """What sound and picture share. Times are measured from packets, in milliseconds.

    `setup` is a digest of the decoder's set-up bytes: two tracks can be joined without
    encoding only if it is the same.
    """

    index: int
    codec: str
    setup: str
    packets: int
    bytes: int
    start_ms: int
    end_ms: int
    longest_gap_ms: int

    @property
    def duration_ms(self) -> int:
        """From the first packet to the end of the last."""
        return max(0, self.end_ms - self.start_ms)

    @property
    def bits_per_second(self) -> int:
        """Average, from the packets' sizes."""
        return self.bytes * 8000 // max(1, self.duration_ms)


@dataclass(frozen=True)
class AudioTrack(Track):
    """The sound; `channels` and `sample_rate` (Hz) as the container says."""

    channels: int
    sample_rate: int


@dataclass(frozen=True)
class VideoTrack(Track):
    """The picture as coded; `shown` is how a player must show it.

    `rotation` is in degrees counterclockwise as the display matrix says (−90: a phone
    held upright); a matrix of another angle is damage: `tilted`, and shown as coded.
    `sar` is the shape of one pixel, `matrix` the code of its color matrix (ITU-T H.273).
    """

    keyframe_gap_ms: int
    width: int
    height: int
    pix_fmt: str
    profile: str
    level: int
    hdr: bool
    rotation: int
    tilted: bool
    sar: tuple[int, int]
    matrix: int = UNSAID
    full_range: bool = False
    interlaced: bool = False

    @property
    def colors(self) -> str:
        """How codes mean colors: "bt601", "bt709" or "bt2020", as Chromium takes them.

        The VP8 decoder always says BT.601; browsers go by the number of lines instead.
        """
        if self.codec != "vp8" and self.matrix in (BT709, *BT601, *BT2020):
            return {BT709: "bt709", 9: "bt2020", 10: "bt2020"}.get(self.matrix, "bt601")
        is_hd = self.height >= HD_LINES and self.codec != "vp9" and not self.full_range
        return "bt709" if is_hd else "bt601"

    @property
    def measured_fps(self) -> float:
        """Frames by packets and time, since headers of browser recordings lie.

        A long hole is not counted: around it the camera was as fast as ever.
        """
        hole = self.longest_gap_ms if self.longest_gap_ms > HOLE_MS else 0
        return self.packets * 1000 / max(1, self.duration_ms - hole)

    @property
    def fps(self) -> int:
        """The nearest usual rate up to 30, for encoding at a constant rate."""
        return min(RATES, key=lambda rate: abs(rate - self.measured_fps))

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height with square pixels, turned upright."""
        width = round(self.width * self.sar[0] / self.sar[1])
        return (self.height, width) if self.rotation % 180 else (width, self.height)


@dataclass(frozen=True)
class Probe:
    """One readable file. `broken`: it breaks off in the middle of a packet.

    `stated_ms` is the length its header claims, 0 when it claims none: never a truth,
    but a file that holds less than it claims was cut short. `lead_ms` is how much earlier
    than picture and sound something else in the file begins, such as a second sound.
    `unread` names tracks ("picture", "sound") that are there, in a form we don't read.
    """

    container: str
    size: int
    video: VideoTrack | None
    audio: AudioTrack | None
    broken: bool
    stated_ms: int = 0
    lead_ms: int = 0
    unread: tuple[str, ...] = ()

    @property
    def tracks(self) -> list[Track]:
        """The tracks there are."""
        return [track for track in (self.video, self.audio) if track]

    @property
    def duration_ms(self) -> int:
        """From the first packet of any track to the end of the last."""
        return max(t.end_ms for t in self.tracks) - min(t.start_ms for t in self.tracks)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, to be kept beside the file."""
        return asdict(self)

    @staticmethod
    def from_data(kept: dict[str, Any]) -> "Probe":
        """What `as_data` made; `KeyError` or `TypeError` for anything else."""
        video, audio = kept["video"], kept["audio"]
        found = {
            "video": VideoTrack(**video | {"sar": tuple(video["sar"])}) if video else None,
            "audio": AudioTrack(**audio) if audio else None,
        }
        return Probe(**kept | found | {"unread": tuple(kept.get("unread", ()))})
