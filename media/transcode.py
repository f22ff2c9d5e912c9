"""Turn a plan into files: one ffmpeg run, one decode of the source, all outputs.

Each output is a function that adds one branch to the graph. ffmpeg-python draws the graph;
our own contained runner executes it.

    source ─┬─ picture ── steady ─┬─ main.mp4
            │                     ├─ low.mp4
            │                     ├─ poster.jpg
            │                     └─ storyboard.jpg, pictures.txt (how bright each tile is)
            └─ sound ─────────────┬─ main.mp4, low.mp4
                                  └─ sound.txt (levels and loudness)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media import remarks, verify
from media.binaries import has_filters
from media.color import TONE_FILTERS, narrowed, plain, said, still, whole
from media.errors import EncodeFailed
from media.ffmpeg import LOOKED_AT, ONE_THREAD, SAFE_INPUT, THREADS, OnProgress, run_ffmpeg
from media.plan import Plan, PosterPlan, StoryboardPlan, VideoPlan
from media.playable import spoken
from media.remarks import Remark
from media.remux import BARE, opened
from media.runner import Limits
from media.sound import Sound, filled_up, heard, metered
from media.tracks import Probe

LEAST_SECONDS = 120
NICE = 10  # whoever uses the product goes first
SECONDS_PER_SECOND = 8  # a 20-minute take may need a slow machine two and a half hours
STILLS = 30  # how many candidates the poster is chosen from
DAMAGE = re.compile(
    r"error while decoding|slice_header error|concealing|Invalid NAL|Error splitting|no frame!"
)
SOUND_NOTES, PICTURE_NOTES = "sound.txt", "pictures.txt"


@dataclass(frozen=True)
class Output:
    """One finished, verified file. `kind` is "main", "low", "poster" or "storyboard"; sizes
    in pixels as shown.
    """

    kind: str
    path: Path
    content_type: str
    width: int = 0
    height: int = 0
    duration_ms: int = 0


@dataclass(frozen=True)
class Transcoded:
    """Everything that one run made of a recording, and what it found out.

    `kept_ms` is how much of `expected_ms` could be decoded: less for a damaged recording.
    `storyboard` is the plan that its tiles follow, `sound` None without a sound track.
    """

    outputs: tuple[Output, ...]
    sound: Sound | None
    storyboard: StoryboardPlan | None
    remarks: tuple[Remark, ...]
    kept_ms: int
    expected_ms: int

    @property
    def duration_ms(self) -> int:
        """The length of the main file."""
        return self.outputs[0].duration_ms

    @property
    def sentence(self) -> str:
        """What to tell the person when the recording could not be decoded to its end."""
        if self.kept_ms == self.expected_ms:
            return ""
        kept, expected = spoken(self.kept_ms), spoken(self.expected_ms)
        return f"This recording is damaged: {kept} of {expected} could be kept."


def transcode(
    ffmpeg: str,
    source: Path,
    probe: Probe,
    plan: Plan,
    workdir: Path,
    on_progress: OnProgress | None = None,
) -> Transcoded:
    """Make everything the plan asks for; `EncodeFailed` when an output is missing or wrong."""
    limits = Limits(LEAST_SECONDS + SECONDS_PER_SECOND * probe.duration_ms / 1000, nice=NICE)
    wide = plan.video is not None and plan.video.colors == "bt2020"
    can_tone = wide and has_filters(ffmpeg, TONE_FILTERS)  # asking costs a start of ffmpeg
    arguments = drawn(plan, source, workdir, opened(probe), can_tone)
    ran = run_ffmpeg(ffmpeg, arguments, workdir, limits, probe.duration_ms, on_progress)
    if plan.video and plan.video.copy:
        _undamaged(ran.stderr)
    return _verified(plan, probe, workdir)


def drawn(
    plan: Plan,
    source: Path,
    workdir: Path,
    flags: dict[str, str | int] = SAFE_INPUT,
    can_tone: bool = True,
) -> list[str]:
    """The argument list of the one run, without the program. `flags` open the source."""
    read: dict[str, Any] = dict(flags)
    if not plan.decodes_all:
        read |= ONE_THREAD | (LOOKED_AT if source.suffix == ".mp4" else {})
    if plan.video and not plan.decodes_all:
        read["skip_frame:v"] = "nokey"  # only the stills need pictures: decode keyframes
    if not plan.turn:
        read["noautorotate"] = None
    origin = graph.input(str(source.absolute()), **read)
    outputs = list(_outputs(plan, origin, workdir.absolute(), can_tone))
    return list(graph.merge_outputs(*outputs).global_args("-y").get_args())


def _outputs(plan: Plan, origin: Any, workdir: Path, can_tone: bool) -> Iterator[Any]:
    picture, sound = _pictures(plan, origin, can_tone), _sounds(plan, origin)
    yield _main(plan, next(picture), next(sound), workdir / "main.mp4")
    if plan.low:
        yield _low(plan, next(picture), next(sound), workdir / "low.mp4")
    if plan.poster:
        yield _poster(next(picture), plan.poster, workdir / "poster.jpg")
    if plan.storyboard:
        yield _storyboard(next(picture), plan.storyboard, workdir / "storyboard.jpg")
    if plan.audio:
        yield metered(next(sound), SOUND_NOTES)


def _pictures(plan: Plan, origin: Any, can_tone: bool) -> Iterator[Any]:
    """The picture for each output in turn, all of one decode."""
    if plan.video is None:
        yield None
        return
    track = origin[str(plan.video.index)]
    others = sum(1 for one in (plan.low, plan.poster, plan.storyboard) if one)
    if plan.video.copy:
        yield track
        branches, shown = others, said(track, plan.video.colors)
    else:
        branches, shown = others + 1, _steady(track, plan.video, can_tone)
    yield from _split(shown, "split", branches)


def _sounds(plan: Plan, origin: Any) -> Iterator[Any]:
    """The sound for main, low and meter in turn.

    All of it comes out of one filter: ffmpeg comes to a standstill when several outputs take
    their sound from the decoder and the picture of both waits behind a hole.
    """
    if plan.audio is None:
        yield from (None, None)
        return
    track = origin[str(plan.audio.index)]
    if plan.audio.copy:
        yield track
    branches = (not plan.audio.copy) + (plan.low is not None) + 1
    yield from _split(filled_up(track), "asplit", branches)


def _split(stream: Any, by: str, branches: int) -> Iterator[Any]:
    if branches == 1:
        return iter([stream])
    split = stream.filter_multi_output(by, branches)
    return (split[number] for number in range(branches))


def _steady(picture: Any, video: VideoPlan, can_tone: bool) -> Any:
    """Constant rate from time zero, whole pictures, planned size, plain 8-bit color."""
    even = whole(picture, video.interlaced).filter("fps", fps=video.fps, start_time=0)
    steady = said(even, video.colors)
    if video.colors == "bt2020":
        return narrowed(steady, video.width, video.height, video.hdr, can_tone)
    return plain(steady, video.width, video.height)


def _main(plan: Plan, picture: Any, sound: Any, path: Path) -> Any:
    streams, options = [], _mp4()
    if plan.video:
        streams.append(picture)
        encoded = _x264(plan.video.fps, "high", 23, 3000)
        options |= {"c:v": "copy", "bsf:v": BARE} if plan.video.copy else encoded
    if plan.audio and plan.audio.copy:
        streams.append(sound)
        options |= {"c:a": "copy"}
    elif plan.audio:
        streams.append(_in_channels(sound, plan.audio.channels))
        options |= _aac("128k")
    return graph.output(*streams, str(path), **options)


def _low(plan: Plan, picture: Any, sound: Any, path: Path) -> Any:
    video, low = plan.video, plan.low
    assert video is not None  # noqa: S101  only a picture has a smaller one
    assert low is not None  # noqa: S101
    paced = picture.filter("fps", fps=video.fps, start_time=0) if video.copy else picture
    streams = [plain(paced, low.width, low.height)]
    options = _mp4() | _x264(video.fps, "main", 25, 700)
    if plan.audio:
        streams.append(_mono(sound, plan.audio.channels))
        options |= _aac("56k")
    return graph.output(*streams, str(path), **options)


def _in_channels(sound: Any, channels: int) -> Any:
    """48 kHz, mixed down; the speech in the middle of a surround mix goes to both sides."""
    layout = "stereo" if channels == 2 else "mono"
    return sound.filter("aformat", sample_rates=48_000, channel_layouts=layout)


def _mono(sound: Any, channels: int) -> Any:
    """One channel as loud as two: their average, since ffmpeg's own mix is twice as loud."""
    mixed = _in_channels(sound, channels)
    if channels == 1:
        return mixed
    return mixed.filter("aresample", out_chlayout="mono", rematrix_maxval=1)


