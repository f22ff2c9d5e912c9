"""Our ingest of one recording, as a process of its own: both lanes, from pieces to verified files.

    python -m bench.ours PIECES WORKDIR ANSWER [--encode | --main | --stills]

PIECES is a folder that `cut` filled. The answer is JSON: what was made, which programs were
started for it, and what it cost. `--encode` encodes what could be copied; `--main` makes a main
rendition and a poster and nothing else, `--stills` a seekable file, a poster and a storyboard.
"""

import argparse
import hashlib
import json
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench.clock import contained_starts, spent
from media.binaries import find_ffmpeg
from media.ingest import SegmentFiles, make_playable
from media.pieces import PieceFile, join
from media.plan import Plan, plan
from media.probe import probe
from media.remux import remux
from media.tracks import Probe
from media.transcode import transcode

PIECE_SECONDS = 4


def cut(source: Path, seconds: float, folder: Path) -> None:
    """Lay a recording down as the pieces that a browser sends, with their digests."""
    body = source.read_bytes()
    size = max(1, int(len(body) * PIECE_SECONDS / seconds))
    folder.mkdir(parents=True)
    digests = []
    for number, start in enumerate(range(0, len(body), size)):
        piece = body[start : start + size]
        (folder / str(number)).write_bytes(piece)
        digests.append(hashlib.sha256(piece).hexdigest())
    (folder / "digests.json").write_text(json.dumps(digests))


def pieces_in(folder: Path) -> list[PieceFile]:
    """The pieces that `cut` made, in order."""
    digests = json.loads((folder / "digests.json").read_text())
    return [PieceFile(folder / str(number), one) for number, one in enumerate(digests)]


def encoding(facts: Probe) -> Plan:
    """The plan for this recording when nothing may be copied."""
    return plan(facts, may_copy=False)


def usual(facts: Probe) -> Plan:
    """The plan for this recording."""
    return plan(facts)


def main_alone(facts: Probe) -> Plan:
    """The plan without a smaller picture and a storyboard."""
    return replace(plan(facts), low=None, storyboard=None)


PLANS = {"usual": usual, "encode": encoding, "main": main_alone}


def whole(pieces: list[PieceFile], workdir: Path, how: str) -> dict[str, Any]:
    """What workers do: the fast lane, then the slow one on what the fast one made."""
    ffmpeg = find_ffmpeg()
    playable = make_playable([SegmentFiles(pieces)], workdir, ffmpeg=ffmpeg)
    facts = playable.probe  # kept beside the job
    chosen = PLANS[how](facts)
    made = transcode(ffmpeg, playable.path, facts, chosen, workdir)
    outputs = {one.kind: one.path.name for one in made.outputs}
    return {"plan": asdict(chosen), "made": {"playable": playable.path.name} | outputs}


def stills(pieces: list[PieceFile], workdir: Path) -> dict[str, Any]:
    """Less than what workers do: no sound is encoded."""
    ffmpeg, joined = find_ffmpeg(), join(pieces, workdir / "joined").path
    path, facts = remux(ffmpeg, joined, probe(joined), workdir / "seekable")
    chosen = replace(plan(facts), audio=None)
    silent = replace(facts, audio=None)
    made = transcode(ffmpeg, path, silent, chosen, workdir)
    outputs = {one.kind: one.path.name for one in made.outputs}
    return {"plan": asdict(chosen), "made": {"playable": path.name} | outputs}


def listen_for_starts(started: list[list[str]]) -> None:
    """Note every program that is started from now on."""

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            started.append([str(part) for part in given[1]])

    sys.addaudithook(hear)


def main() -> None:
    """Ingest and answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pieces", type=Path)
    parser.add_argument("workdir", type=Path)
    parser.add_argument("answer", type=Path)
    for name in ("encode", "main", "stills"):
        parser.add_argument(f"--{name}", dest="how", action="store_const", const=name)
    parser.set_defaults(how="usual")
    asked = parser.parse_args()
    find_ffmpeg()  # a worker has done so long before
    started: list[list[str]] = []
    listen_for_starts(started)
    asked.workdir.mkdir()
    pieces = pieces_in(asked.pieces)
    began, at_first = spent(), time.perf_counter()
    if asked.how == "stills":
        answer = stills(pieces, asked.workdir)
    else:
        answer = whole(pieces, asked.workdir, asked.how)
    cost = {"cpu_s": spent() - began, "wall_s": time.perf_counter() - at_first}
    answer |= {"started": list(started), **cost}
    answer["starts_s"] = contained_starts().of(answer["started"])
    asked.answer.write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
