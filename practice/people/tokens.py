"""Opaque tokens: random to whoever holds them, only a hash to the database."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database keeps; a fast hash is enough, because tokens can't be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
