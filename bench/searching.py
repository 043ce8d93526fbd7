"""One database for the bench of search: plants courses, asks, takes the time. A process of its own per database.

`python -m bench.searching cases.csv courses.csv` with DATABASE_URL set; prints ids found per case and times as JSON.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page  # noqa: E402

from bench.search import listed, read, remark  # noqa: E402
from courses.models import CourseIndexPage, CoursePage, LessonPage  # noqa: E402
from courses.reference import DATA, read_csv  # noqa: E402
from courses.search.queries import answer_to  # noqa: E402
from courses.search.services import note_change  # noqa: E402
from courses.site import ensure_pages  # noqa: E402
from media.models import Video  # noqa: E402

Kept = TypeVar("Kept", bound=Page)
KNOWN_CODES = frozenset(row["code"] for row in read_csv(DATA / "gbt4754.csv"))
LEVELS = {"入门": "beginner", "初级": "elementary", "中级": "intermediate", "高级": "intermediate"}
MANY = 2000
ROUNDS = 3
# What tells the varied courses of the large catalogue apart: where they were filmed.
PLACES = (
    "豆沙",
    "盐津",
    "白河",
    "莲花",
    "蓬安",
    "台前",
    "普洱",
    "中和",
    "庙坝",
    "兴隆",
    "落雁",
    "滩头",
    "牛寨",
    "柿子",
    "艾田",
)


@transaction.atomic
def plant(rows: Sequence[dict[str, str]]) -> dict[int, str]:
    """Publish courses with a lesson each, written as they stand, many at once; returns their ids by key."""
    index = CourseIndexPage.objects.get(pk=ensure_pages().pk)
    first = index.numchild + 1
    courses = pages_below(CoursePage, [(index, number, row["title"]) for number, row in enumerate(rows, first)])
    for course, row in zip(courses, rows, strict=True):
        course.summary = "".join((row["summary_line1"], row["summary_line2"]))
        course.keywords = row["tags"]
        course.level = LEVELS.get(row["skill_level"], "beginner")
        course.season_months = [int(month) for month in listed(row["season_months"])]
    lessons = pages_below(LessonPage, [(course, 1, course.title.split("：")[0]) for course in courses])
    for lesson, row in zip(lessons, rows, strict=True):
        lesson.goal = row["summary_line1"]
        lesson.video = Video.objects.create(title="", duration=60 * int(row["minutes"] or 0), file=f"{lesson.pk}.mp4")
    insert(CoursePage, courses)
    insert(LessonPage, lessons)
    through = CoursePage.industries.through
    codes = [(course.pk, code) for course, row in zip(courses, rows, strict=True) for code in codes_of(row)]
    through.objects.bulk_create([through(coursepage_id=pk, industry_id=code) for pk, code in codes])
    Page.objects.filter(pk=index.pk).update(numchild=first + len(rows) - 1)
    note_change()
    return {course.pk: row["id"] for course, row in zip(courses, rows, strict=True)}


def codes_of(row: dict[str, str]) -> list[str]:
    """Those of a course's codes that the standard has."""
    return [code for code in dict.fromkeys(listed(row["industry_codes"])) if code in KNOWN_CODES]


def pages_below(model: type[Kept], wanted: Sequence[tuple[Page, int, str]]) -> list[Kept]:
    """Live pages by their parent, place below it and title, with what all kinds of pages share already stored."""
    kind = ContentType.objects.get_for_model(model)
    pages = []
    for parent, number, title in wanted:
        page = Page(title=title, draft_title=title, slug=f"p{number}", content_type=kind, live=True)
        page.path, page.depth = Page._get_path(parent.path, parent.depth + 1, number), parent.depth + 1
        page.url_path, page.locale_id = f"{parent.url_path}p{number}/", parent.locale_id
        page.numchild = int(model is CoursePage)
        pages.append(page)
    stored = Page.objects.bulk_create(pages, batch_size=500)
    shared = {field.attname for field in Page._meta.concrete_fields}
    return [model(page_ptr_id=page.pk, **{name: getattr(page, name) for name in shared}) for page in stored]


def insert(model: type[Kept], pages: Sequence[Kept]) -> None:
    """The part of a page that its own kind has. Django's bulk_create knows no models with parents."""
    for start in range(0, len(pages), 100):
        batch = pages[start : start + 100]
        model._base_manager._insert(batch, fields=model._meta.local_concrete_fields, using="default")


def varied(rows: Sequence[dict[str, str]], number: int) -> Iterable[dict[str, str]]:
    for copy in range(number):
        row = rows[copy % len(rows)]
        place = PLACES[copy // len(rows) % len(PLACES)]
        yield {**row, "title": f"{row['title']}（{place}{copy // len(rows) // len(PLACES) + 1}组）"}


def milliseconds(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return round(1000 * ordered[max(math.ceil(share * len(ordered)) - 1, 0)], 2)


def timed(queries: Sequence[str]) -> dict[str, float]:
    """Searches with what their page shows, and whole pages; the reading of a changed catalogue by itself."""
    began = time.perf_counter()
    answer_to("香菇")
    indexed = time.perf_counter() - began
    times, pages, client = [], [], Client(headers={"host": "localhost"})
    for _round in range(ROUNDS):
        for query in queries:
            began = time.perf_counter()
            answer_to(query)
            times.append(time.perf_counter() - began)
    for query in queries:
        began = time.perf_counter()
        client.get("/search", {"q": query})
        pages.append(time.perf_counter() - began)
    return {
        "p95_ms": milliseconds(times, 0.95),
        "p50_ms": milliseconds(times, 0.5),
        "page_p95_ms": milliseconds(pages, 0.95),
        "index_s": round(indexed, 2),
    }


def main() -> int:
    cases, courses = (read(Path(name)) for name in sys.argv[1:3])
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by their content
    call_command("load_reference", verbosity=0, stdout=sys.stderr)
    ids = plant(courses)
    queries = [case["query"] for case in cases]
    found = [[ids[course.pk] for course in answer_to(query).courses] for query in queries]
    remark(f"{MANY} courses, for the time")
    plant(list(varied(courses, MANY - len(courses))))
    print(json.dumps({"found": found, "times": timed(queries)}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
