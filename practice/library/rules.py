"""What the state of a model take allows.

It is shown while somebody answers for it: published, agreed to, within its time, and everybody
in it who is one of us still here. The end of its time and a leaver need no job: both are read.
"""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from practice.db import utcnow
from practice.errors import Invalid
from practice.library.models import ModelTake
from practice.people.models import Person

NOT_READY = "It isn’t ready to be published yet. What you wrote is below."


class Standing(StrEnum):
    """What enablement reads beside it."""

    draft = "draft"
    published = "published"
    withdrawn = "withdrawn"
    expired = "expired"


def local_day(person: Person, now: datetime | None = None) -> date:
    """The date where this person is: what “shown until” means to them."""
    return (now or utcnow()).astimezone(ZoneInfo(person.timezone)).date()


def standing(model: ModelTake, today: date) -> Standing:
    """Where it stands; only what is `published` is shown to everybody."""
    if model.published_at is None:
        return Standing.draft
    if model.withdrawn_at is not None or model.consented_at is None:
        return Standing.withdrawn
    over = model.expires_on is not None and model.expires_on < today
    has_left = model.person is not None and model.person.is_deactivated
    return Standing.expired if over or has_left else Standing.published


def may_delete(model: ModelTake) -> bool:
    """What people can watch right now is withdrawn first."""
    return model.published_at is None or model.withdrawn_at is not None


def may_score(person: Person, model: ModelTake) -> bool:
    """Reps and managers learn by it.

    Whoever wrote the levels has nothing to find out, nor has anybody where it says what it shows.
    """
    if model.shows_criterion_id is not None:
        return False
    return (person.is_rep or person.is_manager) and model.created_by_id != person.id


def missing(model: ModelTake, today: date) -> dict[str, str]:
    """What it can’t be shown without, by field."""
    wrong = {}
    if not model.asset.is_watchable:
        wrong["recording"] = "Wait until the recording can be watched."
    if model.consented_at is None:
        wrong["consented"] = "Nothing is published without the consent of everybody in it."
    if model.expires_on is None or model.expires_on < today:
        wrong["expires_on"] = "Choose a day to come, until which it may be shown."
    if model.person is not None and model.person.is_deactivated:
        wrong["email"] = f"{model.person.name} no longer works here, so it can’t be shown."
    return wrong | _missing_levels(model)


def _missing_levels(model: ModelTake) -> dict[str, str]:
    wrong, given = {}, {level.criterion_id: level for level in model.levels}
    for criterion in model.criteria:
        level = given.get(criterion.id)
        if level is None:
            wrong[f"level-{criterion.id}"] = f"Choose a level for “{criterion.title}”."
        elif not level.evidence:
            wrong[f"evidence-{criterion.id}"] = f"Say what shows it for “{criterion.title}”."
    return wrong


def check_complete(model: ModelTake, today: date) -> None:
    """Refuse to show what is not complete."""
    if wrong := missing(model, today):
        raise Invalid(NOT_READY, wrong)
