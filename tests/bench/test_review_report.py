"""The reviewer's benchmark says plainly what was missed."""

from typing import Any

from bench import review_report as report


def figures(**more: Any) -> dict[str, Any]:
    """One run, with what a test wants different."""
    here = {"day": "2026-11-22", "processor": "one", "cores": 2, "memory_gb": 4, "system": "Linux"}
    return {
        "machine": here, "browser": "1", "rounds": 3, "loads": [0.5],
        "first_visit_ms": 400.0, "open_ms": [150.0, 900.0, 160.0], "next_ms": [40.0],
        "next_picture_ms": [90.0], "unprepared_ms": [300.0],
        "key_ms": [20.0], "files": [{"name": "app.css", "bytes": 19_000}],
        "server": [sized(1_000, 20.0), sized(1_000_000, 22.0)],
    } | more  # fmt: skip


def sized(takes: int, wall_ms: float) -> dict[str, Any]:
    pages = ("/reviews", "/submissions/…/review")
    one = {"wall_ms": wall_ms, "cpu_ms": 9.0, "queries": 12}
    return {"takes": takes, "pages": [{"page": page} | one for page in pages]}


def missed(**more: Any) -> list[str]:
    return [goal.what for goal in report.goals(figures(**more)) if not goal.is_met]


def test_a_run_within_all_goals_meets_them() -> None:
    assert len(list(report.goals(figures()))) == 6
    assert missed() == []


def test_each_goal_can_be_missed() -> None:
    assert missed(open_ms=[301.0]) == ["open a review → first picture"]
    assert missed(next_ms=[101.0]) == ["next in the queue → ready"]
    assert missed(key_ms=[51.0]) == ["key → marker on the timeline"]
    many = [{"name": "a", "bytes": 30_000}, {"name": "b", "bytes": 30_001}]
    assert missed(files=many) == ["scripts and styles of the room, gzip"]
    grown = [sized(1_000, 20.0), sized(1_000_000, 90.0)]
    assert [what.split(" with")[0] for what in missed(server=grown)] == ["the queue", "the room"]


def test_a_run_without_the_server_tells_about_the_browser() -> None:
    assert len(list(report.goals(figures(server=[])))) == 4


def test_the_page_says_plainly_which_goal_was_missed() -> None:
    assert "| 450 ms | **missed** |" in report.rendered(figures(open_ms=[450.0]))
