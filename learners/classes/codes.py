"""The code on the trainer's phone, which changes every half minute and needs no line.

The trainer's phone is given a key for each day of the class beforehand, and makes codes from it; who is in the room
scans one, and the platform checks it whenever it arrives. Keys of days are made from the secret of the class, so that
a phone that is lost gives away no other class.
"""

import datetime
import hashlib
import hmac

SECONDS = 30
DIGITS = 8


def day_key(secret: str, class_id: int, day: datetime.date) -> str:
    """64 hex digits."""
    return _mac(secret.encode(), f"{class_id}:{day.isoformat()}").hexdigest()


def tick_of(moment: datetime.datetime) -> int:
    """The number of the half minute since 1970."""
    return int(moment.timestamp()) // SECONDS


def moment_of(tick: int) -> datetime.datetime:
    """When the half minute began."""
    return datetime.datetime.fromtimestamp(tick * SECONDS, tz=datetime.UTC)


def code_of(key: str, tick: int) -> str:
    """Eight decimal digits: the first 64 bits of HMAC-SHA256, so that nobody can tell the next one."""
    number = int.from_bytes(_mac(bytes.fromhex(key), str(tick)).digest()[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def is_code(key: str, tick: int, code: str) -> bool:
    return hmac.compare_digest(code_of(key, tick).encode(), code.encode())


def _mac(key: bytes, text: str) -> "hmac.HMAC":
    return hmac.new(key, text.encode(), hashlib.sha256)
