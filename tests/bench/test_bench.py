"""The benchmark compares like with like, and tells what it found."""

from pathlib import Path

import pytest

from bench import report
from bench.clock import spend
from bench.goals import goals
from bench.ingest import ingest, laid_bare
from bench.page import Figures, write
from bench.peers import PEERS, Rejected
from bench.rivals import race
from bench.sources import Source, facts
from media.binaries import find_ffmpeg
from tests.media.make import own


@pytest.mark.parametrize("name", ["chrome-mp4-avc1.mp4", "chrome-webm-vp8.webm"])
def test_the_plain_command_lines_make_the_same_files_as_ingest(name: str, tmp_path: Path) -> None:
    source = Source("short", "", own(name))
    mine = ingest(source, tmp_path / "ours")
    seekable = f"seekable{mine.made['playable'].suffix}"
    laid_bare(source, mine.plan, seekable, tmp_path / "bare")
    for kind, path in mine.made.items():
        plain = tmp_path / "bare" / (seekable if kind == "playable" else path.name)
        assert plain.stat().st_size == pytest.approx(path.stat().st_size, rel=0.01), kind


def test_a_peer_that_needs_a_duration_rejects_what_a_browser_recorded(tmp_path: Path) -> None:
    source = facts(own("chrome-webm-vp8.webm"))
    for name in ("clapshot", "mediacms"):
        with pytest.raises(Rejected, match="duration"):
            next(PEERS[name].work(source, tmp_path))


def test_a_peer_that_copies_delivers_a_rendition_and_a_thumbnail(tmp_path: Path) -> None:
    source = facts(own("chrome-mp4-avc1.mp4"))
    ran = race(find_ffmpeg(), PEERS["cap"], source, tmp_path / "cap", 60)
    assert (ran.delivers, ran.failed) == (True, "")
    assert ran.cpu_s < 10
    assert not any(str(tmp_path) in part for command in ran.commands for part in command)


def test_a_command_beyond_its_limit_is_ended_and_said_to_be(tmp_path: Path) -> None:
    cost = spend(["sh", "-c", "while :; do :; done"], tmp_path, cpu_limit=1)
    assert cost.is_over


def test_the_page_says_plainly_which_goal_was_missed(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before\n<!-- one: begin -->\nold\n<!-- one: end -->\nafter\n")
    write("one", report.rendered(figures(playable_s=7.5)), page)
    written = page.read_text()
    assert "old" not in written
    assert written.startswith("before\n<!-- one: begin -->\n")
    assert written.endswith("\n<!-- one: end -->\nafter\n")
    assert "| ≤ 3.00 s | 7.50 s | **missed** |" in written
    assert not next(iter(goals(figures(playable_s=7.5)))).is_met
    assert next(iter(goals(figures(playable_s=2.5)))).is_met


def figures(playable_s: float) -> Figures:
    """Just enough for a page."""
    machine = {"day": "2026-11-21", "processor": "some", "cores": 2, "memory_gb": 8,
               "system": "Linux", "versions": {"ffmpeg": "9", "python": "3.11"}}  # fmt: skip
    waited = {"take_s": 180, "bytes": 1, "pieces": 45, "playable_s": playable_s, "ready_s": 9.0}
    return {
        "command": "make bench-media",
        "machine": machine,
        "loads": {"product": [0.1, 0.2]},
        "sources": {"vp8": "a recording"},
        "product": waited,
    }
