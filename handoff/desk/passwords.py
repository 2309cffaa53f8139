"""Passwords: argon2id, the same work whether or not the person exists."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 1_000  # characters; hashing megabytes would be a cheap way to keep us busy
SHORTEST = 12
UNUSABLE = "!"  # what stands in the column of those who never sign in with a password

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe(16))
# One hash takes 64 MB and tens of milliseconds on every core: a burst of sign-ins must not starve the customers.
_at_once = asyncio.Semaphore(2)


def one_time() -> str:
    """Four groups that can be read out on the phone."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    return _hasher.hash(password)


async def hash_aside(password: str) -> str:
    """As `hashed`, without keeping the event loop."""
    async with _at_once:
        return await asyncio.to_thread(hashed, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """`password_hash`: None when nobody has this e-mail; takes as long as for somebody."""
    async with _at_once:
        return await asyncio.to_thread(_verify, password_hash, password)


def _verify(password_hash: str | None, password: str) -> bool:
    usable = password_hash is not None and password_hash != UNUSABLE and len(password) <= LONGEST
    try:
        _hasher.verify(password_hash if usable and password_hash else _nobody, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return usable
