"""The signed address at the foot of a mail that ends mail of its kinds, without signing in.

Whoever holds it can do nothing else: it names a person and kinds, and only turns mail off.
"""

from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from practice.errors import NotFound
from practice.notices import rules
from practice.notices.models import NoticeKind

PURPOSE = "end mail"  # what is signed for one thing opens nothing else
LONGEST = 1000


def make(secret: str, person_id: UUID, kinds: Collection[NoticeKind]) -> str:
    """The token for `/mail-off/<token>`; it works for as long as the secret stays the same."""
    signed: str = URLSafeSerializer(secret, PURPOSE).dumps([person_id.hex, *sorted(kinds)])
    return signed


def read(secret: str, token: str) -> tuple[UUID, frozenset[NoticeKind]]:
    """Whose mail of which kinds; refuses what we didn't sign."""
    with suppress(BadData, ValueError, TypeError):
        if len(token) <= LONGEST:
            person, *kinds = URLSafeSerializer(secret, PURPOSE).loads(token)
            found = frozenset(kind for kind in rules.MUTABLE if kind in kinds)
            if found:
                return UUID(person), found
    raise NotFound("This link is damaged. You can choose what comes by mail on your profile.")
