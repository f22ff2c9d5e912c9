"""Runs the work of the peers (`bench.peers`) on a recording and counts what it costs."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from bench.clock import spend
from bench.peers import Peer, Rejected
from bench.sources import Facts

FRONT = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-y"]


@dataclass
class Race:
    """What became of one peer on one recording; seconds are the processor's.

    `steps` lists (name, seconds, exit code). `is_over`: it used up its limit, so its seconds
    are a lower bound. `main` is the largest rendition where one was made.
    """

    peer: str
    rejected: str = ""
    steps: list[tuple[str, float, int]] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)
    wall_s: float = 0.0
    is_over: bool = False
    failed: str = ""
    made: list[str] = field(default_factory=list)
    main: Path | None = None
    bytes: int = 0

    @property
    def cpu_s(self) -> float:
        return sum(seconds for _, seconds, _ in self.steps)

    @property
    def delivers(self) -> bool:
        """A main rendition (or the upload as it is) and a thumbnail, within its limit."""
        return not (self.rejected or self.is_over or self.failed) and "thumbnail" in self.made


def race(ffmpeg: str, peer: Peer, source: Facts, out: Path, most_cpu_s: int) -> Race:
    """All steps of a peer, one after the other, until one fails or the limit is used up."""
    out.mkdir(parents=True)
    ran = Race(peer.name)
    try:
        for step in peer.work(source, out):
            left = max(1, int(most_cpu_s - ran.cpu_s))
            cost = spend(["nice", "-n", "15", ffmpeg, *FRONT, *step.arguments], out, left)
            ran.steps.append((step.name, round(cost.cpu_s, 2), cost.code))
            ran.commands.append(shown(step.arguments, source.path, out))
            ran.wall_s += cost.wall_s
            if cost.is_over or cost.code:
                ran.is_over = cost.is_over
                said = shown([cost.said.strip()[-300:]], source.path, out)[0]
                ran.failed = "" if cost.is_over else f"{step.name}: {said}"
                break
            ran.made.append(step.part)
            ran.main = step.makes if step.part == "main" else ran.main
    except Rejected as reason:
        ran.rejected = str(reason)
    ran.bytes = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return ran


def shown(arguments: list[str], source: Path, out: Path) -> list[str]:
    """A command line without any path of this machine."""
    return [
        part.replace(str(out) + os.sep, "").replace(str(source), f"SOURCE{source.suffix}")
        for part in arguments
    ]
