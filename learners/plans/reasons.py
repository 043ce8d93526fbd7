"""Why a course is offered: what each consideration added, and the one that decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """What a term of the score stands for; of equal terms the one named first here is told."""

    PINNED = "pinned"
    BEGUN = "begun"
    VILLAGE_TRADE = "village_trade"
    TOWNSHIP_TRADE = "township_trade"
    COUNTY_TRADE = "county_trade"
    OWN_TRADE = "own_trade"
    WISH = "wish"
    NEXT_STEP = "next_step"
    CAUSE = "cause"
    OPENING = "opening"
    ECOMMERCE = "ecommerce"
    AWAY = "away"
    ASKED = "asked"
    SAME_CRAFT = "same_craft"
    NO_STRENGTH = "no_strength"
    NO_LAND = "no_land"
    NO_MONEY = "no_money"
    LEARNED = "learned"
    NEW = "new"
    SEASON = "season"
    COMMON = "common"
    DEFAULT = "default"
    # Held against a course, so never the reason for it.
    NOTHING_TO_SELL = "nothing_to_sell"
    GIVEN_UP = "given_up"
    STRAIN = "strain"
    READING = "reading"
    LACK = "lack"


HELD_AGAINST = frozenset(
    (ReasonKind.NOTHING_TO_SELL, ReasonKind.GIVEN_UP, ReasonKind.STRAIN, ReasonKind.READING, ReasonKind.LACK)
)


class Way(StrEnum):
    """What people do with a product, so that a sentence can say it."""

    GROW = "grow"
    RAISE = "raise"
    MAKE = "make"
    LIVE = "live"


_RANK = {kind: rank for rank, kind in enumerate(ReasonKind)}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as facts; the sentence is made where the language is known.

    place: a place, or the employer of an opening. month: 1 to 12, set only when the work falls due within six weeks.
    work: what falls due, may be empty. close: the course is a relative of the product, not the product itself;
    far: a distant one, of which nobody would say that it is nearly the same. A cause is not named: the sentence may be
    read by anybody who holds the family's phone.
    """

    kind: ReasonKind
    place: str = ""
    product: str = ""
    work: str = ""
    month: int | None = None
    close: bool = False
    way: Way = Way.LIVE
    far: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Points that one consideration added to a score."""

    points: float
    reason: Reason


def deciding_reason(terms: Iterable[Term]) -> Reason:
    """The reason of the term that added most."""
    return max(terms, key=lambda term: (term.points, -_RANK[term.reason.kind])).reason


def best_term(terms: Iterable[Term]) -> Term | None:
    """The best of several terms that stand for one another, none where nothing was added."""
    found = sorted((term for term in terms if term.points > 0), key=_best_first)
    return found[0] if found else None


def _best_first(term: Term) -> tuple[float, bool, str, str, str, int]:
    """Every field that a reason shows breaks ties, so that the order of the trades does not."""
    reason = term.reason
    return (-term.points, reason.close, reason.kind, reason.place, reason.product, reason.month or 0)
