"""What is wished for, where, and what came of it."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.notices.queries import readers_of
from learners.people.models import Person
from learners.plans.orders.meaning import is_plain
from learners.plans.orders.models import JobsBehind, TrainingOrder, Wish

# Fewer persons than these are told to nobody who may not read their files.
ENOUGH = 5


def standing_wishes() -> QuerySet[Wish]:
    """Those that nobody took back."""
    return Wish.objects.filter(withdrawn_at=None)


def jobs_on(day: datetime.date) -> QuerySet[JobsBehind]:
    """What employers still take people for; an order promises nothing after the last day."""
    return JobsBehind.objects.filter(Q(until=None) | Q(until__gte=day))


@dataclass
class OrderRow:
    """An order with how many persons of which village wish for it, and the jobs behind it.

    elsewhere: persons of villages that the reader may not look into, where too few wish for it to name the village.
    """

    order: TrainingOrder
    villages: dict[str, int] = field(default_factory=dict)
    elsewhere: int = 0
    words: list[str] = field(default_factory=list)
    jobs: list[JobsBehind] = field(default_factory=list)

    @property
    def persons(self) -> int:
        return sum(self.villages.values()) + self.elsewhere

    @property
    def seats(self) -> int:
        return sum(one.seats for one in self.jobs)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asked. read: the answer; began, completed: the course or class that answered."""

    wish: Wish
    read: bool
    began: bool
    completed: bool


def order_rows(orders: QuerySet[TrainingOrder], *, near: str | None) -> list[OrderRow]:
    """What most wish for first; who has left waits for nothing. Three queries.

    near: the first digits of the villages whose people the reader may see one by one, None for nobody. Of others it
    shows no village with less than ENOUGH, and of words only such as hold no word that nobody knows.
    """
    rows = {one.pk: OrderRow(one) for one in orders.select_related("area", "course", "taken_by")}
    gone = Q(person__left_on__isnull=False, order__state__in=TrainingOrder.WAITING)
    wishes = standing_wishes().filter(order__in=rows).exclude(gone).order_by("made_at")
    village = "person__household__village"
    apart: Counter[tuple[int, str]] = Counter()
    for pk, code, name, words in wishes.values_list("order_id", village, f"{village}__short_name", "words"):
        row, is_near = rows[pk], near is not None and code.startswith(near)
        if is_near:
            row.villages[name] = row.villages.get(name, 0) + 1
        else:
            apart[pk, name] += 1
        if words and words not in row.words and (is_near or is_plain(words)):
            row.words.append(words)
    for (pk, name), persons in apart.items():
        if persons >= ENOUGH:
            rows[pk].villages[name] = persons
        else:
            rows[pk].elsewhere += persons
    for jobs in jobs_on(timezone.localdate()).filter(order__in=rows).order_by("pk"):
        rows[jobs.order_id].jobs.append(jobs)
    return sorted(rows.values(), key=lambda row: (-(row.persons + row.seats), row.order.opened_at))


def demand_by_village(rows: Iterable[OrderRow]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Village by village what is wished for and by how many, the most wanted first."""
    villages: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        for village, persons in row.villages.items():
            villages[village].append((row.order.name, persons))
    found = [(village, sorted(wanted, key=lambda one: -one[1])) for village, wanted in villages.items()]
    return sorted(found, key=lambda one: (-sum(persons for _name, persons in one[1]), one[0]))


def askers(order: TrainingOrder, wishes: QuerySet[Wish]) -> list[Asker]:
    """Those of the wishes that belong to the order, and whether they took part; four queries at most."""
    rows = list(wishes.filter(order=order).select_related("person__household__village", "voice").order_by("made_at"))
    ids = [row.person_id for row in rows]
    read = readers_of(f"order:{order.pk}:answered", ids)
    began, completed = part_in(order, ids)
    return [Asker(row, row.person_id in read, row.person_id in began, row.person_id in completed) for row in rows]


def part_in(order: TrainingOrder, person_ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """Who of these persons began, and who completed, what the order was answered with."""
    began, completed = set[int](), set[int]()
    if order.course_id:
        rows = CourseRecord.objects.filter(person__in=person_ids, course_id=order.course_id)
        for person, at in rows.values_list("person_id", "completed_at"):
            began.add(person)
            if at:
                completed.add(person)
    if order.class_id:
        kinds = (Entry.Kind.CLASS_SIGNED_IN, Entry.Kind.CLASS_COMPLETED)
        entries = Entry.objects.filter(person__in=person_ids, kind__in=kinds, corrections=None)
        for person, kind in entries.filter(payload__class_id=order.class_id).values_list("person_id", "kind"):
            (completed if kind == Entry.Kind.CLASS_COMPLETED else began).add(person)
    return began | completed, completed


def voices_to_hear(wishes: QuerySet[Wish]) -> list[Wish]:
    """Voice notes that nobody has heard yet, the oldest first."""
    waiting = wishes.filter(order=None).exclude(voice=None)
    return list(waiting.select_related("person__household__village").order_by("made_at"))


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """A wish of one's own, and how far it is. others: at least so many more wish for it, 0 where they are few."""

    wish: Wish
    order: TrainingOrder | None
    others: int


def own_orders(person: Person) -> list[OwnOrder]:
    """What somebody has asked for, the latest first; two queries."""
    wishes = list(Wish.objects.filter(person=person).select_related("order__course").order_by("-made_at"))
    counts: dict[int, int] = defaultdict(int)
    others = standing_wishes().filter(order__in=[wish.order_id for wish in wishes]).exclude(person=person)
    for pk in others.values_list("order_id", flat=True):
        counts[pk or 0] += 1
    return [OwnOrder(wish, wish.order, counts[wish.order_id or 0] // ENOUGH * ENOUGH) for wish in wishes]
