"""How model takes read on a screen."""

from practice.library.models import ModelKind
from practice.library.rules import Standing

KINDS = {ModelKind.good: "Good example", ModelKind.bad: "Spot what’s wrong"}
STANDINGS = {
    Standing.draft: "Draft",
    Standing.published: "Published",
    Standing.withdrawn: "Withdrawn",
    Standing.expired: "Expired",
}


def difference(levels_apart: int | None) -> str:
    """One's own level beside the expert's, kindly: there is something to see, nobody failed."""
    if levels_apart is None:
        return ""
    if levels_apart == 0:
        return "You see it the same way."
    way = "more generous" if levels_apart > 0 else "stricter"
    if abs(levels_apart) == 1:
        return f"You are one level {way}. Experts differ by one, too."
    return f"You are {abs(levels_apart)} levels {way}. Worth watching that moment once more."
