"""The whole loop, as people live it: assigned, recorded, reviewed, recorded again, counted.

On what `make run` starts; with the slow tests also on PostgreSQL and S3, with every part a process
of its own. (Firefox and the player run on S3 every time.)
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.chromium import chromium
from tests.journeys import steps
from tests.product import Product, at_scale, embedded

pytestmark = [pytest.mark.browser]


# Seconds. A take counts from 7.5 s of film, and the camera of a busy machine stands still at times.
LONG_ENOUGH = 11.0
AT_SCALE = pytest.param("postgresql_and_s3", marks=pytest.mark.faults)


@pytest.fixture(params=["embedded", AT_SCALE])
def product(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    if request.param == "embedded":
        with embedded(tmp_path / "data") as running:
            yield running
    else:
        server = request.getfixturevalue("postgres_server")
        with at_scale(tmp_path / "data", server) as running:
            yield running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_a_pitch_is_assigned_recorded_reviewed_recorded_again_and_met(
    product: Product, browser: Browser
) -> None:
    ada = steps.found_the_organization(browser, product)
    steps.import_people(ada)
    steps.become_enablement_too(ada)
    dana = steps.join(browser, product, steps.invite(ada, "Dana Moss"), "Dana Moss")
    priya = steps.join(browser, product, steps.invite(ada, "Priya Raman"), "Priya Raman")
    steps.shorten_the_pitch(ada)
    steps.assign_the_pitch(ada)

    priya.go("/inbox")
    priya.sees("60-second pitch")
    priya.go("/")
    priya.sees("Next up", "60-second pitch", "Dana Moss can see it")
    steps.open_the_camera(priya, first_time=True)
    steps.record(priya, LONG_ENOUGH)
    steps.record_another(priya, LONG_ENOUGH)
    steps.submit(priya, "Is the opening too slow?")
    first_take = priya.page.url

    room = steps.find_in_queue(dana, "Priya Raman")
    steps.wait_until_watchable(dana, room)
    dana.sees("Is the opening too slow?")
    steps.comment(dana, 1.5, "Ask what a late quote costs them today.")
    steps.give_levels(dana, 4, 2, 3, 3, 4)
    steps.decide_and_send(dana, "Another take", "You open with their world.", "Slow down at 0:02.")

    steps.read_feedback(priya, "You open with their world.")
    priya.sees("One strength", "Slow down at 0:02.", "Ask what a late quote costs")
    priya.click("Record it again")
    if "/record" not in priya.page.url:
        priya.click(re.compile("^Record"))
    expect(priya.page.get_by_role("main")).to_contain_text("Slow down at 0:02.")
    steps.turn_on_the_camera(priya)
    steps.record(priya, LONG_ENOUGH)
    steps.submit(priya, "")

    room = steps.find_in_queue(dana, "Priya Raman")
    steps.wait_until_watchable(dana, room, steps.TRANSCODED)
    steps.give_levels(dana, 4, 4, 4, 4, 5)
    steps.decide_and_send(dana, "Meets the bar", "That is it.")
    steps.read_feedback(priya, "That is it.")
    priya.sees("Meets the bar")

    dana.main("Team")
    dana.sees("Priya Raman", "Theo Brandt")
    ada.main("Assignments")
    ada.sees("1 of 2 met")
    ada.page.get_by_role("main").get_by_role("link", name="60-second pitch").first.click()
    ada.sees("Priya Raman", "Theo Brandt")
    priya.go(first_take)
    priya.sees("Dana Moss")
