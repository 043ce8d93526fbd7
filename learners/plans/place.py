"""One village in one month: what its trades, its season and its staff say of every course, worked out once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from learners.plans.catalogue import ONE_CRAFT, Catalogue
from learners.plans.facts import NO_DESK, CourseId, Desk, Opening, Origin, Trade
from learners.plans.lexicon import Kinship, Node
from learners.plans.matching import due_month, nearness, season_of, trade_is_under, trade_node
from learners.plans.profile import HIGHEST_LEVEL, Profile
from learners.plans.reasons import Reason, ReasonKind, Term, Way, best_term
from learners.plans.traits import COMMON_CODES
from learners.plans.weights import Weights

# Farming, food and drink, cloth and clothing, leather and down, bamboo and wood goods, furniture, handicraft.
SELLABLE = frozenset({"01", "02", "03", "04", "05", "13", "14", "15", "17", "18", "19", "20", "21", "24"})
# Rural inns sell no goods, yet are found and booked through the phone.
FOUND_ONLINE = frozenset({"61", "62", "90"})
# At least the thing itself or the general lesson on it, not a mere relative.
SAME_TRADE = 0.99

PLACE_KINDS = {
    Origin.VILLAGE: ReasonKind.VILLAGE_TRADE,
    Origin.TOWNSHIP: ReasonKind.TOWNSHIP_TRADE,
    Origin.COUNTY: ReasonKind.COUNTY_TRADE,
}
WAYS: Mapping[str, Way] = {
    **dict.fromkeys(("01", "02"), Way.GROW),
    **dict.fromkeys(("03", "04"), Way.RAISE),
    **dict.fromkeys((str(division) for division in range(13, 44)), Way.MAKE),
}

# Kinds of person, and household trades, that are kept worked out; a long-lived process must not grow with them.
MOST_KEPT = 40
# The score of a course that a person cannot use.
NO_USE = -math.inf


@dataclass(frozen=True, slots=True)
class Known:
    """A trade of the place with the product it stands for."""

    trade: Trade
    node: Node


@dataclass(frozen=True, eq=False, slots=True)
class Base:
    """Scores by course before anything of a person's own, NO_USE where it is of none; and their order, best first."""

    scores: Sequence[float]
    order: Sequence[int]


