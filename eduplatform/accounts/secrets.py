"""Encryption of numbers that point at a person, and keyed hashes that find them again.

Stored text is Fernet (AES-128-CBC + HMAC-SHA256) under the newest of `settings.FIELD_KEYS`; older keys
still decrypt, so that keys can be rotated. A keyed hash (HMAC-SHA256 under `settings.LOOKUP_KEY`) allows a unique
constraint and a look-up without the number itself.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def encrypt(text: str) -> str:
    """Empty stays empty: an absent number is no secret."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` when no known key made this token."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def is_under_newest_key(token: str | bytes) -> bool:
    """Whether this token, or this sealed file, needs nothing but the first of the keys."""
    try:
        _cipher(tuple(settings.FIELD_KEYS[:1])).decrypt(token)
    except InvalidToken:
        return False
    return True


def seal(content: bytes) -> bytes:
    """A file, encrypted as a whole: a third longer than it was."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Raises `cryptography.fernet.InvalidToken` when no known key sealed it, or a byte of it changed."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(sealed)


def lookup_hash(text: str) -> str:
    """64 hex digits; empty for an empty text, so that absent numbers do not collide."""
    if not text:
        return ""
    return hmac.new(settings.LOOKUP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def masked(text: str, *, head: int = 3, tail: int = 4) -> str:
    """`15462472916` -> `154****2916`: enough to recognise one's own, not to call."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
