"""Which few courses to offer to one person now, and why.

The score of a course is a plain sum of terms, with every weight in `weights.py`:

- **Going on**: a course that was begun, or that follows one that was finished.
- **Trade**: the trade of the place, of the household, and what the household wished for. Each is worth
  its points times how near the course is to the trade (product name, then class, then relatives in the
  GB/T 4754 tree), and for a place times where the trade was entered (village over township over county)
  and its weight there. Only the best match of each of the three counts, so that a list of ten small
  trades does not outweigh one large. Work that falls due within six weeks adds to it in proportion.
- **Cause, selling, away**: lessons on the help there is for a cause, e-commerce where there is
  something to sell, trades of the towns for those who work there.
- **Default**: of use in any trade, in season, right level, finished by many, short. Small numbers, which
  decide only where nothing else is known.
- **Against**: given up before; heavy work for the weak and the old.

No term falls when a trade is added, so naming a village's trade never hides a course. What a person
cannot use is left out beforehand and has no score. The few are then picked one by one, with a course
much like one already picked set back. The reason told is that of the term which added most.

Same facts, same offers: sums are exact in any order, and ties go by id.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learners.plans.facts import (
    CourseFacts,
    CourseId,
    History,
    HouseholdFacts,
    Origin,
    PersonFacts,
    Scene,
    Trade,
)
from learners.plans.matching import due_month, match_trade, match_words, nearness, season_of
from learners.plans.reasons import Reason, ReasonKind, Term, deciding_reason
from learners.plans.weights import WEIGHTS, Weights

WORKING_AGE = 16
OLD_AGE = 65
UNABLE = frozenset({"lost", "none"})
WEAK = "semi"

# GB/T 4754-2017: 5292 internet retail, 5193 internet wholesale, 6020 parcel delivery.
ECOMMERCE_CODES = frozenset({"5292", "5193", "6020"})
# Farming, food and drink, cloth and clothing, leather and down, bamboo and wood goods, furniture, handicraft.
SELLABLE_DIVISIONS = frozenset({"01", "02", "03", "04", "05", "13", "14", "15", "17", "18", "19", "20", "21", "24"})
# Workshops other than of food, building, trade, transport, inns and kitchens, services to households, care.
TOWN_DIVISIONS = frozenset(str(division) for division in (*range(17, 44), *range(47, 63), *range(80, 86)))

LEVELS = {"beginner": 1, "elementary": 2, "intermediate": 3}
GOOD_SCHOOLING = frozenset({"senior", "college"})
LONG_MINUTES = 30

PLACE_KINDS = {
    Origin.VILLAGE: ReasonKind.VILLAGE_TRADE,
    Origin.TOWNSHIP: ReasonKind.TOWNSHIP_TRADE,
    Origin.COUNTY: ReasonKind.COUNTY_TRADE,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A course to offer. terms: what the score is the sum of, for staff who ask why."""

    course_id: CourseId
    score: float
    reason: Reason
    terms: tuple[Term, ...]


def recommend(
    courses: Iterable[CourseFacts],
    trades: Iterable[Trade],
    household: HouseholdFacts,
    person: PersonFacts,
    history: History,
    month: int,
    *,
    n: int = 3,
    weights: Weights = WEIGHTS,
) -> tuple[Offer, ...]:
    """The best courses for a person in a month (1 to 12), at most n, the best first."""
    scene = Scene.of(trades, household, person, history, month)
    rated = [(course, rate(course, scene, weights)) for course in courses if is_usable(course, scene)]
    return _pick(rated, n, weights)


def is_usable(course: CourseFacts, scene: Scene) -> bool:
    """Whether the person could do anything with the course; what fails here is never offered."""
    person, history = scene.person, scene.history
    is_policy = bool(course.causes) and not course.industry_codes
    too_young = person.age is not None and person.age < WORKING_AGE
    return not (
        course.id in history.done
        or not course.prerequisites <= history.done
        or (course.heavy_work and (person.labour in UNABLE or too_young))
        or (course.industry_codes and too_young)
        or (is_policy and course.causes.isdisjoint(_causes(scene.household)))
    )