@dataclass(eq=False)
class Place:
    """Points of every course that do not depend on the person, and the terms they are made of."""

    catalogue: Catalogue
    month: int
    trades: Sequence[Known]
    alive: frozenset[int]
    bans: Sequence[Node]
    trade_terms: Mapping[int, Term]
    shared_terms: Mapping[int, Sequence[Term]]
    selling: Term | None
    opened: frozenset[int]
    _bases: dict[Profile, Base] = field(default_factory=dict)
    _points: dict[bool, Sequence[float]] = field(default_factory=dict)
    _opens: dict[bool, Sequence[float]] = field(default_factory=dict)
    _goods: dict[bool, Mapping[int, Term]] = field(default_factory=dict)
    _layers: dict[tuple[ReasonKind, tuple[Node, ...], bool], Mapping[int, Term]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        trades: Iterable[Trade],
        month: int,
        desk: Desk = NO_DESK,
        learned: Mapping[CourseId, float] | None = None,
    ) -> Place:
        """month: 1 to 12, or ValueError. learned: from -1 to 1, what came of a course in places like this."""
        if month not in range(1, 13):
            raise ValueError(f"no such month: {month}")
        bans = [catalogue.words.node_of(ban.industry) for ban in desk.bans]
        known = _known(catalogue, trades, bans)
        terms, opened = _trade_terms(catalogue, known, month)
        shared = _Shared(catalogue)
        shared.add_desk(desk)
        shared.add_learned(learned or {})
        if not known:
            shared.add_common()
        selling = _selling(known, month, catalogue.weights)
        return cls(
            catalogue,
            month,
            known,
            _alive(catalogue, desk, bans),
            bans,
            terms,
            shared.terms,
            selling,
            opened,
        )

    def is_banned(self, trade: Node) -> bool:
        return any(trade_is_under(trade, ban) for ban in self.bans)

    def base(self, profile: Profile) -> Base:
        """What a person of this kind can use and how much it is worth before anything of their own is added."""
        if profile not in self._bases:
            if len(self._bases) >= MOST_KEPT:
                self._bases.clear()
            self._bases[profile] = self._base(profile)
        return self._bases[profile]

    def _base(self, profile: Profile) -> Base:
        worth = {key: self._worth_to(profile, index) for key, index in self._examples.items()}
        scores = [points + worth[key] for points, key in zip(self._open(away=profile.away), self._keys, strict=True)]
        # A stable sort leaves those of one score in the order of their ids.
        return Base(scores, sorted(range(len(scores)), key=scores.__getitem__, reverse=True))

    def _worth_to(self, profile: Profile, index: int) -> float:
        traits = self.catalogue.entries[index].traits
        if traits.is_policy or not profile.can_use(traits, is_open=index in self.opened and profile.reads):
            return NO_USE
        return sum(term.points for term in profile.terms(traits, self.catalogue.weights))

    def _open(self, *, away: bool) -> Sequence[float]:
        """The points of courses that are open to anybody: not forbidden here, and not waiting for another course."""
        if away not in self._opens:
            entries = self.catalogue.entries
            self._opens[away] = [
                points if index in self.alive and not entries[index].facts.prerequisites else NO_USE
                for index, points in enumerate(self.points(away=away))
            ]
        return self._opens[away]

    @cached_property
    def _keys(self) -> Sequence[int]:
        """By course, a number that is the same where profiles make no difference between courses of this place."""
        return [2 * kind + (index in self.opened) for index, kind in enumerate(self.catalogue.kinds)]

    @cached_property
    def _examples(self) -> Mapping[int, int]:
        return {key: index for index, key in enumerate(self._keys)}

    def points(self, *, away: bool) -> Sequence[float]:
        """What the place says of each course, for those at home and those away."""
        if away not in self._points:
            quality = self.catalogue.quality(self.month)
            self._points[away] = [quality[index] + self._added(index, away) for index in range(len(quality))]
        return self._points[away]

    def _added(self, index: int, away: bool) -> float:
        place = self._place_term(index, away)
        shared = self.shared_terms.get(index, ())
        return (place.points if place else 0.0) + sum(term.points for term in shared)

    def _place_term(self, index: int, away: bool) -> Term | None:
        """For the trade of the place, or because it has something to sell: where both hold, the one that says more."""
        trade = self.trade_terms.get(index)
        if trade and away:
            trade = Term(trade.points * self.catalogue.weights.place_when_away, trade.reason)
        selling = self.selling if self.catalogue.entries[index].traits.sells else None
        if trade and selling:
            return max(trade, selling, key=lambda term: term.points)
        return trade or selling

    def terms(self, index: int, profile: Profile) -> Iterable[Term]:
        """The same as terms, for a course that is to be explained."""
        entry, w = self.catalogue.entries[index], self.catalogue.weights
        place = self._place_term(index, profile.away)
        if place:
            yield place
        yield from self.shared_terms.get(index, ())
        yield from self.catalogue.default_terms(index, self.month)
        yield from profile.terms(entry.traits, w)

    def layer(self, kind: ReasonKind, nodes: tuple[Node, ...], *, away: bool) -> Mapping[int, Term]:
        """The best term of each course for what a household lives from, wishes for, or asked about."""
        key = (kind, nodes, away)
        if key not in self._layers:
            if len(self._layers) >= MOST_KEPT:
                self._layers.clear()
            self._layers[key] = self._layer(kind, nodes, away)
        return self._layers[key]

    def goods(self, *, away: bool) -> Mapping[int, Term]:
        """What courses on selling gain where the household has goods of its own, so that they count fully anywhere."""
        if away not in self._goods:
            self._goods[away] = self._goods_of(away)
        return self._goods[away]

    def _goods_of(self, away: bool) -> Mapping[int, Term]:
        terms = {}
        for index in self.catalogue.selling:
            place = self._place_term(index, away)
            points = self.catalogue.weights.ecommerce - (place.points if place else 0.0)
            if points > 0:
                terms[index] = Term(points, Reason(ReasonKind.ECOMMERCE))
        return terms

    def _layer(self, kind: ReasonKind, nodes: tuple[Node, ...], away: bool) -> Mapping[int, Term]:
        w, seasons = self.catalogue.weights, self.catalogue.seasons(self.month)
        base, season = _own_points(kind, away, w)
        found: dict[int, list[Term]] = {}
        for node in nodes:
            for index, kin in self.catalogue.near(node).items():
                entry = self.catalogue.entries[index]
                near, due = seasons[index]
                full = base + season * near
                if kind == ReasonKind.WISH:
                    full *= w.step_of_wish ** (entry.traits.level - 1)
                reason = Reason(kind, work=entry.task, month=due, close=kin.close)
                found.setdefault(index, []).append(Term(kin.strength * full, reason))
        best = ((index, best_term(terms)) for index, terms in found.items())
        return {index: term for index, term in best if term}


