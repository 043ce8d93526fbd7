"""Why a course is offered: what each consideration added, and the one that decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """What a term of the score stands for; of equal terms the one named first here is told."""

    BEGUN = "begun"
    VILLAGE_TRADE = "village_trade"
    TOWNSHIP_TRADE = "township_trade"
    COUNTY_TRADE = "county_trade"
    OWN_TRADE = "own_trade"
    WISH = "wish"
    NEXT_STEP = "next_step"
    CAUSE = "cause"
    ECOMMERCE = "ecommerce"
    AWAY = "away"
    SEASON = "season"
    DEFAULT = "default"
    # Held against a course, so never the reason for it.
    GIVEN_UP = "given_up"
    STRAIN = "strain"


_RANK = {kind: rank for rank, kind in enumerate(ReasonKind)}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as facts; the sentence is made where the language is known.

    month: 1 to 12, set only when the work falls due within six weeks. work: what falls due, may be empty.
    close: the course is a relative of the product, not the product itself. A cause is not named: the
    sentence may be read by anybody who holds the family's phone.
    """

    kind: ReasonKind
    place: str = ""
    product: str = ""
    work: str = ""
    month: int | None = None
    close: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Points that one consideration added to a score."""

    points: float
    reason: Reason


def deciding_reason(terms: Iterable[Term]) -> Reason:
    """The reason of the term that added most."""
    return max(terms, key=lambda term: (term.points, -_RANK[term.reason.kind])).reason
