"""Courses made ready to be searched: what each is about, and where each word stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from courses.search.facts import Concept, CourseText, Kind
from courses.search.lexicon import Lexicon, fillers
from courses.search.normalise import fold
from courses.search.reading import Reader
from courses.search.vocabulary import Vocabulary, grams

TITLE, KEYWORDS, LESSONS, INDUSTRIES, SUMMARY, STEPS = 1.0, 0.75, 0.7, 0.45, 0.4, 0.15
# From here on a course is about a thing; below it the thing is only mentioned.
ABOUT_FROM = 0.45
# What the summary names of the group in the title: peaches in "pruning fruit trees".
NAMED_OF_GROUP = 0.6
# A course on an illness of pigs is less of a course on pigs.
OF_ITS_ILLNESS = 0.8
SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Document:
    """A course as searched. fields: weight and folded text. mentions: concepts with the weight of their best place.

    general: groups that the course is about as a whole, not by way of one of their members.
    """

    course: CourseText
    fields: tuple[tuple[float, str], ...]
    mentions: Mapping[str, float]
    general: frozenset[str]


@dataclass
class Index:
    """All courses, the words for them, and where the words stand."""

    lexicon: Lexicon
    documents: Sequence[Document]
    by_concept: Mapping[str, Mapping[int, float]]
    by_pair: Mapping[str, Sequence[int]]
    reader: Reader = field(init=False)
    _written: dict[str, Mapping[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        says_nothing = fillers()
        offered: set[str] = set()
        for document in self.documents:
            for weight, text in document.fields:
                if weight >= LESSONS:
                    offered.update(word for word, _names in self.lexicon.mentions(text))
                    offered.update(grams(text, says_nothing))
        self.reader = Reader(Vocabulary.of(self.lexicon, offered, says_nothing), self.is_written)

    @classmethod
    def of(cls, courses: Iterable[CourseText], lexicon: Lexicon) -> Index:
        documents = [document_of(course, lexicon) for course in courses]
        by_concept: dict[str, dict[int, float]] = {}
        by_pair: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for name, weight in document.mentions.items():
                by_concept.setdefault(name, {})[number] = weight
            for pair in pairs_of(document):
                by_pair.setdefault(pair, []).append(number)
        return cls(lexicon, documents, by_concept, by_pair)

    def is_written(self, text: str) -> bool:
        return bool(self.written_in(text))

    def written_in(self, text: str) -> Mapping[int, float]:
        """The courses in which a text stands, with the weight of its best place."""
        if text not in self._written:
            if len(self._written) > 1 << 14:
                self._written.clear()
            self._written[text] = self._find(text)
        return self._written[text]

    def _find(self, text: str) -> Mapping[int, float]:
        if len(text) < 2 or any(text[i : i + 2] not in self.by_pair for i in range(len(text) - 1)):
            return {}
        rarest = min((self.by_pair[text[i : i + 2]] for i in range(len(text) - 1)), key=len)
        weights = ((number, self._weight_in(number, text)) for number in rarest)
        return {number: weight for number, weight in weights if weight}

    def _weight_in(self, number: int, text: str) -> float:
        return max((weight for weight, words in self.documents[number].fields if text in words), default=0.0)

    def rarity(self, found: int) -> float:
        """1 for what stands in hardly any course, 0.4 for what stands in all."""
        size = max(len(self.documents), 2)
        return 0.4 + 0.6 * (1 - math.log(max(found, 1)) / math.log(size))


@lru_cache(maxsize=1 << 13)
def folded(text: str) -> str:
    return fold(text)


def document_of(course: CourseText, lexicon: Lexicon) -> Document:
    fields = tuple((weight, text) for weight, text in _fields(course) if text)
    found: dict[str, float] = {}
    for weight, text in fields:
        for _word, names in lexicon.mentions(text):
            ill = any(lexicon.kind_of(name) is Kind.TROUBLE for name in names)
            for name in names:
                share = OF_ITS_ILLNESS if ill and lexicon.is_subject(name) else 1.0
                found[name] = max(found.get(name, 0.0), share * weight)
    about = {name for name, weight in found.items() if weight >= ABOUT_FROM and lexicon.is_subject(name)}
    for name, weight in found.items():
        if ABOUT_FROM > weight >= SUMMARY and about & set(lexicon.above[name]):
            found[name] = NAMED_OF_GROUP
    explained = {wider for name in about for wider in lexicon.above[name]}
    general = frozenset(name for name in about if lexicon.kind_of(name) is Kind.FAMILY and name not in explained)
    return Document(course, fields, found, general)


def _fields(course: CourseText) -> tuple[tuple[float, str], ...]:
    def joined(texts: Iterable[str]) -> str:
        return SEPARATOR.join(folded(text) for text in texts)

    return (
        (TITLE, folded(course.title)),
        (KEYWORDS, joined(course.keywords)),
        (LESSONS, joined(course.lesson_titles)),
        (INDUSTRIES, joined(course.industry_names)),
        (SUMMARY, folded(course.summary)),
        (STEPS, fold(course.steps)),
    )


def pairs_of(document: Document) -> set[str]:
    return {text[i : i + 2] for _weight, text in document.fields for i in range(len(text) - 1)}


def build(courses: Iterable[CourseText], concepts: Iterable[Concept]) -> Index:
    return Index.of(courses, Lexicon.of(concepts))
