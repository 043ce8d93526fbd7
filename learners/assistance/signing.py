"""Ed25519 signatures of the daily roots. The key comes from the environment: whoever has the database has no key."""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

PURPOSE = b"ledger signing key v1\n"


@lru_cache(maxsize=4)
def _private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(PURPOSE + secret.encode()).digest())


def public_key() -> str:
    """The key that checks what is signed now: 64 hex digits."""
    return _private(settings.LEDGER_SIGNING_KEY).public_key().public_bytes_raw().hex()


def trusted_keys() -> frozenset[str]:
    """The present public key and the earlier ones that settings name; never what only the database says."""
    return frozenset({public_key(), *settings.LEDGER_PUBLIC_KEYS})


def sign(message: bytes) -> str:
    """128 hex digits."""
    return _private(settings.LEDGER_SIGNING_KEY).sign(message).hex()


def is_signed(message: bytes, signature: str, key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