def rate(course: CourseFacts, scene: Scene, w: Weights = WEIGHTS) -> Offer:
    """Score one course, whether or not it is usable."""
    terms = (
        *_history_terms(course, scene, w),
        *_trade_terms(course, scene, w),
        *_other_terms(course, scene, w),
        *_default_terms(course, scene, w),
        *_terms_against(course, scene, w),
    )
    score = round(math.fsum(term.points for term in terms), 6)
    return Offer(course.id, score, deciding_reason(terms), terms)


def _history_terms(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    history = scene.history
    if course.id in history.begun - history.given_up:
        yield Term(w.begun, Reason(ReasonKind.BEGUN))
    if course.prerequisites & history.done:
        yield Term(w.next_step, Reason(ReasonKind.NEXT_STEP))


def _trade_terms(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    household = scene.household
    yield from _best(_place_terms(course, scene, w))
    yield from _best(_own_terms(course, household.own_industry_codes, ReasonKind.OWN_TRADE, w.own_trade, scene, w))
    yield from _best(_own_terms(course, household.wishes, ReasonKind.WISH, w.wish, scene, w))


def _place_terms(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    for trade in scene.trades:
        match = match_trade(course, trade.industry_code, trade.product, w)
        if match.strength:
            months = season_of(course, trade.months)
            strength = match.strength * _reach(trade, scene, w)
            full = w.place_trade + w.trade_season * nearness(months, scene.month, w)
            reason = Reason(
                PLACE_KINDS[trade.origin],
                place=trade.place_name,
                product=trade.shown_name,
                work=course.work,
                month=due_month(months, scene.month),
                close=match.close,
            )
            yield Term(strength * full, reason)


def _own_terms(
    course: CourseFacts,
    words_of_household: Sequence[str],
    kind: ReasonKind,
    full: float,
    scene: Scene,
    w: Weights,
) -> Iterable[Term]:
    months = season_of(course)
    for words in words_of_household:
        match = match_words(course, words, w)
        if match.strength:
            season = w.trade_season * nearness(months, scene.month, w)
            month = due_month(months, scene.month)
            yield Term(
                match.strength * (full + season),
                Reason(kind, work=course.work, month=month, close=match.close),
            )


def _reach(trade: Trade, scene: Scene, w: Weights) -> float:
    """How much a trade of the place means to the person, 0 to 1."""
    if trade.weight <= 0:
        return 0.0
    origin = {Origin.VILLAGE: w.village, Origin.TOWNSHIP: w.township, Origin.COUNTY: w.county}[trade.origin]
    size = w.least_trade + (1 - w.least_trade) * min(trade.weight, 1.0)
    return origin * size * (w.place_when_away if scene.person.away else 1.0)


def _other_terms(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    household = scene.household
    if household.cause in course.causes:
        yield Term(w.main_cause, Reason(ReasonKind.CAUSE))
    elif not course.causes.isdisjoint(household.other_causes):
        yield Term(w.other_cause, Reason(ReasonKind.CAUSE))
    if not ECOMMERCE_CODES.isdisjoint(course.industry_codes):
        yield from _best(_selling_terms(scene, w))
    if scene.person.away and any(_is_town_work(code) for code in course.industry_codes):
        yield Term(w.away, Reason(ReasonKind.AWAY))


def _selling_terms(scene: Scene, w: Weights) -> Iterable[Term]:
    for trade in scene.trades:
        if trade.industry_code[:2] in SELLABLE_DIVISIONS or (trade.product and not trade.industry_code):
            reason = Reason(ReasonKind.ECOMMERCE, place=trade.place_name, product=trade.shown_name)
            yield Term(w.ecommerce * _reach(trade, scene, w), reason)
    if any(not words.isdigit() or words[:2] in SELLABLE_DIVISIONS for words in scene.household.own_industry_codes):
        yield Term(w.ecommerce, Reason(ReasonKind.ECOMMERCE))


def _default_terms(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    months = season_of(course)
    month = due_month(months, scene.month)
    in_season = w.season * nearness(months, scene.month, w)
    general = 0.0 if course.industry_codes or course.causes else w.general
    quality = general + _fit(course, scene, w) + _completion(course, w) + _brevity(course, w)
    if month is None:
        yield Term(quality + in_season, Reason(ReasonKind.DEFAULT))
    else:
        yield Term(in_season, Reason(ReasonKind.SEASON, work=course.work, month=month))
        yield Term(quality, Reason(ReasonKind.DEFAULT))


def _fit(course: CourseFacts, scene: Scene, w: Weights) -> float:
    """Full for a course at the person's level or below, half for one step above, nothing for two."""
    person = scene.person
    ability = 1 + (person.labour == "skilled" or person.education in GOOD_SCHOOLING) + bool(scene.history.done)
    gap = max(LEVELS.get(course.level, 1) - ability, 0)
    return w.fit * (1 - gap / 2)


def _completion(course: CourseFacts, w: Weights) -> float:
    share = w.unknown_completion if course.completed_share is None else course.completed_share
    return w.completion * share


def _brevity(course: CourseFacts, w: Weights) -> float:
    return w.brevity * max(0.0, 1 - course.minutes / LONG_MINUTES)


def _terms_against(course: CourseFacts, scene: Scene, w: Weights) -> Iterable[Term]:
    person = scene.person
    if course.id in scene.history.given_up:
        yield Term(w.given_up, Reason(ReasonKind.GIVEN_UP))
    if course.heavy_work and (person.labour == WEAK or (person.age is not None and person.age >= OLD_AGE)):
        yield Term(w.strain, Reason(ReasonKind.STRAIN))


def _best(terms: Iterable[Term]) -> Sequence[Term]:
    """The best of several terms that stand for one another, none where nothing matched."""
    found = sorted((term for term in terms if term.points > 0), key=_best_first)
    return found[:1]


def _best_first(term: Term) -> tuple[float, bool, str, str, str, int]:
    """Every field that a reason shows breaks ties, so that the order of the trades does not."""
    reason = term.reason
    return (-term.points, reason.close, reason.kind, reason.place, reason.product, reason.month or 0)


def _pick(rated: Sequence[tuple[CourseFacts, Offer]], n: int, w: Weights) -> tuple[Offer, ...]:
    """Take the best again and again, setting back what is much like those taken."""
    left = sorted(rated, key=lambda pair: (-pair[1].score, str(pair[0].id)))
    taken: list[tuple[CourseFacts, Offer]] = []
    while left and len(taken) < n:
        chosen = [course for course, _ in taken]
        # max() keeps the first of equals, and `left` is in the order of score and id.
        best = max(left, key=lambda pair: pair[1].score + _set_back(pair, chosen, w))
        left.remove(best)
        taken.append(best)
    return tuple(offer for _, offer in taken)


def _set_back(pair: tuple[CourseFacts, Offer], chosen: Sequence[CourseFacts], w: Weights) -> float:
    course, offer = pair
    alike = sum(_are_alike(course, other) for other in chosen)
    if alike == 0:
        return 0.0
    return w.second_alike * abs(offer.score) if alike == 1 else w.third_alike


def _are_alike(a: CourseFacts, b: CourseFacts) -> bool:
    """Same product, same main class, or both about the help there is."""
    same_class = bool(a.industry_codes and b.industry_codes) and a.industry_codes[0] == b.industry_codes[0]
    both_policy = bool(a.causes and b.causes) and not (a.industry_codes or b.industry_codes)
    return same_class or both_policy or not set(a.products).isdisjoint(b.products)


def _causes(household: HouseholdFacts) -> frozenset[str]:
    return frozenset({household.cause, *household.other_causes}) - {""}


def _is_town_work(code: str) -> bool:
    # Selling what the village makes is done where it lies, though the code says retail.
    return code[:2] in TOWN_DIVISIONS and code not in ECOMMERCE_CODES
