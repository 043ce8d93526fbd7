"""Which few courses to offer to one person now, and why.

The score of a course is a plain sum of terms, with every weight in `weights.py`. What a village says of a course
(`place.py`) and what a kind of person says of it (`profile.py`) is worked out once; `personal.py` adds what is a
person's own: what was begun, finished, given up and asked, the household's trade, wishes and causes.

What a person cannot use is left out and has no score. The few are then picked one by one, with a course much like one
already picked set back. The reason told is that of the term which added most. `docs/decisions/` has the why.

Same facts, same offers: nothing depends on the order of the facts, and ties go by id.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from learners.plans.catalogue import NO_USE, Catalogue, Entry
from learners.plans.facts import (
    NO_DESK,
    CourseFacts,
    CourseId,
    Desk,
    History,
    HouseholdFacts,
    Learner,
    PersonFacts,
    Trade,
)
from learners.plans.personal import Personal, Row
from learners.plans.place import Place
from learners.plans.reasons import Reason, Term, deciding_reason
from learners.plans.weights import WEIGHTS, Weights

# The number of offers on a screen, within which there is variety.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A course to offer. terms: what the score is the sum of, for staff who ask why."""

    course_id: CourseId
    score: float
    reason: Reason
    terms: tuple[Term, ...]


def recommend(
    courses: Catalogue | Iterable[CourseFacts],
    trades: Iterable[Trade],
    household: HouseholdFacts,
    person: PersonFacts,
    history: History,
    month: int,
    *,
    n: int = SHOWN,
    weights: Weights = WEIGHTS,
    desk: Desk = NO_DESK,
) -> tuple[Offer, ...]:
    """The best courses for a person in a month (1 to 12), at most n, the best first.

    For many persons make one `Catalogue`, one `Place` for each village, and ask `offers_in`.
    """
    catalogue = courses if isinstance(courses, Catalogue) else Catalogue.of(courses, weights)
    return offers_in(Place.of(catalogue, trades, month, desk), Learner(household, person, history), n=n)


def offers_in(place: Place, learner: Learner, *, n: int = SHOWN) -> tuple[Offer, ...]:
    """The best courses for one person of a place, at most n."""
    personal = Personal(place, learner)
    return tuple(_offer(score, index, personal) for score, index in _pick(personal, n))


def rate(place: Place, learner: Learner, course_id: CourseId) -> Offer | None:
    """One course explained; None where the person cannot use it or there is no such course."""
    index = place.catalogue.places.get(course_id)
    personal = Personal(place, learner)
    if index is None or personal.score(index) == NO_USE:
        return None
    return _offer(-personal.score(index), index, personal)


def _offer(minus: float, index: int, personal: Personal) -> Offer:
    terms = (*personal.place.terms(index, personal.profile), *personal.terms(index))
    return Offer(personal.catalogue.entries[index].facts.id, round(-minus, 6), deciding_reason(terms), terms)


class _Pool:
    """All courses of a person, the best first, worked out only as far as anybody looks."""

    def __init__(self, personal: Personal) -> None:
        self._ahead = heapq.merge(personal.rows, _others(personal))
        self._seen: list[Row] = []

    def __iter__(self) -> Iterator[Row]:
        yield from self._seen
        for row in self._ahead:
            self._seen.append(row)
            yield row


def _others(personal: Personal) -> Iterator[Row]:
    scores = personal.base.scores
    for index in personal.base.best_first():
        if scores[index] == NO_USE:
            return
        if index not in personal.touched:
            yield -scores[index], index


def _pick(personal: Personal, n: int) -> list[Row]:
    """Take the best again and again, setting back what is much like those taken, then the rest as they stand.

    The last of the first three goes to a claim that none of the others answers.
    """
    pool = _Pool(personal)
    taken: list[Row] = []
    while len(taken) < SHOWN:
        claimed = _claimed(personal, taken) if len(taken) == SHOWN - 1 else []
        best = _best_beside(taken, claimed or pool, personal.place)
        if best is None:
            break
        taken.append(best)
    rest = (row for row in pool if row not in taken)
    return [*taken, *itertools.islice(rest, max(0, n - len(taken)))][:n]


def _claimed(personal: Personal, taken: Sequence[Row]) -> list[Row]:
    chosen = {index for _score, index in taken}
    wanted = set().union(*(claim for claim in personal.claims if claim.isdisjoint(chosen)))
    return [row for row in personal.rows if row[1] in wanted] if wanted else []


def _best_beside(taken: Sequence[Row], rows: Iterable[Row], place: Place) -> Row | None:
    best: tuple[float, Row] | None = None
    for row in rows:
        if best is not None and -row[0] <= best[0]:
            break
        if row not in taken:
            score = _set_back(row, taken, place)
            if best is None or score > best[0]:
                best = (score, row)
    return best[1] if best else None


def _set_back(row: Row, taken: Sequence[Row], place: Place) -> float:
    entries, w = place.catalogue.entries, place.catalogue.weights
    score, entry = -row[0], entries[row[1]]
    alike = sum(_are_alike(entry, entries[other]) for _score, other in taken)
    if alike == 0:
        return score
    if alike > 1:
        return score + w.third_alike
    is_aside = entry.traits.sells and row[1] not in place.trade_points
    return score + abs(score) * (w.second_selling if is_aside else w.second_alike)


def _are_alike(a: Entry, b: Entry) -> bool:
    """Same product, same main class, or both about the help there is."""
    same_class = bool(a.main_class) and a.main_class == b.main_class
    both_policy = a.traits.is_policy and b.traits.is_policy
    return same_class or both_policy or not a.products.isdisjoint(b.products)
