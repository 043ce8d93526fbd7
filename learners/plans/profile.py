"""What matters of a person for every course alike; few different ones in a village, so each is worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from learners.plans.facts import Learner
from learners.plans.reasons import Reason, ReasonKind, Term
from learners.plans.traits import Strain, Traits
from learners.plans.weights import Weights

WORKING_AGE = 16
HIRED_UNTIL = 60
OLD_AGE = 65
READS_UNTIL = 70
UNABLE = frozenset({"lost", "none"})
GOOD_SCHOOLING = frozenset({"senior", "college"})
CANNOT_READ = frozenset({"illiterate", "preschool"})
HIGHEST_LEVEL = 3

# What a household needs of a course, by the poverty cause of the register.
STRENGTH_CAUSES = frozenset({"illness", "disability", "labour"})
MONEY_CAUSES = frozenset({"funds", "disaster"})


class Ability(IntEnum):
    """For work with the body."""

    UNABLE = 0
    WEAK = 1
    ABLE = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """level: the highest that comes easily, 1 to 3. The lacks are those of the household."""

    level: int
    is_skilled: bool
    ability: Ability
    is_child: bool
    is_hired: bool
    reads: bool
    away: bool
    lacks_strength: bool
    lacks_land: bool
    lacks_money: bool
    lacks_water: bool

    @classmethod
    def of(cls, learner: Learner) -> Profile:
        person, causes = learner.person, learner.household.causes
        age = person.age
        is_skilled = person.labour == "skilled"
        schooled = is_skilled or person.education in GOOD_SCHOOLING
        return cls(
            level=min(1 + schooled + bool(learner.history.done), HIGHEST_LEVEL),
            is_skilled=is_skilled,
            ability=_ability(person.labour, age),
            is_child=age is not None and age < WORKING_AGE,
            is_hired=age is None or age < HIRED_UNTIL,
            reads=person.education not in CANNOT_READ and (age is None or age < READS_UNTIL),
            away=person.away,
            lacks_strength=not causes.isdisjoint(STRENGTH_CAUSES) or (learner.household.hands == 0 and not person.away),
            lacks_land="land" in causes,
            lacks_money=not causes.isdisjoint(MONEY_CAUSES),
            lacks_water="water" in causes,
        )

    def can_use(self, traits: Traits, *, is_open: bool) -> bool:
        """Whether a course is of any use. is_open: the advanced one is of a craft that the person has a hand in."""
        if self.is_child and traits.has_trade:
            return False
        if traits.strain == Strain.HEAVY and (self.ability == Ability.UNABLE or self.is_child):
            return False
        return traits.level < HIGHEST_LEVEL or self.is_skilled or is_open

    def terms(self, traits: Traits, w: Weights) -> Iterable[Term]:
        # Full for a course at the person's level or below, half for one step above, nothing for two.
        gap = max(traits.level - self.level, 0)
        yield Term(w.fit * max(0.0, 1 - gap / 2), Reason(ReasonKind.DEFAULT))
        yield from self._body_terms(traits, w)
        yield from self._need_terms(traits, w)
        if traits.sells and not self.reads:
            yield Term(w.hard_to_read, Reason(ReasonKind.READING))
        if self.away and traits.in_town and self.is_hired:
            yield Term(w.away, Reason(ReasonKind.AWAY))

    def _body_terms(self, traits: Traits, w: Weights) -> Iterable[Term]:
        strain = Reason(ReasonKind.STRAIN)
        if self.ability == Ability.UNABLE and traits.strain:
            yield Term(w.work_for_unable, strain)
        elif self.ability == Ability.WEAK and traits.strain:
            yield Term(w.heavy_for_weak if traits.strain == Strain.HEAVY else w.work_for_weak, strain)
        elif self.lacks_strength and traits.strain == Strain.HEAVY:
            yield Term(-w.need, strain)
        if traits.paid_work and not self.is_hired:
            yield Term(w.work_for_weak, strain)

    def _need_terms(self, traits: Traits, w: Weights) -> Iterable[Term]:
        needs_ease = self.lacks_strength + (2 if self.ability == Ability.UNABLE else 0)
        if needs_ease and traits.at_home and traits.strain == Strain.LIGHT:
            yield Term(w.need * needs_ease, Reason(ReasonKind.NO_STRENGTH))
        earns = traits.at_home or traits.paid_work
        if self.lacks_land and earns:
            yield Term(w.need, Reason(ReasonKind.NO_LAND))
        if self.lacks_money and earns:
            yield Term(w.need, Reason(ReasonKind.NO_MONEY))
        if (self.lacks_land and traits.needs_land) or (self.lacks_water and traits.needs_water):
            yield Term(-w.need, Reason(ReasonKind.LACK))


def _ability(labour: str, age: int | None) -> Ability:
    if labour in UNABLE:
        return Ability.UNABLE
    is_old = age is not None and age >= OLD_AGE
    return Ability.WEAK if labour == "semi" or is_old else Ability.ABLE
