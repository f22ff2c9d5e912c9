"""How a line of the table of doors is written: who may come in.

One line is a method, a rule, who gets through, and which thing of the `World` (see
world.py) stands for each part of the address. Everybody who is not named gets
404 (a denied thing looks like an absent one), 403, or is asked to sign in.

The people: `rep` owns the things; `peer` is on the same team; `manager` runs that team and
`other_manager` another one; then `enablement`, `admin`, somebody `deactivated`, and
`anonymous`. Managers, enablement and admins here hold no other role.
"""

from typing import NamedTuple

PEOPLE = ("anonymous", "deactivated", "rep", "peer", "manager", "other_manager", "enablement",
          "admin")  # fmt: skip

ANYONE = frozenset(PEOPLE)
SIGNED_IN = ANYONE - {"anonymous", "deactivated"}
NOBODY: frozenset[str] = frozenset()
STEERS = frozenset({"manager", "enablement"})  # those who lead the rep
LEADERS = frozenset({"manager", "other_manager", "enablement"})


class Door(NamedTuple):
    """One route with one method."""

    method: str
    rule: str
    allowed: frozenset[str]
    things: dict[str, str]


def door(method: str, rule: str, allowed: frozenset[str] | set[str] | str, **things: str) -> Door:
    """One line of the table; `allowed` may be names in one string."""
    names = frozenset(allowed.split()) if isinstance(allowed, str) else frozenset(allowed)
    assert names <= ANYONE, names - ANYONE
    return Door(method, rule, names, things)


HANDED_IN = {"submission_id": "submission"}
REVIEWED = {"submission_id": "reviewed_submission"}
IN_THE_EAST = {"submission_id": "eastern_submission"}
EASTERN = frozenset({"other_manager", "enablement"})  # those who lead the other team
