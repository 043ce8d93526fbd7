"""Products by their names: what somebody means who says 冬菇, 小尾寒羊 or 想学养蜂, and how near two products are.

`data/products.csv` has one row a product: its GB/T 4754-2017 code, the wider product it is a kind of, other words
for it (`aliases`), kinds of it (`kinds`), others of the same code and wider product (`beside`), the months in which
it is harvested or sold, and how much alike the crafts of its kinds are (`alike`, 0 to 1: nearly the same for breeds
of chicken, little for vegetables). A GB/T code is a node of the same tree: class, group, division.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from learners.plans.vocabulary import EVERYDAY, HEADS

DATA = Path(__file__).parent / "data" / "products.csv"
SHORTEST_CODE = 2
CLASS_DIGITS = 4

# How alike the nodes below a code are, by the digits of the code.
ALIKE_BY_DIGITS: Mapping[int, float] = {4: 0.4, 3: 0.2, 2: 0.0}
# Of one wider product but of another class: an apple is pruned like a plum rather than like an orange.
OTHER_CLASS = 0.9
# Of relatives, those that people would call nearly the same: plums and pears, not tea and chestnuts.
NEAR = 0.32
KINDS_ALIKE = 0.4

FRAME = re.compile(
    r"^(?:发展|特色|生态|有机|富硒|高山|林下|本地|优质|绿色|规模|标准化|农村|乡村|家庭|手工|庭院|大棚|种植|养殖|种|养|做|办|搞|采)+"
    r"|(?:种植|养殖|加工|产业|栽培|制作|采集|饲养|生产|基地|项目|合作社|示范园|产业园|种养|繁育|制造|经营|销售|的|业|园|场|厂|户)+$"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A product or a code. path: itself and all that it is a kind of, the nearest first. months: of its harvest."""

    name: str
    code: str
    path: tuple[str, ...] = ()
    months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Kinship:
    """strength: 0 to 1. close: a relative, not the thing itself nor a part of it."""

    strength: float = 0.0
    close: bool = False

    @property
    def far(self) -> bool:
        return self.close and self.strength < NEAR


@dataclass(frozen=True)
class Lexicon:
    """All products, and every word for them."""

    nodes: Mapping[str, Node]
    words: Mapping[str, str]
    alike: Mapping[str, float]
    heads: Mapping[str, str] = field(default_factory=dict)

    def node_of(self, name: str) -> Node:
        """The product or code that a name stands for; for a name like no other, a node that nothing is akin to."""
        name = name.strip()
        if _is_code(name):
            return self.nodes[self.heads[name]] if name in self.heads else code_node(name)
        known = self._by_word(name) or self._by_word(FRAME.sub("", name)) or self._by_head(name)
        return self.nodes[known] if known else Node(name, "", (name,))

    def mentions(self, text: str) -> tuple[Node, ...]:
        """The products that a text speaks of, in its order; of overlapping words the longest."""
        return tuple(dict.fromkeys(self.nodes[name] for name, _ in self._scan(text)))

    def _by_word(self, name: str) -> str | None:
        return self.words.get(name)

    def _by_head(self, name: str) -> str | None:
        """What a name is made of: Chinese names say what a thing is at their end."""
        inside = [known for known, length in self._scan(name) if length > 1]
        if inside:
            return inside[-1]
        bare = FRAME.sub("", name)
        head = None if bare.endswith(EVERYDAY) else HEADS.get(bare[-1:])
        return head if head in self.nodes else None

    def _scan(self, text: str) -> Iterator[tuple[str, int]]:
        start = 0
        while start < len(text):
            size = self._longest(text, start)
            if size and not self._is_overlapped(text, start, size):
                yield self.words[text[start : start + size]], size
                start += size
            else:
                start += 1

    def _longest(self, text: str, start: int) -> int:
        """The length of the longest word that begins there, 0 where none does."""
        longest = min(LONGEST_WORD, len(text) - start)
        return next((n for n in range(longest, 0, -1) if text[start : start + n] in self.words), 0)

    def _is_overlapped(self, text: str, start: int, size: int) -> bool:
        """Whether a word as long begins within a word and ends behind it: 种花生 speaks of 花生, not of 种花."""
        inside = range(start + 1, start + size)
        return any((other := self._longest(text, at)) >= size and at + other > start + size for at in inside)

    def kinship(self, course: Node, trade: Node) -> Kinship:
        """How much a lesson about one node is worth to people who live from another."""
        return _kinship(course.path, trade.path, self)

    def likeness(self, node: str) -> float:
        return self.alike.get(node, ALIKE_BY_DIGITS.get(len(node), 0.0) if node.isdigit() else KINDS_ALIKE)


