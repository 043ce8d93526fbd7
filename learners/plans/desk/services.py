"""Setting and ending decisions, counting what came of courses, noting what was offered."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.models import CoursePage, Industry
from eduplatform.accounts.models import User
from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Person
from learners.plans.desk.hearing import hear_results
from learners.plans.desk.models import CourseResult, Decision, ShownOffer

# What counts as success in the payload of an `outcome` entry, by its `result`.
SUCCESSES = ("job", "own_trade", "scale", "income")
ROWS_AT_ONCE = 500


def decide(*, decision: Decision, by: User) -> None:
    """Puts a decision in force from its first day on."""
    decision.made_by = by
    decision.save()


def end_decision(*, decision: Decision, by: User, on: datetime.date | None = None) -> None:
    """Ends it before its last day; ending it again changes nothing."""
    if decision.ended_on is None:
        decision.ended_on, decision.ended_by = on or timezone.localdate(), by
        decision.save(update_fields=["ended_on", "ended_by"])


@transaction.atomic
def count_results(*, today: datetime.date | None = None) -> int:
    """Counts anew what became of every course in every village; returns the number of rows.

    Matching hears of it once a month.
    """
    groups = CourseRecord.objects.order_by().values_list("person__household__village_id", "course_id")
    came = Entry.objects.filter(kind=Entry.Kind.OUTCOME, corrections=None)
    judged = _per_place(groups, came)
    succeeded = _per_place(groups, came.filter(payload__result__in=SUCCESSES))
    main = main_classes()
    rows = [
        CourseResult(
            village_id=village,
            course_id=course,
            industry_code=main.get(course, ""),
            began=began,
            completed=completed,
            succeeded=succeeded.get((village, course), 0),
            judged=judged.get((village, course), 0),
        )
        for village, course, began, completed in groups.annotate(began=Count("pk"), completed=Count("completed_at"))
    ]
    CourseResult.objects.all().delete()
    CourseResult.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    hear_results(today=today or timezone.localdate())
    return len(rows)


def _per_place(groups: QuerySet[Any, Any], outcomes: QuerySet[Entry]) -> dict[tuple[str, int], int]:
    """How many persons completed a course with one of these outcomes after it, by village and course."""
    after = Exists(outcomes.filter(person=OuterRef("person"), happened_at__gte=OuterRef("completed_at")))
    return {(village, course): persons for village, course, persons in groups.filter(after).annotate(n=Count("pk"))}


def main_classes() -> dict[int, str]:
    """The main GB/T 4754 class of each course: that of the industry which was entered first."""
    rows = CoursePage.industries.through.objects.order_by("-pk").values_list("coursepage_id", "industry_id")
    return {course: Industry(code=code).class_code[:4] for course, code in rows}


def note_shown(*, person: Person, offers: Iterable[tuple[int, str]]) -> None:
    """Keeps which courses were offered to somebody and why, each once: one read, and a write for what is new."""
    reasons = dict(offers)
    known = ShownOffer.objects.filter(person=person, course_id__in=reasons).values_list("course_id", flat=True)
    new = set(reasons).difference(known)
    if new:
        now = timezone.now()
        rows = [ShownOffer(person=person, course_id=pk, reason=reasons[pk][:200], shown_at=now) for pk in sorted(new)]
        ShownOffer.objects.bulk_create(rows, ignore_conflicts=True)
