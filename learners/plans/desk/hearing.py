"""What matching may know of results: once a month, and of no count that fewer than five persons moved.

Offers change at the turn of a month anyway, for the season does. So nobody who sees a change can tell on which day
anybody did something, and whoever knows four of the persons behind it does not know the fifth.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from learners.plans.desk.models import CourseResult, HeardResult, MatchingChange, ShownOffer
from learners.plans.learning import Result, by_area, heard

ROWS_AT_ONCE = 500
CHANGES_KEPT, TIDIED_EVERY = 100, 200
# Village, township, county, city, province, everywhere.
LEVELS = (12, 9, 6, 4, 2, 0)
# The row that says when it was heard last, whatever there was to hear.
NO_COURSE = 0


@transaction.atomic
def hear_results(*, today: datetime.date) -> bool:
    """Lets matching hear what was counted, unless it was heard in this month already; returns whether."""
    mark, _made = HeardResult.objects.select_for_update().get_or_create(
        area="", course_id=NO_COURSE, defaults={"heard_on": datetime.date.min}
    )
    if (mark.heard_on.year, mark.heard_on.month) == (today.year, today.month):
        return False
    mark.heard_on = today
    mark.save(update_fields=["heard_on"])
    rows = [_row(result, shown, today) for result, shown in _heard_now()]
    HeardResult.objects.exclude(course_id=NO_COURSE).delete()
    HeardResult.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    note_change()
    return True


def _heard_now() -> Iterable[tuple[Result, int]]:
    """Every area and course with what may be told of it, and of how many showings."""
    before = {(row.area, row.course_id): row for row in HeardResult.objects.exclude(course_id=NO_COURSE)}
    shown = dict(ShownOffer.objects.order_by().values_list("course_id").annotate(n=Count("pk")))
    now = {(row.village, row.course_id): row for row in by_area(_counted(), LEVELS)}
    for area, course in sorted({*now, *before, *(("", pk) for pk in shown)}, key=str):
        told = before.get((area, course))
        result = now.get((area, course), Result(area, told.industry_code if told else "", course, 0, 0, 0, 0))
        times = Result(area, "", course, shown.get(course, 0) if area == "" else 0, 0, 0)
        past = Result(area, "", course, told.shown, 0, 0) if told else None
        yield heard(_told(told), result), heard(past, times).began


def _counted() -> Iterable[Result]:
    fields = ("village_id", "industry_code", "course_id", "began", "completed", "succeeded", "judged")
    return (Result(*row) for row in CourseResult.objects.order_by("pk").values_list(*fields))


def _told(row: HeardResult | None) -> Result | None:
    if row is None:
        return None
    counts = (row.began, row.completed, row.succeeded, row.judged)
    return Result(row.area, row.industry_code, row.course_id, *counts)


def _row(result: Result, shown: int, today: datetime.date) -> HeardResult:
    return HeardResult(
        area=result.village,
        course_id=result.course_id,
        industry_code=result.industry_code,
        began=result.began,
        completed=result.completed,
        succeeded=result.succeeded,
        judged=result.known,
        shown=shown,
        heard_on=today,
    )


def note_change() -> None:
    """Every process reads places anew before its next offer."""
    change = MatchingChange.objects.create()
    if change.pk % TIDIED_EVERY == 0:
        MatchingChange.objects.filter(pk__lt=change.pk - CHANGES_KEPT).delete()
