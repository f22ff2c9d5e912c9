"""What can go wrong in the domain, each with a sentence for the person.

PracticeError
├── NotFound     absent, or not theirs to know about
├── NotAllowed   known to them, but not theirs to do
├── WrongState   it was possible before, or will be later
│   └── Changed  it was changed meanwhile by a writer whose change this one has not seen
└── Invalid      what was typed or sent; may name the fields

`practice.web.errors` alone turns these into HTTP.
"""

from collections.abc import Mapping
from typing import Any


class PracticeError(Exception):
    """Something the person should be told in one plain sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(PracticeError):
    """There is no such thing for this person; a denied id looks like an absent one."""

    def __init__(self, sentence: str = "We can’t find that page.") -> None:
        super().__init__(sentence)


class NotAllowed(PracticeError):
    """The person may see it but not do this."""


class WrongState(PracticeError):
    """The thing is not in a state that allows this."""


class Changed(WrongState):
    """Saved over something unseen; `current` is how it stands now, None when it is gone."""

    def __init__(self, sentence: str, current: Mapping[str, Any] | None) -> None:
        super().__init__(sentence)
        self.current = current


class Invalid(PracticeError):
    """What was sent can't be used; `fields` maps a field's name to its own sentence."""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})


class TooLarge(Invalid):
    """More than the stated limit."""
