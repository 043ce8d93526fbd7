"""Everything of this room from ledger and register, in rounds that lock little."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Q

from learners.people.models import Person
from learners.reports.counting import rebuild_counts
from learners.reports.history import project_classes, write_moves

PERSONS_AT_ONCE = 2000


def rebuild_counters() -> Iterator[int]:
    """Class records and moves, then standings and counters; yields how many figures were wrong in each round."""
    last = Person.objects.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last + 1, PERSONS_AT_ONCE):
        some = Q(person_id__gte=start, person_id__lt=start + PERSONS_AT_ONCE)
        with transaction.atomic():
            project_classes(some)
    with transaction.atomic():
        write_moves(Q())  # at once: few move, and the entry of one person tells of the household of another
    yield from rebuild_counts()
