"""Checking that nobody changed the ledger: every chain is recomputed from its first entry to its last.

A chain alone cannot show that its last entries were cut off or all written anew: the heads that were signed day by day
do (days.py), as far as the days themselves are sound (day_checks.py).
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, OuterRef, Subquery

from learners.assistance.ledger import GENESIS
from learners.assistance.models import DayHead, Entry
from learners.assistance.stored import Stored, stored_entries


class Fault(StrEnum):
    """What is wrong at one place of a chain."""

    CHANGED = "changed"  # the entry is not what its hash was made of
    MISSING = "missing"  # the next entry has a later place
    OUT_OF_ORDER = "out of order"  # sound in itself, but it follows another entry than the one before it
    ADDED = "added after its day was signed"
    REWRITTEN = "not the entry that was signed"


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
        fault = fault_of(row, seq, previous)
        if fault:
            outcome.broken = Break(person, seq, fault)
            return outcome
        previous = row.hash
        outcome.entries += 1
    outcome.broken = _unlike_signed(person_id)
    return outcome


def _unlike_signed(person_id: int | None) -> Break | None:
    """The first head of a day that is not, or not so, in its chain."""
    there = Entry.objects.filter(person=OuterRef("person"), seq=OuterRef("seq")).values("hash")
    heads = DayHead.objects.annotate(found=Subquery(there)).exclude(found__isnull=False, found=F("hash"))
    if person_id is not None:
        heads = heads.filter(person=person_id)
    first = heads.order_by("person", "seq").values_list("person", "seq", "found").first()
    return Break(first[0], first[1], Fault.REWRITTEN if first[2] else Fault.MISSING) if first else None


def fault_of(row: Stored, expected_seq: int, expected_previous: str) -> Fault | None:
    """What is wrong with an entry at its place in a chain."""
    if row.seq == expected_seq and row.previous == expected_previous and row.record:
        return None if hashlib.sha256(row.record).hexdigest() == row.hash else Fault.CHANGED
    if isinstance(row.seq, int) and row.seq > expected_seq:
        return Fault.MISSING
    sound = row.record and hashlib.sha256(row.record).hexdigest() == row.hash
    return Fault.OUT_OF_ORDER if sound else Fault.CHANGED
