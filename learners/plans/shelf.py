"""The catalogue as matching needs it, kept in the memory of each process until something in it changes."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import Min, Q

from courses.models import CoursePage, Industry, LessonPage, prerequisites_now
from courses.order import without_circles
from courses.queries import live_courses
from courses.search.queries import STEP_LENGTH, State, state_now
from learners.plans.catalogue import Catalogue
from learners.plans.desk.queries import Known, known_of_courses, matching_state
from learners.plans.facts import CourseFacts
from media.models import Package

Stamp = tuple[State, State]
READ_FIELDS = ("pk", "path", "title", "summary", "level", "season_months", "heavy_work", "causes")
NOTHING_KNOWN = Known(None, 0)
NONE: frozenset[int] = frozenset()
MEGABYTE = 1_000_000
# What every phone plays, at the lowest quality.
LEAST_BYTES = Min(
    "video__packages__renditions__size_bytes",
    filter=Q(video__packages__state=Package.State.LIVE, video__packages__renditions__family="h264"),
)


class Shelf:
    """Holds the catalogue. While one thread makes a new one, the others go on with the one before."""

    def __init__(self) -> None:
        self.kept: tuple[Stamp, Catalogue] | None = None
        self.making = threading.Lock()

    def catalogue(self, stamp: Stamp) -> Catalogue:
        kept = self.kept
        if kept and kept[0] == stamp:
            return kept[1]
        if not self.making.acquire(blocking=kept is None):
            assert kept is not None
            return kept[1]
        try:
            if not self.kept or self.kept[0] != stamp:
                self.kept = (stamp, read_catalogue())
            return self.kept[1]
        finally:
            self.making.release()


SHELF = Shelf()


def stamp_now() -> Stamp:
    """Changes with every change of what is taught, decided by staff or counted of results; two queries."""
    return state_now(), matching_state()


def read_catalogue() -> Catalogue:
    """All published courses; what is worked out of them is kept where only the stamp has changed."""
    industries: dict[int, list[tuple[str, str, bool]]] = {}
    through = CoursePage.industries.through.objects.order_by("pk")
    for row in through.values_list("coursepage_id", "industry_id", "industry__name", "industry__is_product"):
        industries.setdefault(row[0], []).append(row[1:])
    lessons, known = _lengths_by_path(), known_of_courses()
    courses = list(live_courses().order_by("pk").values(*READ_FIELDS))
    before, live = without_circles(prerequisites_now()), {course["pk"] for course in courses}
    # Nobody can finish what was taken off the shelf, so nothing waits for it.
    steps = (before.get(course["pk"], NONE) & live for course in courses)
    facts = (_facts(course, industries, lessons, known) for course in courses)
    return _catalogue(tuple(replace(one, prerequisites=some) for one, some in zip(facts, steps, strict=True)))


def _facts(
    course: dict[str, Any],
    industries: Mapping[int, list[tuple[str, str, bool]]],
    lessons: Mapping[str, tuple[float, int]],
    known: Mapping[int, Known],
) -> CourseFacts:
    pk, (seconds, size) = course["pk"], lessons.get(course["path"], (0.0, 0))
    return course_facts(
        course,
        industries.get(pk, []),
        minutes=round(seconds / 60),
        megabytes=size / MEGABYTE if size else None,
        known=known.get(pk, NOTHING_KNOWN),
    )


def _lengths_by_path() -> dict[str, tuple[float, int]]:
    """Seconds and bytes of all published lessons of a course, by its place in the tree."""
    found: dict[str, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    lessons = LessonPage.objects.live().order_by().values_list("path", "video__duration")
    for path, seconds, size in lessons.annotate(size=LEAST_BYTES):
        before = found[path[:-STEP_LENGTH]]
        found[path[:-STEP_LENGTH]] = (before[0] + (seconds or 0.0), before[1] + (size or 0))
    return found


@lru_cache(maxsize=2)
def _catalogue(courses: tuple[CourseFacts, ...]) -> Catalogue:
    return Catalogue.of(courses)


def course_facts(
    course: dict[str, Any],
    industries: list[tuple[str, str, bool]],
    *,
    minutes: int = 0,
    megabytes: float | None = None,
    known: Known = NOTHING_KNOWN,
) -> CourseFacts:
    """A course from its values, and code, name and whether a local product of each of its industries."""
    return CourseFacts(
        id=course["pk"],
        title=course["title"],
        industry_codes=tuple(dict.fromkeys(class_code_of(code) for code, _name, _is_product in industries)),
        products=tuple(name for _code, name, is_product in industries if is_product),
        level=course["level"],
        season_months=frozenset(course["season_months"]),
        minutes=minutes,
        heavy_work=course["heavy_work"],
        causes=frozenset(course["causes"]),
        completed_share=known.completed_share,
        summary=course["summary"],
        shown=known.shown,
        megabytes=megabytes,
    )


def class_code_of(code: str) -> str:
    return Industry(code=code).class_code