def _mp4() -> dict[str, Any]:
    return {"f": "mp4", "movflags": "+faststart", "map_metadata": -1}


def _x264(fps: int, profile: str, crf: int, most_kilobits: int) -> dict[str, Any]:
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "x264-params": "subme=1",  # a quarter less work, 2–10% more bytes, VMAF within 0.4
        "crf": crf,
        "profile:v": profile,
        "maxrate": f"{most_kilobits}k",
        "bufsize": f"{2 * most_kilobits}k",
        "g": fps * 2,
        "r": fps,
        "threads": THREADS,
    }


def _aac(bitrate: str) -> dict[str, Any]:
    return {"c:a": "aac", "b:a": bitrate}


def _poster(picture: Any, poster: PosterPlan, path: Path) -> Any:
    still = _paced(picture, "1", poster.width, poster.height).filter("thumbnail", STILLS)
    return graph.output(still, str(path), **_jpeg(4))


def _storyboard(picture: Any, board: StoryboardPlan, path: Path) -> Any:
    tiles = _paced(picture, f"1000/{board.every_ms}", board.width, board.height)
    sheet = (
        tiles.filter("signalstats")
        .filter("metadata", mode="print", file=PICTURE_NOTES)
        .filter("tile", f"{board.columns}x{board.rows}", nb_frames=board.count)
    )
    return graph.output(sheet, str(path), **_jpeg(6))


