"""The demo's courses as plain data: one TOML file a course, read and checked without Django."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT: Final = Path(__file__).parent / "data" / "courses"

LEVELS: Final = frozenset({"入门", "初级", "中级"})
MOTIONS: Final = frozenset({"show", "move_in", "drop", "pour", "cut", "rise", "shake", "compare", "count", "warn"})
# The national register's causes of poverty.
_CAUSES = "因病 因残 因学 因灾 缺土地 缺水 缺技术 缺劳力 缺资金 交通条件落后 自身发展动力不足 其他"
CAUSES: Final = frozenset(_CAUSES.split())
_PICTURES = """
    bamboo bamboo_shoot bamboo_shoot_small dried_shoots knife hoe basket pot fire press_stone
    drying_rack sun rain cloud moon snow thermometer water_drop watering_can bucket sprayer bag scale
    ruler clock calendar tree leaf seedling pepper_tree pepper_cluster pruning_shears tea_leaf tea_bush
    tea_wok herb_root gastrodia mushroom mushroom_log mushroom_shed sawdust green_mould chicken chick
    egg coop fence feeder drinker syringe medicine vet cow calf cowshed silage grass corn pig piglet
    pigsty boots disinfectant mask gloves handwash no_entry warning tick cross hand person woman elder
    child family phone camera parcel truck shop money contract idcard bankcard hospital school book bus
    house mountain field soil fertilizer compost ditch net bee fish lamp fan window question heart star
"""
# Every name here has a drawing of the same name.
PICTURES: Final = frozenset(_PICTURES.split())
# A caption is drawn huge on a 360 px wide picture: two lines of eight characters.
CAPTION_LENGTH: Final = 16

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INDUSTRY_CODE = re.compile(r"\d{4}")
_SENTENCE_END = re.compile(r"[。！？]")


class ContentError(ValueError):
    """A course file breaks a rule; the message names file and place. Only an edit helps."""

    def __init__(self, path: Path, place: str, problem: str) -> None:
        super().__init__(f"{path.name}: {place}: {problem}")
        self.path = path
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class StepContent:
    """One drawn step of a lesson video; `text` stands below the video."""

    caption: str
    text: str
    scene: tuple[str, ...]
    motion: str


@dataclass(frozen=True, slots=True)
class QuizOption:
    """One picture to tap."""

    picture: str
    label: str
    correct: bool


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question with exactly one correct option; `explain` is shown after answering."""

    question: str
    explain: str
    options: tuple[QuizOption, ...]


@dataclass(frozen=True, slots=True)
class LessonContent:
    """One practical step of a course; `minutes` is the length aimed at."""

    slug: str
    title: str
    goal: str
    minutes: int
    steps: tuple[StepContent, ...]
    quiz: tuple[QuizQuestion, ...]


@dataclass(frozen=True, slots=True)
class CourseContent:
    """A course: for a trade (`industry_codes` of GB/T 4754-2017) or against register causes."""

    slug: str
    title: str
    summary: str
    industry_codes: tuple[str, ...]
    products: tuple[str, ...]
    level: str
    season_months: tuple[int, ...]
    tags: tuple[str, ...]
    heavy_work: bool
    icon: str
    causes: tuple[str, ...]
    lessons: tuple[LessonContent, ...]


def load_courses(directory: Path = DEFAULT) -> tuple[CourseContent, ...]:
    """All courses of `directory`, in the order of their file names.

    Raises ContentError for the first rule broken.
    """
    paths = sorted(directory.glob("*.toml"))
    if not paths:
        raise ContentError(directory, "directory", "holds no course file")
    return tuple(_load_course(path) for path in paths)


def _load_course(path: Path) -> CourseContent:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(path, "file", f"is not TOML in UTF-8: {error}") from error
    return _course(_Table(path, "course", data))


