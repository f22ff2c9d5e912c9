"""What the measurement of a large organization says about its goals."""

from bench import track_report as report
from bench.page import Figures

QUESTIONS = "PostgreSQL, 1,000,000 takes: most questions of a dashboard, a queue or a first page"


def one(page: str, p95: float, bare: float, queries: int) -> Figures:
    return {"who": "manager", "page": page, "p95_ms": p95, "median_ms": p95 - 10, "bare_ms": bare,
            "queries": queries}  # fmt: skip


def figures() -> Figures:
    few = [one("/team", 40, 20, 12), one("/leaders", 30, 15, 9)]
    paces = [92.5, 100.0, 135.0]
    many = [one("/team", 50, 30, 12), one("/leaders", 120, 95, 13)]
    return {
        "machine": {"day": "2026-11-22", "processor": "One", "cores": 2, "memory_gb": 8,
                    "system": "Linux"},
        "loads": [0.1, 2.0], "people": 10_000,
        "pages": [{"takes": 100_000, "pace_ms": paces, "pages": few},
                  {"takes": 1_000_000, "pace_ms": paces, "pages": many}],
        "hand": {"people": 10_000, "answered_s": 0.2, "all_s": 21.0},
    }  # fmt: skip


def test_the_worst_page_decides_each_goal() -> None:
    met = {goal.what: goal.is_met for goal in report.goals(figures())}
    assert met == {
        "PostgreSQL, 1,000,000 takes: slowest page, p95": False,
        QUESTIONS: False,
        "PostgreSQL, 1,000,000 takes: most above bare SQL": True,
        "from 100,000 to 1,000,000 takes: the page that grows most, times": False,
        "assigning to 10,000 people: the answer": True,
        "assigning to 10,000 people: everybody has it": False,
    }


def test_every_page_stands_in_the_table_and_what_was_not_measured_is_left_out() -> None:
    text = report.rendered(figures())
    assert "| manager `/leaders` | 120 ms | 110 ms | 95.00 ms | 13 |" in text
    assert "took 100 ms on this machine" in text
    assert "SQLite" not in text
