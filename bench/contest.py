"""Our ingest and the work of the peers on the same recordings, one after the other."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.ingest import Ingest, ingest, what_clapshot_lacks
from bench.peers import PEERS
from bench.quality import likeness
from bench.rivals import Race, race
from bench.sources import Source, facts
from media.binaries import find_ffmpeg
from media.errors import MediaError


def contest(
    found: Sequence[Source], names: Sequence[str], most_cpu_s: int, folder: Path
) -> dict[str, Any]:
    """For every recording: ours first, then each of the named peers, up to its limit."""
    return {source.name: _on(source, names, most_cpu_s, folder / source.name) for source in found}


def _on(source: Source, names: Sequence[str], most_cpu_s: int, folder: Path) -> dict[str, Any]:
    mine = ingest(source, folder / "ours")
    less = ingest(source, folder / "stills", "--stills")
    main = ingest(source, folder / "main", "--main")
    print(f"  ours on {source.name}: {mine.net_s:.1f} s")
    answer: dict[str, Any] = {
        "ours": _mine(mine, source, folder),
        "stills_s": less.net_s,
        "main_s": main.net_s,
    }
    head = facts(source.path)
    answer["peers"] = [_told(name, source, most_cpu_s, folder) for name in names]
    if "clapshot" in names and head.video == "h264":
        answer["clapshot_lacks_s"] = what_clapshot_lacks(head, folder / "lacks")
    return answer


def _mine(mine: Ingest, source: Source, folder: Path) -> dict[str, Any]:
    made = sum(path.stat().st_size for path in mine.made.values())
    alike = likeness(find_ffmpeg(), mine.made["main"], source.path, folder).ssim
    return {"net_s": mine.net_s, "starts_s": mine.starts_s, "bytes": made, "ssim": alike}


def _told(name: str, source: Source, most_cpu_s: int, folder: Path) -> dict[str, Any]:
    place = folder / name
    ran = race(find_ffmpeg(), PEERS[name], facts(source.path), place, most_cpu_s)
    print(f"  {ran.peer} on {source.name}: {_outcome(ran)}")
    told = asdict(ran) | {"cpu_s": ran.cpu_s, "delivers": ran.delivers, "main": ""}
    told |= {"ssim": _ssim(ran, source, place)}
    shutil.rmtree(place)
    return told


def _outcome(ran: Race) -> str:
    return ran.rejected or ran.failed or f"{'> ' if ran.is_over else ''}{ran.cpu_s:.1f} s"


def _ssim(ran: Race, source: Source, folder: Path) -> float | None:
    """Of the peer's main rendition; None when there is none or when it is no plain file."""
    if ran.main is None or ran.main.suffix != ".mp4":
        return None
    try:
        return likeness(find_ffmpeg(), ran.main, source.path, folder).ssim
    except (MediaError, AssertionError):
        return None
