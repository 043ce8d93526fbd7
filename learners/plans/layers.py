"""What one consideration adds to many courses: points for all of them, a term only for those that are explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from learners.plans.catalogue import Catalogue
from learners.plans.facts import Opening
from learners.plans.lexicon import Node
from learners.plans.reasons import Reason, ReasonKind, Term, best_term
from learners.plans.weights import Weights

Points = Mapping[int, float]


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """points: by the index of the course. term: the term behind them, for an index among them."""

    points: Points
    term: Callable[[int], Term]

    @classmethod
    def of(cls, terms: Mapping[int, Term]) -> Layer:
        return cls({index: term.points for index, term in terms.items()}, terms.__getitem__)

    @classmethod
    def same(cls, courses: Iterable[int], points: float, kind: ReasonKind) -> Layer:
        """The same for each of these courses."""
        return cls.of(dict.fromkeys(courses, Term(points, Reason(kind))))


def highest(some: Iterable[Points]) -> Points:
    """The most that any of them gives to a course."""
    found: dict[int, float] = {}
    for points in some:
        for index, more in points.items():
            if more > found.get(index, 0.0):
                found[index] = more
    return found


def meant_layer(catalogue: Catalogue, kind: ReasonKind, nodes: Sequence[Node], month: int, *, away: bool) -> Layer:
    """For what a household lives from or wishes for, or a person asked about: of several the best counts."""
    base, season = _own_points(kind, away, catalogue.weights)

    def points_of(node: Node) -> Points:
        return catalogue.kept(
            (kind, away, node.path, month), lambda: _meant_points(catalogue, kind, node, month, base, season)
        )

    def reason(index: int, node: Node) -> Reason:
        kin, due = catalogue.near(node)[index], catalogue.seasons(month)[index][1]
        return Reason(kind, work=catalogue.entries[index].task, month=due, close=kin.close, far=kin.far)

    def term(index: int) -> Term:
        found = [Term(points_of(node)[index], reason(index, node)) for node in nodes if index in points_of(node)]
        best = best_term(found)
        assert best is not None
        return best

    return Layer(highest(points_of(node) for node in nodes), term)


def _meant_points(catalogue: Catalogue, kind: ReasonKind, node: Node, month: int, base: float, season: float) -> Points:
    w, seasons = catalogue.weights, catalogue.seasons(month)
    step = w.step_of_wish if kind == ReasonKind.WISH else 1.0
    return {
        index: kin.strength * (base + season * seasons[index][0]) * step ** (catalogue.entries[index].traits.level - 1)
        for index, kin in catalogue.near(node).items()
    }


def _own_points(kind: ReasonKind, away: bool, w: Weights) -> tuple[float, float]:
    """Points out of season, and what the season adds."""
    if kind == ReasonKind.OWN_TRADE:
        # Who works elsewhere has little time for the trade at home.
        share = w.place_when_away if away else 1.0
        return w.own_trade * share, w.own_season * share
    return (w.wish, w.wish_season) if kind == ReasonKind.WISH else (w.asked, 0.0)


def opening_layer(catalogue: Catalogue, openings: Sequence[Opening]) -> Layer:
    """For the work that employers take people for; a relative of it is not the work."""
    full = catalogue.weights.opening
    asked = [(one, catalogue.near_itself(catalogue.words.node_of(one.industry))) for one in openings]

    def term(index: int) -> Term:
        best = best_term(
            Term(full * near[index], Reason(ReasonKind.OPENING, place=one.employer, product=one.industry))
            for one, near in asked
            if index in near
        )
        assert best is not None
        return best

    best = highest(near for _one, near in asked)
    return Layer({index: full * strength for index, strength in best.items()}, term)
