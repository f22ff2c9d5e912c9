"""Our ingest measured: as it is, with everything encoded, with stills alone, and laid bare."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import fmean, median
from typing import Any

from bench import bare, ours
from bench.clock import Cost, spend
from bench.rivals import FRONT, shown
from bench.sources import Facts, Source, facts
from media.binaries import find_ffmpeg
from media.transcode import NICE

ROOT = Path(__file__).resolve().parent.parent
ENOUGH_S, MOST_TURNS = 8.0, 61  # seconds of plain ffmpeg that say enough


@dataclass(frozen=True)
class Ingest:
    """One run. `net_s` are processor seconds without Python's starts, which are `starts_s`."""

    net_s: float
    starts_s: float
    wall_s: float
    plan: dict[str, Any]
    made: dict[str, Path]
    commands: list[str]


@dataclass(frozen=True)
class Bare:
    """The same outputs by two plain command lines; seconds of the processor, lane by lane."""

    fast_s: float
    slow_s: float
    wall_s: float
    commands: list[str]

    @property
    def cpu_s(self) -> float:
        return self.fast_s + self.slow_s


def ingest(source: Source, folder: Path, *flags: str) -> Ingest:
    """Run both lanes on a recording in a process of its own; `flags` are those of `ours`."""
    folder.mkdir(parents=True)
    pieces, workdir, answer = folder / "pieces", folder / "work", folder / "answer.json"
    ours.cut(source.path, facts(source.path).seconds, pieces)
    command = [sys.executable, "-m", "bench.ours", str(pieces), str(workdir), str(answer), *flags]
    cost = spend(command, ROOT)
    assert cost.code == 0, cost.said[-2000:]
    found = json.loads(answer.read_text())
    made = {kind: workdir / name for kind, name in found["made"].items()}
    commands = [_told(one, workdir) for one in found["started"] if find_ffmpeg() in one]
    net = found["cpu_s"] - found["starts_s"]
    return Ingest(net, found["starts_s"], found["wall_s"], found["plan"], made, commands)


def _told(started: Sequence[str], workdir: Path) -> str:
    """Our own ffmpeg command line, without what contains it and without paths."""
    ffmpeg = find_ffmpeg()
    arguments = list(started)[list(started).index(ffmpeg) + 1 :]
    return " ".join(["ffmpeg", *shown(arguments, workdir, workdir)])


def laid_bare(source: Source, plan: dict[str, Any], seekable: str, folder: Path) -> Bare:
    """The two command lines of `bench.bare` for this plan."""
    folder.mkdir(parents=True)
    fast = bare.fast(source.path, seekable, facts(source.path).video)
    slow = bare.slow(seekable, bare.wanted(plan))
    costs = [_run(fast, folder), _run(slow, folder, NICE)]
    lines = [" ".join(["ffmpeg", *shown(line, source.path, folder)]) for line in (fast, slow)]
    return Bare(costs[0].cpu_s, costs[1].cpu_s, sum(cost.wall_s for cost in costs), lines)


def _run(arguments: list[str], folder: Path, nice: int = 0) -> Cost:
    cost = spend([find_ffmpeg(), *FRONT, *arguments], folder, nice=nice)
    assert cost.code == 0, cost.said[-2000:]
    return cost


def what_clapshot_lacks(source: Facts, folder: Path) -> float:
    """Processor seconds for a main MP4 with AAC and the measured sound of an H.264 file."""
    folder.mkdir(parents=True)
    return _run(bare.sound_and_main(source.path), folder).cpu_s


def against_bare(source: Source, folder: Path, least: int) -> dict[str, Any]:
    """Ours and the bare command lines, taking turns; means, and what both made.

    Python's starts are measured in every turn, by the process that ingested. A machine that is
    faster for a while is so for both, which means keep and medians, each of another turn, do not.
    """
    pairs: list[tuple[Ingest, Bare]] = []
    while len(pairs) < _turns(least, pairs):
        number = len(pairs)
        mine = ingest(source, folder / f"ours-{number}")
        seekable = f"seekable{mine.made['playable'].suffix}"
        plain = laid_bare(source, mine.plan, seekable, folder / f"bare-{number}")
        pairs.append((mine, plain))
    mine, plain = pairs[-1]
    net, cost = fmean(one.net_s for one, _ in pairs), fmean(one.cpu_s for _, one in pairs)
    return {
        "net_s": net,
        "starts_s": mine.starts_s,
        "bare_s": cost,
        "ratio": net / cost,
        "wall_s": median(one.wall_s for one, _ in pairs),
        "bare_wall_s": median(one.wall_s for _, one in pairs),
        "rounds": [{"net_s": one.net_s, "bare_s": two.cpu_s} for one, two in pairs],
        "copied": mine.plan["video"]["copy"],
        "bytes": {kind: path.stat().st_size for kind, path in mine.made.items()},
        "commands": mine.commands,
        "bare_commands": plain.commands,
        "main": str(mine.made["main"]),
    }


def _turns(least: int, pairs: list[tuple[Ingest, Bare]]) -> int:
    """How many there shall be: more of a short clip, of which every turn tells little."""
    shortest = min((plain.cpu_s for _, plain in pairs), default=ENOUGH_S)
    return max(least, min(MOST_TURNS, ceil(ENOUGH_S / shortest)))
