"""Keeps training facts and counters: in the transaction that changed register or ledger, and rebuilt from both."""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import transaction

from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Household, Person
from learners.reports.bulk import among, write_rows
from learners.reports.levels import EVERYWHERE, Area
from learners.reports.models import ClassRecord, FormerMember
from learners.reports.sums import AT_ONCE, Part, Sums, SumTable, at_one_moment
from learners.reports.training.deeds import Place, contributions
from learners.reports.training.history import RECORDED_KINDS, facts_of
from learners.reports.training.models import PersonTraining, TrainingCount
from learners.reports.training.stored import PLACE_COLUMNS, facts_kept, kept

TRAININGS = SumTable(TrainingCount)
COLUMNS = ("person_id", *PLACE_COLUMNS, "facts")

Kept = tuple[list[Place], dict[str, Any]]
"""The rows of one person: where they lived, and facts as `stored.kept` has them."""


def recount_training(person_ids: Iterable[int]) -> int:
    """Make facts and counters of these persons right, inside a transaction; returns how many were not."""
    return sum(_recount(some) for some in _parts(sorted(set(person_ids))))


def recount_members(household_ids: Collection[int]) -> int:
    """Of all who belong to these households, or once did."""
    return recount_training(members_of(household_ids))


def members_of(household_ids: Collection[int]) -> set[int]:
    found = set(Person.objects.filter(household__in=household_ids).values_list("pk", flat=True))
    former = FormerMember.objects.filter(household__in=household_ids)
    return found | set(former.values_list("person_id", flat=True))


def rebuild_facts(first: int, last: int) -> int:
    """Of all who learned, by id from `first` to `last`, some hundred at a time; returns how many were wrong.

    The counters do not follow; `mend_training` does that.
    """
    wrong = 0
    for some in _parts(_all_persons(first, last)):
        with transaction.atomic():
            right, before = _correct(some)
        wrong += len(right.keys() | before.keys())
    return wrong


def mend_training(area: Area = EVERYWHERE) -> int:
    """Add what the counters of townships lack to be what the facts say; returns how many figures were wrong."""
    with at_one_moment():
        return TRAININGS.mend(_counted_anew(area), area)


def _all_persons(first: int, last: int) -> list[int]:
    within = {"person__gte": first, "person__lte": last}
    entries = Entry.objects.filter(kind__in=RECORDED_KINDS, **within).order_by()
    found: set[int] = set(entries.values_list("person_id", flat=True).distinct())
    for rows in (CourseRecord.objects, ClassRecord.objects, PersonTraining.objects):
        found.update(rows.filter(**within).order_by().values_list("person_id", flat=True).distinct())
    return sorted(found)


def _recount(ids: list[int]) -> int:
    right, before = _correct(ids)
    changes = Sums()
    for one in right.values():
        changes.take(_contributions(one))
    for one in before.values():
        changes.take(_contributions(one), -1)
    TRAININGS.add(changes)
    return len(right.keys() | before.keys())


def _correct(ids: list[int]) -> tuple[dict[int, Kept], dict[int, Kept]]:
    """Make the facts right; returns those that were not, as they should be and as they were."""
    _lock(ids)
    right = {pk: (places, kept(facts)) for pk, (facts, places) in facts_of(ids).items()}
    rows = PersonTraining.objects.filter(person__in=among(ids)).order_by("person", "month").values_list(*COLUMNS)
    before = dict(_kept(rows))
    same = {pk for pk, one in right.items() if one == before.get(pk)}
    right = {pk: one for pk, one in right.items() if pk not in same}
    before = {pk: one for pk, one in before.items() if pk not in same}
    if before:
        PersonTraining.objects.filter(person__in=among(before)).delete()
    write_rows(PersonTraining, COLUMNS, _rows(right))
    return right, before


def _lock(ids: list[int]) -> None:
    """Households, as for standings: two members' files are not counted at cross purposes."""
    households = set(Person.objects.filter(pk__in=among(ids)).values_list("household_id", flat=True))
    households |= set(FormerMember.objects.filter(person__in=among(ids)).values_list("household_id", flat=True))
    rows = Household.objects.filter(pk__in=among(households)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _kept(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, Kept]]:
    """From COLUMNS, in the order of persons and months; the facts of one person's rows are the same."""
    for person, group in groupby(rows, key=itemgetter(0)):
        listed = list(group)
        yield person, ([Place(*row[1:-1]) for row in listed], listed[0][-1])


def _rows(persons: dict[int, Kept]) -> Iterator[tuple[Any, ...]]:
    for person, (places, facts) in persons.items():
        text = json.dumps(facts)
        yield from ((person, *place, text) for place in places)


def _contributions(one: Kept) -> Iterator[Part]:
    places, facts = one
    return contributions(facts_kept(facts), places)


def _counted_anew(area: Area) -> Sums:
    """From the facts alone: of all who ever lived in the area, what they add to its villages."""
    rows = PersonTraining.objects.order_by("person", "month")
    if area != EVERYWHERE:
        here = PersonTraining.objects.filter(village__gte=area[0], village__lte=area[1])
        rows = rows.filter(person__in=here.values("person"))
    sums = Sums()
    for _person, one in _kept(rows.values_list(*COLUMNS).iterator(chunk_size=5000)):
        parts = _contributions(one)
        moved = area != EVERYWHERE and len(one[0]) > 1
        sums.take((part for part in parts if area[0] <= part[0][0] <= area[1]) if moved else parts)
    return sums


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some
