"""Whether a list of offers is what a case expects, and how good it is by the usual measures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bench.cases.reading import Case, Question, question_of
from learners.plans.catalogue import Catalogue
from learners.plans.place import Place
from learners.plans.recommend import Offer, offers_in

FIRST = 3


def offers_of(question: Question, catalogue: Catalogue, n: int = FIRST) -> tuple[Offer, ...]:
    return offers_in(Place.of(catalogue, question.trades, question.month, question.desk), question.learner, n=n)


def broken_expectations(case: Case, catalogue: Catalogue) -> list[str]:
    """What a case expects and does not get, in words; empty when all holds."""
    offers = offers_of(question_of(case), catalogue, len(catalogue.entries))
    broken = broken_order(case, [str(offer.course_id) for offer in offers])
    if "reason" in case and offers[0].reason.kind != case["reason"]:
        broken.append(f"the first reason is {offers[0].reason}")
    return broken


def broken_order(case: Mapping[str, Any], order: Sequence[str]) -> list[str]:
    first = list(order[:FIRST])
    broken = [f"{i} is missing from {first}" for i in case.get("top3_all") or [] if i not in first]
    if case.get("top3_any") and not set(case["top3_any"]) & set(first):
        broken.append(f"none of {case['top3_any']} is in {first}")
    broken += [f"{i} is in {first}" for i in case.get("never") or [] if i in first]
    broken += [f"{i} is offered at all" for i in case.get("unusable") or [] if i in order]
    pairs = case.get("before") or []
    broken += [f"{a} does not come before {b}" for a, b in pairs if not comes_before(order, a, b)]
    return broken


def comes_before(order: Sequence[str], a: str, b: str) -> bool:
    return a in order and (b not in order or order.index(a) < order.index(b))


def wanted(case: Case) -> dict[str, float]:
    """How much each course is wanted in the first three: 2 for what must be there, 1 for what may."""
    any_of = dict.fromkeys(case.get("top3_any") or [], 1.0)
    return any_of | dict.fromkeys(case.get("top3_all") or [], 2.0)


def ndcg(order: Sequence[str], gains: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain of the first three, 0 to 1."""
    best = sorted(gains.values(), reverse=True)[:FIRST]
    return _dcg([gains.get(one, 0.0) for one in order[:FIRST]]) / _dcg(best)


def _dcg(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def hit(order: Sequence[str], gains: Mapping[str, float]) -> bool:
    return any(gains.get(one, 0.0) > 0 for one in order[:FIRST])
