"""Samples that another auditor can draw again: from the seed alone follows which entries are in.

Each entry gets the number SHA-256(seed + its hash); of every stratum those with the smallest numbers are taken. So
nobody can know before the seed is named which entries will be looked at, and entries added later move few others.
"""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from learners.assistance.models import Entry

STRATA = {"kind": "kind", "village": "person__household__village"}


def sample(entries: QuerySet[Entry], *, seed: str, size: int, by: str) -> list[Entry]:
    """About `size` entries, as evenly as can be from every kind or village (`by`, a key of STRATA) that has any."""
    numbered: dict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = entries.order_by().values_list("pk", "hash", STRATA[by])
    for pk, digest, stratum in rows.iterator(chunk_size=5000):
        numbered[stratum].append((hashlib.sha256(f"{seed}{digest}".encode()).hexdigest(), pk))
    taken = shares({stratum: len(there) for stratum, there in numbered.items()}, size)
    chosen = [pk for stratum, count in taken.items() for _number, pk in heapq.nsmallest(count, numbered[stratum])]
    found = Entry.objects.filter(pk__in=chosen).select_related("person__household__village", "recorded_by")
    return sorted(found, key=lambda entry: (str(_stratum_of(entry, by)), chosen.index(entry.pk)))


def shares(there: dict[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: one after the other gets one more, until `size` is reached or nothing is left."""
    taken = dict.fromkeys(sorted(there), 0)
    left = min(size, sum(there.values()))
    while left:
        for stratum in _with_more(taken, there):
            if left:
                taken[stratum] += 1
                left -= 1
    return taken


def _with_more(taken: dict[str, int], there: dict[str, int]) -> Iterable[str]:
    return [stratum for stratum, count in taken.items() if count < there[stratum]]


def _stratum_of(entry: Entry, by: str) -> str:
    return entry.kind if by == "kind" else entry.person.household.village_id
