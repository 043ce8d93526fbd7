"""To-dos go along with the people they are about when these move to another household."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from eduplatform.accounts.models import User
from learners.followup.todos.models import ToDo
from learners.people.models import Household, Person
from learners.people.signals import register_applied

Home = tuple[str, int]
"""Number of the household before, and the row of the one after."""


@receiver(register_applied, dispatch_uid="let to-dos follow people")
def follow_people(
    *, entries: Sequence[tuple[Person, str, dict[str, Any]]], by: User | None, at: datetime.datetime, **_kwargs: Any
) -> None:
    """Parts of plans go with their person; all that is open goes where the members of an emptied household went."""
    moved = {person: before for person, _kind, payload in entries if (before := _before(payload))}
    if not moved:
        return
    homes = {person.pk: person.household_id for person in moved}
    for todo in _open().filter(plan_item__person__in=homes):
        assert todo.plan_item is not None
        _go(todo, homes[todo.plan_item.person_id], by, at)
    went = Counter((before, person.household_id) for person, before in moved.items())
    new_home = {before: household for (before, household), _times in reversed(went.most_common())}
    for todo in _open().filter(household__in=_emptied(new_home)).select_related("household"):
        _go(todo, new_home[todo.household.number], by, at)


def _before(payload: Mapping[str, Any]) -> str:
    """The number of the household that somebody moved out of; empty where nobody did."""
    for change in payload.get("changes", ()):
        if (change.get("of"), change.get("field")) == ("person", "household"):
            return str(change.get("before", ""))
    return ""


def _emptied(numbers: Mapping[str, int]) -> list[int]:
    members = Person.objects.filter(household=OuterRef("pk"), left_on=None)
    return list(Household.objects.filter(~Exists(members), number__in=numbers).values_list("pk", flat=True))


def _open() -> Any:
    return ToDo.objects.filter(state=ToDo.State.OPEN).order_by("pk")


def _go(todo: ToDo, household: int, by: User | None, at: datetime.datetime) -> None:
    """To the household, unless the same is to be done there already."""
    there = ToDo.objects.filter(household=household).exclude(pk=todo.pk)
    if there.filter(Q(once=todo.once) | Q(state=ToDo.State.OPEN, sort=todo.sort)).exists():
        todo.state, todo.words = ToDo.State.WITHDRAWN, _("The household that they moved to has the same to-do.")
        todo.settled_on, todo.settled_at, todo.settled_by = timezone.localdate(at), at, by
        todo.save(update_fields=["state", "words", "settled_on", "settled_at", "settled_by"])
    elif todo.household_id != household:
        todo.household_id = household
        todo.save(update_fields=["household"])
