"""Invents families: who lives together, how old they are, and what they are called."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from eduplatform.demo.invention import Draw, Namer
from eduplatform.demo.population import Population

YOUNGEST_MOTHER = 20
OLDEST_MOTHER = 42


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a family; `relation` is that to the head, in the register's words."""

    relation: str
    name: str
    is_man: bool
    age: int
    born_on: datetime.date


@dataclass(frozen=True, slots=True)
class _Head:
    is_man: bool
    age: int
    surname: str
    # The children's name: the husband's, whoever is head.
    family_name: str
    mother_age: int


class Family:
    """Puts families of a given size together."""

    def __init__(self, population: Population, draw: Draw, namer: Namer) -> None:
        self._population = population
        self._draw = draw
        self._namer = namer

    def of(self, *, size: int, head_is_man: bool, old: bool) -> tuple[Member, ...]:
        """The head first, then spouse, parents, children and grandchildren."""
        shares = self._population.shares
        age = self._head_age(size, old)
        has_spouse = size > 1 and (head_is_man or age < 60) and self._draw.chance(shares["spouse"])
        head = self._head(head_is_man, age)
        members = [self._member("户主", head.surname, head.is_man, head.age)]
        if has_spouse:
            members.append(self._spouse(head))
        while len(members) < size:
            members += self._next(head, members, size - len(members))
        return tuple(members)

    def _next(self, head: _Head, members: list[Member], places: int) -> list[Member]:
        """Parents, if they live and have not been thought of yet; then a son's family; then children."""
        taken = {member.relation for member in members}
        shares = self._population.shares
        if "之母" not in taken and not _children(members) and head.age < 62 and self._draw.chance(shares["mother"]):
            return list(self._parents(head, places))
        if "之儿媳" not in taken and head.age >= 47 and places >= 2 and self._draw.chance(shares["son_with_family"]):
            return list(self._sons_family(head, places))
        return [self._child(head)]

    def _head(self, is_man: bool, age: int) -> _Head:
        surname = self._namer.surname()
        family_name = surname if is_man else self._namer.surname()
        return _Head(is_man, age, surname, family_name, age - 2 if is_man else age)

    def _head_age(self, size: int, old: bool) -> int:
        if old:
            return self._draw.between(60, 84)
        if size == 1:
            return self._draw.span(self._population.head_ages_alone)
        age = self._draw.span(self._population.head_ages)
        # Large families need time to grow.
        return max(age, 26 + 2 * size)

    def _spouse(self, head: _Head) -> Member:
        age = head.age + (self._draw.between(-6, 2) if head.is_man else self._draw.between(-2, 6))
        surname = self._namer.surname() if head.is_man else head.family_name
        return self._member("配偶", surname, not head.is_man, max(22, age))

    def _parents(self, head: _Head, places: int) -> Iterator[Member]:
        mother = min(head.age + self._draw.between(20, 32), 92)
        yield self._member("之母", self._namer.surname(), False, mother)
        if places > 1 and self._draw.chance(self._population.shares["father_beside_mother"]):
            age = min(mother + self._draw.between(-1, 5), 93)
            yield self._member("之父", head.surname, True, age)

    def _sons_family(self, head: _Head, places: int) -> Iterator[Member]:
        son = min(head.mother_age - self._draw.between(21, 26), 55)
        yield self._member("之子", head.family_name, True, max(22, son))
        wife = max(21, son - self._draw.between(-1, 4))
        yield self._member("之儿媳", self._namer.surname(), False, wife)
        for _ in range(min(places - 2, self._draw.between(0, 2))):
            boy = self._draw.chance(0.52)
            age = self._draw.between(0, max(0, wife - YOUNGEST_MOTHER))
            yield self._member("之孙子" if boy else "之孙女", head.family_name, boy, age)

    def _child(self, head: _Head) -> Member:
        boy = self._draw.chance(self._population.shares["son_among_children"])
        youngest = max(0, head.mother_age - OLDEST_MOTHER)
        # Grown children have mostly left for households of their own.
        oldest = min(head.mother_age - YOUNGEST_MOTHER, 38)
        youngest = min(youngest, oldest)
        age = self._draw.between(youngest, oldest)
        if self._draw.chance(self._population.shares["child_rather_older"]):
            age = max(age, self._draw.between(youngest, oldest))
        return self._member("之子" if boy else "之女", head.family_name, boy, age)

    def _member(self, relation: str, surname: str, is_man: bool, age: int) -> Member:
        born_on = self._draw.birthday(age, self._population.reference_day)
        name = surname + self._namer.given(born_on, male=is_man)
        return Member(relation, name, is_man, age, born_on)


def _children(members: list[Member]) -> bool:
    return any(member.relation in ("之子", "之女") for member in members)