class _Table:
    """A TOML table that hands out checked values and knows which keys nobody asked for."""

    def __init__(self, path: Path, place: str, data: dict[str, object]) -> None:
        self._path = path
        self._place = place
        self._data = data
        self._asked: set[str] = set()

    @property
    def path_stem(self) -> str:
        return self._path.stem

    def error(self, key: str, problem: str) -> ContentError:
        return ContentError(self._path, f"{self._place}.{key}", problem)

    def text(self, key: str, *, longest: int = 400) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value or value != value.strip():
            raise self.error(key, "must be a text without blanks around it")
        if len(value) > longest:
            raise self.error(key, f"has {len(value)} characters, at most {longest} are allowed")
        return value

    def slug(self, key: str) -> str:
        value = self.text(key, longest=60)
        if not _SLUG.fullmatch(value):
            raise self.error(key, f"{value!r} may hold only a-z, 0-9 and single hyphens")
        return value

    def word(self, key: str, allowed: frozenset[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.error(key, f"{value!r} is not one of the allowed words")
        return value

    def number(self, key: str, low: int, high: int) -> int:
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.error(key, f"must be a whole number from {low} to {high}")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def texts(self, key: str, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        values = [value for value in self._list(key) if isinstance(value, str) and value.strip()]
        if len(values) != len(self._list(key)):
            raise self.error(key, "must be a list of texts")
        for value in values:
            if allowed is not None and value not in allowed:
                raise self.error(key, f"{value!r} is not one of the allowed words")
        self.refuse_doubles(key, values)
        return tuple(values)

    def numbers(self, key: str, low: int, high: int) -> tuple[int, ...]:
        values = [v for v in self._list(key) if isinstance(v, int) and not isinstance(v, bool)]
        if len(values) != len(self._list(key)) or any(not low <= value <= high for value in values):
            raise self.error(key, f"must be a list of whole numbers from {low} to {high}")
        self.refuse_doubles(key, values)
        return tuple(values)

    def tables(self, key: str, low: int, high: int) -> list[_Table]:
        values = self._list(key)
        if not low <= len(values) <= high:
            raise self.error(key, f"holds {len(values)}, must be {low} to {high}")
        tables = []
        for number, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                raise self.error(key, "must be a list of tables")
            tables.append(_Table(self._path, f"{self._place}.{key}[{number}]", value))
        return tables

    def refuse_doubles(self, key: str, values: Iterable[object]) -> None:
        """Raise for a value that stands twice in a list."""
        seen: set[object] = set()
        for value in values:
            if value in seen:
                raise self.error(key, f"{value!r} stands there twice")
            seen.add(value)

    def refuse_others(self) -> None:
        """Raise for a key that was never read: most likely a slip of the pen."""
        for key in self._data:
            if key not in self._asked:
                raise self.error(key, "is not a known key")

    def _value(self, key: str, default: object = None) -> object:
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def _list(self, key: str) -> list[object]:
        value = self._value(key)
        if not isinstance(value, list):
            raise self.error(key, "must be a list")
        return value


def _course(table: _Table) -> CourseContent:
    course = CourseContent(
        slug=table.slug("slug"),
        title=table.text("title", longest=30),
        summary=table.text("summary", longest=120),
        industry_codes=_industry_codes(table),
        products=table.texts("products"),
        level=table.word("level", LEVELS),
        season_months=table.numbers("season_months", 1, 12),
        tags=table.texts("tags"),
        heavy_work=table.flag("heavy_work"),
        icon=table.word("icon", PICTURES),
        causes=table.texts("causes", CAUSES),
        lessons=tuple(_lesson(lesson) for lesson in table.tables("lessons", 2, 4)),
    )
    table.refuse_others()
    _check_course(table, course)
    return course


def _industry_codes(table: _Table) -> tuple[str, ...]:
    codes = table.texts("industry_codes")
    for code in codes:
        if not _INDUSTRY_CODE.fullmatch(code):
            raise table.error("industry_codes", f"{code!r} is not a class of four digits")
    return codes


def _check_course(table: _Table, course: CourseContent) -> None:
    # A file found by the slug alone, and no two courses under one slug.
    if table.path_stem != course.slug:
        raise table.error("slug", f"{course.slug!r} must be the name of the file")
    if not course.industry_codes and not course.causes:
        raise table.error("industry_codes", "a course needs an industry or a cause")
    if course.industry_codes and not course.products:
        raise table.error("products", "a trade course names the local products it is for")
    if not course.season_months:
        raise table.error("season_months", "names no month")
    if not course.tags:
        raise table.error("tags", "names no tag")
    table.refuse_doubles("lessons", (lesson.slug for lesson in course.lessons))


def _lesson(table: _Table) -> LessonContent:
    lesson = LessonContent(
        slug=table.slug("slug"),
        title=table.text("title", longest=24),
        goal=table.text("goal", longest=60),
        minutes=table.number("minutes", 2, 4),
        steps=tuple(_step(step) for step in table.tables("steps", 4, 6)),
        quiz=tuple(_question(question) for question in table.tables("quiz", 2, 3)),
    )
    table.refuse_others()
    return lesson


def _step(table: _Table) -> StepContent:
    step = StepContent(
        caption=table.text("caption", longest=CAPTION_LENGTH),
        text=table.text("text"),
        scene=table.texts("scene", PICTURES),
        motion=table.word("motion", MOTIONS),
    )
    table.refuse_others()
    if not 1 <= len(step.scene) <= 3:
        raise table.error("scene", f"holds {len(step.scene)} pictures, must be 1 to 3")
    if not 2 <= len(_SENTENCE_END.findall(step.text)) <= 4:
        raise table.error("text", "must be 2 to 4 sentences")
    return step


def _question(table: _Table) -> QuizQuestion:
    question = QuizQuestion(
        question=table.text("question", longest=40),
        explain=table.text("explain", longest=60),
        options=tuple(_option(option) for option in table.tables("options", 2, 4)),
    )
    table.refuse_others()
    correct = sum(option.correct for option in question.options)
    if correct != 1:
        raise table.error("options", f"{correct} are correct, must be exactly one")
    table.refuse_doubles("options", (option.picture for option in question.options))
    table.refuse_doubles("options", (option.label for option in question.options))
    return question


def _option(table: _Table) -> QuizOption:
    option = QuizOption(
        picture=table.word("picture", PICTURES),
        label=table.text("label", longest=14),
        correct=table.flag("correct", default=False),
    )
    table.refuse_others()
    return option
