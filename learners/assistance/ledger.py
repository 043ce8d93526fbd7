"""How an entry becomes 64 hex digits, so that anybody can check a file without this program.

The record of an entry is one JSON object with exactly these keys:

    v             1, the version of this description
    previous      `hash` of the entry before it in this person's chain; 64 zeros for the first
    person        number of the person
    seq           place in the chain: 1, 2, 3, ... without a gap
    kind          what happened, such as "lesson_completed"
    subject       what it happened with, such as "lesson:12"; "" when it may come again
    payload       object: what is known
    evidence      object: what proves it
    happened_at   UTC, always written as 2026-05-01T08:00:00.000000+00:00
    recorded_at   the same form
    recorded_by   number of the account that recorded it; null for the platform itself
    corrects      `hash` of the entry that this one corrects; null for all others

It is written in UTF-8 without any white space between tokens, keys of every object in order of their
Unicode code points, text unescaped but for the quotation mark, the backslash and the control
characters U+0000 to U+001F (as `\\"`, `\\\\`, `\\n`, `\\r`, `\\t`, `\\b`, `\\f` or `\\u00xx` in lower case),
integers in decimal. There are no fractions: amounts are counted in their smallest unit (milliseconds,
fen), because databases do not agree on how a fraction is written. The hash is the SHA-256 of these bytes,
in lower-case hex.

In Python: `sha256(json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()`.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""Stands where the first entry of a chain names the entry before it."""

RECORD = (
    b'{"corrects":%b,"evidence":%b,"happened_at":"%b","kind":%b,"payload":%b,"person":%d,"previous":"%b",'
    b'"recorded_at":"%b","recorded_by":%b,"seq":%d,"subject":%b,"v":1}'
)
"""The record with its keys in order. The order of what fills it is that of the arguments of `record_hash`."""


class CanonicalEncoder(json.JSONEncoder):
    """Writes payload and evidence as the description asks for; so they are kept, too, where JSON is kept as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")})


ENCODER = CanonicalEncoder()


class NotRecordable(ValueError):
    """A value that two databases would not give back alike; `place` is where in the payload or evidence."""

    def __init__(self, place: str, value: object) -> None:
        super().__init__(f"{place}: {type(value).__name__} cannot be kept in the ledger")
        self.place = place


@dataclass(frozen=True, slots=True)
class Fields:
    """All of an entry that its hash covers, but for the link to the entry before it."""

    person: int
    seq: int
    kind: str
    subject: str
    payload: Mapping[str, Any]
    evidence: Mapping[str, Any]
    happened_at: datetime.datetime
    recorded_at: datetime.datetime
    recorded_by: int | None
    corrects: str | None


def canonical(previous_hash: str, fields: Fields) -> bytes:
    """The record of an entry, as described above."""
    return RECORD % (
        spelled(fields.corrects),
        spelled(fields.evidence),
        moment(fields.happened_at).encode(),
        spelled(fields.kind),
        spelled(fields.payload),
        fields.person,
        previous_hash.encode(),
        moment(fields.recorded_at).encode(),
        spelled(fields.recorded_by),
        fields.seq,
        spelled(fields.subject),
    )


def spelled(value: object) -> bytes:
    """A value as it stands in a record."""
    # Text that is no Unicode can only come from a record that was tampered with: it must not stop a check.
    return ENCODER.encode(value).encode("utf-8", "backslashreplace")


def entry_hash(previous_hash: str, fields: Fields) -> str:
    """SHA-256 over the canonical record: 64 lower-case hex digits."""
    return hashlib.sha256(canonical(previous_hash, fields)).hexdigest()


def check_recordable(value: object, place: str) -> None:
    """Raises NotRecordable unless `value` is made of objects, lists, text, integers, true, false and null."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotRecordable(place, key)
            _check_text(key, place)
            check_recordable(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            check_recordable(inner, f"{place}[{index}]")
    else:
        raise NotRecordable(place, value)


def _check_text(text: str, place: str) -> None:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise NotRecordable(place, text)


def moment(value: datetime.datetime) -> str:
    """A moment as records write it."""
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
