"""Which few courses to offer to one person now, and why.

The score of a course is a plain sum of terms, with every weight in `weights.py`. What a village says of a course
(`place.py`) and what a kind of person says of it (`profile.py`) is worked out once; here is added what is a person's
own: what was begun, finished, given up and asked, the household's trade, wishes and causes.

What a person cannot use is left out and has no score. The few are then picked one by one, with a course much like one
already picked set back. The reason told is that of the term which added most. `docs/decisions/` has the why.

Same facts, same offers: nothing depends on the order of the facts, and ties go by id.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learners.plans.catalogue import Catalogue, Entry
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
from learners.plans.lexicon import Kinship, Node
from learners.plans.matching import due_month, season_of
from learners.plans.place import Place, Ranked, is_sellable, season_points
from learners.plans.profile import Profile
from learners.plans.reasons import Reason, ReasonKind, Term, best_term, deciding_reason
from learners.plans.weights import WEIGHTS, Weights

# The number of offers on a screen, within which there is variety.
SHOWN = 3
# A hand in a craft: the household lives from the thing itself or from a near kind of it.
OWN_HAND = 0.6


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
    own = _Own(place, learner)
    pool = _merged(place.ranked(own.profile), own)
    return tuple(own.offer(index) for index in _pick(pool, place, n, own.claims))


def rate(place: Place, learner: Learner, course_id: CourseId) -> Offer | None:
    """One course explained; None where the person cannot use it or there is no such course."""
    index = place.catalogue.places.get(course_id)
    own = _Own(place, learner)
    return own.offer(index) if index is not None and own.can_use(index) else None


class _Own:
    """What one person adds to the points of a place, by course."""

    def __init__(self, place: Place, learner: Learner) -> None:
        self.place, self.learner, self.catalogue = place, learner, place.catalogue
        self.weights = place.catalogue.weights
        self.profile = Profile.of(learner)
        self.terms: dict[int, list[Term]] = {}
        self.hands: set[int] = set()
        # What a cadre would not let go unanswered: the household's main cause, and what it wished for.
        self.claims: list[set[int]] = []
        self._add_history()
        self._add_trades()
        self._add_causes()

    def offer(self, index: int) -> Offer:
        terms = (*self.place.terms(index, self.profile), *self.terms.get(index, ()))
        return Offer(self.catalogue.entries[index].facts.id, self.score(index), deciding_reason(terms), terms)

    def score(self, index: int) -> float:
        return self.place.score(index, self.profile, self.terms.get(index, ()))

    def can_use(self, index: int) -> bool:
        entry, history = self.catalogue.entries[index], self.learner.history
        facts = entry.facts
        return (
            facts.id not in history.done
            and index in self.place.alive
            and facts.prerequisites <= history.done
            and (not entry.traits.is_policy or not facts.causes.isdisjoint(self.learner.household.causes))
            and self.profile.can_use(entry.traits, is_open=self._is_open(index, entry))
        )

    def _is_open(self, index: int, entry: Entry) -> bool:
        on_trade = index in self.place.opened and self.profile.reads
        return index in self.hands or on_trade or bool(entry.facts.prerequisites)

    def _add(self, index: int, term: Term) -> None:
        self.terms.setdefault(index, []).append(term)

    def _add_history(self) -> None:
        history, w = self.learner.history, self.weights
        for course_id in sorted(history.begun | history.given_up, key=str):
            index = self.catalogue.places.get(course_id)
            if index is not None:
                self.hands.add(index)
                gave_up = course_id in history.given_up
                kind = ReasonKind.GIVEN_UP if gave_up else ReasonKind.BEGUN
                self._add(index, Term(w.given_up if gave_up else w.begun, Reason(kind)))
        found: dict[int, bool] = {}
        for course_id in history.done:
            for step in self.catalogue.steps_after(course_id):
                found[step.index] = found.get(step.index, False) or step.is_next
        for index, is_next in found.items():
            self._add_step(index, is_next)

    def _add_step(self, index: int, is_next: bool) -> None:
        self.hands.add(index)
        if is_next:
            self._add(index, Term(self.weights.next_step, Reason(ReasonKind.NEXT_STEP)))
        else:
            self._add(index, Term(self.weights.same_craft, Reason(ReasonKind.SAME_CRAFT)))

    def _add_trades(self) -> None:
        w, household = self.weights, self.learner.household
        # Who works elsewhere has little time for the trade at home.
        share = w.place_when_away if self.learner.person.away else 1.0
        own = [node for words in household.own_industry_codes for node in self._meant(words)]
        wished = [node for words in household.wishes for node in self._meant(words)]
        asked = [node for words in self.learner.history.asked for node in self._meant(words)]
        self._add_near(own, ReasonKind.OWN_TRADE, w.own_trade * share, w.own_season * share)
        self._add_near(wished, ReasonKind.WISH, w.wish, w.wish_season)
        self.claims.append({i for node in wished for i, kin in self.catalogue.near(node).items() if _meets(kin)})
        self._add_near(asked, ReasonKind.ASKED, w.asked, 0.0)
        self._add_titles(household.wishes)
        if any(is_sellable(node) and not self.place.is_banned(node) for node in own):
            self._add_goods()

    def _meant(self, words: str) -> Sequence[Node]:
        """What is meant by words of one's own: every product in them, or what they are the name of."""
        node = self.catalogue.words.node_of(words)
        if words.strip().isdigit() or words.strip() == node.name:
            return [node]
        return self.catalogue.words.mentions(words) or [node]

    def _add_near(self, nodes: Sequence[Node], kind: ReasonKind, base: float, season: float) -> None:
        """The best match of each course; the trade of the household also opens what is advanced in it."""
        found: dict[int, list[Term]] = {}
        for node in nodes:
            for index, kin in self.catalogue.near(node).items():
                entry = self.catalogue.entries[index]
                months = season_of(entry.facts)
                month = due_month(months, self.place.month)
                full = season_points(base, season, months, self.place.month, self.catalogue)
                reason = Reason(kind, work=entry.task, month=month, close=kin.close)
                found.setdefault(index, []).append(Term(kin.strength * full, reason))
                if kind == ReasonKind.OWN_TRADE and _meets(kin):
                    self.hands.add(index)
                if kind == ReasonKind.WISH and kin.strength == 1.0 and self.profile.reads:
                    self.hands.add(index)
        for index, terms in found.items():
            best = best_term(terms)
            if best:
                self._add(index, best)

    def _add_titles(self, wishes: Sequence[str]) -> None:
        """A wish in words that no product has, but a title does."""
        for words in sorted(set(wishes)):
            if len(words) > 1 and not words.isdigit() and not self._has_kin(words):
                for index, entry in enumerate(self.catalogue.entries):
                    if words in entry.facts.title:
                        self._add(index, Term(self.weights.wish, Reason(ReasonKind.WISH)))

    def _has_kin(self, words: str) -> bool:
        return any(self.catalogue.near(node) for node in self._meant(words))

    def _add_goods(self) -> None:
        """The household has something to sell, whatever the place has."""
        told = self.place.selling.points if self.place.selling else 0.0
        points = self.weights.ecommerce - told
        if points > 0:
            for index in self.catalogue.selling:
                self._add(index, Term(points, Reason(ReasonKind.ECOMMERCE)))

    def _add_causes(self) -> None:
        household, w = self.learner.household, self.weights
        main = set(self.catalogue.answers.get(household.cause, ()))
        others = {index for cause in household.other_causes for index in self.catalogue.answers.get(cause, ())}
        for index in main | others:
            self._add(index, Term(w.main_cause if index in main else w.other_cause, Reason(ReasonKind.CAUSE)))
        self.claims.append(main)


