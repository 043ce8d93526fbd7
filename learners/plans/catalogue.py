"""The courses that can be offered, worked out once: what each is about, and which come near a trade."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from learners.plans.facts import CourseFacts, CourseId
from learners.plans.lexicon import Kinship, Lexicon, Node, lexicon
from learners.plans.matching import (
    Topic,
    deciding_months,
    due_month,
    is_under,
    match_topics,
    nearness,
    season_of,
    task_of,
    topics_of,
)
from learners.plans.profile import HIGHEST_LEVEL, Profile
from learners.plans.reasons import Reason, ReasonKind, Term
from learners.plans.traits import COMMON_CODES, Traits, traits_of
from learners.plans.weights import WEIGHTS, Weights

LONG_MINUTES = 30
# What half an hour costs at the lowest quality.
MUCH_DATA_MB = 30
UNKNOWN_DATA = 0.5
OPENERS = ("入门", "第一课", "基础")
DIVISION_DIGITS = 2
# Above this two courses are of one craft: breeds of one animal, not two vegetables.
ONE_CRAFT = 0.6
# At least the thing itself or the general lesson on it, not a mere relative.
SAME_TRADE = 0.99
# How often a course is offered until it is half as new as at first.
HALF_NEW = 50
# Trades and kinds of person that are kept worked out; a long-lived process must not grow with them.
MOST_KEPT = 1000
# What a kind of person gets of a kind of course: nothing of use, and use only for those who are at home in the craft.
NO_USE = -math.inf


@dataclass(frozen=True, slots=True)
class Entry:
    """A course and what is known of it beforehand."""

    facts: CourseFacts
    topics: tuple[Topic, ...]
    traits: Traits
    season: frozenset[int]
    task: str
    products: frozenset[str]

    @property
    def main_class(self) -> str:
        return self.facts.industry_codes[0] if self.facts.industry_codes else ""


@dataclass(eq=False)
class Catalogue:
    """Entries in the order of their ids, by which ties are settled; what is asked for again is kept.

    places: where a course stands in entries. selling: the courses on selling. kinds: by course, a number that courses
    with the same traits share. answers: the courses for a poverty cause. followers: those that name a prerequisite.
    guarded: those that only some can use, after another course or for a cause.
    """

    entries: tuple[Entry, ...]
    weights: Weights
    words: Lexicon
    places: Mapping[CourseId, int]
    selling: Sequence[int]
    kinds: Sequence[int]
    answers: Mapping[str, Sequence[int]]
    followers: Mapping[CourseId, Sequence[int]]
    guarded: Set[int]
    _by_node: Mapping[str, Sequence[int]]
    _kept: dict[Hashable, Mapping[int, float]] = field(default_factory=dict)
    _worth: dict[tuple[Profile, bool], Sequence[float]] = field(default_factory=dict)
    _opened: dict[tuple[str, ...], frozenset[int]] = field(default_factory=dict)
    _kin: dict[tuple[str, ...], Mapping[int, Kinship]] = field(default_factory=dict)
    _steps: dict[CourseId, Mapping[int, bool]] = field(default_factory=dict)
    _under: dict[Node, frozenset[int]] = field(default_factory=dict)
    _seasons: dict[int, Sequence[tuple[float, int | None]]] = field(default_factory=dict)
    _quality: dict[int, Sequence[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, courses: Iterable[CourseFacts], weights: Weights = WEIGHTS, words: Lexicon | None = None) -> Catalogue:
        known = words or lexicon()
        ordered = sorted(courses, key=lambda course: str(course.id))
        entries = tuple(_entry(course, known, weights) for course in ordered)
        places = {entry.facts.id: index for index, entry in enumerate(entries)}
        selling = [index for index, entry in enumerate(entries) if entry.traits.sells]
        return cls(
            entries,
            weights,
            known,
            places,
            selling,
            _kinds(entries),
            *_answers(entries),
            _guarded(entries),
            _index(entries),
        )

    def kept(self, key: Hashable, make: Callable[[], Mapping[int, float]]) -> Mapping[int, float]:
        """Points by course, made once and shared by all places for as long as there is room."""
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = make()
        return found

    def worths(self, trade: Node, months: frozenset[int], month: int) -> Mapping[int, float]:
        """Points of the courses near a trade in a month, for a place that lives from nothing else."""
        deciding = deciding_months(months)
        return self.kept((trade.path, deciding, month), lambda: self._worths(trade, deciding, month))

    def _worths(self, trade: Node, months: frozenset[int], month: int) -> Mapping[int, float]:
        w, seasons, unbound = self.weights, self.seasons(month), nearness(months, month, self.weights)
        return {
            index: kin.strength
            * (w.place_trade + w.place_season * (seasons[index][0] if self.entries[index].season else unbound))
            for index, kin in self.near(trade).items()
        }

    def near_itself(self, trade: Node) -> Mapping[int, float]:
        """How near the courses on a trade are to it, without those on mere relatives."""
        return self.kept(
            ("itself", trade.path),
            lambda: {index: kin.strength for index, kin in self.near(trade).items() if not kin.close},
        )

    def opened_by(self, trade: Node) -> frozenset[int]:
        """The advanced courses that fit whoever lives from a trade: on the thing itself, or on its craft where there is
        nothing below."""
        if trade.path not in self._opened:
            self._opened[trade.path] = frozenset(
                index for index, kin in self.near(trade).items() if self._is_opened(index, kin)
            )
        return self._opened[trade.path]

    def _is_opened(self, index: int, kin: Kinship) -> bool:
        if self.entries[index].traits.level < HIGHEST_LEVEL:
            return False
        in_craft = kin.strength >= ONE_CRAFT and not kin.close
        return kin.strength >= SAME_TRADE or (in_craft and self.leads_alone(index))

    def worth_to(self, profile: Profile, *, is_open: bool) -> Sequence[float]:
        """By kind of course, what it is worth to a kind of person, NO_USE where it is of none."""
        key = (profile, is_open)
        found = self._worth.get(key)
        if found is None:
            if len(self._worth) >= MOST_KEPT:
                self._worth.clear()
            found = self._worth[key] = [self._worth_of(traits, profile, is_open) for traits in self.traits]
        return found

    def _worth_of(self, traits: Traits, profile: Profile, is_open: bool) -> float:
        if traits.is_policy or not profile.can_use(traits, is_open=is_open):
            return NO_USE
        return sum(term.points for term in profile.terms(traits, self.weights))

    @cached_property
    def traits(self) -> Sequence[Traits]:
        """Of each kind of course."""
        return list(dict.fromkeys(entry.traits for entry in self.entries))

    @cached_property
    def common(self) -> Sequence[int]:
        """The courses on trades that are found in nearly every village."""
        entries = enumerate(self.entries)
        return [i for i, e in entries if not (e.traits.sells or COMMON_CODES.isdisjoint(e.facts.industry_codes))]

    @cached_property
    def waiting(self) -> Sequence[int]:
        """The courses that are of use only after another one."""
        return [index for index, entry in enumerate(self.entries) if entry.facts.prerequisites]

    def under(self, industry: Node) -> frozenset[int]:
        """The courses on an industry or a part of it, by their index; for animals, those on any of their class."""
        if industry not in self._under:
            entries = enumerate(self.entries)
            self._under[industry] = frozenset(
                index for index, one in entries if is_under(one.topics, one.facts.industry_codes, industry)
            )
        return self._under[industry]

    def near(self, trade: Node) -> Mapping[int, Kinship]:
        """The courses that are akin to a trade, by their index."""
        if trade.path not in self._kin:
            self._kin[trade.path] = self._near(trade)
        return self._kin[trade.path]

    def _near(self, trade: Node) -> Mapping[int, Kinship]:
        # Two trades that only share a division have nothing in common; a division that was entered itself has.
        nodes = [name for name in trade.path if name == trade.name or not _is_division(name)]
        touched = sorted({index for name in nodes for index in self._by_node.get(name, ())})
        kin = ((index, match_topics(self.entries[index].topics, trade, self.words)) for index in touched)
        return {index: kinship for index, kinship in kin if kinship.strength > 0}

    def steps_after(self, course_id: CourseId) -> Mapping[int, bool]:
        """What goes on from a course, by index: True for the next step, False for another course of the craft.

        A next step names it as a prerequisite, or is one level up in the same craft.
        """
        if course_id not in self._steps:
            start = self.places.get(course_id)
            same_craft = {} if start is None else self._craft_of(start)
            self._steps[course_id] = same_craft | dict.fromkeys(self.followers.get(course_id, ()), True)
        return self._steps[course_id]

    def _craft_of(self, start: int) -> dict[int, bool]:
        entry = self.entries[start]
        near = (self.near(topic.node).items() for topic in entry.topics)
        akin = {index for some in near for index, kin in some if kin.strength >= ONE_CRAFT}
        akin.update(self._by_node.get(entry.main_class, ()))
        rises = {index: self.entries[index].traits.level - entry.traits.level for index in sorted(akin - {start})}
        return {
            index: rise == 1
            for index, rise in rises.items()
            if rise in (0, 1) and not self.entries[index].facts.prerequisites
        }

    def leads_alone(self, index: int) -> bool:
        """Whether nothing below its level is there to begin with in its craft."""
        level = self.entries[index].traits.level
        near = (self.near(topic.node).items() for topic in self.entries[index].topics)
        akin = {other for some in near for other, kin in some if kin.strength >= ONE_CRAFT}
        akin.update(self._by_node.get(self.entries[index].main_class, ()))
        return all(self.entries[other].traits.level >= level for other in akin)

    def quality(self, month: int) -> Sequence[float]:
        """What each course has for anybody in a month: the sum of its default terms."""
        if month not in self._quality:
            terms = (self.default_terms(index, month) for index in range(len(self.entries)))
            self._quality[month] = [sum(term.points for term in some) for some in terms]
        return self._quality[month]

    def seasons(self, month: int) -> Sequence[tuple[float, int | None]]:
        """How near the work of each course is in a month, and in which month it falls due if that is soon."""
        if month not in self._seasons:
            w = self.weights
            self._seasons[month] = [(nearness(e.season, month, w), due_month(e.season, month)) for e in self.entries]
        return self._seasons[month]

    def default_terms(self, index: int, month: int) -> Sequence[Term]:
        """Of use in any trade, in season, finished by many, short, new: small numbers."""
        entry, w = self.entries[index], self.weights
        facts = entry.facts
        due = due_month(entry.season, month)
        in_season = Reason(ReasonKind.DEFAULT) if due is None else Reason(ReasonKind.SEASON, work=entry.task, month=due)
        terms = [
            Term(_worth(entry, w), Reason(ReasonKind.DEFAULT)),
            Term(w.season * nearness(entry.season, month, w), in_season),
        ]
        if facts.completed_share is None:
            terms.append(Term(w.new * HALF_NEW / (HALF_NEW + facts.shown), Reason(ReasonKind.NEW)))
        return terms


def _worth(entry: Entry, w: Weights) -> float:
    facts = entry.facts
    general = 0.0 if entry.traits.has_trade or facts.causes else w.general
    share = w.unknown_completion if facts.completed_share is None else facts.completed_share
    brevity = max(0.0, 1 - facts.minutes / LONG_MINUTES)
    opener = any(word in facts.title for word in OPENERS)
    light = UNKNOWN_DATA if facts.megabytes is None else max(0.0, 1 - facts.megabytes / MUCH_DATA_MB)
    return general + w.completion * share + w.brevity * (brevity + opener) + w.lightness * light


def _entry(course: CourseFacts, words: Lexicon, w: Weights) -> Entry:
    topics = topics_of(course, words, w)
    products = frozenset(topic.node.name for topic in topics if not topic.node.name.isdigit())
    return Entry(course, topics, traits_of(course), season_of(course), task_of(course), products)


def _index(entries: Sequence[Entry]) -> Mapping[str, Sequence[int]]:
    by_node: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        names = {name for topic in entry.topics for name in topic.node.path}
        for name in names | set(entry.facts.industry_codes[:1]):
            by_node.setdefault(name, []).append(index)
    return by_node


def _kinds(entries: Sequence[Entry]) -> Sequence[int]:
    numbers: dict[Traits, int] = {}
    return [numbers.setdefault(entry.traits, len(numbers)) for entry in entries]


def _answers(
    entries: Sequence[Entry],
) -> tuple[Mapping[str, Sequence[int]], Mapping[CourseId, Sequence[int]]]:
    """The courses for each cause, and those that wait for each course."""
    answers: dict[str, list[int]] = {}
    followers: dict[CourseId, list[int]] = {}
    for index, entry in enumerate(entries):
        for cause in entry.facts.causes - {""}:
            answers.setdefault(cause, []).append(index)
        for course_id in entry.facts.prerequisites:
            followers.setdefault(course_id, []).append(index)
    return answers, followers


def _guarded(entries: Sequence[Entry]) -> Set[int]:
    return {i for i, entry in enumerate(entries) if entry.facts.prerequisites or entry.traits.is_policy}


def _is_division(name: str) -> bool:
    return name.isdigit() and len(name) <= DIVISION_DIGITS
