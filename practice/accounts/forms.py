"""What the forms of this room send, as typed values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from practice.accounts.actions.caring import Details
from practice.accounts.bulk import Choice, Selection
from practice.errors import Invalid
from practice.people import rules
from practice.people.models import ChangeKind, Role
from practice.people.passwords import LONGEST, SHORTEST
from practice.people.queries import Standing, Wanted
from practice.web.fields import Reader

SEGMENTED = (ChangeKind.put_in, ChangeKind.take_out)


class AccountReader(Reader):
    """A reader that knows emails and passwords as well."""

    def email(self, name: str = "email") -> str:
        """An email address in lower case."""
        value = self.text(name, rules.LONGEST_EMAIL, required=True).lower()
        if value and name not in self.problems and not rules.is_email(value):
            self.problems[name] = "Use an email address such as ana@example.com."
        return value

    def words_of_segment(self, name: str) -> str:
        """The name of a segment; a semicolon would divide it in two in a file."""
        words = " ".join(self.text(name, rules.LONGEST_SEGMENT, required=True).split())
        if ";" in words:
            self.problems[name] = "Leave out the semicolon: it stands between two segments."
        return words

    def password(self, name: str = "password") -> str:
        """A password exactly as typed, to compare with the one that is kept."""
        value = str(self.given.get(name) or "")
        if not value:
            self.problems[name] = "Fill this in."
        return value

    def new_password(self, name: str = "password") -> str:
        """A password to be kept; how easily it is guessed is judged later."""
        value = self.password(name)
        if value and not SHORTEST <= len(value) <= LONGEST:
            few = f"Use at least {SHORTEST} characters. A few words in a row work well."
            self.problems[name] = few if len(value) < SHORTEST else f"Use at most {LONGEST}."
        return value


@dataclass(frozen=True)
class SignIn:
    """Email and password."""

    email: str
    password: str

    @classmethod
    def read(cls, given: Any) -> "SignIn":
        form = AccountReader(given)
        made = cls(form.text("email", 254, required=True).lower(), form.password())
        form.finish()
        return made


@dataclass(frozen=True)
class Welcome:
    """What somebody fills in behind a one-use link."""

    password: str
    name: str
    timezone: str
    email: str
    organization: str

    @classmethod
    def read(cls, given: Any, *, is_invite: bool, is_first: bool) -> "Welcome":
        form = AccountReader(given)
        made = cls(
            password=form.new_password(),
            name=form.text("name", 120, required=True) if is_invite else "",
            timezone=form.zone("timezone") if is_invite else "",
            email=form.email() if is_first else "",
            organization=form.text("organization", 120, required=True) if is_first else "",
        )
        form.finish()
        return made


@dataclass(frozen=True)
class PasswordChange:
    """The current password and the one that replaces it."""

    current: str
    password: str

    @classmethod
    def read(cls, given: Any) -> "PasswordChange":
        form = AccountReader(given)
        made = cls(form.password("current"), form.new_password())
        form.finish()
        return made


def read_segment(given: Any, name: str = "name") -> str:
    """The name of a segment."""
    form = AccountReader(given)
    words = form.words_of_segment(name)
    form.finish()
    return words


def read_wanted(given: Any) -> Wanted:
    """A search for people; what can't be understood is left out."""
    return Wanted(
        words=Reader(given).text("q", 1_000)[:100].strip(),
        team_id=given.get("team", type=UUID),
        segment_id=given.get("segment", type=UUID),
        role=given.get("role", type=Role),
        standing=given.get("standing", type=Standing),
    )


def read_selection(given: Any) -> Selection:
    """People who were ticked, or all that a search finds."""
    if given.get("all"):
        return Selection(wanted=read_wanted(given))
    return Selection(people=tuple(given.getlist("people", type=UUID)))


def read_choice(given: Any) -> Choice:
    """What shall change for many people."""
    form = AccountReader(given)
    kind = form.choice("kind", ChangeKind)
    choice = Choice(
        kind=kind,
        team_id=form.uuid("to_team") if kind is ChangeKind.team else None,
        segment=form.words_of_segment("to_segment") if kind in SEGMENTED else "",
        timezone=form.zone("timezone") if kind is ChangeKind.timezone else "",
    )
    form.finish()
    return choice


def read_at(given: Any) -> datetime:
    """The moment of the step that is to be taken back."""
    try:
        found = datetime.fromisoformat(str(given.get("at") or ""))
    except ValueError:
        raise Invalid("We couldn’t read that request.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_details(given: Any) -> Details:
    """What an admin says about somebody."""
    form = AccountReader(given)
    made = Details(
        name=form.text("name", 120, required=True),
        email=form.email(),
        roles=form.choices("roles", Role),
        team_id=form.uuid("team"),
        timezone=form.zone("timezone"),
        hired_on=form.day("hired_on"),
    )
    if not made.roles and "roles" not in form.problems:
        form.problems["roles"] = "Choose at least one role."
    form.finish()
    return made


@dataclass(frozen=True)
class OrganizationForm:
    """The settings of the organization."""

    name: str
    timezone: str
    first_weekday: int
    keep_unsubmitted_days: int
    coaching_minutes: int
    shows_effort: bool

    @classmethod
    def read(cls, given: Any) -> "OrganizationForm":
        form = AccountReader(given)
        made = cls(
            name=form.text("name", 120, required=True),
            timezone=form.zone("timezone"),
            first_weekday=form.number("first_weekday", 0, 6),
            keep_unsubmitted_days=form.number("keep_unsubmitted_days", 7, 3650),
            coaching_minutes=form.number("coaching_minutes", 10, 1200),
            shows_effort=form.flag("shows_effort"),
        )
        form.finish()
        return made


def read_intent(given: Any) -> str:
    """Why a team practices, in one sentence; empty to say nothing."""
    form = AccountReader(given)
    words = form.text("intent", 300, lines=True)
    form.finish()
    return " ".join(words.split())
