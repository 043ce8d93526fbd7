"""One village in one month: what its trades, its season and its staff say of every course, worked out once."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import add

from learners.plans.catalogue import NO_USE, Catalogue
from learners.plans.facts import NO_DESK, CourseId, Desk, Origin, Trade
from learners.plans.layers import Layer, Points, opening_layer
from learners.plans.lexicon import Kinship, Node
from learners.plans.matching import deciding_months, due_month, trade_is_under, trade_node
from learners.plans.profile import Profile
from learners.plans.reasons import Reason, ReasonKind, Term, Way, best_term
from learners.plans.weights import Weights

# Farming, food and drink, cloth and clothing, leather and down, bamboo and wood goods, furniture, handicraft.
SELLABLE = frozenset({"01", "02", "03", "04", "05", "13", "14", "15", "17", "18", "19", "20", "21", "24"})
# Rural inns sell no goods, yet are found and booked through the phone.
FOUND_ONLINE = frozenset({"61", "62", "90"})

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

# What the names of goods end in, where the trade is called by what comes of it.
GOODS = tuple("蜜蛋奶乳肉毛绒油干粉丝")

# Kinds of person that are kept worked out; a long-lived process must not grow with them.
MOST_KEPT = 40
# Of the courses of a place, those that are put in order before anybody asks for more.
LOOKED_AT = 48


@dataclass(frozen=True, slots=True)
class Known:
    """A trade of the place with the product it stands for."""

    trade: Trade
    node: Node


@dataclass(eq=False)
class Base:
    """Scores by course before anything of a person's own, NO_USE where it is of none."""

    scores: Sequence[float]

    def best_first(self) -> Iterator[int]:
        """Courses of one score in the order of their ids. Hardly anybody looks behind the first."""
        yield from self._first
        yield from sorted(range(len(self.scores)), key=self.scores.__getitem__, reverse=True)[LOOKED_AT:]

    @cached_property
    def _first(self) -> Sequence[int]:
        return heapq.nlargest(LOOKED_AT, range(len(self.scores)), key=self.scores.__getitem__)


