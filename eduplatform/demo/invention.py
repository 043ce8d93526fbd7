"""Draws from weights, invents names and gives out numbers; the same seed always gives the same."""

import datetime
import random
import tomllib
from collections.abc import Mapping
from typing import Any

from eduplatform.demo.population import DATA
from learners.people.id_numbers import check_character

# No province has area codes that begin with 99, so nobody can bear these numbers.
AREA = "990624"
# The numbering plan gives 154 to no operator, so nobody can be called. Not 1540: those are for signing in.
PHONE_START = 15_410_000_000
PHONES = 89_999_999


class Draw:
    """Chance with a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invents a village, guards nothing

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """Both ends included; `low` when they are the wrong way round."""
        return self._random.randint(low, max(low, high))

    def one_of(self, weights: Mapping[str, int]) -> str:
        return self._random.choices(list(weights), weights=list(weights.values()))[0]

    def span(self, weights: Mapping[str, int]) -> int:
        """A number from a drawn span such as `27-34`."""
        low, high = self.one_of(weights).split("-")
        return self.between(int(low), int(high))

    def character(self, characters: str) -> str:
        return self._random.choice(characters)

    def deck(self, weights: Mapping[str, int], size: int) -> list[str]:
        """Exactly `size` words in the proportions of the weights, shuffled."""
        total = sum(weights.values())
        exact = {word: weight * size / total for word, weight in weights.items()}
        counts = {word: int(share) for word, share in exact.items()}
        by_remainder = sorted(exact, key=lambda word: counts[word] - exact[word])
        for word in by_remainder[: size - sum(counts.values())]:
            counts[word] += 1
        cards = [word for word, count in counts.items() for _ in range(count)]
        self._random.shuffle(cards)
        return cards

    def birthday(self, age: int, on: datetime.date) -> datetime.date:
        """A day on which somebody was born who is `age` on the day `on`."""
        latest = on.replace(year=on.year - age)
        return latest - datetime.timedelta(days=self.between(0, 364))


class Numbers:
    """Gives every identity and phone number once."""

    def __init__(self, draw: Draw, seed: int) -> None:
        self._draw = draw
        self._given: set[str] = set()
        self._next_phone = seed

    def id_number(self, born_on: datetime.date, *, male: bool) -> str:
        while True:
            order = self._draw.between(0, 499) * 2 + male
            first_17 = f"{AREA}{born_on:%Y%m%d}{order:03d}"
            if first_17 not in self._given:
                self._given.add(first_17)
                return first_17 + check_character(first_17)

    def phone(self) -> str:
        # A step without a common divisor with the range visits every number before it repeats one.
        self._next_phone += 7_368_787
        return str(PHONE_START + self._next_phone % PHONES)


class Namer:
    """Invents names: a surname by its frequency, and given characters of the time of birth."""

    def __init__(self, draw: Draw) -> None:
        names = tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))
        self._draw = draw
        self._surnames: Mapping[str, int] = names["surnames"]
        self._given: list[dict[str, Any]] = names["given"]

    def surname(self) -> str:
        return self._draw.one_of(self._surnames)

    def given(self, born_on: datetime.date, *, male: bool) -> str:
        """Two characters, or sometimes one."""
        era = [given for given in self._given if given["from"] <= born_on.year][-1]
        sex = "male" if male else "female"
        second = self._draw.character(era[f"{sex}_second"])
        if self._draw.chance(0.12):
            return second
        first = self._draw.character(era[f"{sex}_first"])
        return first + (second if second != first else "")
