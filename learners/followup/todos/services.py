"""Giving to-dos, settling them, and taking them back; what came of each is an entry in a file of the household."""

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.models import CoursePage
from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.classes.models import TrainingClass
from learners.followup.todos.codes import Errand
from learners.followup.todos.models import ToDo, due_in, sort_of
from learners.people.models import Person
from learners.plans.agreed.models import PlanItem
from learners.plans.agreed.queries import Standing, plan_items, standing_of
from learners.records.pictures import Kept
from learners.records.services import start_of
from learners.records.store import keep

ROWS_AT_ONCE = 500
PLANS_AT_ONCE = 2000
PLAN_DAYS = 14
"""Days that a helper has for an overdue part of a plan."""
PLAN_FORMS = uuid.UUID("6d3f0b1e-6d0c-4f0b-9d5e-3b1f5a1c7e42")


class AlreadySettled(ValueError):
    """It was done, not possible or taken back before; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What many households are to get; `once` is the form's own number: sent twice, it makes nothing twice."""

    errand: str
    due_on: datetime.date
    once: uuid.UUID
    what: str = ""
    training_class: TrainingClass | None = None
    course: CoursePage | None = None


def give(*, household_ids: Collection[int], wanted: Wanted, by: User) -> int:
    """One to-do for each household that has none of this sort open; says how many were new."""
    return _store([_row(pk, wanted, by) for pk in household_ids])


@transaction.atomic
def settle(
    *,
    todo: ToDo,
    done: bool,
    result: str,
    words: str,
    day: datetime.date,
    person: Person | None,
    photos: Sequence[Kept],
    by: User,
) -> ToDo:
    """Done with a `Result`, or not possible with a `Hindrance`. Raises AlreadySettled.

    person: whom of the household it was done with; the entry goes into their file.
    """
    todo = _open_one(todo)
    todo.state = ToDo.State.DONE if done else ToDo.State.FAILED
    todo.result, todo.words, todo.settled_on = result, words, day
    if person is not None:
        todo.entry = _recorded(todo, person, photos, by)
    return _close(todo, by)


@transaction.atomic
def take_back(*, todo: ToDo, why: str, by: User) -> ToDo:
    """No longer needed; it stays in the list. Raises AlreadySettled."""
    todo = _open_one(todo)
    todo.state, todo.words, todo.settled_on = ToDo.State.WITHDRAWN, why, timezone.localdate()
    return _close(todo, by)


@transaction.atomic
def follow_plans(*, today: datetime.date | None = None) -> int:
    """A to-do for each part of a plan that is overdue; those whose part was learned meanwhile are taken back."""
    day = today or timezone.localdate()
    _drop_kept(day)
    told = ToDo.objects.filter(plan_item=OuterRef("pk"), given_at__date__gt=OuterRef("due_on"))
    over = plan_items().filter(due_on__lt=day, person__left_on=None).filter(~Exists(told)).order_by("due_on", "pk")
    some = plan_items().filter(pk__in=list(over.values_list("pk", flat=True)[:PLANS_AT_ONCE]))
    lines = standing_of(some, day)
    return _store([_from_plan(line.item, day) for line in lines if line.standing == Standing.SLIPPED])


def _row(household: int, wanted: Wanted, by: User) -> ToDo:
    return ToDo(
        household_id=household,
        errand=wanted.errand,
        what=wanted.what,
        due_on=wanted.due_on,
        training_class=wanted.training_class,
        course=wanted.course,
        sort=sort_of(wanted.errand, wanted.once, wanted.training_class, None),
        once=wanted.once,
        given_at=timezone.now(),
        given_by=by,
    )


def _from_plan(item: PlanItem, day: datetime.date) -> ToDo:
    once = uuid.uuid5(PLAN_FORMS, f"{item.pk}:{item.due_on.isoformat()}")
    return ToDo(
        household_id=item.person.household_id,
        errand=Errand.PLAN,
        what=item.title,
        due_on=max(due_in(PLAN_DAYS), day),
        course=item.course,
        plan_item=item,
        sort=sort_of(Errand.PLAN, once, None, item),
        once=once,
        given_at=timezone.now(),
    )


@transaction.atomic
def _store(rows: Sequence[ToDo]) -> int:
    made = 0
    # In one order, so that two who give the same to the same households do not wait for each other in a circle.
    in_order = sorted(rows, key=lambda row: (row.household_id, row.sort))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = in_order[start : start + ROWS_AT_ONCE]
        new = _without_known(some)
        # Somebody may make the same at this moment: the database takes one of them.
        ToDo.objects.bulk_create(new, ignore_conflicts=True)
        made += len(new)
    return made


def _without_known(rows: Sequence[ToDo]) -> list[ToDo]:
    there = ToDo.objects.filter(household__in=[row.household_id for row in rows])
    sent = set(there.filter(once__in={row.once for row in rows}).values_list("household_id", "once"))
    open_ones = set(there.filter(state=ToDo.State.OPEN).values_list("household_id", "sort"))
    return [
        row
        for row in rows
        if (row.household_id, row.once) not in sent and (row.household_id, row.sort) not in open_ones
    ]


def _open_one(todo: ToDo) -> ToDo:
    locked = ToDo.objects.select_for_update().get(pk=todo.pk)
    if not locked.is_open:
        raise AlreadySettled
    return locked


def _close(todo: ToDo, by: User | None) -> ToDo:
    todo.settled_at, todo.settled_by = timezone.now(), by
    todo.save(update_fields=["state", "result", "words", "settled_on", "settled_at", "settled_by", "entry"])
    return todo


def _recorded(todo: ToDo, person: Person, photos: Sequence[Kept], by: User) -> Entry:
    assert todo.settled_on is not None
    files = [keep(person=person, kept=kept, by=by) for kept in photos]
    evidence: dict[str, Any] = {"todo": todo.pk}
    if files:
        evidence["files"] = [{"sha256": one.sha256, "type": one.content_type, "bytes": one.size} for one in files]
    return append(
        person=person,
        kind=Entry.Kind.TASK_DONE if todo.state == ToDo.State.DONE else Entry.Kind.TASK_FAILED,
        payload=_payload(todo),
        happened_at=start_of(todo.settled_on),
        evidence=evidence,
        recorded_by=by,
        subject=f"todo:{todo.pk}",
    )


def _payload(todo: ToDo) -> Mapping[str, Any]:
    assert todo.settled_on is not None
    facts = {
        "errand": todo.errand,
        "what": todo.what,
        "class_id": todo.training_class_id,
        "course_id": todo.course_id,
        "result": todo.result,
        "words": todo.words,
    }
    known = {name: value for name, value in facts.items() if value}
    return {**known, "due_on": todo.due_on.isoformat(), "done_on": todo.settled_on.isoformat()}


def _drop_kept(day: datetime.date) -> None:
    """Of open to-dos: those whose part of a plan was learned, dropped, or moved to a later day."""
    waiting = ToDo.objects.filter(state=ToDo.State.OPEN, plan_item__isnull=False)
    changed = Q(plan_item__dropped_at__isnull=False) | Q(plan_item__due_on__gte=day)
    gone = list(waiting.filter(changed).values_list("pk", flat=True))
    standing = plan_items().filter(pk__in=waiting.order_by("pk").values("plan_item")[:PLANS_AT_ONCE])
    learned = [line.item.pk for line in standing_of(standing, day) if line.standing == Standing.DONE]
    settled = waiting.filter(Q(pk__in=gone) | Q(plan_item__in=learned))
    settled.update(state=ToDo.State.WITHDRAWN, settled_on=day, settled_at=timezone.now())
