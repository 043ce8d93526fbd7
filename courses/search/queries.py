"""Searching the published courses: an index in the memory of each process, made anew when anything has changed."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils import timezone

from courses.models import CoursePage, Industry, LessonPage
from courses.queries import live_courses
from courses.search.facts import ABOUT, Concept, CourseText, Kind
from courses.search.index import Index
from courses.search.lexicon import Lexicon
from courses.search.models import SearchChange, SearchWord, listed
from courses.search.normalise import READ_AT_MOST, fold
from courses.search.ranking import Found, search

# Of all steps of a course; what is said later is said elsewhere too.
STEPS_AT_MOST = 3000
STEP_LENGTH = 4  # of a page's place in the tree

State = tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """What the page shows. corrections: what was looked for in place of what was typed."""

    courses: list[CoursePage]
    corrections: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """The index of this process, and the state of the catalogue that it was made from."""

    state: State
    index: Index


class Shelf:
    """Holds the index. One thread makes a new one while the others go on with the one before."""

    def __init__(self) -> None:
        self.kept: Kept | None = None
        self.making = threading.Lock()

    def index(self) -> Index:
        state = state_now()
        kept = self.kept
        if kept and kept.state == state:
            return kept.index
        if not self.making.acquire(blocking=kept is None):
            assert kept is not None
            return kept.index
        try:
            if not self.kept or self.kept.state != state:
                # The state was read first: what changes meanwhile makes the next search look again.
                self.kept = Kept(state, build_index())
            return self.kept.index
        finally:
            self.making.release()


SHELF = Shelf()


def answer_to(query: str) -> Answer:
    """The published courses that answer a query, best first; four queries at most, whatever their number."""
    query = query[:READ_AT_MOST]
    if not fold(query):
        return Answer([])
    found = find(query)
    ids = [hit.course_id for hit in found.hits]
    courses = {course.pk: course for course in live_courses().filter(pk__in=ids)}
    shown = [courses[pk] for pk in ids if pk in courses]
    draw_trades(shown)
    return Answer(shown, found.reading.corrections if shown else (), found.subjects)


def draw_trades(courses: Iterable[CoursePage]) -> None:
    """A course without a picture of its own is shown with that of its trade."""
    bare = {course.pk: course for course in courses if not course.picture}
    if bare:
        through = CoursePage.industries.through.objects.filter(coursepage_id__in=bare).exclude(industry__picture="")
        for pk, picture in through.order_by("-pk").values_list("coursepage_id", "industry__picture"):
            bare[pk].picture = picture


def find(query: str) -> Found:
    return search(SHELF.index(), query, this_month=timezone.localdate().month)


def state_now() -> State:
    state = SearchChange.objects.aggregate(count=Count("pk"), total=Sum("number"))
    return state["count"], state["total"] or 0


def build_index() -> Index:
    lexicon = Lexicon.of(all_concepts())
    return Index.of(course_texts(), lexicon)


def all_concepts() -> list[Concept]:
    """The list of words, and what industries and their other names add to it."""
    concepts = [word.concept() for word in SearchWord.objects.filter(in_use=True)]
    known = Lexicon.of(concepts)
    products = Industry.objects.filter(is_product=True).select_related("parent").prefetch_related("aliases")
    return [*concepts, *(concept for product in products for concept in concepts_of(product, known))]


def concepts_of(product: Industry, known: Lexicon) -> Iterator[Concept]:
    """What nobody has a word for yet: a product, or other names of one whose own name is known."""
    name = fold(product.name).replace(" ", "")
    new = tuple(alias.name for alias in product.aliases.all() if fold(alias.name).replace(" ", "") not in known.words)
    if name not in known.words:
        class_name = fold(product.parent.name) if product.parent else ""
        above = {wider for _word, names in known.mentions(class_name) for wider in names}
        families = tuple(sorted(wider for wider in above if known.kind_of(wider) is Kind.FAMILY))
        yield Concept(product.name, Kind.SUBJECT, families, new)
    elif new:
        same = tuple(wider for wider in known.words[name] if known.kind_of(wider) in ABOUT)
        yield Concept(product.code, Kind.SUBJECT, same, new)


def course_texts() -> Iterator[CourseText]:
    """All published courses; three queries."""
    industries = industries_by_course()
    lessons = lessons_by_course()
    fields = ("pk", "path", "title", "summary", "keywords", "level", "season_months")
    for pk, path, title, summary, keywords, level, months in live_courses().order_by("pk").values_list(*fields):
        codes, names = industries.get(pk, ([], []))
        its_lessons = lessons.get(path, [])
        yield CourseText(
            id=pk,
            title=title,
            summary=summary,
            keywords=listed(keywords),
            industry_codes=tuple(dict.fromkeys(codes)),
            industry_names=tuple(dict.fromkeys(filter(None, names))),
            lesson_titles=tuple(lesson.title for lesson in its_lessons),
            steps="\n".join(lesson.text for lesson in its_lessons)[:STEPS_AT_MOST],
            level=level,
            months=frozenset(months),
            minutes=round(sum(lesson.seconds for lesson in its_lessons) / 60),
        )


def industries_by_course() -> dict[int, tuple[list[str], list[str]]]:
    """Codes and names of the industries of each course, local products with the class above them."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    rows = CoursePage.industries.through.objects.order_by("pk").values_list(
        "coursepage_id", "industry_id", "industry__name", "industry__is_product", "industry__parent__name"
    )
    for course, code, name, is_product, above in rows:
        codes, names = found.setdefault(course, ([], []))
        codes.append(Industry(code=code).class_code)
        names += [name, above if is_product else ""]
    return found


@dataclass(frozen=True, slots=True)
class LessonText:
    """What is searched of a lesson. text: goal and steps."""

    title: str
    text: str
    seconds: float


def lessons_by_course() -> dict[str, list[LessonText]]:
    """The published lessons by the place of their course in the tree of pages."""
    found: dict[str, list[LessonText]] = {}
    rows = LessonPage.objects.live().order_by("path").values_list("path", "title", "goal", "steps", "video__duration")
    for path, title, goal, steps, seconds in rows:
        text = "\n".join((goal, *words_of(steps.raw_data)))
        found.setdefault(path[:-STEP_LENGTH], []).append(LessonText(title, text, seconds or 0.0))
    return found


def words_of(steps: Iterable[dict[str, dict[str, str]]]) -> Iterator[str]:
    for step in steps:
        yield step["value"].get("caption") or ""
        yield step["value"].get("text") or ""
