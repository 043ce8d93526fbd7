"""Checking that nobody changed the ledger: every chain is recomputed from its first entry to its last.

A chain alone cannot show that its very last entries were cut off; the database refuses that (guards.py).
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from learners.assistance.ledger import GENESIS
from learners.assistance.stored import Stored, stored_entries


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
    for row in stored_entries(person_id):
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


def _fault(row: Stored, expected_seq: int, expected_previous: str) -> Fault | None:
    if row.seq == expected_seq and row.previous == expected_previous and row.record:
        return None if hashlib.sha256(row.record).hexdigest() == row.hash else Fault.CHANGED
    if isinstance(row.seq, int) and row.seq > expected_seq:
        return Fault.MISSING
    sound = row.record and hashlib.sha256(row.record).hexdigest() == row.hash
    return Fault.OUT_OF_ORDER if sound else Fault.CHANGED
