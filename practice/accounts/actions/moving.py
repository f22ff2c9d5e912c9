"""Telling people that they are on another team: who reviews from now on, and what stays."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from practice.notices import actions as notices
from practice.notices.models import NoticeKind
from practice.people import queries
from practice.people.models import Person, Team

STAYS = "Your assignments come with you; a review that has begun is finished by who began it."
NO_TEAM = "What you submit goes to the enablement team."
SOMEBODY = "You manage it; what you submit goes to your own manager or the enablement team."


def tell_moved(session: Session, movers: Sequence[Person]) -> int:
    """Tell everybody whose home team was changed, once per move; answers how many were told.

    Nobody learns from an empty list that they have another manager. The deactivated are left out.
    """
    if not movers:
        return 0
    session.flush()
    teams = {team.id: team for team in queries.teams(session)}
    told = [person for person in movers if not person.is_deactivated]
    return notices.tell_many(session, NoticeKind.account, [
        telling(person, teams[person.home_team_id] if person.home_team_id else None)
        for person in told
    ])  # fmt: skip


def telling(person: Person, team: Team | None) -> notices.Telling:
    """What somebody reads after a move; the moment of it makes it a notice of its own."""
    key = f"moved:{person.joined_team_at.isoformat(timespec='milliseconds')}"
    title = f"You are on the team {team.name} now" if team else "You are on no team right now"
    return notices.Telling(person.id, key, title, f"{reviewer(person, team)} {STAYS}")


def reviewer(person: Person, team: Team | None) -> str:
    """Who reviews what is submitted there; nobody reviews themselves."""
    managers = [each.person for each in team.managers] if team else []
    others = [each for each in managers if each.id != person.id]
    if not others:
        return SOMEBODY if managers else NO_TEAM
    return f"{others[0].name} reviews what you submit from now on."
