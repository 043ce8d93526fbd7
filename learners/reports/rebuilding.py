"""Everything of this room from ledger and register, in rounds that lock little."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from learners.assistance.models import Entry
from learners.reports.counting import rebuild_counts
from learners.reports.history import CLASS_KINDS, project_classes, write_moves
from learners.reports.models import ClassRecord
from learners.reports.training.counting import rebuild_training

PERSONS_AT_ONCE = 2000


def rebuild_counters() -> Iterator[int]:
    """Class records and moves, then what is counted from them; yields how many figures were wrong in each round."""
    attended = Entry.objects.filter(kind__in=CLASS_KINDS).order_by().values_list("person", flat=True).distinct()
    persons = sorted({*attended, *ClassRecord.objects.order_by().values_list("person", flat=True).distinct()})
    for start in range(0, len(persons), PERSONS_AT_ONCE):
        with transaction.atomic():
            project_classes(Q(person__in=persons[start : start + PERSONS_AT_ONCE]))
    with transaction.atomic():
        write_moves(Q())  # at once: few move, and the entry of one person tells of the household of another
    yield from rebuild_counts()
    yield from rebuild_training()
