"""What staff decided and what came of courses, as facts for matching; few queries, however many persons."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count, Sum

from courses.models import Industry
from learners.plans.desk.models import CourseSteer, HeardResult, IndustryBan, JobOpening, MatchingChange
from learners.plans.facts import Ban, CourseId, Desk, Opening
from learners.plans.learning import COUNTED_IN, LEAST_GROUP, Experience, Result, Shift
from learners.regions.models import PREFIX_DIGITS

# A prefecture's.
COUNTIES_KEPT = 16


def codes_around(village: str) -> tuple[str, ...]:
    """The village's code and those of all places above it, the narrowest first."""
    return tuple(dict.fromkeys(village[:digits].ljust(12, "0") for digits in sorted(PREFIX_DIGITS.values())[::-1]))


@dataclass(frozen=True)
class Decisions:
    """All decisions in force on a day around some villages, by the code of the region that they were made for."""

    day: datetime.date
    bans: Mapping[str, list[Ban]] = field(default_factory=dict)
    steers: Mapping[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    openings: Mapping[str, list[Opening]] = field(default_factory=dict)

    def desk_of(self, village: str) -> Desk:
        """The nearest place speaks first; what any of them holds back is held back."""
        codes = codes_around(village)
        steers = [steer for code in codes for steer in self.steers.get(code, ())]
        held = {course for way, course, _place in steers if way == CourseSteer.Way.HOLD}
        pins = {course: place for way, course, place in steers[::-1] if way == CourseSteer.Way.PIN}
        first = dict.fromkeys(course for way, course, _place in steers if course in pins and course not in held)
        return Desk.on(
            self.day,
            pinned=first,
            pinned_by=[pins[course] for course in first],
            held=held,
            bans=[ban for code in codes for ban in self.bans.get(code, ())],
            openings=[one for code in codes for one in self.openings.get(code, ())],
        )


def decisions_in(county: str, day: datetime.date) -> Decisions:
    """All that hold somewhere in a county (6 digits), also those made above it; three queries."""
    above = codes_around(county.ljust(12, "0"))
    bans: dict[str, list[Ban]] = defaultdict(list)
    for ban in IndustryBan.objects.in_force(day).of_county(county, above).select_related("industry").order_by("pk"):
        bans[ban.region_id].append(Ban(name_for_matching(ban.industry), ban.until))
    steers: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    rows = CourseSteer.objects.in_force(day).of_county(county, above).select_related("region").order_by("pk")
    for steer in rows:
        steers[steer.region_id].append((steer.way, steer.course_id, steer.region.short_name))
    openings: dict[str, list[Opening]] = defaultdict(list)
    for one in JobOpening.objects.in_force(day).of_county(county, above).select_related("industry").order_by("pk"):
        openings[one.region_id].append(opening_of(one))
    return Decisions(day, bans, steers, openings)


def opening_of(row: JobOpening) -> Opening:
    return Opening(row.employer, name_for_matching(row.industry), row.seats, row.until)


def name_for_matching(industry: Industry) -> str:
    """A product by its name, all else by its code."""
    return industry.name if industry.is_product else industry.class_code


State = tuple[int, int]


def matching_state() -> State:
    """Changes whenever anything does that staff decided or that was counted; one query."""
    state = MatchingChange.objects.aggregate(count=Count("pk"), total=Sum("number"))
    return state["count"], state["total"] or 0


@lru_cache(maxsize=COUNTIES_KEPT)
def experience_of(county: str, state: State) -> Experience:
    """What a county (6 digits) has to say, from its results as heard; kept for as long as they hold."""
    rows = HeardResult.objects.filter(area__startswith=county, began__gte=LEAST_GROUP).order_by("pk")
    fields = ("area", "industry_code", "course_id", "began", "completed", "succeeded", "judged")
    return Experience.of(Result(*row) for row in rows.values_list(*fields))


def shifts_in(village: str, industry_codes: Iterable[str], state: State) -> Mapping[CourseId, Shift]:
    """What experience says of courses in a village that lives from these GB/T 4754 classes."""
    # Courses of no industry are heard everywhere.
    return experience_of(village[:6], state).shifts_for(village, (*industry_codes, ""))


@dataclass(frozen=True, slots=True)
class Known:
    """Of a course over all places. completed_share: None while too few began it. shown: persons, in fives."""

    completed_share: float | None
    shown: int


def known_of_courses() -> Mapping[int, Known]:
    """One query. Nobody's own learning shows: small groups are not heard, and persons are counted in fives."""
    rows = HeardResult.objects.filter(area="").values_list("course_id", "began", "completed", "shown")
    return {
        pk: Known(_share(began, min(completed, began)), shown // COUNTED_IN * COUNTED_IN)
        for pk, began, completed, shown in rows
    }


def _share(began: int, completed: int) -> float | None:
    if began < LEAST_GROUP:
        return None
    return (completed // COUNTED_IN) / (began // COUNTED_IN)
