"""A simulated county with known tastes: what each person would in truth like to learn, and what the register knows.

The truth comes from `cases/tastes.toml`; matching sees only what a register holds: the trades of the village with
rough weights, for half of the households their own trade, for few a wish. A fifth of the households live from
something that was never entered anywhere.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.cases.reading import HERE, Question
from learners.plans.facts import CourseFacts, Desk, History, HouseholdFacts, Learner, Origin, PersonFacts, Trade
from learners.plans.matching import MONTHS, season_of
from learners.plans.traits import Strain, traits_of

SEED = 20260301
VILLAGES, PERSONS = 24, 40
# How much of a taste is left by the months until the work falls due.
LEFT = {0: 1.0, 1: 1.0, 2: 0.6, 3: 0.5}
LEFT_LATER = 0.3
AT_ANY_TIME = 0.8
WANTED = 1.2


@dataclass(frozen=True)
class Villager:
    """What the register knows as a question, and in truth how much each course is wanted."""

    question: Question
    gains: Mapping[str, float]


@dataclass
class County:
    villagers: list[Villager] = field(default_factory=list)
    watched: Counter[str] = field(default_factory=Counter)


def simulate(courses: Sequence[CourseFacts], seed: int = SEED) -> County:
    """The same county for the same seed."""
    chance = random.Random(seed)
    tastes = tomllib.loads((HERE / "tastes.toml").read_text(encoding="utf-8"))["trades"]
    county = County()
    for number in range(VILLAGES):
        true_mix = {name: chance.uniform(0.2, 1.0) for name in chance.sample(sorted(tastes), chance.randint(2, 4))}
        trades = _entered(true_mix, f"第{number + 1}村", chance)
        for _person in range(PERSONS):
            villager = _villager(true_mix, trades, tastes, courses, chance)
            if villager.gains:
                county.villagers.append(villager)
                county.watched.update(_watched(villager, chance))
    return county


def _entered(true_mix: Mapping[str, float], place: str, chance: random.Random) -> list[Trade]:
    """What the village cadre wrote down: rough weights, and now and then a trade forgotten."""
    known = [name for name in true_mix if chance.random() < 0.9]
    return [
        Trade("", name, round(min(1.0, max(0.1, true_mix[name] + chance.uniform(-0.3, 0.3))), 1), Origin.VILLAGE, place)
        for name in known
        if name != "外出务工"
    ]


def _villager(
    true_mix: Mapping[str, float],
    trades: Sequence[Trade],
    tastes: Mapping[str, Mapping[str, float]],
    courses: Sequence[CourseFacts],
    chance: random.Random,
) -> Villager:
    mix = dict.fromkeys(tastes, 1.0) if chance.random() < 0.2 else true_mix
    lives_from = chance.choices(sorted(mix), [mix[name] for name in sorted(mix)], k=chance.choice((1, 1, 2)))
    person = PersonFacts(
        age=chance.randint(18, 72),
        education=chance.choice(("illiterate", "primary", "primary", "junior", "junior", "senior")),
        labour=chance.choice(("ordinary", "ordinary", "ordinary", "skilled", "semi", "lost")),
        away="外出务工" in lives_from,
    )
    at_home = tuple(name for name in dict.fromkeys(lives_from) if name != "外出务工")
    household = HouseholdFacts(
        own_industry_codes=at_home if chance.random() < 0.5 else (),
        wishes=(chance.choice(at_home),) if at_home and chance.random() < 0.15 else (),
    )
    month = chance.randint(1, MONTHS)
    done = frozenset(str(course.id) for course in courses if chance.random() < 0.03)
    question = Question(trades, Learner(household, person, History(done=done)), month, Desk())
    wants = {course_id: 0.0 for name in lives_from for course_id in tastes[name]}
    for name in lives_from:
        wants = {one: max(grade, tastes[name].get(one, 0.0)) for one, grade in wants.items()}
    return Villager(question, _gains(wants, courses, person, month, done))


def _gains(
    wants: Mapping[str, float],
    courses: Sequence[CourseFacts],
    person: PersonFacts,
    month: int,
    done: frozenset[str],
) -> Mapping[str, float]:
    """Wants that are left by the season, for what is not finished and not too hard for the body."""
    gains = {}
    for course in courses:
        grade = wants.get(str(course.id), 0.0) * _left(course, month)
        too_hard = person.labour == "lost" and traits_of(course).strain == Strain.HEAVY
        if grade >= WANTED and not too_hard and course.id not in done:
            gains[str(course.id)] = grade
    return gains


def _left(course: CourseFacts, month: int) -> float:
    months = season_of(course)
    if not months:
        return AT_ANY_TIME
    return LEFT.get(min((one - month) % MONTHS for one in months), LEFT_LATER)


def _watched(villager: Villager, chance: random.Random) -> list[str]:
    """What people look at by themselves: mostly what they want."""
    wanted = sorted(villager.gains)
    return chance.choices(wanted, [villager.gains[one] for one in wanted], k=2)
