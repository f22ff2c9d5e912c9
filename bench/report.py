"""What ingest costs, as a part of docs/performance.md."""

from collections.abc import Iterator, Sequence
from typing import Any

from bench.goals import goals
from bench.page import Figures, goal_table, made_on, said, table, together


def rendered(figures: Figures) -> str:
    """All sections that there are figures for."""
    sections = (_made_by, _goals, _ingest, _contest, _product, _memory)
    return together(section(figures) for section in sections)


def _made_by(figures: Figures) -> Iterator[str]:
    here = figures["machine"]
    busy = [f"{name} {before} to {after}" for name, (before, after) in figures["loads"].items()]
    yield from said(
        f"Made by `{figures['command']}` on {made_on(here)};",
        f"ffmpeg {here['versions']['ffmpeg']}, Python {here['versions']['python']}.",
        f"How busy the machine was (load) while each part ran: {', '.join(busy)}.",
    )
    yield ""
    yield "The recordings:"
    yield ""
    for name, what in figures["sources"].items():
        yield f"- `{name}`: {what}"


def _goals(figures: Figures) -> Iterator[str]:
    yield "### What we aim at"
    yield ""
    yield from goal_table(goals(figures))


def _ingest(figures: Figures) -> Iterator[str]:
    if not (found := figures.get("ingest")):
        return
    yield "### Our ingest and plain ffmpeg, the same outputs"
    yield ""
    head = ("", "ours", "plain", "ratio", "Python’s start", "bytes of main", "SSIM", "VMAF")
    yield from table(head, (_ingest_row(name, one) for name, one in found.items()))


def _ingest_row(name: str, one: Figures) -> Sequence[Any]:
    vmaf = "–" if one["vmaf"] is None else f"{one['vmaf']:.1f}"
    how = f"{name}, {'copied' if one['copied'] else 'encoded'}"
    cost = (f"{one['net_s']:.2f} s", f"{one['bare_s']:.2f} s", f"{one['ratio']:.2f}")
    return (how, *cost, f"{one['starts_s']:.2f} s", f"{one['bytes']['main']:,}",
            f"{one['ssim']:.4f}", vmaf)  # fmt: skip


def _contest(figures: Figures) -> Iterator[str]:
    if not (found := figures.get("contest")):
        return
    yield "### Beside other systems, the same recording"
    yield ""
    for name, on in found.items():
        mine = on["ours"]
        rows = [("**Freethrow**", f"{mine['net_s']:.1f} s", f"{mine['bytes'] / 1e6:.1f} MB",
                 f"{mine['ssim']:.3f}", "")]  # fmt: skip
        rows += [_peer_row(one) for one in on["peers"]]
        yield from table((f"`{name}`", "processor", "written", "SSIM of main", ""), rows)
        yield ""


def _peer_row(one: Figures) -> tuple[str, str, str, str, str]:
    if one["rejected"]:
        return (one["peer"], "–", "–", "–", f"rejects it: {one['rejected']}")
    cost = f"> {one['cpu_s']:.0f} s" if one["is_over"] else f"{one['cpu_s']:.1f} s"
    ssim = "–" if one["ssim"] is None else f"{one['ssim']:.3f}"
    remark = "stopped at the limit" if one["is_over"] else ""
    remark = "fails" if one["failed"] else remark
    return (one["peer"], cost, f"{one['bytes'] / 1e6:.1f} MB", ssim, remark)


def _product(figures: Figures) -> Iterator[str]:
    if not (one := figures.get("product")):
        return
    yield "### From *finish* to watching"
    yield ""
    yield from said(
        f"A take of {one['take_s']} s ({one['bytes'] / 1e6:.1f} MB in {one['pieces']} pieces)",
        "on the product as `make run` starts it: playable and seekable",
        f"{one['playable_s']:.1f} s after *finish*, ready {one['ready_s']:.1f} s after it,",
        "on the wall.",
    )


def _memory(figures: Figures) -> Iterator[str]:
    if not (one := figures.get("memory")):
        return
    yield "### Memory of the web processes"
    yield ""
    yield from said(
        f"{one['sent_bytes'] / 2**30:.3g} GiB in pieces of 32 MiB into the folder store, and back",
        f"in ranges: {one['start_mb']:.0f} MB before, at most {one['peak_mb']:.0f} MB,",
        f"{one['end_mb']:.0f} MB afterwards, all web processes together.",
    )
