"""`make bench-match [CASES=file.jsonl] [COURSES=file.csv]`: do the offers please an experienced village cadre?

Named cases with what must be offered and what must not (all of `bench/cases` where none are given), and a simulated
county with known tastes. Beside it stand three simple ways to choose, on the same cases and the same county: what is
most watched, what has the same industry code, and chance.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cases import judging, reading
from bench.cases.reading import Case, Question
from bench.county import County, simulate
from learners.plans.catalogue import Catalogue
from learners.plans.lexicon import lexicon
from learners.plans.matching import trade_node

ROOT = Path(__file__).resolve().parent.parent
COURSES = ROOT.parent / "shared" / "data" / "courses.csv"
Order = Sequence[str]
Chooser = Callable[[Question, Catalogue], Order]
Asked = tuple[Question, Catalogue, Mapping[str, float]]


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read_cases() -> list[dict[str, Any]]:
    named = os.environ.get("CASES")
    paths = [Path(named)] if named else sorted(reading.HERE.glob("*_cases.jsonl"))
    return [case for path in paths for case in reading.read_lines(path)]


def ours(question: Question, catalogue: Catalogue) -> Order:
    return [str(offer.course_id) for offer in judging.offers_of(question, catalogue, len(catalogue.entries))]


def unfinished(question: Question, catalogue: Catalogue) -> list[str]:
    done = question.learner.history.done
    return [str(entry.facts.id) for entry in catalogue.entries if entry.facts.id not in done]


def most_watched(watched: Counter[str]) -> Chooser:
    def choose(question: Question, catalogue: Catalogue) -> Order:
        return sorted(unfinished(question, catalogue), key=lambda one: (-watched[one], one))

    return choose


def same_code(question: Question, catalogue: Catalogue) -> Order:
    """Courses with the very code of a trade, those of the heaviest trade first; the others after them."""
    weights: dict[str, float] = {}
    for trade in question.trades:
        code = trade_node(trade.industry_code, trade.product, lexicon()).code
        weights[code] = max(weights.get(code, 0.0), trade.weight)
    codes = {str(entry.facts.id): entry.facts.industry_codes for entry in catalogue.entries}

    def place(course_id: str) -> tuple[float, str]:
        return -max((weights.get(code, 0.0) for code in codes[course_id]), default=0.0), course_id

    return sorted(unfinished(question, catalogue), key=place)


def at_random(question: Question, catalogue: Catalogue) -> Order:
    """By chance, the same for the same question."""
    order = unfinished(question, catalogue)
    random.Random(repr((question.trades, question.month, question.learner.person))).shuffle(order)
    return order


def judge(cases: Iterable[tuple[Case, Question, Catalogue]], choose: Chooser) -> dict[str, Any]:
    broken = {}
    asked: list[Asked] = []
    names: Counter[str] = Counter()
    for case, question, catalogue in cases:
        order = choose(question, catalogue)
        faults = judging.broken_order(case, order)
        if choose is ours and case.get("reason"):
            faults = judging.broken_expectations(case, catalogue)
        name = str(case.get("name") or "unnamed")
        names[name] += 1
        if faults:
            broken[name if names[name] == 1 else f"{name} ({names[name]})"] = faults
        gains = judging.wanted(case)
        if gains:
            asked.append((question, catalogue, gains))
    passed = sum(names.values()) - len(broken)
    failures = [f"{name}: {'; '.join(faults)}" for name, faults in broken.items()]
    return {"passed": passed, "failed": len(broken), "failures": failures} | measure(asked, choose)


def measure(asked: Sequence[Asked], choose: Chooser) -> dict[str, float]:
    orders = [(choose(question, catalogue), gains) for question, catalogue, gains in asked]
    if not orders:
        return {"ndcg3": 0.0, "hit3": 0.0}
    return {
        "ndcg3": round(statistics.fmean(judging.ndcg(order, gains) for order, gains in orders), 4),
        "hit3": round(statistics.fmean(judging.hit(order, gains) for order, gains in orders), 4),
    }


def run(cases: Sequence[Case], catalogue: Catalogue, extended: Catalogue, county: County) -> dict[str, Any]:
    read = [(case, reading.question_of(case), extended if case.get("extra") else catalogue) for case in cases]
    baselines = {"most_watched": most_watched(county.watched), "same_code": same_code, "random": at_random}
    villagers = [(one.question, catalogue, one.gains) for one in county.villagers]
    result = judge(read, ours)
    for name, choose in baselines.items():
        result[name] = {key: value for key, value in judge(read, choose).items() if key != "failures"}
    simulated: dict[str, Any] = {"persons": len(villagers), **measure(villagers, ours)}
    return result | {"simulated": simulated | {name: measure(villagers, one) for name, one in baselines.items()}}


def main() -> int:
    path = Path(os.environ.get("COURSES") or COURSES)
    if not path.exists():
        raise SystemExit(f"No courses in {path}: set COURSES to a file of courses")
    courses = reading.read_courses(path)
    known = {str(course.id) for course in courses}
    extra = [course for course in reading.extra_courses() if course.id not in known]
    remark(f"{len(courses)} courses; a simulated county")
    result = run(read_cases(), Catalogue.of(courses), Catalogue.of([*courses, *extra]), simulate(courses))
    for failure in result["failures"]:
        remark(f"FAILED {failure}")
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
