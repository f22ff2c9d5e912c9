"""The recorder's benchmark says plainly what was missed."""

from typing import Any

from bench import recorder_report as report
from bench.recorder import slope

SAMPLE = {"renderer_mb": 90.0, "browser_mb": 120.0}


def figures(slopes: dict[str, float] | None = None, **more: Any) -> dict[str, Any]:
    """One run, with what a test wants different in its take, or in the growth of memory."""
    one = {"minutes": 1, "bytes": 20_000_000, "pieces": 15, "piece_bytes": 1_300_000,
           "piece_ms": 2000.0, "waited_ms": 2400.0, "longest_task_ms": 40, "tasks": 0,
           "longest_script_ms": 12, "script_bytes": 24_000, "script_files": 1} | more  # fmt: skip
    slopes = slopes or dict.fromkeys(SAMPLE, 0.01)
    long = {"minutes": 3, "bytes": 60_000_000, "samples": [SAMPLE] * 4, "slopes": slopes}
    here = {"day": "2026-11-22", "processor": "one", "cores": 2, "memory_gb": 4, "system": "Linux"}
    line = {"up_mbps": 5, "down_mbps": 20, "latency_ms": 40}
    return {"machine": here, "browser": "1", "line": line, "takes": [one], "memory": long,
            "loads": [0.5]}  # fmt: skip


def test_a_run_within_all_goals_meets_them() -> None:
    found = list(report.goals(figures()))
    assert len(found) == 5
    assert all(goal.is_met for goal in found)


def test_waiting_longer_than_a_piece_and_half_a_second_is_a_missed_goal() -> None:
    missed = [goal.what for goal in report.goals(figures(waited_ms=2501)) if not goal.is_met]
    assert missed == ["stop → received, a take of 1 min"]


def test_memory_that_keeps_what_is_recorded_is_a_missed_goal() -> None:
    growing = dict.fromkeys(SAMPLE, 0.01) | {"renderer_mb": 20.0}
    missed = [goal.what for goal in report.goals(figures(slopes=growing)) if not goal.is_met]
    assert len(missed) == 1
    assert "the page's process" in missed[0]


def test_growth_is_per_minute() -> None:
    assert slope([10, 12, 14, 16]) == 2
    assert slope([10]) == 0


def test_the_page_says_plainly_which_goal_was_missed() -> None:
    assert "9,000 ms | **missed** |" in report.rendered(figures(waited_ms=9000))
