"""Every door: who may come in, room by room. A route that is not in here fails the suite."""

from tests.permissions import assignments, coaching, people, progress, reviews, scenarios, takes
from tests.permissions.doors import PEOPLE, Door

DOORS: list[Door] = [
    *people.DOORS,
    *scenarios.DOORS,
    *assignments.DOORS,
    *takes.DOORS,
    *reviews.DOORS,
    *coaching.DOORS,
    *progress.DOORS,
]

__all__ = ["DOORS", "PEOPLE", "Door"]
