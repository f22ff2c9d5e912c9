"""Teams below teams: a team lies below the home team of whoever manages it.

Somebody who manages their own home team is a player-coach and makes no step down.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def steps_down(edges: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """What lies directly below what, from pairs of (above, below)."""
    found: dict[Node, set[Node]] = {}
    for above, below in edges:
        if above != below:
            found.setdefault(above, set()).add(below)
    return found


def all_below(steps: Mapping[Node, set[Node]], start: Node) -> set[Node]:
    """Everything below one, however far; itself as well if there is a circle."""
    found: set[Node] = set()
    todo = [start]
    while todo:
        new = steps.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


def in_circles(steps: Mapping[Node, set[Node]]) -> set[Node]:
    """All that lie below themselves: what is in a circle, and only that."""
    ends = dict(steps)
    while True:  # whatever has nothing left below it is in no circle
        left = {node: {each for each in below if each in ends} for node, below in ends.items()}
        left = {node: below for node, below in left.items() if below}
        if left == ends:
            return {node for node in ends if node in all_below(ends, node)}
        ends = left
