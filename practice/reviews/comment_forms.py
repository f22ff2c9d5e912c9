"""What people say about a take, read field by field: replies, and comments to use again."""

from collections.abc import Mapping
from typing import Any

from practice.errors import Invalid
from practice.reviews import rules
from practice.reviews.models import MarkerKind
from practice.reviews.values import ReplyInput, ReusableInput
from practice.web.fields import Reader


def read_reusable(given: Mapping[str, Any]) -> ReusableInput:
    """Words to keep, their kind, and what they are for."""
    form = Reader(given)
    read = ReusableInput(
        text=form.text("text", rules.WORDS_LONGEST, required=True, lines=True),
        kind=form.choice("kind", MarkerKind),
        criterion_key=form.uuid("criterion_key"),
        team_id=form.uuid("team_id"),
    )
    form.finish("We couldn’t save that comment.")
    return read


def read_reply(given: Mapping[str, Any]) -> ReplyInput:
    """A reply in words, as a recording or both; one that says nothing at all is refused.

    To disagree says enough by itself.
    """
    form = Reader(given)
    read = ReplyInput(
        text=form.text("text", rules.WORDS_LONGEST, lines=True),
        recording=form.uuid("recording"),
        disagrees=form.flag("disagrees"),
    )
    form.finish("This reply needs another look.")
    if not read.text and not read.recording and not read.disagrees:
        raise Invalid("Write a reply first, or record one.")
    return read