@dataclass(eq=False)
class Place:
    """Points of every course that do not depend on the person, and the terms they are made of.

    barred: the courses that staff forbid or hold back here. shared: what staff and experience add.
    """

    catalogue: Catalogue
    month: int
    trades: Sequence[Known]
    bans: Sequence[Node]
    barred: frozenset[int]
    trade_points: Points
    opened: frozenset[int]
    selling: Term | None
    shared: Sequence[Layer]
    _bases: dict[Profile, Base] = field(default_factory=dict)
    _open: dict[bool, Sequence[float]] = field(default_factory=dict)

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
        shared = [_pinned(catalogue, desk), opening_layer(catalogue, desk.openings), _learned(catalogue, learned or {})]
        if not known:
            shared.append(Layer.same(catalogue.common, catalogue.weights.common, ReasonKind.COMMON))
        return cls(
            catalogue,
            month,
            known,
            bans,
            _barred(catalogue, desk, bans),
            _trade_points(catalogue, known, month),
            frozenset[int]().union(*(catalogue.opened_by(one.node) for one in known)),
            _selling(known, month, catalogue.weights),
            [layer for layer in shared if layer.points],
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
        points, kinds = self._open_to_all(away=profile.away), self.catalogue.kinds
        worth = self.catalogue.worth_to(profile, is_open=False)
        scores = array("d", map(add, points, map(worth.__getitem__, kinds)))
        if profile.reads:
            worth = self.catalogue.worth_to(profile, is_open=True)
            for index in self.opened:
                scores[index] = points[index] + worth[kinds[index]]
        return Base(scores)

    def _open_to_all(self, *, away: bool) -> Sequence[float]:
        """The points of courses that are open to anybody: not forbidden here, and not waiting for another course."""
        if away not in self._open:
            points = self._points(away)
            for index in (*self.barred, *self.catalogue.waiting):
                points[index] = NO_USE
            self._open[away] = points
        return self._open[away]

    def _points(self, away: bool) -> array[float]:
        """What the place says of each course, for those at home and those away."""
        points = array("d", self.catalogue.quality(self.month))
        for some in (self._placed(away), *(layer.points for layer in self.shared)):
            for index, more in some.items():
                points[index] += more
        return points

    def points_of(self, index: int, *, away: bool) -> float:
        """The same for one course, be it barred or waiting."""
        placed = self._place_term(index, away)
        shared = sum(layer.points.get(index, 0.0) for layer in self.shared)
        return self.catalogue.quality(self.month)[index] + (placed.points if placed else 0.0) + shared

    def _placed(self, away: bool) -> Points:
        """For the trade of the place, or because it has something to sell: where both hold, the one that says more."""
        share = self.catalogue.weights.place_when_away if away else 1.0
        points = {index: more * share for index, more in self.trade_points.items()}
        if self.selling:
            for index in self.catalogue.selling:
                points[index] = max(points.get(index, NO_USE), self.selling.points)
        return points

    def _place_term(self, index: int, away: bool) -> Term | None:
        trade = self._trade_term(index) if index in self.trade_points else None
        if trade and away:
            trade = Term(trade.points * self.catalogue.weights.place_when_away, trade.reason)
        selling = self.selling if self.catalogue.entries[index].traits.sells else None
        if trade and selling:
            return max(trade, selling, key=lambda term: term.points)
        return trade or selling

    def _trade_term(self, index: int) -> Term | None:
        """The best over all trades."""
        catalogue, entry, found = self.catalogue, self.catalogue.entries[index], []
        for one in self.trades:
            worth = catalogue.worths(one.node, one.trade.months, self.month).get(index)
            if worth is not None:
                due = due_month(entry.season or deciding_months(one.trade.months), self.month)
                reason = _trade_reason(one, due, entry.task, catalogue.near(one.node)[index])
                found.append(Term(reach(one.trade, catalogue.weights) * worth, reason))
        return best_term(found)

    def terms(self, index: int, profile: Profile) -> Iterable[Term]:
        """The same as terms, for a course that is to be explained."""
        entry, w = self.catalogue.entries[index], self.catalogue.weights
        place = self._place_term(index, profile.away)
        if place:
            yield place
        yield from (layer.term(index) for layer in self.shared if index in layer.points)
        yield from self.catalogue.default_terms(index, self.month)
        yield from profile.terms(entry.traits, w)

    def goods(self, *, away: bool) -> Layer:
        """What courses on selling gain where the household has goods of its own, so that they count fully anywhere."""
        terms, full = {}, self.catalogue.weights.ecommerce
        for index in self.catalogue.selling:
            place = self._place_term(index, away)
            points = full - (place.points if place else 0.0)
            if points > 0:
                terms[index] = Term(points, Reason(ReasonKind.ECOMMERCE))
        return Layer.of(terms)


def _pinned(catalogue: Catalogue, desk: Desk) -> Layer:
    full = catalogue.weights.pinned
    return Layer.of(
        {
            catalogue.places[course]: Term(full - rank, Reason(ReasonKind.PINNED, place=desk.who_pinned(rank)))
            for rank, course in enumerate(desk.pinned)
            if course in catalogue.places
        }
    )


def _learned(catalogue: Catalogue, learned: Mapping[CourseId, float]) -> Layer:
    full, known = catalogue.weights.learned, catalogue.places
    points = {known[one]: full * max(-1.0, min(1.0, shift)) for one, shift in learned.items() if shift and one in known}
    return Layer(points, lambda index: Term(points[index], Reason(ReasonKind.LEARNED)))


def _known(catalogue: Catalogue, trades: Iterable[Trade], bans: Sequence[Node]) -> Sequence[Known]:
    """The trades with some weight that are not forbidden; what may not be kept is not there to be sold either."""
    known = [
        Known(trade, trade_node(trade.industry_code, trade.product, catalogue.words))
        for trade in trades
        if trade.weight > 0
    ]
    return [one for one in known if not any(trade_is_under(one.node, ban) for ban in bans)]


def _barred(catalogue: Catalogue, desk: Desk, bans: Sequence[Node]) -> frozenset[int]:
    held = frozenset(catalogue.places[course] for course in desk.held if course in catalogue.places)
    return held.union(*(catalogue.under(ban) for ban in bans))


def _trade_points(catalogue: Catalogue, known: Sequence[Known], month: int) -> Points:
    """What the best of all trades gives to each course."""
    found: dict[int, float] = {}
    for one in known:
        share = reach(one.trade, catalogue.weights)
        for index, worth in catalogue.worths(one.node, one.trade.months, month).items():
            points = share * worth
            if points > found.get(index, 0.0):
                found[index] = points
    return found


def _trade_reason(one: Known, due: int | None, task: str, kin: Kinship) -> Reason:
    way = way_of(one.node, one.trade.shown_name)
    return Reason(
        PLACE_KINDS[one.trade.origin],
        place=one.trade.place_name,
        product=spoken_name(one.trade, one.node, way),
        work=task,
        month=due,
        close=kin.close,
        way=way,
        far=kin.far,
    )


def way_of(node: Node, name: str) -> Way:
    """Nobody raises honey or grows tea oil: a name of the goods is what people live from."""
    way = WAYS.get(node.code[:2], Way.LIVE)
    return Way.LIVE if way in (Way.GROW, Way.RAISE) and name.endswith(GOODS) else way


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
            name = spoken_name(one.trade, one.node, way_of(one.node, one.trade.shown_name))
            reason = Reason(ReasonKind.ECOMMERCE, place=one.trade.place_name, product=name, month=due)
            terms.append(Term(points, reason))
    best = best_term(terms)
    if not known:
        return Term(w.common, Reason(ReasonKind.COMMON))
    if best or any(one.node.code[:2] in FOUND_ONLINE for one in known):
        return best
    return Term(w.nothing_to_sell, Reason(ReasonKind.NOTHING_TO_SELL))
