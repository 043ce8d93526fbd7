"""What becomes of a learning plan when the register changes."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from learners.people.models import Person
from learners.people.signals import register_applied
from learners.plans.agreed.models import PlanItem


@receiver(register_applied, dispatch_uid="let plans follow people")
def follow_people(*, entries: Sequence[tuple[Person, str, dict[str, Any]]], **_: Any) -> None:
    """Who moves to another household takes along what was agreed for them."""
    for person, _kind, payload in entries:
        changes = payload.get("changes", ())
        if any((change["of"], change["field"]) == ("person", "household") for change in changes):
            PlanItem.objects.filter(person=person).update(household=person.household_id)
