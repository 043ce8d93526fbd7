"""Entries as the database holds them, read fast: straight into the records that their hashes are made of.

Nothing is turned into values on the way where the bytes will do. Pages of a few thousand rows, each asked for by the
place after the last: nothing stays open for long, and what is appended meanwhile is in nobody's way.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from django.db import connection

from learners.assistance.ledger import RECORD

DECODER = json.JSONDecoder()
# What `ENCODER.encode` makes anew for every value.
WRITE: Callable[[Any, int], Iterable[str]] = c_make_encoder(
    None, None, encode_basestring, None, ":", ",", True, False, True
)
PAGE = 4000
"""Rows at once: some megabytes."""

CORRECTED = """CASE WHEN e.corrects_id IS NULL THEN NULL ELSE
    coalesce((SELECT c.hash FROM learners_entry c WHERE c.id = e.corrects_id), '') END"""
# SQLite takes anything for a column's type, and what is no text cannot be read as such: bytes are asked for.
SQLITE = f"""SELECT e.person_id, e.seq, CAST(e.kind AS BLOB), CAST(e.subject AS BLOB),
    CAST(e.payload AS BLOB), CAST(e.evidence AS BLOB), CAST(e.happened_at AS BLOB), CAST(e.recorded_at AS BLOB),
    e.recorded_by_id, {CORRECTED}, CAST(e.previous_hash AS BLOB), CAST(e.hash AS BLOB),
    typeof(e.kind) || typeof(e.subject) || typeof(e.payload) || typeof(e.evidence) || typeof(e.happened_at)
    || typeof(e.recorded_at) || typeof(e.previous_hash) || typeof(e.hash) = '{"text" * 8}' FROM learners_entry e"""  # noqa: S608
UTC = """'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'"""
POSTGRESQL = f"""SELECT e.person_id, e.seq, e.kind, e.subject, e.payload::text, e.evidence::text,
    to_char(e.happened_at AT TIME ZONE 'UTC', {UTC}), to_char(e.recorded_at AT TIME ZONE 'UTC', {UTC}),
    e.recorded_by_id, {CORRECTED}, e.previous_hash, e.hash FROM learners_entry e"""  # noqa: S608

NO_FRACTION = b".000000"
LOOSE_FRACTION = 26  # bytes of a moment that has one
WHOLE_SECOND = 19
REMEMBERED = 20_000


class Stored(NamedTuple):
    """A stored entry. `record` is what its hash should be made of, None where a column does not hold its type."""

    person: int
    seq: int
    record: bytes | None
    previous: str
    hash: str


def stored_entries(person_id: int | None = None) -> Iterator[Stored]:
    """All entries, or those of one person, in the order of the chains."""
    select, reader = _reading()
    where, own = ("", []) if person_id is None else ("e.person_id = %s AND", [person_id])
    sql = f"{select} WHERE {where} (e.person_id, e.seq) > (%s, %s) ORDER BY e.person_id, e.seq LIMIT {PAGE}"
    last: tuple[Any, Any] = (-1, -1)
    while rows := _fetch(sql, [*own, *last]):
        yield from map(reader, rows)
        last = rows[-1][:2]


def stored_between(
    first_person: int, last_person: int, first: datetime.datetime, until: datetime.datetime
) -> Iterator[Stored]:
    """Entries of some persons that were recorded in a span, in the order of the chains; not more than fit in memory."""
    select, reader = _reading()
    where = "e.person_id BETWEEN %s AND %s AND e.recorded_at >= %s AND e.recorded_at < %s"
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (first, until)]
    rows = _fetch(f"{select} WHERE {where} ORDER BY e.person_id, e.seq", [first_person, last_person, *moments])
    return map(reader, rows)


def _reading() -> tuple[str, Callable[[tuple[Any, ...]], Stored]]:
    return (SQLITE, from_sqlite) if connection.vendor == "sqlite" else (POSTGRESQL, from_postgresql())


def from_sqlite(row: tuple[Any, ...]) -> Stored:
    """JSON is kept as it stands in the record, moments nearly so."""
    person, seq, kind, subject, payload, evidence, happened, recorded, by, corrects, previous, digest, sound = row
    previous, digest = previous or b"", digest or b""
    happened, recorded = _moment(happened or b""), _moment(recorded or b"")
    numbers = isinstance(person, int) and isinstance(seq, int) and (by is None or isinstance(by, int))
    record = None
    if sound and numbers and happened and recorded:
        kind, subject = _text(kind), _text(subject)
        by = b"null" if by is None else b"%d" % by
        corrects = b"null" if corrects is None else b'"%b"' % str(corrects).encode()
        record = RECORD % (corrects, evidence, happened, kind, payload, person, previous, recorded, by, seq, subject)
    return Stored(person, seq, record, previous.decode("ascii", "replace"), digest.decode("ascii", "replace"))


def from_postgresql() -> Callable[[tuple[Any, ...]], Stored]:
    """A reader that remembers payloads, of which many are alike: titles of lessons and courses."""
    canonical_payload = lru_cache(maxsize=REMEMBERED)(_canonical)

    def read(row: tuple[Any, ...]) -> Stored:
        person, seq, kind, subject, payload, evidence, happened, recorded, by, corrects, previous, digest = row
        record = RECORD % (
            b"null" if corrects is None else b'"%b"' % corrects.encode(),
            _canonical(evidence),
            happened.encode(),
            _quoted(kind),
            canonical_payload(payload),
            person,
            previous.encode(),
            recorded.encode(),
            b"null" if by is None else b"%d" % by,
            seq,
            _quoted(subject),
        )
        return Stored(person, seq, record, previous, digest)

    return read


def _canonical(text: str) -> bytes:
    """What PostgreSQL writes for a JSON value, as it stands in a record; nothing that any record holds if it cannot."""
    try:
        return "".join(WRITE(DECODER.raw_decode(text)[0], 0)).encode()
    except ValueError:  # a number with more digits than Python reads
        return b""


def _quoted(text: str) -> bytes:
    return encode_basestring(text).encode()


def _text(stored: bytes) -> bytes:
    """Text that is no Unicode stands in no record."""
    return encode_basestring(stored.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _moment(stored: bytes) -> bytes:
    """`2026-05-01 08:00:00.000005`, the fraction only if there is one, as it stands in a record; else empty."""
    if stored[10:11] != b" ":
        return b""
    if len(stored) == WHOLE_SECOND:
        return b"%bT%b.000000+00:00" % (stored[:10], stored[11:])
    if len(stored) == LOOSE_FRACTION and stored[19:] != NO_FRACTION:
        return b"%bT%b+00:00" % (stored[:10], stored[11:])
    return b""


def _fetch(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
