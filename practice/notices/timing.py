"""When a mail may leave: the rhythm that somebody chose, and the hours they want to be left alone.

Pure functions of a person's choice; `claims` asks them each time a mail is tried.
"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from practice.clock import next_at, zone_of
from practice.notices import rules
from practice.notices.models import NoticeKind
from practice.people.models import MailRhythm, Person

MORNING = time(8)
MONDAY = 0


def mail_at(person: Person, kind: NoticeKind, told_at: datetime, now: datetime) -> datetime:
    """From when the mail about something told at that moment may leave; at the earliest now."""
    if kind in rules.MAIL_ONLY:
        return now
    rhythm = rhythm_for(person, kind)
    return out_of_quiet(person, max(gathered_at(rhythm, told_at, zone_of(person.timezone)), now))


def rhythm_for(person: Person, kind: NoticeKind) -> MailRhythm:
    """How often this person gets mail of this kind."""
    if kind in rules.AT_ONCE:
        return MailRhythm.at_once
    is_too_late = kind in rules.DATED and person.mail_rhythm == MailRhythm.weekly
    return MailRhythm.daily if is_too_late else person.mail_rhythm


def gathered_at(rhythm: MailRhythm, told_at: datetime, zone: ZoneInfo) -> datetime:
    """When what was told at that moment goes out: at once, at 8:00 AM, or on Monday at 8:00 AM."""
    if rhythm == MailRhythm.at_once:
        return told_at
    return next_at(MORNING, zone, told_at, MONDAY if rhythm == MailRhythm.weekly else None)


def out_of_quiet(person: Person, at: datetime) -> datetime:
    """This moment, or the end of the quiet hours that it falls into."""
    if person.quiet_from is None or person.quiet_until is None:
        return at
    zone = zone_of(person.timezone)
    local = at.astimezone(zone)
    if not is_between(local.hour * 60 + local.minute, person.quiet_from, person.quiet_until):
        return at
    return next_at(time(*divmod(person.quiet_until, 60)), zone, at)


def is_between(minute: int, first: int, end: int) -> bool:
    """Whether a minute of the day lies from the first to before the end, perhaps over midnight."""
    return first <= minute < end if first < end else minute >= first or minute < end


def is_gathered(person: Person, kind: NoticeKind) -> bool:
    """Whether what waits together goes out as one mail."""
    may_wait = person.mail_rhythm != MailRhythm.at_once or person.quiet_from is not None
    return may_wait and kind not in rules.AT_ONCE
