"""What is typed about a nomination: by the reviewer beside the decision, and by the rep."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from practice.library.models import ModelKind
from practice.reviews.values import NominationInput
from practice.web.fields import Reader
from practice.web.moments import moment_in

WHY_LONGEST = 500
NOT_KEPT = "The nomination needs another look."


def read_nomination(given: Mapping[str, Any]) -> NominationInput | None:
    """Which part to ask about; None when the box is not ticked.

    Times are typed as on the timeline, `0:42`; none at all is the whole take.
    """
    form = Reader(given)
    if not form.flag("nominate"):
        return None
    read = NominationInput(
        from_ms=_moment(form, "nominate-from") or 0,
        until_ms=_moment(form, "nominate-until"),
        criterion_id=form.uuid("nominate-criterion"),
        level=form.number("nominate-level", 1, 5, 0) or None,
        kind=form.choice("nominate-kind", ModelKind, ModelKind.good),
        why=form.text("nominate-why", WHY_LONGEST, lines=True),
    )
    form.finish(NOT_KEPT)
    return read


def _moment(form: Reader, name: str) -> int | None:
    typed = form.text(name, 12)
    found = moment_in(typed)
    if typed and found is None:
        form.problems[name] = "Use minutes and seconds, such as 0:42."
    return found


def read_until(given: Mapping[str, Any]) -> date | None:
    """Until when the rep agrees."""
    form = Reader(given)
    day = form.day("until_day")
    form.finish("Choose until when it may be shown.")
    return day
