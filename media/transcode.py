"""Turn a plan into files: one ffmpeg run, one decode of the source, all outputs.

Each output is a function that adds one node to the graph, so that further ones (360p,
storyboard, waveform) join without another decode. ffmpeg-python draws the graph; our
own contained runner executes it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg as graph

from media import verify
from media.ffmpeg import SAFE_INPUT, THREADS, OnProgress, run_ffmpeg
from media.plan import Plan, PosterPlan, VideoPlan
from media.runner import Limits
from media.tracks import Probe

LEAST_SECONDS = 120
SECONDS_PER_SECOND = 8  # a 20-minute take may need a slow machine two and a half hours
STILLS = 30  # how many candidates the poster is chosen from


@dataclass(frozen=True)
class Output:
    """One finished, verified file. `kind` is "main" or "poster"; sizes in pixels as shown."""

    kind: str
    path: Path
    content_type: str
    width: int = 0
    height: int = 0
    duration_ms: int = 0


def transcode(
    ffmpeg: str,
    source: Path,
    probe: Probe,
    plan: Plan,
    workdir: Path,
    on_progress: OnProgress | None = None,
) -> list[Output]:
    """Make everything the plan asks for; `EncodeFailed` when anything came out short."""
    main, poster = workdir / "main.mp4", workdir / "poster.jpg"
    arguments = drawn(plan, source, main, poster)
    limits = Limits(LEAST_SECONDS + SECONDS_PER_SECOND * probe.duration_ms / 1000, nice=10)
    run_ffmpeg(ffmpeg, arguments, workdir, limits, probe.duration_ms, on_progress)
    return _verified(plan, probe, main, poster)


def drawn(plan: Plan, source: Path, main: Path, poster: Path) -> list[str]:
    """The argument list of the one run, without the program."""
    read: dict[str, Any] = dict(SAFE_INPUT)
    if plan.video and plan.video.copy:
        read["skip_frame:v"] = "nokey"  # only the poster needs pictures: decode keyframes
    if not plan.turn:
        read["noautorotate"] = None
    origin = graph.input(str(source.absolute()), **read)
    full, still = _pictures(origin, plan)
    outputs = [_main(origin, full, plan, main)]
    if plan.poster:
        outputs.append(_poster(still, plan.poster, poster))
    return list(graph.merge_outputs(*outputs).global_args("-y").get_args())


def _pictures(origin: Any, plan: Plan) -> tuple[Any, Any]:
    """The picture for the main file and the one for stills, from the same decode."""
    if plan.video is None:
        return None, None
    track = origin[str(plan.video.index)]
    if plan.video.copy:
        return track, track
    both = track.filter_multi_output("split", 2)
    return _steady(both[0], plan.video), both[1]


def _steady(picture: Any, video: VideoPlan) -> Any:
    """Constant rate from time zero, planned size, square pixels, plain 8-bit color."""
    return (
        picture.filter("fps", fps=video.fps, start_time=0)
        .filter("scale", video.width, video.height, out_range="tv")
        .filter("setsar", 1)
        .filter("format", "yuv420p")
    )


def _main(origin: Any, picture: Any, plan: Plan, path: Path) -> Any:
    streams, options = [], {"f": "mp4", "movflags": "+faststart", "map_metadata": -1}
    if plan.video:
        streams.append(picture)
        options |= {"c:v": "copy"} if plan.video.copy else _x264(plan.video)
    if plan.audio:
        streams.append(origin[str(plan.audio.index)])
        options |= {"c:a": "copy"} if plan.audio.copy else _aac()
    return graph.output(*streams, str(path.absolute()), **options)


def _x264(video: VideoPlan) -> dict[str, Any]:
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "profile:v": "high",
        "maxrate": "3M",
        "bufsize": "6M",
        "g": video.fps * 2,
        "r": video.fps,
        "threads": THREADS,
    }


def _aac() -> dict[str, Any]:
    # async fills holes in the sound, so that it stays with the picture
    return {"c:a": "aac", "b:a": "128k", "ac": 2, "ar": 48_000, "af": "aresample=async=1000"}


def _poster(picture: Any, poster: PosterPlan, path: Path) -> Any:
    still = (
        picture.filter("scale", poster.width, poster.height, out_range="pc")
        .filter("setsar", 1)
        .filter("format", "yuv420p")
        .filter("fps", fps=1, start_time=0, eof_action="pass")
        .filter("thumbnail", STILLS)
    )
    options = {"frames:v": 1, "c:v": "mjpeg", "q:v": 4, "f": "image2", "update": 1}
    return graph.output(still, str(path.absolute()), map_metadata=-1, strict=-1, **options)


def _verified(plan: Plan, probe: Probe, main: Path, poster: Path) -> list[Output]:
    facts = verify.same_length(main, *verify.ends(probe))
    width, height = facts.video.shown if facts.video else (0, 0)
    made = [Output("main", main, plan.content_type, width, height, facts.duration_ms)]
    if plan.poster:
        verify.picture(poster)
        size = (plan.poster.width, plan.poster.height)
        made.append(Output("poster", poster, "image/jpeg", *size))
    return made
