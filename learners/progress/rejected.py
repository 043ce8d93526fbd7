"""Records that were not taken: for the learner to read why, and for officers to see."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, QuerySet

from courses.models import LessonPage
from eduplatform.accounts.models import User
from learners.people.access import people_for
from learners.people.models import Person
from learners.progress.models import RejectedItem
from learners.progress.outcomes import Code

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One record; `lesson` is empty where it is gone, `seconds` is what it said was played, `answers` how many."""

    received_at: datetime.datetime
    lesson: str
    reason: str
    seconds: int
    answers: int
    phone: str
    claimed: bool


def rejected_of(person: Person) -> list[RejectedRow]:
    """The person's own, the latest first, at most a hundred; two queries."""
    items = RejectedItem.objects.filter(person=person).select_related("device").order_by("-received_at", "-pk")
    return _rows(list(items[:MOST_SHOWN]))


def people_with_rejected(user: User | AnonymousUser) -> QuerySet[Person]:
    """People whom the user may see and who have such records: `rejected_count`, `rejected_last`; the latest first."""
    people = people_for(user).filter(rejected_items__isnull=False).select_related("household__village__parent")
    counted = people.annotate(rejected_count=Count("rejected_items"), rejected_last=Max("rejected_items__received_at"))
    return counted.order_by("-rejected_last", "-pk")


def _rows(items: Iterable[RejectedItem]) -> list[RejectedRow]:
    items = list(items)
    titles = dict(LessonPage.objects.filter(pk__in={item.lesson_id for item in items}).values_list("pk", "title"))
    return [_row(item, titles.get(item.lesson_id, "")) for item in items]


def _row(item: RejectedItem, lesson: str) -> RejectedRow:
    answers = item.item.get("answers")
    return RejectedRow(
        received_at=item.received_at,
        lesson=lesson,
        reason=str(Code(item.code).label),
        seconds=_seconds(item.item.get("ranges")),
        answers=len(answers) if isinstance(answers, dict) else 0,
        phone=item.device.code[:6] if item.device else "",
        claimed=item.claimed_id is not None,
    )


def _seconds(ranges: object) -> int:
    """As the record says it, believed or not; 0 where it says nothing that can be added up."""
    try:
        return max(round(sum(end - start for start, end in ranges)), 0)  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        return 0