def _paced(picture: Any, rate: str, width: int, height: int) -> Any:
    """A few pictures a second, each the one that is shown at its time, small.

    The rate comes first, so that few are scaled.
    """
    few = picture.filter("fps", fps=rate, start_time=0, round="up", eof_action="pass")
    return still(few, width, height)


def _jpeg(quality: int) -> dict[str, Any]:
    options = {"frames:v": 1, "c:v": "mjpeg", "q:v": quality, "f": "image2", "update": 1}
    return options | {"map_metadata": -1, "strict": -1, "threads": 1}  # too small to share out


def _undamaged(stderr: str) -> None:
    """Refuse a copy whose keyframes are damaged: browsers stop where ffmpeg goes on."""
    if found := DAMAGE.search(stderr):
        raise EncodeFailed(verify.DAMAGED, f"copied, but: {found.group()}")


def _verified(plan: Plan, probe: Probe, workdir: Path) -> Transcoded:
    """Read back what was written: an exit code proves nothing."""
    main = verify.read_back(workdir / "main.mp4", _expected(plan, probe))
    kept, expected = verify.kept(main, *verify.ends(probe))
    outputs = [_made("main", workdir / "main.mp4", plan.content_type, main)]
    if plan.low:
        low = verify.same_length(workdir / "low.mp4", *verify.ends(main))
        outputs.append(_made("low", workdir / "low.mp4", "video/mp4", low))
    board = plan.storyboard
    sound = heard(workdir / SOUND_NOTES) if plan.audio else None
    seen = _seen(workdir, board.every_ms) if board else []
    return Transcoded(
        outputs=(*outputs, *_stills(plan, workdir)),
        sound=sound,
        storyboard=board,
        remarks=(*remarks.of_tracks(probe, sound), *seen),
        kept_ms=kept,
        expected_ms=expected,
    )


def _expected(plan: Plan, probe: Probe) -> Probe | None:
    """What main holds if its picture was copied; None where it was encoded."""
    if plan.video is None or not plan.video.copy:
        return None
    if plan.audio is None or plan.audio.copy or probe.audio is None:
        return probe
    channels = plan.audio.channels
    return replace(probe, audio=replace(probe.audio, codec="aac", setup="", channels=channels))


def _made(kind: str, path: Path, content_type: str, facts: Probe) -> Output:
    width, height = facts.video.shown if facts.video else (0, 0)
    return Output(kind, path, content_type, width, height, facts.duration_ms)


def _stills(plan: Plan, workdir: Path) -> Iterator[Output]:
    """The poster, and the sheet of tiles with the size of the whole sheet."""
    if plan.poster:
        poster, path = plan.poster, workdir / "poster.jpg"
        verify.picture(path)
        yield Output("poster", path, "image/jpeg", poster.width, poster.height)
    if plan.storyboard:
        board, path = plan.storyboard, workdir / "storyboard.jpg"
        verify.picture(path)
        size = (board.width * board.columns, board.height * board.rows)
        yield Output("storyboard", path, "image/jpeg", *size)


def _seen(workdir: Path, every_ms: int) -> list[Remark]:
    return remarks.of_pictures(remarks.brightness(workdir / PICTURE_NOTES), every_ms)
