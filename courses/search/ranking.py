"""Which courses answer a query, and in which order.

What a query is about has to be what a course is about: where somebody asks for rabbits and there are none, courses on
other animals are no answer, however well the rest fits. Within that, what is asked (work, trouble, season) decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.search.facts import Conditions, Hit, Kind, Reading, Term
from courses.search.index import SUMMARY, Document, Index
from courses.search.lexicon import FAMILY
from courses.search.normalise import fold_query
from courses.search.seasons import matches_months

MOST_HITS = 15
SUBJECT = 10.0
OTHER_SUBJECT = 0.5
ASPECT = 4.0
PLAIN = 0.4
THING = 0.75
# The very word that was typed, beside the meaning that it has.
AS_TYPED = 0.4
IN_SEASON, SEASON_NAMED, RIGHT_LEVEL, FIRST_STEP = 1.5, 1.5, 2.0, 0.3
# What is only mentioned, or near by its group, needs something else of the query to be in the course.
WEAK = 0.44
ENOUGH_ELSE = 1.4
# Of the weight of what was asked, without a subject, so much has to be in a course.
SHARE = 0.35
UNKNOWN_CHARACTER, UNKNOWN_ALONE = 0.5, 0.25
# Courses with less than this part of the best one's score are not shown.
CUT = 0.35


@dataclass(frozen=True)
class Found:
    """What a search gives. corrections: words looked for in place of what was typed."""

    hits: tuple[Hit, ...]
    reading: Reading
    subjects: tuple[str, ...] = ()


@dataclass
class Asked:
    """The terms of a query, sorted, with the courses that each is in."""

    subjects: list[Mapping[int, float]] = field(default_factory=list)
    aspects: list[tuple[float, Mapping[int, float]]] = field(default_factory=list)
    unknown: float = 0.0
    plain: bool = True


def search(index: Index, query: str, *, this_month: int, most: int = MOST_HITS) -> Found:
    """The courses that answer a query as typed, best first; nothing where nothing fits."""
    reading = index.reader.read(fold_query(query), this_month=this_month)
    asked = sort_terms(index, reading.terms)
    scores = score_all(index, reading, asked)
    subjects = tuple(term.word for term in reading.terms if is_subject(index, term))
    cut = CUT if reading.terms else 0.0
    return Found(tuple(best_of(index, scores, cut=cut, most=most)), reading, subjects)


def best_of(index: Index, scores: Mapping[int, float], *, cut: float, most: int) -> list[Hit]:
    bound = cut * max(scores.values(), default=0.0)
    order = sorted((number for number, score in scores.items() if score >= bound), key=lambda n: (-scores[n], n))
    return [Hit(index.documents[number].course.id, scores[number]) for number in order[:most]]


def score_all(index: Index, reading: Reading, asked: Asked) -> dict[int, float]:
    conditions = reading.conditions
    if asked.subjects:
        scores = score_by_subject(index, asked)
    elif asked.aspects:
        scores = score_by_aspects(asked)
    elif conditions and not asked.unknown:
        scores = dict.fromkeys(range(len(index.documents)), 0.0)
    else:
        return {}
    bare = asked.plain
    kept = {n: s for n, s in scores.items() if fits(index.documents[n], conditions, strictly=bare)}
    return {n: score + bonus(index.documents[n], conditions, bare=bare) for n, score in kept.items()}


def sort_terms(index: Index, terms: Iterable[Term]) -> Asked:
    terms = list(terms)
    asked = Asked(plain=all(term.plain for term in terms))
    for term in terms:
        if is_subject(index, term):
            asked.subjects.append(courses_about(index, term))
        if term.unknown:
            asked.unknown += UNKNOWN_CHARACTER * len(term.typed) if len(term.typed) > 1 else UNKNOWN_ALONE
        elif not is_subject(index, term) or says_more(index, term):
            found = courses_with(index, term)
            if not found and not term.concepts:
                asked.unknown += UNKNOWN_CHARACTER * len(term.typed)
            asked.aspects.append((worth(index, term, alone=asked.plain) * index.rarity(len(found)), found))
    return asked


def worth(index: Index, term: Term, *, alone: bool) -> float:
    """How much a word says: a tool or a place less than what is done or what is wrong. alone: nothing says more."""
    if term.plain:
        return 1.0 if alone else PLAIN
    kinds = {index.lexicon.kind_of(name) for name in term.concepts}
    return THING if kinds == {Kind.THING} else 1.0


def is_subject(index: Index, term: Term) -> bool:
    return any(index.lexicon.is_subject(name) for name in term.concepts)


def says_more(index: Index, term: Term) -> bool:
    """Does it mean something beside the subject, as 鸡瘟 means an illness and an animal?"""
    return any(not index.lexicon.is_subject(name) for name in term.concepts)


def courses_about(index: Index, term: Term) -> dict[int, float]:
    """How near each course comes to the subject: 0 to 1, a little more where it has the very word."""
    found: dict[int, float] = {}
    for name in filter(index.lexicon.is_subject, term.concepts):
        for other, nearness in index.lexicon.near(name).items():
            for number, weight in index.by_concept.get(other, {}).items():
                if nearness == FAMILY and other not in index.documents[number].general:
                    continue
                found[number] = max(found.get(number, 0.0), nearness * weight)
    if len(term.word) > 1:
        for number, weight in index.written_in(term.word).items():
            if number in found:
                found[number] += 0.1 * weight
    return found


def courses_with(index: Index, term: Term) -> dict[int, float]:
    """How much of a work, a trouble or a word is in each course."""
    found: dict[int, float] = {}
    for name in term.concepts:
        if index.lexicon.is_subject(name):
            continue
        for other, nearness in index.lexicon.near(name).items():
            for number, weight in index.by_concept.get(other, {}).items():
                found[number] = max(found.get(number, 0.0), nearness * weight)
    for number, weight in index.written_in(term.word).items():
        found[number] = found[number] + AS_TYPED * weight if term.concepts and number in found else weight
    return found


def score_by_subject(index: Index, asked: Asked) -> dict[int, float]:
    scores: dict[int, float] = {}
    for number in {number for found in asked.subjects for number in found}:
        strengths = sorted((found.get(number, 0.0) for found in asked.subjects), reverse=True)
        rest = ASPECT * sum(weight * found.get(number, 0.0) for weight, found in asked.aspects)
        if strengths[0] < WEAK and rest < ENOUGH_ELSE:
            continue
        scores[number] = SUBJECT * (strengths[0] + OTHER_SUBJECT * sum(strengths[1:])) + rest
    return scores


def score_by_aspects(asked: Asked) -> dict[int, float]:
    whole = sum(weight for weight, _found in asked.aspects) + asked.unknown
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    for weight, found in asked.aspects:
        for number, strength in found.items():
            scores[number] = scores.get(number, 0.0) + ASPECT * weight * strength
            covered[number] = covered.get(number, 0.0) + weight
    return {number: score for number, score in scores.items() if covered[number] >= SHARE * whole}


def fits(document: Document, conditions: Conditions, *, strictly: bool) -> bool:
    """Lengths and codes always count; months and levels only where little else is asked for."""
    course = document.course
    if conditions.codes and not has_code(course.industry_codes, conditions.codes):
        return False
    if conditions.most_minutes and not 0 < course.minutes <= conditions.most_minutes:
        return False
    if course.minutes < conditions.least_minutes:
        return False
    if strictly and conditions.level and course.level != conditions.level:
        return False
    return not (strictly and conditions.months and not matches_months(course.months, conditions.months))


def has_code(codes: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(code.startswith(prefix) for code in codes for prefix in wanted)


def bonus(document: Document, conditions: Conditions, *, bare: bool) -> float:
    course = document.course
    total = 0.0
    if conditions.months and course.seasonal and course.months & conditions.months:
        total += IN_SEASON * (1 + (len(course.months & conditions.months) - len(course.months) / 12 if bare else 0.0))
    if conditions.season:
        named = (weight for weight, text in document.fields if conditions.season in text and weight >= SUMMARY)
        total += SEASON_NAMED * max(named, default=0.0)
    if conditions.level and course.level == conditions.level:
        total += RIGHT_LEVEL
    return total + (FIRST_STEP if course.level == "beginner" else 0.0)
