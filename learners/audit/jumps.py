"""Findings about figures that rise just before somebody counts them."""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.audit.registry import Found, Scope, finds
from learners.regions.models import Region

COMPLETED = (Entry.Kind.COURSE_COMPLETED, Entry.Kind.CLASS_COMPLETED)
LAST_DAYS = 3
BEFORE_DAYS = 30
TIMES = 3
FEWEST = 8
ONE_DAY = datetime.timedelta(days=1)


@finds(
    "jump",
    gettext_lazy("Completions that jump before a reporting day"),
    gettext_lazy("A class may have ended then; figures may have been wanted."),
)
def jump(scope: Scope) -> Iterator[Found]:
    """Villages with three times their usual completions, and eight at least, in the last three days of a month."""
    wider = Scope(scope.people, scope.first - (BEFORE_DAYS + LAST_DAYS) * ONE_DAY, scope.last)
    days: dict[str, dict[datetime.date, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = wider.entries(*COMPLETED).values_list("person__household__village", "happened_at", "pk")
    for village, at, pk in rows.iterator():
        days[village][timezone.localdate(at)].append(pk)
    names = dict(Region.objects.filter(code__in=days).values_list("code", "short_name"))
    for village, by_day in sorted(days.items()):
        for reporting in _ends_of_months(scope):
            late = [pk for n in range(LAST_DAYS) for pk in by_day.get(reporting - n * ONE_DAY, ())]
            first = reporting - (LAST_DAYS - 1) * ONE_DAY
            before = sum(len(by_day.get(first - n * ONE_DAY, ())) for n in range(1, BEFORE_DAYS + 1))
            usual = before * LAST_DAYS / BEFORE_DAYS
            if len(late) >= FEWEST and len(late) > TIMES * usual:
                facts = {"village": names[village], "day": reporting, "count": len(late), "usual": f"{usual:.1f}"}
                words = (
                    _("%(village)s: %(count)s completions in the three days up to %(day)s; %(usual)s are usual.")
                    % facts
                )
                yield Found.of(f"{village}:{reporting}", words, late)


def _ends_of_months(scope: Scope) -> Iterator[datetime.date]:
    day = scope.first
    while day <= scope.last:
        if day.day == calendar.monthrange(day.year, day.month)[1]:
            yield day
        day += ONE_DAY
