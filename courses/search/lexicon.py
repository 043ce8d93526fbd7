"""What words mean, and how near two meanings are. The words are in `data/words.csv` and in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from courses.search.facts import ABOUT, Concept, Kind
from courses.search.normalise import fold

DATA = Path(__file__).parent / "data"
LONGEST_WORD = 8

SAME = 1.0
# A course on a kind of what is looked for: on shiitake for mushrooms.
NARROWER = 0.9
# On the animal for a breed of it; on all mushrooms for shiitake; on another breed of the same animal.
WIDER = 0.6
FAMILY = 0.42
BESIDE = 0.45
# Works and troubles shade into each other.
NARROWER_WORK = 0.8
WIDER_WORK = 0.5


@dataclass(frozen=True)
class Lexicon:
    """All concepts, and every word for them."""

    concepts: Mapping[str, Concept]
    words: Mapping[str, tuple[str, ...]]
    above: Mapping[str, tuple[str, ...]]
    _near: dict[str, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Lexicon:
        by_name = {concept.name: concept for concept in concepts}
        words: dict[str, list[str]] = {}
        for concept in by_name.values():
            for word in (concept.name, *concept.words):
                names = words.setdefault(fold(word).replace(" ", ""), [])
                if concept.name not in names:
                    names.append(concept.name)
        words.pop("", None)
        above = {name: tuple(_above(name, by_name)) for name in by_name}
        return cls(by_name, {word: tuple(names) for word, names in words.items()}, above)

    def kind_of(self, name: str) -> Kind:
        return self.concepts[name].kind

    def is_subject(self, name: str) -> bool:
        return self.kind_of(name) in ABOUT

    def mentions(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words of a folded text with their concepts, in its order; of overlapping words the longest."""
        start = 0
        while start < len(text):
            longest = min(LONGEST_WORD, len(text) - start)
            size = next((n for n in range(longest, 0, -1) if text[start : start + n] in self.words), 0)
            if size:
                word = text[start : start + size]
                yield word, self.words[word]
            start += size or 1

    def near(self, name: str) -> Mapping[str, float]:
        """How much a course about each other concept is worth to somebody who looks for this one: 0 to 1."""
        if name not in self._near:
            self._near[name] = dict(self._strengths(name))
        return self._near[name]

    def _strengths(self, name: str) -> Iterator[tuple[str, float]]:
        mine = self.above[name]
        for other, theirs in self.above.items():
            strength = self._strength(name, mine, other, theirs)
            if strength:
                yield other, strength

    def _strength(self, name: str, mine: tuple[str, ...], other: str, theirs: tuple[str, ...]) -> float:
        subject = self.is_subject(name)
        if other == name:
            return SAME
        if name in theirs:
            return NARROWER if subject else NARROWER_WORK
        if other in mine:
            if self.kind_of(other) is Kind.FAMILY:
                return FAMILY
            return WIDER if subject else WIDER_WORK
        if subject and any(self.kind_of(shared) is Kind.SUBJECT for shared in mine if shared in theirs):
            return BESIDE
        return 0.0


def _above(name: str, concepts: Mapping[str, Concept]) -> list[str]:
    """All that a concept is a kind of, the nearest first; a circle made by mistake ends."""
    found: list[str] = []
    waiting = list(concepts[name].wider)
    while waiting:
        wider = waiting.pop(0)
        if wider in concepts and wider not in found and wider != name:
            found.append(wider)
            waiting += concepts[wider].wider
    return found


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a file of `data/`: blanks between, lines with # are remarks."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def fillers() -> frozenset[str]:
    """Words that mean nothing to a search."""
    return word_list("fillers.txt")


def everyday() -> frozenset[str]:
    """Words that mean what they say, and are never slips of others."""
    return word_list("everyday.txt")
