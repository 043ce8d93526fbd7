"""What the public pages of courses show."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count, QuerySet
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from courses.models import CourseIndexPage, CoursePage, Industry, LessonPage
from media.queries import NOTHING, Playback, playbacks_for


@dataclass(frozen=True)
class Trade:
    """A local product with courses of its own."""

    code: str
    name: str
    picture: str
    courses: int


def live_courses() -> QuerySet[CoursePage]:
    courses: QuerySet[CoursePage] = CoursePage.objects.live().public()
    return courses


def addresses_gone(urls: Collection[str]) -> set[str]:
    """Those of our own addresses at which a page stood and nothing is published now; two queries, none for no pages."""
    paths = {url: urlsplit(url).path for url in urls}
    paths = {url: path for url, path in paths.items() if _is_page_address(path)}
    if not paths:
        return set()
    roots = [root.root_path for root in Site.get_site_root_paths()]
    stored = {path: [root + path.lstrip("/") for root in roots] for path in paths.values()}
    pages = Page.objects.live().filter(url_path__in=[one for some in stored.values() for one in some])
    live = set(pages.values_list("url_path", flat=True))
    moved = {Redirect.normalise_path(path): path for path in stored if live.isdisjoint(stored[path])}
    led_on = {moved[old] for old in Redirect.objects.filter(old_path__in=moved).values_list("old_path", flat=True)}
    return {url for url, path in paths.items() if live.isdisjoint(stored[path]) and path not in led_on}


def _is_page_address(path: str) -> bool:
    try:
        return resolve(path).url_name == "wagtail_serve"
    except Resolver404:
        return False


def trades() -> list[Trade]:
    """Industries that have published courses, those with the most first."""
    rows = (
        Industry.objects.filter(courses__in=live_courses())
        .annotate(number=Count("courses", distinct=True))
        .order_by("-number", "code")
    )
    return [Trade(row.code, row.name, row.picture, row.number) for row in rows]


def courses_of_trade(code: str) -> QuerySet[CoursePage]:
    """Published courses of one industry; of all of them when `code` is empty or unknown."""
    if code and Industry.objects.filter(pk=code).exists():
        return live_courses().filter(industries=code)
    return live_courses()


@dataclass(frozen=True)
class LessonRow:
    """A lesson in the list of its course."""

    lesson: LessonPage
    playback: Playback


def lesson_rows(course: CoursePage) -> list[LessonRow]:
    lessons = list(course.lessons().select_related("video"))
    playbacks = playbacks_for(lesson.video for lesson in lessons)
    return [LessonRow(lesson, playbacks.get(lesson.video_id, NOTHING)) for lesson in lessons]


def course_index() -> CourseIndexPage | None:
    index: CourseIndexPage | None = CourseIndexPage.objects.live().first()
    return index