LONGEST_WORD = 8
NO_KIN = Kinship()


@lru_cache(maxsize=1 << 16)
def _kin_cached(course: tuple[str, ...], trade: tuple[str, ...]) -> tuple[str, int, int] | None:
    places = {name: place for place, name in enumerate(trade)}
    return next(((name, up, places[name]) for up, name in enumerate(course) if name in places), None)


def _kinship(course: tuple[str, ...], trade: tuple[str, ...], lexicon: Lexicon) -> Kinship:
    """By the nearest node above both: the same, wider (a lesson for all breeds), narrower (one breed), or beside."""
    shared = _kin_cached(course, trade)
    if shared is None:
        return NO_KIN
    name, up, down = shared
    alike = lexicon.likeness(name)
    if up == down == 0:
        return Kinship(1.0)
    if up == 0:
        return Kinship(0.65 + 0.3 * alike if not _is_broad(name) else 0.5)
    if down == 0:
        return Kinship(0.55 + 0.35 * alike if not _is_broad(name) else 0.45)
    strength = alike * 0.9 ** (up + down - 2) * (1.0 if _class_of(course) == _class_of(trade) else OTHER_CLASS)
    return Kinship(strength, close=True) if strength > 0 else NO_KIN


def _class_of(path: tuple[str, ...]) -> str:
    return next((name for name in path if name.isdigit()), "")


def _is_broad(name: str) -> bool:
    return name.isdigit() and len(name) < CLASS_DIGITS - 1


def _is_code(name: str) -> bool:
    return name.isdigit() and SHORTEST_CODE <= len(name) <= CLASS_DIGITS


def code_node(code: str) -> Node:
    return Node(code, code, code_path(code))


def code_path(code: str) -> tuple[str, ...]:
    """A code and those above it, down to the division."""
    return tuple(code[:digits] for digits in range(len(code), SHORTEST_CODE - 1, -1))


def months_in(text: str) -> frozenset[int]:
    """The months of `3-5;9-10`; a span may run over new year."""
    return frozenset(month for span in filter(None, text.split(";")) for month in _span(span))


def _span(span: str) -> Iterable[int]:
    first, _, last = span.partition("-")
    start, end = int(first), int(last or first)
    return ((start - 1 + step) % 12 + 1 for step in range((end - start) % 12 + 1))


@cache
def lexicon() -> Lexicon:
    """The products that come with the platform."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return read_lexicon(list(csv.DictReader(file)))


def read_lexicon(rows: Iterable[Mapping[str, str]]) -> Lexicon:
    rows = list(rows)
    above = {row["name"]: row for row in rows}
    nodes: dict[str, Node] = {}
    words: dict[str, str] = {}
    for row in rows:
        path, months = _path(row, above), months_in(row["months"])
        nodes[row["name"]] = Node(row["name"], row["code"], path, months)
        words.update(dict.fromkeys((row["name"], *filter(None, row["aliases"].split(";"))), row["name"]))
        for name, above_it in (*_listed(row["kinds"], path), *_listed(row["beside"], path[1:])):
            nodes[name] = Node(name, row["code"], (name, *above_it), months)
            words[name] = name
    alike = {row["name"]: float(row["alike"]) for row in rows if row["alike"]}
    return Lexicon(nodes, words, alike, _heads(rows, above))


def _listed(names: str, path: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    return ((name, path) for name in filter(None, names.split(";")))


def _path(row: Mapping[str, str], above: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    names = [row["name"]]
    wider = row["wider"]
    while wider:
        names.append(wider)
        wider = above[wider]["wider"]
    return (*names, *code_path(row["code"]))


def _heads(rows: Iterable[Mapping[str, str]], above: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The one product that all others of a class are kinds of, by code: 0142 is 食用菌."""
    tops: dict[str, list[str]] = {}
    for row in rows:
        if not row["wider"] or above[row["wider"]]["code"] != row["code"]:
            tops.setdefault(row["code"], []).append(row["name"])
    return {code: names[0] for code, names in tops.items() if len(names) == 1}
