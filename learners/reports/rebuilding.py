"""Everything of this room from ledger and register, in rounds that lock little, by several processes at once."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice, pairwise
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections, models, transaction
from django.db.models import Max, Min, Q
from django.db.models.functions import Substr

from learners.assistance.locks import lock_chains
from learners.assistance.models import CourseRecord, Entry
from learners.assistance.projections import Change, rebuild
from learners.people.models import Household, Person
from learners.regions.models import PREFIX_DIGITS, Region
from learners.reports.counting import HOUSEHOLDS, PROFILES, mend_counters, rebuild_standings
from learners.reports.history import CLASS_KINDS, project_classes, told_of, write_members, write_villages, wrong_moves
from learners.reports.levels import ABOVE, Area, area_of
from learners.reports.models import ClassRecord, Standing
from learners.reports.training.counting import TRAININGS, mend_training, rebuild_facts
from learners.reports.training.models import PersonTraining

PERSONS_AT_ONCE = 500
"""Whose files are locked by one transaction."""
IDS_AT_ONCE = 10_000
"""What one process takes at a time."""

Piece = tuple[Any, ...]


def rebuild_courses(processes: int = 1) -> Iterator[Change]:
    """Course records; one Change for each round."""
    for written, removed in spread(_rebuild_courses, ranges(Person), processes):
        yield Change(written, removed)


def rebuild_counters(processes: int = 1) -> Iterator[int]:
    """Class records and moves, then what is counted from them; yields how many figures were wrong in each round."""
    yield from spread(_rebuild_classes, ranges(Person), processes)
    yield _rebuild_moves()
    _analyse(CourseRecord)
    yield from spread(rebuild_standings, ranges(Household), processes)
    yield from spread(rebuild_facts, ranges(Person), processes)
    _analyse(Standing)
    _analyse(PersonTraining)
    yield from spread(_mend, [(area,) for area in _areas(Region.Level.TOWNSHIP)], processes)
    for below, level in pairwise(ABOVE):
        yield from spread(_mend_above, [(below, level, area) for area in _areas(level)], processes)


def _rebuild_courses(first: int, last: int) -> tuple[int, int]:
    changes = list(rebuild(first, last))
    return sum(change.written for change in changes), sum(change.removed for change in changes)


def _rebuild_classes(first: int, last: int) -> int:
    within = Q(person__gte=first, person__lte=last)
    attended = Entry.objects.filter(within, kind__in=CLASS_KINDS).order_by().values_list("person", flat=True)
    recorded = ClassRecord.objects.filter(within).order_by().values_list("person", flat=True)
    wrong = 0
    for some in _parts({*attended.distinct(), *recorded.distinct()}):
        with transaction.atomic():
            lock_chains(some)
            wrong += project_classes(Q(person__in=some))
    return wrong


def _rebuild_moves() -> int:
    """All are compared at once, as few move and the entry of one person tells of the household of another.

    Only what differs is written, while nobody else writes the files that tell of it.
    """
    persons, households = wrong_moves()
    for some in _parts(persons):
        with transaction.atomic():
            lock_chains(some)
            write_members(Q(person__in=some), some)
    for some in _parts(households):
        with transaction.atomic():
            lock_chains(told_of(some))
            write_villages(some)
    return len(persons) + len(households)


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    left = iter(sorted(ids))
    while some := list(islice(left, PERSONS_AT_ONCE)):
        yield some


def _mend(area: Area) -> int:
    return mend_counters(area) + mend_training(area)


def _mend_above(below: str, level: str, area: Area) -> int:
    return sum(table.mend_above(below, level, area) for table in (HOUSEHOLDS, PROFILES, TRAININGS))


def _areas(level: str) -> list[Area]:
    """Those of a level, by the villages there are; the counters of a township's villages fit into memory."""
    villages = Region.objects.filter(level=Region.Level.VILLAGE).order_by()
    prefixes = villages.values_list(Substr("code", 1, PREFIX_DIGITS[level]), flat=True)
    return [area_of(prefix) for prefix in sorted(set(prefixes.distinct()))]


def ranges(model: type[models.Model]) -> list[tuple[int, int]]:
    """The first and the last id of each part of a table."""
    ends = model._default_manager.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return [(first, first + IDS_AT_ONCE - 1) for first in range(ends["first"], ends["last"] + 1, IDS_AT_ONCE)]


def spread(deed: Callable[..., Any], pieces: list[Piece], processes: int) -> Iterator[Any]:
    """What the deed returns for each piece, in any order.

    SQLite has one writer, and what an open transaction wrote is not seen by other processes: then there is one.
    """
    if processes < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from (deed(*piece) for piece in pieces)
        return
    connections.close_all()  # no process may speak on the connection of another
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(_done, [(deed, piece) for piece in pieces])


def _done(task: tuple[Callable[..., Any], Piece]) -> Any:
    deed, piece = task
    return deed(*piece)


def _analyse(model: type[models.Model]) -> None:
    """Tell PostgreSQL how many rows there are now: it would plan for an empty table otherwise."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
