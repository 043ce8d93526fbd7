"""Checking days: that a root is ours and follows the day before, and that the entries are those that were signed."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Min
from django.utils import timezone

from learners.assistance.days import (
    ONE_DAY,
    Head,
    bounds,
    heads_in_copy,
    heads_of_entries,
    heads_of_root,
    tree_of,
)
from learners.assistance.ledger import GENESIS
from learners.assistance.models import DayRoot, Entry
from learners.assistance.signing import is_signed, trusted_keys
from learners.assistance.stored import stored_between
from learners.assistance.verify import Break, Fault, fault_of

GRACE = datetime.timedelta(days=2)
"""How long a day may wait for its root before that is a fault."""

PERSONS_AT_ONCE = 500


class DayFault(StrEnum):
    """What is wrong with a day as a whole."""

    UNSIGNED = "has no root"
    FORGED = "its root is not signed with a key that is trusted"
    UNLIKE = "its root does not say what its row says"
    UNLINKED = "its root does not follow that of the day before"
    HEADS = "its list of heads is not the one that was signed"
    ENTRIES = "its entries are not those that were signed"


@dataclass(frozen=True, slots=True)
class DayCheck:
    """`broken` is the first entry that is not as it was, where one can be named."""

    day: datetime.date
    entries: int = 0
    chains: int = 0
    fault: DayFault | None = None
    broken: Break | None = None
    signed_at: str = ""


def check_day(day: datetime.date, *, each_entry: bool = True, person_id: int | None = None) -> DayCheck:
    """Check one day; `each_entry` also recomputes the hash of every entry of it, which `verify()` does for all.

    With `person_id` the entries of that person only, and the root and its heads all the same.
    """
    root = DayRoot.objects.filter(day=day).first()
    if root is None:
        return DayCheck(day, fault=DayFault.UNSIGNED)
    record = _read(root)
    fault = _fault_of_root(root, record)
    if fault:
        return DayCheck(day, fault=fault)
    said = DayCheck(day, record["entries"], record["chains"], signed_at=record["signed_at"])
    heads = list(heads_of_root(root))
    span = (datetime.datetime.fromisoformat(record["from"]), datetime.datetime.fromisoformat(record["until"]))
    if tree_of(heads) != record["tree"]:
        return _with(said, DayFault.HEADS, _unlike_copy(root, record, span))
    if person_id is not None:
        heads = [head for head in heads if head.person == person_id]
    broken = _difference(heads, heads_of_entries(*span, person_id))
    broken = broken or (_first_broken(heads, *span) if each_entry else None)
    return _with(said, DayFault.ENTRIES, broken) if broken else said


def check_days(person_id: int | None = None) -> Iterator[DayCheck]:
    """Every day from the first entry's, or the first root's, to the last that has a root or should have one."""
    roots = dict(DayRoot.objects.values_list("day", "pk"))
    first_entry = Entry.objects.aggregate(first=Min("recorded_at"))["first"]
    first = min([*roots, *([timezone.localdate(first_entry)] if first_entry else [])], default=None)
    if first is None:
        return
    last = max([*roots, timezone.localdate(timezone.now() - GRACE) - ONE_DAY])
    for number in range((last - first).days + 1):
        yield check_day(first + number * ONE_DAY, each_entry=False, person_id=person_id)


def _unlike_copy(
    root: DayRoot, record: dict[str, Any], span: tuple[datetime.datetime, datetime.datetime]
) -> Break | None:
    """The first entry that is not as signed, by the heads that a sound copy still knows."""
    signed = heads_in_copy(root)
    return _difference(signed, heads_of_entries(*span)) if tree_of(signed) == record["tree"] else None


def _with(said: DayCheck, fault: DayFault, broken: Break | None) -> DayCheck:
    return DayCheck(said.day, said.entries, said.chains, fault, broken, said.signed_at)


def _read(root: DayRoot) -> dict[str, Any]:
    """Empty when it is no record at all."""
    try:
        record = json.loads(root.record)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _fault_of_root(root: DayRoot, record: dict[str, Any]) -> DayFault | None:
    text = root.record.encode("utf-8", "surrogatepass")
    key = str(record.get("key", ""))
    if key not in trusted_keys() or not is_signed(text, root.signature, key):
        return DayFault.FORGED
    if hashlib.sha256(text).hexdigest() != root.hash or record["day"] != root.day.isoformat():
        return DayFault.UNLIKE
    before = DayRoot.objects.filter(day=root.day - ONE_DAY).first()
    if before is None:
        # Only the first day follows none, and nothing may have been recorded before it.
        older = DayRoot.objects.filter(day__lt=root.day).exists()
        is_first = record["previous"] == GENESIS and not older
        early = Entry.objects.filter(recorded_at__lt=bounds(root.day)[0]).exists()
        return None if is_first and not early else DayFault.UNLINKED
    follows = record["previous"] == before.hash and record["from"] == _read(before).get("until")
    return None if follows else DayFault.UNLINKED


def _difference(noted: Iterable[Head], found: Iterable[Head]) -> Break | None:
    """The first chain that ends the day elsewhere than was signed; both in the order of the persons."""
    signed = {head.person: head for head in noted}
    for head in found:
        was = signed.pop(head.person, None)
        if was is None:
            return Break(head.person, head.seq, Fault.ADDED)
        if head.seq != was.seq:
            less = head.seq < was.seq
            return Break(head.person, min(head.seq, was.seq) + 1, Fault.MISSING if less else Fault.ADDED)
        if head.hash != was.hash:
            return Break(head.person, head.seq, Fault.REWRITTEN)
    lost = next(iter(signed.values()), None)
    return Break(lost.person, lost.seq, Fault.MISSING) if lost else None


def _first_broken(heads: list[Head], first: datetime.datetime, until: datetime.datetime) -> Break | None:
    """The first entry recorded in a span that is not what its hash was made of, or does not follow the one before."""
    for start in range(0, len(heads), PERSONS_AT_ONCE):
        some = heads[start : start + PERSONS_AT_ONCE]
        person, seq, previous = -1, 0, ""
        for row in stored_between(some[0].person, some[-1].person, first, until):
            if row.person != person:
                person, seq, previous = row.person, row.seq - 1, row.previous
            seq += 1
            fault = fault_of(row, seq, previous)
            if fault:
                return Break(person, seq, fault)
            previous = row.hash
    return None
