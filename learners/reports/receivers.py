"""What the ledger and single rows of the register tell the counters, in the same transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver

from learners.assistance.models import Entry
from learners.assistance.projections import COURSE_KINDS, follows
from learners.people.models import Household, Person
from learners.reports.counting import recount
from learners.reports.history import CLASS_KINDS, project_classes, project_moves
from learners.reports.training.counting import members_of, recount_members, recount_training
from learners.reports.training.history import RECORDED_KINDS

REGISTER_KINDS = (Entry.Kind.REGISTERED, Entry.Kind.REGISTER_CHANGED)
COUNTED_FIELDS = {
    Household: {"village", "cause", "cause_2", "cause_3", "kind", "monitored", "left_on"},
    Person: {"household", "labour", "sex", "born_on", "left_on"},
}


@follows
def count_entries(entries: Sequence[Entry]) -> None:
    """Course records of these entries are up to date already."""
    persons_of = {kind: set[int]() for kind in Entry.Kind.values}
    for entry in entries:
        told = entry.corrects if entry.corrects_id and entry.corrects else entry
        persons_of[told.kind].add(told.person_id)
    attended = set().union(*(persons_of[kind] for kind in CLASS_KINDS))
    learned = set().union(*(persons_of[kind] for kind in COURSE_KINDS))
    registered = set().union(*(persons_of[kind] for kind in REGISTER_KINDS))
    households: set[int] = set()
    if attended:
        project_classes(Q(person__in=attended))
    trained = attended | learned | registered | set().union(*(persons_of[kind] for kind in RECORDED_KINDS))
    if moved := persons_of[Entry.Kind.REGISTER_CHANGED]:
        households |= project_moves(moved)
        trained |= members_of(households)
    if concerned := attended | learned | registered:
        households |= _households_of(concerned)
        recount(households)
    if trained:
        recount_training(trained)


def _households_of(persons: set[int]) -> set[int]:
    """Where they live and where they lived."""
    found = Person.objects.filter(pk__in=persons).values_list("household", "former_households__household")
    return {pk for pair in found for pk in pair if pk}


@receiver(post_save, sender=Household, dispatch_uid="count a saved household")
@receiver(post_save, sender=Person, dispatch_uid="count a saved person")
def count_saved(
    sender: Any, instance: Household | Person, update_fields: frozenset[str] | None, raw: bool, **_: Any
) -> None:
    """Rows written many at once tell nobody; the entries of their files do."""
    if raw or (update_fields is not None and not COUNTED_FIELDS[sender] & update_fields):
        return
    with transaction.atomic():
        if isinstance(instance, Person):
            recount(_households_of({instance.pk}))
            recount_training([instance.pk])
        else:
            recount([instance.pk])
            recount_members([instance.pk])
