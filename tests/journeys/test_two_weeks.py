"""From an empty installation to two weeks of figures: people, a scenario, a weekly assignment.

Everything goes through the doors, the chores of the sweep and real recordings. Only the clock is
driven, from Monday to Monday, over the night in which American clocks are set.
"""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from media.samples import make_recording
from media.storage import Store
from practice.db import Database
from practice.settings import Settings
from tests.journeys.weeks import MONDAY, PEOPLE, SECONDS, Practiced, World
from tests.progress.test_exports import rows_of
from workers.boot import Parts

# Sofia’s Sunday night in Auckland is still Sunday morning in Europe; on March 8 at 2 AM American
# clocks jump; Theo is not asked at all, but practices freely.
STORY = [
    Practiced(2, "bram"),
    Practiced(3, "bram", handed_in=True, verdict="met"),
    Practiced(40, "theo"),
    Practiced(64, "sofia"),
    Practiced(146, "priya"),  # Sunday morning, an hour after the clocks were set
    Practiced(147, "sofia", handed_in=True, verdict="another_take"),  # Monday there: next week
    Practiced(200, "sofia", handed_in=True, verdict="met"),
    Practiced(210, "priya", handed_in=True),
    Practiced(220, "theo"),
    Practiced(331, "priya"),
]
END = MONDAY + timedelta(days=14, hours=12)
ZONES = {row.split("@")[0]: row.split(",")[5] for row in PEOPLE.splitlines()[1:]}
NAMES = {row.split("@")[0]: row.split(",")[1] for row in PEOPLE.splitlines()[1:]}


@pytest.fixture
def world(
    app: Flask, settings: Settings, db: Database, store: Store, monkeypatch: pytest.MonkeyPatch
) -> World:
    return World(app, Parts(settings, db, store), monkeypatch)


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("two-weeks") / "take.webm"
    return make_recording(path, SECONDS, "webm-vp8").read_bytes()


def void(number: int) -> bytes:
    """An empty element of Matroska: with another one, a recording is another one."""
    return b"\xec\x84" + number.to_bytes(4)


def monday(one: Practiced, zone: str) -> str:
    """The week in which it was, on a clock there."""
    day = (MONDAY + timedelta(hours=one.hours)).astimezone(ZoneInfo(zone)).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def counted(story: list[Practiced]) -> Counter[tuple[str, str, str]]:
    """(name, week, what): takes by their person’s clock, the rest by the organization’s."""
    told: Counter[tuple[str, str, str]] = Counter()
    for one in story:
        name = NAMES[one.who]
        told[name, monday(one, ZONES[one.who]), "Takes"] += 1
        told[name, monday(one, "UTC"), "Submitted"] += one.handed_in
        told[name, monday(one, "UTC"), "Reviewed"] += bool(one.verdict)
    return +told


def day_in(cell: str) -> str:
    """A day as a CSV has it; a spreadsheet counts days from the end of 1899."""
    if "-" in cell:
        return cell
    return (date(1899, 12, 30) + timedelta(days=int(cell))).isoformat()


def test_two_weeks_are_read_off_as_anybody_would_count_them(world: World, body: bytes) -> None:
    world.set_up()
    world.import_people()
    scenario = world.write_scenario()
    path = world.assign_weekly(scenario, world.segment("Enterprise"))
    world.sweep()
    for number, one in enumerate(STORY):
        world.turn_to(MONDAY + timedelta(hours=one.hours))
        world.practice(one, scenario, body + void(number))
    world.turn_to(END)

    erin = world.page("erin")
    for kind in ("csv", "xlsx"):
        heads, *rows = rows_of(erin, f"/team/export?what=weeks&weeks=4&as={kind}")
        read: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            cells = dict(zip(heads, row, strict=True))
            for what in ("Takes", "Submitted", "Reviewed"):
                read[cells["Name"], day_in(cells["Week of"]), what] += int(cells[what])
        assert +read == counted(STORY), kind

    heads, *rows = rows_of(erin, f"{path}/export.csv?which=all")
    states = Counter(dict(zip(heads, row, strict=True))["State"] for row in rows)
    assert states == {"Meets the bar": 2, "Missed": 3, "Submitted": 1, "Not started": 3}
    assert erin.get(path).has("60-second pitch", "Not started", "Everyone 3")
