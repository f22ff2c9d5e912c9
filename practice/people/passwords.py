"""Passwords: how they are kept, compared and judged.

Only an argon2id hash is kept. What was typed is normalized first, because the same letters
can arrive as different code points from different keyboards.
"""

import functools
import re
import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 200
JUDGED = 72  # the estimate grows costly with length, and longer ones are never guessed
FEWEST_GUESSES = 10**8

hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """What the database keeps; slow on purpose, so call it outside of a transaction."""
    return hasher.hash(_normal(password))


@functools.cache
def nobody() -> str:
    """A hash that no password fits: an unknown account must take as long to refuse.

    Made at the first sign-in, since every process would pay for it at its start.
    """
    return hasher.hash(secrets.token_urlsafe(24))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes the same time when there is none to compare with."""
    try:
        hasher.verify(kept or nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return hasher.check_needs_rehash(kept)


def weakness(password: str, about: Iterable[str] = ()) -> str:
    """The sentence that says why a password can't be used; empty when it can.

    `about` is what an attacker knows: the person's name and email, the organization.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words in a row work well."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    known = [word for word in _words(about) if len(word) > 2]
    if _is_mostly(password.lower(), known):
        return "That is too close to your name, your email or the organization. Choose another."
    if zxcvbn(password[:JUDGED], user_inputs=known)["guesses"] < FEWEST_GUESSES:
        return "That password is easy to guess. Add another word, or choose something less common."
    return ""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[:LONGEST])


def _words(about: Iterable[str]) -> list[str]:
    whole = [text.lower() for text in about]
    parts = [part for text in whole for part in re.split(r"[^\w]+", text)]
    return list(dict.fromkeys(word for word in (*whole, *parts) if word))


def _is_mostly(password: str, known: Iterable[str]) -> bool:
    """Whether little is left once the known words are taken away."""
    left = password
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < len(password) and len(left) < SHORTEST // 2