class _Shared:
    """Terms that staff and experience add, by course."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.terms: dict[int, list[Term]] = {}

    def add_desk(self, desk: Desk) -> None:
        w = self.catalogue.weights
        for rank, course_id in enumerate(desk.pinned):
            if course_id in self.catalogue.places:
                reason = Reason(ReasonKind.PINNED, place=desk.who_pinned(rank))
                self._add(self.catalogue.places[course_id], Term(w.pinned - rank, reason))
        found: dict[int, list[Term]] = {}
        for opening in desk.openings:
            for index, term in self._opening_terms(opening):
                found.setdefault(index, []).append(term)
        for index, terms in found.items():
            best = best_term(terms)
            if best:
                self._add(index, best)

    def _opening_terms(self, opening: Opening) -> Iterable[tuple[int, Term]]:
        w = self.catalogue.weights
        reason = Reason(ReasonKind.OPENING, place=opening.employer, product=opening.industry)
        for index, kin in self.catalogue.near(self.catalogue.words.node_of(opening.industry)).items():
            if not kin.close:
                yield index, Term(w.opening * kin.strength, reason)

    def add_learned(self, learned: Mapping[CourseId, float]) -> None:
        for course_id, shift in learned.items():
            index = self.catalogue.places.get(course_id)
            if index is not None and shift:
                points = self.catalogue.weights.learned * max(-1.0, min(1.0, shift))
                self._add(index, Term(points, Reason(ReasonKind.LEARNED)))

    def add_common(self) -> None:
        for index, entry in enumerate(self.catalogue.entries):
            if not (entry.traits.sells or COMMON_CODES.isdisjoint(entry.facts.industry_codes)):
                self._add(index, Term(self.catalogue.weights.common, Reason(ReasonKind.COMMON)))

    def _add(self, index: int, term: Term) -> None:
        self.terms.setdefault(index, []).append(term)


def _known(catalogue: Catalogue, trades: Iterable[Trade], bans: Sequence[Node]) -> Sequence[Known]:
    """The trades with some weight that are not forbidden; what may not be kept is not there to be sold either."""
    known = [
        Known(trade, trade_node(trade.industry_code, trade.product, catalogue.words))
        for trade in trades
        if trade.weight > 0
    ]
    return [one for one in known if not any(trade_is_under(one.node, ban) for ban in bans)]


def _alive(catalogue: Catalogue, desk: Desk, bans: Sequence[Node]) -> frozenset[int]:
    banned = frozenset[int]().union(*(catalogue.under(ban) for ban in bans))
    held = (catalogue.places[course] for course in desk.held if course in catalogue.places)
    return frozenset(range(len(catalogue.entries))).difference(banned, held)


def _trade_terms(catalogue: Catalogue, known: Sequence[Known], month: int) -> tuple[Mapping[int, Term], frozenset[int]]:
    """The best term of each course over all trades, and the courses that are on a trade itself."""
    w = catalogue.weights
    found: dict[int, list[Term]] = {}
    opened = set()
    for one in known:
        for index, kin in catalogue.near(one.node).items():
            entry = catalogue.entries[index]
            months = entry.season or season_of(entry.facts, one.trade.months)
            full = w.place_trade + w.place_season * nearness(months, month, w)
            reason = _trade_reason(one, due_month(months, month), entry.task, kin.close)
            found.setdefault(index, []).append(Term(kin.strength * reach(one.trade, w) * full, reason))
            if entry.traits.level == HIGHEST_LEVEL and _is_opened(catalogue, index, kin):
                opened.add(index)
    best = ((index, best_term(terms)) for index, terms in found.items())
    return {index: term for index, term in best if term}, frozenset(opened)


def _is_opened(catalogue: Catalogue, index: int, kin: Kinship) -> bool:
    """Whether a trade makes an advanced course fit: the thing itself, or its craft where there is nothing below."""
    in_craft = kin.strength >= ONE_CRAFT and not kin.close
    return kin.strength >= SAME_TRADE or (in_craft and catalogue.leads_alone(index))


def _own_points(kind: ReasonKind, away: bool, w: Weights) -> tuple[float, float]:
    """Points out of season, and what the season adds."""
    if kind == ReasonKind.OWN_TRADE:
        # Who works elsewhere has little time for the trade at home.
        share = w.place_when_away if away else 1.0
        return w.own_trade * share, w.own_season * share
    return (w.wish, w.wish_season) if kind == ReasonKind.WISH else (w.asked, 0.0)


def _trade_reason(one: Known, due: int | None, task: str, close: bool) -> Reason:
    way = way_of(one.node)
    return Reason(
        PLACE_KINDS[one.trade.origin],
        place=one.trade.place_name,
        product=spoken_name(one.trade, one.node, way),
        work=task,
        month=due,
        close=close,
        way=way,
    )


def way_of(node: Node) -> Way:
    return WAYS.get(node.code[:2], Way.LIVE)


def spoken_name(trade: Trade, node: Node, way: Way) -> str:
    """The name without the verb that the sentence brings: 猪 of 养猪."""
    name = trade.shown_name or ("" if node.name.isdigit() else node.name)
    bare = name[1:] if len(name) > 1 and name[0] in "养种" and way in (Way.RAISE, Way.GROW) else name
    return bare.removesuffix("养殖").removesuffix("种植") or bare


def reach(trade: Trade, w: Weights) -> float:
    """How much a trade of the place means to its people, 0 to 1."""
    origin = {Origin.VILLAGE: w.village, Origin.TOWNSHIP: w.township, Origin.COUNTY: w.county}[trade.origin]
    return origin * (w.least_trade + (1 - w.least_trade) * min(trade.weight, 1.0))


def is_sellable(node: Node) -> bool:
    return node.code[:2] in SELLABLE or not node.code


def _selling(known: Sequence[Known], month: int, w: Weights) -> Term | None:
    """What courses on selling get: most where something is being harvested; less than nothing without goods."""
    terms = []
    for one in known:
        if is_sellable(one.node):
            due = due_month(one.node.months, month) if one.node.months else None
            points = w.ecommerce * reach(one.trade, w) + (w.harvest if due else 0.0)
            name = spoken_name(one.trade, one.node, way_of(one.node))
            reason = Reason(ReasonKind.ECOMMERCE, place=one.trade.place_name, product=name, month=due)
            terms.append(Term(points, reason))
    best = best_term(terms)
    if not known:
        return Term(w.common, Reason(ReasonKind.COMMON))
    if best or any(one.node.code[:2] in FOUND_ONLINE for one in known):
        return best
    return Term(w.nothing_to_sell, Reason(ReasonKind.NOTHING_TO_SELL))
