"""The organization: founding it, and its settings."""

from sqlalchemy.orm import Session

from practice.people.models import Organization


def found_organization(
    session: Session,
    name: str = "Your organization",
    timezone: str = "UTC",
    *,
    is_demo: bool = False,
) -> Organization:
    """The one organization; made with these settings unless it is there already."""
    found = session.get(Organization, 1)
    if found is None:
        found = Organization(id=1, name=name, timezone=timezone, is_demo=is_demo)
        session.add(found)
        session.flush()
    return found


def change_organization(
    session: Session,
    *,
    name: str,
    timezone: str,
    first_weekday: int,
    keep_unsubmitted_days: int,
    coaching_minutes: int,
    shows_effort: bool,
) -> dict[str, tuple[object, object]]:
    """Change the settings; answers what changed, old and new."""
    found = session.get_one(Organization, 1)
    wanted = {
        "name": name,
        "timezone": timezone,
        "first_weekday": first_weekday,
        "keep_unsubmitted_days": keep_unsubmitted_days,
        "coaching_minutes": coaching_minutes,
        "shows_effort": shows_effort,
    }
    changed: dict[str, tuple[object, object]] = {}
    for field, value in wanted.items():
        if getattr(found, field) != value:
            changed[field] = (getattr(found, field), value)
            setattr(found, field, value)
    return changed
