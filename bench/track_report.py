"""The large organization's figures as goals and as a page: a part of docs/performance.md."""

from collections.abc import Iterator

from bench.page import Figures, Goal, goal_table, made_on, measured, said, table, together

PAGE_MS, MOST_QUERIES, ABOVE_BARE_MS = 100, 12, 20
STILL_FLAT = 1.5  # from a tenth of the takes to all of them
NOISE_MS = 5
A_PIECE_OF_WORK = "/submissions/"  # feedback with all that belongs to it: no dashboard
HAND_OUT_S, ANSWER_S, WEEKLY_S, IDLE_MS = 20, 1, 30, 100
FLAT_MEMORY = 1.1


def goals(figures: Figures) -> Iterator[Goal]:
    """Those that this run can tell about: of the pages the worst of all."""
    if sizes := figures.get("pages"):
        yield from _page_goals(f"PostgreSQL, {sizes[-1]['takes']:,} takes", sizes[-1])
        if len(sizes) > 1:
            yield _growth(*sizes)
    if small := figures.get("sqlite"):
        yield from _page_goals(f"SQLite, {small['takes']:,} takes", small)
    if hand := figures.get("hand"):
        words = f"assigning to {hand['people']:,} people"
        yield Goal(f"{words}: the answer", ANSWER_S, hand["answered_s"], "s")
        yield Goal(f"{words}: everybody has it", HAND_OUT_S, hand["all_s"], "s")
    if week := figures.get("weekly"):
        yield Goal(f"the turn of a week for {week['opened']:,}", WEEKLY_S, week["all_s"], "s")
        yield Goal("the same with nothing to do", IDLE_MS, week["idle_ms"], "ms")
    if file := figures.get("file"):
        grown = file["all"]["peak_mb"] / file["few"]["peak_mb"]
        note = f"{file['few']['peak_mb']:.0f} MB, then {file['all']['peak_mb']:.0f} MB"
        words = f"XLSX of {file['rows']:,} rows: memory ÷ that of a twentieth"
        yield Goal(words, FLAT_MEMORY, grown, note=note)


def _page_goals(where: str, size: Figures) -> Iterator[Goal]:
    pages = [page for page in size["pages"] if not page["page"].startswith(A_PIECE_OF_WORK)]
    slow, many = _worst(size, "p95_ms"), _worst({"pages": pages}, "queries")
    above = max(size["pages"], key=_above_bare)
    yield Goal(f"{where}: slowest page, p95", PAGE_MS, slow["p95_ms"], "ms", _name(slow))
    yield Goal(
        f"{where}: most questions of a dashboard, a queue or a first page",
        MOST_QUERIES,
        many["queries"],
        note=_name(many),
    )
    yield Goal(f"{where}: most above bare SQL", ABOVE_BARE_MS, _above_bare(above), "ms",
               _name(above))  # fmt: skip


def _growth(few: Figures, many: Figures) -> Goal:
    pairs = list(zip(few["pages"], many["pages"], strict=True))
    before, after = max(pairs, key=lambda pair: _times(*pair))
    note = f"{_name(after)}: {before['median_ms']:.0f} ms, then {after['median_ms']:.0f} ms"
    words = f"from {few['takes']:,} to {many['takes']:,} takes: the page that grows most, times"
    return Goal(words, STILL_FLAT, _times(before, after), note=note)


def _times(before: Figures, after: Figures) -> float:
    return float(max(after["median_ms"] - NOISE_MS, 1) / max(before["median_ms"], 1))


def _worst(size: Figures, what: str) -> Figures:
    found: Figures = max(size["pages"], key=lambda one: float(one[what]))
    return found


def _above_bare(one: Figures) -> float:
    return float(one["median_ms"] - one["bare_ms"])


def _name(one: Figures) -> str:
    return f"{one['who']} `{one['page']}`"


def rendered(figures: Figures) -> str:
    """How it was measured, the goals, then every page."""
    parts = [_made_by(figures), goal_table(goals(figures))]
    if sizes := figures.get("pages"):
        parts.append(_pages(sizes[-1], "PostgreSQL"))
    if small := figures.get("sqlite"):
        parts.append(_pages(small, "SQLite"))
    return together(parts)


def _made_by(figures: Figures) -> Iterator[str]:
    yield from said(
        f"Made on {made_on(figures['machine'])}, with {figures['people']:,} people. How busy the",
        f"machine was (load) before and after: {', '.join(f'{n:.1f}' for n in figures['loads'])}.",
    )


def _pages(size: Figures, where: str) -> Iterator[str]:
    low, middle, high = size["pace_ms"]
    yield from said(
        "While these pages were opened, a million additions in Python took",
        f"{middle:.0f} ms on this machine, a quarter of the times less than {low:.0f} ms and",
        f"a quarter more than {high:.0f} ms.",
    )
    yield ""
    rows = [
        (_name(one), measured(one["p95_ms"], "ms"), measured(one["median_ms"], "ms"),
         measured(one["bare_ms"], "ms"), one["queries"])
        for one in size["pages"]
    ]  # fmt: skip
    head = (f"{where}, {size['takes']:,} takes", "p95", "median", "bare SQL", "questions")
    yield from table(head, rows)
