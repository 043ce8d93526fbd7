"""How near a course is to a trade, and how near its work is in the year."""

from __future__ import annotations

from dataclasses import dataclass

from learners.plans.facts import CourseFacts
from learners.plans.weights import Weights

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Match:
    """strength: 0 to 1. close: a relative of the trade rather than the trade itself."""

    strength: float = 0.0
    close: bool = False


NO_MATCH = Match()


def match_trade(course: CourseFacts, code: str, product: str, w: Weights) -> Match:
    """The best of a match by product name and of matches by code."""
    if product and product in course.products:
        return Match(w.same_product)
    best = max(
        (match_codes(own, code, w) for own in course.industry_codes),
        key=lambda m: m.strength,
        default=NO_MATCH,
    )
    # Two products of one class (香菇 and 木耳) are relatives, not the same trade.
    another_product = bool(product and course.products)
    return Match(best.strength, best.close or another_product) if best.strength else NO_MATCH


def match_codes(course_code: str, trade_code: str, w: Weights) -> Match:
    """Compare two nodes of the GB/T 4754 tree, where every further digit is a step down."""
    if course_code == trade_code:
        return Match(w.same_class) if len(trade_code) > 1 else NO_MATCH
    shared = _shared_digits(course_code, trade_code)
    inside = shared == min(len(course_code), len(trade_code))
    if shared >= 3:
        return Match(w.inside_group) if inside else Match(w.same_group, close=True)
    if shared == 2:
        return Match(w.inside_division) if inside else Match(w.same_division, close=True)
    return NO_MATCH


def match_words(course: CourseFacts, words: str, w: Weights) -> Match:
    """Match what a household says of itself: a code, a product, or a wish in its own words."""
    if words.isdigit():
        return match_trade(course, words, "", w)
    named = any(product in words for product in course.products)
    return Match(w.same_product) if named or (len(words) > 1 and words in course.title) else NO_MATCH


def season_of(course: CourseFacts, trade_months: frozenset[int] = frozenset()) -> frozenset[int]:
    """The months that decide: the course's own, or else the trade's; empty for work of all the year."""
    for months in (course.season_months, trade_months):
        if 0 < len(months) < MONTHS:
            return months
    return frozenset()


def nearness(months: frozenset[int], now: int, w: Weights) -> float:
    """How near the work is; six weeks from now lie in this month and the next."""
    if not months:
        return w.any_time
    ahead = min((month - now) % MONTHS for month in months)
    if ahead <= 1:
        return w.due
    return w.soon if ahead <= 3 else w.later


def due_month(months: frozenset[int], now: int) -> int | None:
    """The month within the next six weeks in which the work falls due."""
    return next((month for month in (now, now % MONTHS + 1) if month in months), None)


def _shared_digits(a: str, b: str) -> int:
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared
