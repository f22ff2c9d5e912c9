"""What is typed about a nomination, by the reviewer beside the decision and by the rep, and how it
stands in those fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from practice.library.models import ModelKind
from practice.reviews.models import Nomination
from practice.reviews.values import NominationInput
from practice.web.fields import Reader
from practice.web.filters import clock
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


def nomination_data(kept: Nomination | None) -> dict[str, Any]:
    """The part that is named as a model, by the fields that it is typed into; `nominate` is empty,
    and the version 0, where none is."""
    if kept is None:
        return {"version": 0, "nominate": ""}
    return {
        "version": kept.version,
        "nominate": "yes",
        "nominate-from": clock(kept.from_ms),
        "nominate-until": clock(kept.until_ms),
        "nominate-criterion": str(kept.criterion.id) if kept.criterion else "",
        "nominate-level": str(kept.level or ""),
        "nominate-kind": kept.kind.value,
        "nominate-why": kept.why,
    }
