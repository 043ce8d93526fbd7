"""What the lists of to-dos show."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from learners.followup.todos.models import ToDo
from learners.people.models import HouseholdHelper

State = ToDo.State
HELPERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ToDoCounts:
    """Numbers of to-dos; `overdue` are among `open`."""

    open: int
    overdue: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class ToDoLine:
    """One line of a list; `helpers` are names."""

    todo: ToDo
    helpers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelperRow:
    """How many to-dos of the households of a helper are open and overdue; a household may have several helpers."""

    name: str
    open: int
    overdue: int


def is_overdue(day: datetime.date | None = None) -> Q:
    return Q(state=State.OPEN, due_on__lt=day or timezone.localdate())


def counts_of(todos: QuerySet[ToDo]) -> ToDoCounts:
    """One query."""
    return ToDoCounts(
        **todos.order_by().aggregate(
            open=Count("pk", filter=Q(state=State.OPEN)),
            overdue=Count("pk", filter=is_overdue()),
            done=Count("pk", filter=Q(state=State.DONE)),
            failed=Count("pk", filter=Q(state=State.FAILED)),
        )
    )


def of_state(todos: QuerySet[ToDo], state: str) -> QuerySet[ToDo]:
    """`state` is a ToDo.State, `overdue`, or `all`; what is most urgent comes first, what was settled last too."""
    if state == "all":
        return todos.order_by("-given_at", "-pk")
    if state == "overdue":
        return todos.filter(is_overdue()).order_by("due_on", "pk")
    found = todos.filter(state=state)
    return found.order_by("due_on", "pk") if state == State.OPEN else found.order_by("-settled_at", "-pk")


def todo_lines(todos: Sequence[ToDo]) -> list[ToDoLine]:
    """Lines in the order given; one query for the helpers of all."""
    helpers: dict[int, list[str]] = defaultdict(list)
    for helper in HouseholdHelper.objects.filter(household__in={todo.household_id for todo in todos}).order_by("pk"):
        helpers[helper.household_id].append(helper.name)
    return [ToDoLine(todo, tuple(helpers[todo.household_id])) for todo in todos]


def helper_rows(todos: QuerySet[ToDo]) -> list[HelperRow]:
    """Helpers with something overdue, those with the most first."""
    waiting = todos.filter(state=State.OPEN).order_by()
    rows = (
        HouseholdHelper.objects.filter(household__todos__in=waiting)
        .order_by()
        .values_list("name", "phone_hash")
        .annotate(
            open=Count("household__todos", filter=Q(household__todos__state=State.OPEN)),
            overdue=Count(
                "household__todos",
                filter=Q(household__todos__state=State.OPEN, household__todos__due_on__lt=timezone.localdate()),
            ),
        )
        .filter(overdue__gt=0)
        .order_by("-overdue", "name")
    )
    return [HelperRow(name, opened, overdue) for name, _phone, opened, overdue in rows[:HELPERS_SHOWN]]