def _meets(kin: Kinship) -> bool:
    return kin.strength >= OWN_HAND and not kin.close


def _merged(ranked: Ranked, own: _Own) -> Ranked:
    """The ranking of the place with the person's own courses in their new places and without the finished."""
    done = {own.catalogue.places[one] for one in own.learner.history.done if one in own.catalogue.places}
    touched = own.terms.keys() | own.hands | done
    pool = [row for row in ranked if row[1] not in touched]
    pool += [(-own.score(index), index) for index in touched if own.can_use(index)]
    pool.sort()
    return pool


def _pick(pool: Ranked, place: Place, n: int, claims: Sequence[set[int]]) -> list[int]:
    """Take the best again and again, setting back what is much like those taken, then the rest as they stand.

    The last of the first three goes to a claim that none of the others answers.
    """
    taken: list[int] = []
    while len(taken) < min(SHOWN, len(pool)):
        is_last = len(taken) == SHOWN - 1
        claimed = _unanswered(claims, taken, pool) if is_last else set()
        taken.append(_best_beside(taken, [row for row in pool if row[1] in claimed] if claimed else pool, place))
    rest = (index for _score, index in pool if index not in taken)
    return [*taken, *itertools.islice(rest, max(0, n - len(taken)))][:n]


def _unanswered(claims: Sequence[set[int]], taken: Sequence[int], pool: Ranked) -> set[int]:
    open_claims = [claim for claim in claims if claim.isdisjoint(taken)]
    wanted = set().union(*open_claims)
    return {index for _score, index in pool if index in wanted} if wanted else wanted


def _best_beside(taken: Sequence[int], pool: Ranked, place: Place) -> int:
    best: tuple[float, int] | None = None
    for minus, index in pool:
        if best is not None and -minus <= best[0]:
            break
        if index in taken:
            continue
        score = _set_back(-minus, index, taken, place)
        if best is None or score > best[0]:
            best = (score, index)
    assert best is not None, "the pool has more than was taken"
    return best[1]


def _set_back(score: float, index: int, taken: Sequence[int], place: Place) -> float:
    entries, w = place.catalogue.entries, place.catalogue.weights
    alike = sum(_are_alike(entries[index], entries[other]) for other in taken)
    if alike == 0:
        return score
    if alike > 1:
        return score + w.third_alike
    is_aside = entries[index].traits.sells and index not in place.trade_terms
    return score + abs(score) * (w.second_selling if is_aside else w.second_alike)


def _are_alike(a: Entry, b: Entry) -> bool:
    """Same product, same main class, or both about the help there is."""
    same_class = bool(a.main_class) and a.main_class == b.main_class
    both_policy = a.traits.is_policy and b.traits.is_policy
    return same_class or both_policy or not a.products.isdisjoint(b.products)
