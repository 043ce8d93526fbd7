"""Keeps training facts and counters: in the transaction that changed register or ledger, and rebuilt from both."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter

from django.db import transaction

from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Household, Person
from learners.reports.models import ClassRecord, FormerMember
from learners.reports.sums import AT_ONCE, Sums, SumTable
from learners.reports.training.deeds import MEASURES, Key, Place, Vector, contributions
from learners.reports.training.history import RECORDED_KINDS, facts_of
from learners.reports.training.models import PersonTraining, TrainingCount
from learners.reports.training.stored import PLACE_COLUMNS, facts_kept, kept, rows_of

KEYS = ("village", "grain", "period", "cut", "kind", "sex", "age", "cause", "category", "monitored", "lacking")
TRAININGS = SumTable(TrainingCount, KEYS, MEASURES)

Rows = list[PersonTraining]


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


def rebuild_training() -> Iterator[int]:
    """The facts of all who learned, some hundred at a time, then the counters; yields how many were wrong."""
    for some in _parts(_all_persons()):
        with transaction.atomic():
            right, before = _correct(some)
        yield len(right.keys() | before.keys())
    yield TRAININGS.mend(_counted_anew)


def _all_persons() -> list[int]:
    entries = Entry.objects.filter(kind__in=RECORDED_KINDS).order_by()
    found: set[int] = set(entries.values_list("person_id", flat=True).distinct())
    for rows in (CourseRecord.objects, ClassRecord.objects, PersonTraining.objects):
        found.update(rows.order_by().values_list("person_id", flat=True).distinct())
    return sorted(found)


def _recount(ids: list[int]) -> int:
    right, before = _correct(ids)
    changes = Sums()
    for rows in right.values():
        changes.take(_contributions(rows))
    for rows in before.values():
        changes.take(_contributions(rows), -1)
    TRAININGS.add(changes)
    return len(right.keys() | before.keys())


def _correct(ids: list[int]) -> tuple[dict[int, Rows], dict[int, Rows]]:
    """Make the facts right; returns those that were not, as they should be and as they were."""
    _lock(ids)
    right = {pk: rows_of(pk, places, kept(facts)) for pk, (facts, places) in facts_of(ids).items()}
    before: dict[int, Rows] = defaultdict(list)
    for row in PersonTraining.objects.filter(person__in=ids).order_by("person", "month"):
        before[row.person_id].append(row)
    same = {pk for pk, rows in right.items() if _said(rows) == _said(before.get(pk, []))}
    right = {pk: rows for pk, rows in right.items() if pk not in same}
    before = {pk: rows for pk, rows in before.items() if pk not in same}
    if before:
        PersonTraining.objects.filter(person__in=before).delete()
    PersonTraining.objects.bulk_create(row for rows in right.values() for row in rows)
    return right, before


def _lock(ids: list[int]) -> None:
    """Households, as for standings: two members' files are not counted at cross purposes."""
    households = set(Person.objects.filter(pk__in=ids).values_list("household_id", flat=True))
    households |= set(FormerMember.objects.filter(person__in=ids).values_list("household_id", flat=True))
    rows = Household.objects.filter(pk__in=households).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _said(rows: Rows) -> list[tuple[object, ...]]:
    return [(*(getattr(row, column) for column in PLACE_COLUMNS), row.facts) for row in rows]


def _contributions(rows: Rows) -> Iterator[tuple[Key, Vector]]:
    """Of one person."""
    return contributions(facts_kept(rows[0].facts), [place_of(row) for row in rows])


def place_of(row: PersonTraining) -> Place:
    return Place(*(getattr(row, column) for column in PLACE_COLUMNS))


def _counted_anew() -> Iterator[tuple[Key, Vector]]:
    rows = PersonTraining.objects.order_by("person", "month").iterator(chunk_size=2000)
    for _person, group in groupby(rows, key=attrgetter("person_id")):
        yield from _contributions(list(group))


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some
