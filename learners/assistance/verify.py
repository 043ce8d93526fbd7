"""Checking that nobody changed the ledger: every chain is recomputed from its first entry to its last.

A chain alone cannot show that its very last entries were cut off; the database refuses that (guards.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import OperationalError, connection
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from learners.assistance.ledger import GENESIS, Fields, entry_hash
from learners.assistance.models import Entry

COLUMNS = [
    "person_id",
    "seq",
    "kind",
    "subject",
    "payload",
    "evidence",
    "happened_at",
    "recorded_at",
    "recorded_by_id",
    "corrects_id",
    "corrected_hash",
    "previous_hash",
    "hash",
]

# SQLite keeps these as text, in which one value can be spelled in several ways: only ours is taken.
SPELLED = ["payload", "evidence", "happened_at", "recorded_at"]

# What reading a column raises when it holds something else than its type: SQLite lets anything in.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, OperationalError)


class Fault(StrEnum):
    """What is wrong at one place of a chain."""

    CHANGED = "changed"  # the entry is not what its hash was made of
    MISSING = "missing"  # the next entry has a later place
    OUT_OF_ORDER = "out of order"  # sound in itself, but it follows another entry than the one before it


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain is broken."""

    person: int
    seq: int
    fault: Fault


@dataclass(slots=True)
class Verification:
    """How far a check came; `broken` is the first broken entry, after which it stopped."""

    entries: int = 0
    persons: int = 0
    broken: Break | None = None


def verify(person_id: int | None = None) -> Verification:
    """Check one person's chain, or all of them, entry by entry with little memory."""
    outcome = Verification()
    person, seq, previous = 0, 0, GENESIS
    for row in _rows(person_id):
        if row.person != person:
            person, seq, previous = row.person, 0, GENESIS
            outcome.persons += 1
        seq += 1
        fault = _fault(row, seq, previous)
        if fault:
            outcome.broken = Break(person, seq, fault)
            return outcome
        previous = row.hash
        outcome.entries += 1
    return outcome


@dataclass(frozen=True, slots=True)
class Row:
    """A stored entry as read; `fields` is None where a column does not hold what was written there."""

    person: int
    seq: int
    fields: Fields | None = None
    previous_hash: str = ""
    hash: str = ""


def _rows(person_id: int | None) -> Iterator[Row]:
    """All entries in order; after one that spoils its whole batch of rows, each is read by itself."""
    entries = Entry.objects.order_by("person_id", "seq")
    if person_id is not None:
        entries = entries.filter(person_id=person_id)
    done = 0
    try:
        for values in _columns(entries).iterator(chunk_size=2000):
            yield _row(*values)
            done += 1
    except UNREADABLE:
        for pk, person, seq in entries.values_list("pk", "person_id", "seq")[done:]:
            yield _single(pk, person, seq)


def _columns(entries: QuerySet[Entry]) -> QuerySet[Entry, tuple[Any, ...]]:
    texts = {f"{name}_text": Cast(name, TextField()) for name in SPELLED} if connection.vendor == "sqlite" else {}
    return entries.annotate(corrected_hash=F("corrects__hash"), **texts).values_list(*COLUMNS, *texts)


def _row(*values: Any) -> Row:
    *covered, corrects_id, corrected_hash, previous_hash, digest = values[: len(COLUMNS)]
    if not _is_our_spelling(dict(zip(COLUMNS, values, strict=False)), values[len(COLUMNS) :]):
        return Row(values[0], values[1])
    # An entry that points at one that is not there must not pass for one that corrects nothing.
    corrects = corrected_hash if corrected_hash or corrects_id is None else ""
    return Row(values[0], values[1], Fields(*[*covered, corrects]), previous_hash, digest)


def _is_our_spelling(columns: dict[str, Any], texts: tuple[str, ...]) -> bool:
    """Whether the texts, if there are any, are what we would write for the values that were read from them."""
    write = {"payload": _json, "evidence": _json}
    return all(
        text == write.get(name, connection.ops.adapt_datetimefield_value)(columns[name])
        for name, text in zip(SPELLED, texts, strict=False)
    )


def _json(value: Any) -> Any:
    return connection.ops.adapt_json_value(value, None)


def _single(pk: int, person: int, seq: int) -> Row:
    try:
        return _row(*_columns(Entry.objects.filter(pk=pk)).get())
    except UNREADABLE:
        return Row(person, seq)


def _fault(row: Row, expected_seq: int, expected_previous: str) -> Fault | None:
    if isinstance(row.seq, int) and row.seq > expected_seq:
        return Fault.MISSING
    if row.fields is None or row.hash != _recomputed(row.previous_hash, row.fields):
        return Fault.CHANGED
    return None if row.previous_hash == expected_previous else Fault.OUT_OF_ORDER


def _recomputed(previous: str, fields: Fields) -> str:
    """Empty where a column no longer holds what its type asks for."""
    try:
        return entry_hash(previous, fields)
    except UNREADABLE:
        return ""
