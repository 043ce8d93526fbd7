"""To-dos go along with the people they are about when these move to another household; of a split both have them."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence, Set
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
    """Parts of plans go with their person; all that is open goes where the members of an emptied household went.

    Where a household was split, what is to be done in it as a whole is to be done in both.
    """
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
    _share_with_split_off(set(went), set(homes))


def _share_with_split_off(ways: Set[Home], moved: Set[int]) -> None:
    """A household of nobody but those who came out of one other has the open to-dos of that one too."""
    numbers = {number for number, _household in ways}
    for todo in _open().filter(household__number__in=numbers, plan_item=None).select_related("household"):
        for number, household in ways:
            if number == todo.household.number and household != todo.household_id and _is_new(household, ways, moved):
                _copy(todo, household)


def _is_new(household: int, ways: Set[Home], moved: Set[int]) -> bool:
    """Everybody in it has just come, and out of one household."""
    members = Person.objects.filter(household=household, left_on=None)
    return sum(home == household for _number, home in ways) == 1 and not members.exclude(pk__in=moved).exists()


def _copy(todo: ToDo, household: int) -> None:
    """The same for another household."""
    there = ToDo.objects.filter(household=household)
    if not there.filter(Q(once=todo.once) | Q(state=ToDo.State.OPEN, sort=todo.sort)).exists():
        todo.pk, todo._state.adding, todo.household_id = None, True, household
        todo.save()


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
