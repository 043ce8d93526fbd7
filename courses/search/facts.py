"""What a search knows of courses and words, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a word stands for.

    `FAMILY` is a group of subjects whose crafts differ (mushrooms, fruit trees); `PLAIN` says little by itself
    (growing, processing).
    """

    SUBJECT = "subject"
    FAMILY = "family"
    WORK = "work"
    TROUBLE = "trouble"
    THING = "thing"
    PLAIN = "plain"


ABOUT = frozenset({Kind.SUBJECT, Kind.FAMILY})


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning and all words for it. `wider`: what it is a kind of."""

    name: str
    kind: Kind
    wider: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseText:
    """A course as it is searched. months: empty for all the year. minutes: 0 where the length is not known."""

    id: int
    title: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    industry_codes: tuple[str, ...] = ()
    industry_names: tuple[str, ...] = ()
    lesson_titles: tuple[str, ...] = ()
    steps: str = ""
    level: str = ""
    months: frozenset[int] = frozenset()
    minutes: int = 0

    @property
    def seasonal(self) -> bool:
        return 0 < len(self.months) < 12


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a query asks for beside words. months: those meant; season: the character that stands for it."""

    months: frozenset[int] = frozenset()
    season: str = ""
    level: str = ""
    least_minutes: int = 0
    most_minutes: int = 0
    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.months or self.level or self.least_minutes or self.most_minutes or self.codes)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query as understood.

    word: as found in the list of words or in the courses; where it differs from what was typed it was corrected.
    Several concepts: any of them may be meant. unknown: nobody knows the word.
    """

    typed: str
    word: str
    concepts: tuple[str, ...] = ()
    plain: bool = False
    corrected: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood."""

    terms: tuple[Term, ...] = ()
    conditions: Conditions = Conditions()

    @property
    def corrections(self) -> tuple[str, ...]:
        """The words that were looked for in place of what was typed."""
        return tuple(dict.fromkeys(term.word for term in self.terms if term.corrected))


@dataclass(frozen=True, slots=True)
class Hit:
    """A course found; only the order of the scores means anything."""

    course_id: int
    score: float


Weights = Mapping[str, float]
