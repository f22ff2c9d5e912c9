"""What we set out to reach with ingest, judged by the figures of one run."""

from collections.abc import Iterator

from bench.page import Figures, Goal

STILL_FLAT = 1.10  # memory may be so many times what it was before


def goals(figures: Figures) -> Iterator[Goal]:
    """Those that the parts measured so far can tell about."""
    for name, one in figures.get("ingest", {}).items():
        note = f"{one['net_s']:.2f} s against {one['bare_s']:.2f} s"
        yield Goal(f"{name}: our ingest ÷ plain ffmpeg", 1.10, one["ratio"], note=note)
    if copied := figures.get("copy"):
        note = f"{copied['copy_s']:.2f} s against {copied['encode_s']:.2f} s"
        yield Goal("h264: copied ÷ encoded", 0.25, copied["ratio"], note=note)
    yield from _against_peers(figures.get("contest", {}))
    yield from _in_use(figures)


def _against_peers(contest: Figures) -> Iterator[Goal]:
    if (on := contest.get("vp8")) and (cheapest := cheapest_peer(on)):
        everything, alone = on["ours"]["net_s"], on["main_s"]
        yield _ratio("vp8: ours ÷ the cheapest that delivers", 0.5, everything, cheapest)
        yield _ratio("vp8: the same, ours with main and poster alone", 0.5, alone, cheapest)
    on = contest.get("h264", {})
    clapshot = next((one for one in on.get("peers", []) if one["peer"] == "Clapshot"), None)
    if clapshot and clapshot["delivers"]:
        less = "h264: ours without sound ÷ Clapshot"
        yield _ratio(less, 0.6, on["stills_s"], clapshot)
        more = clapshot | {
            "peer": "Clapshot and what it lacks",
            "cpu_s": clapshot["cpu_s"] + on["clapshot_lacks_s"],
        }
        yield _ratio("h264: ours ÷ Clapshot with what it lacks", 0.6, on["ours"]["net_s"], more)


def cheapest_peer(on: Figures) -> Figures | None:
    """Of those that accept the recording and deliver a main rendition and a thumbnail."""
    able = [one for one in on["peers"] if one["delivers"]]
    return min(able, key=lambda one: float(one["cpu_s"]), default=None)


def _ratio(what: str, aim: float, ours: float, peer: Figures) -> Goal:
    note = f"{ours:.2f} s against {peer['cpu_s']:.2f} s of {peer['peer']}"
    return Goal(what, aim, ours / peer["cpu_s"], note=note)


def _in_use(figures: Figures) -> Iterator[Goal]:
    if waited := figures.get("product"):
        what = f"finish → playable, a take of {waited['take_s']} s"
        note = f"{waited['pieces']} pieces, {waited['bytes'] / 1e6:.1f} MB"
        yield Goal(what, 3.0, waited["playable_s"], "s", note)
    if memory := figures.get("memory"):
        grown = memory["peak_mb"] / memory["start_mb"]
        note = f"{memory['start_mb']:.0f} MB before, {memory['end_mb']:.0f} MB after"
        sent = memory["sent_bytes"] / 2**30
        yield Goal(
            f"web memory, {sent:.3g} GiB in and out: peak ÷ before", STILL_FLAT, grown, note=note
        )
