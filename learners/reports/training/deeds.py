"""What a person adds to the training figures of every period there is, from a few facts. Knows no database.

A deed is one course or one class. It counts in the village where its person lived on the last day of the period.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from learners.reports.months import FOREVER
from learners.reports.standing import GRAINS

ANY = ""
"""Stands for deeds of every kind."""

ONLINE = "online"
"""The kind of a course; classes have kinds of their own."""

FACE_TO_FACE = "class"
"""Stands for classes of every kind."""

AGES_FROM = (16, 30, 40, 50, 60)
AGE_BANDS = ("0", *(str(years) for years in AGES_FROM))
"""Each named by its lowest age."""

MONTHS_UNTIL_EMPLOYED = (3, 6, 12)

MEASURES = (
    "begun",  # person-times begun in the period
    "ended",  # of these, completed by its end
    "times",  # person-times completed in the period
    "persons",  # who completed something in it
    "hours",  # person-hours of the classes completed in it
    "certificates",
    "employed_3",
    "employed_6",
    "employed_12",
    "training_fen",
    "meals_fen",
    "transport_fen",
)
SUBSIDIES = {"training": "training_fen", "meals": "meals_fen", "transport": "transport_fen"}

BEGUN, ENDED, TIMES, PERSONS, HOURS, CERTIFICATES, EMPLOYED = range(7)
PLACE_OF_SUBSIDY = {what: MEASURES.index(name) for what, name in SUBSIDIES.items()}

Vector = tuple[int, ...]
"""In the order of MEASURES."""

RowKey = tuple[str, str, int]
"""Village, grain, first month."""


class Deed(NamedTuple):
    """Months; `kind` is ONLINE or that of a class."""

    kind: str
    begun: int
    completed: int = FOREVER
    hours: int = 0


class Work(NamedTuple):
    """A job or trade of their own: the month it began, and the one in which somebody verified it."""

    since: int
    verified: int


class Place(NamedTuple):
    """Where a person lived at the end of the months from `month` and before `until`, and in what household."""

    month: int
    until: int
    village: str
    household: int
    cause: str = ""
    category: str = ""
    monitored: str = ""
    lacking: bool = False


class Facts(NamedTuple):
    """`turns` are the months in which the person reaches AGES_FROM; the rest are lists of what happened, by month."""

    sex: str
    turns: tuple[int, ...]
    deeds: tuple[Deed, ...] = ()
    works: tuple[Work, ...] = ()
    certificates: tuple[tuple[int, str], ...] = ()  # month and kind
    subsidies: tuple[tuple[int, str, int], ...] = ()  # month, what for, fen

    @property
    def width(self) -> int:
        """How many of MEASURES can be anything: with nothing but deeds those up to the hours."""
        return len(MEASURES) if self.works or self.certificates or self.subsidies else HOURS + 1

    @property
    def empty(self) -> bool:
        return not (self.deeds or self.certificates or self.subsidies)

    def age_band(self, month: int) -> str:
        """On the last day of the month."""
        return AGE_BANDS[bisect_right(self.turns, month)]


def figures(facts: Facts, first: int, last: int) -> dict[str, list[int]]:
    """By kind, for FACE_TO_FACE and for ANY, what the person adds to a period of these months.

    Vectors, from their beginning as long as there is anything to count.
    """
    found: dict[str, list[int]] = {}
    completed: dict[str, int] = {}
    width = facts.width
    for deed in facts.deeds:
        if first <= deed[1] <= last or first <= deed[2] <= last:
            _count(found, completed, deed, first, last, width)
    for month, kind in facts.certificates:
        if first <= month <= last:
            for of in counted_under(kind):
                found.setdefault(of, [0] * width)[CERTIFICATES] += 1
    for month, subsidy, fen in facts.subsidies:
        if first <= month <= last:
            found.setdefault(ANY, [0] * width)[PLACE_OF_SUBSIDY[subsidy]] += fen
    if facts.works:
        for of, month in completed.items():
            _employ(found[of], facts.works, month)
    return found


def _count(
    found: dict[str, list[int]], completed: dict[str, int], deed: Deed, first: int, last: int, width: int
) -> None:
    """`completed` is by kind the month of the last completion."""
    kind, begun, done, hours = deed
    for of in counted_under(kind):
        vector = found.get(of)
        if vector is None:
            vector = found[of] = [0] * width
        if first <= begun <= last:
            vector[BEGUN] += 1
            vector[ENDED] += done <= last
        if first <= done <= last:
            vector[TIMES] += 1
            vector[PERSONS] = 1
            vector[HOURS] += hours
            completed[of] = max(completed.get(of, done), done)


@lru_cache
def counted_under(kind: str) -> tuple[str, ...]:
    return (ANY, kind) if kind == ONLINE else (ANY, FACE_TO_FACE, kind)


def _employ(vector: list[int], works: Sequence[Work], completed: int) -> None:
    """Whether they worked so many months after, as was verified after the completion."""
    after = [work.since for work in works if work.verified >= completed]
    for place, months in enumerate(MONTHS_UNTIL_EMPLOYED, EMPLOYED):
        vector[place] = int(any(since <= completed + months for since in after))


def contributions(facts: Facts, places: Sequence[Place]) -> Iterator[tuple[RowKey, str, list[int]]]:
    """To the cuts of the counters of villages; `places` without a gap, in order."""
    happened = _months(facts)
    for grain, months in GRAINS.items():
        for first in {month // months * months for month in happened}:
            last = first + months - 1
            place = place_at(places, last)
            row = (place.village, grain, first)
            for kind, vector in figures(facts, first, last).items():
                for cut in cuts(facts, place, kind, last):
                    yield row, cut, vector


BY_PERSON, BY_HOUSEHOLD = "person", "household"
CUT_COLUMNS = {
    BY_PERSON: ("cut", "kind", "sex", "age"),
    BY_HOUSEHOLD: ("cut", "cause", "category", "monitored", "lacking"),
}


def cuts(facts: Facts, place: Place, kind: str, last: int) -> list[str]:
    """What a vector is counted under: kind, sex and age, and for all kinds together the traits of the household."""
    person = f"{BY_PERSON}/{kind}/{facts.sex}/{facts.age_band(last)}"
    if kind != ANY:
        return [person]
    traits = f"{place.cause}/{place.category}/{place.monitored}/{place.lacking:d}"
    return [person, f"{BY_HOUSEHOLD}/{traits}"]


@lru_cache(maxsize=4096)
def cut_said(cut: str) -> dict[str, str | bool]:
    """The columns of a cut (CUT_COLUMNS); `lacking` is a bool."""
    values = cut.split("/")
    said: dict[str, str | bool] = dict(zip(CUT_COLUMNS[values[0]], values, strict=True))
    return said | {"lacking": said["lacking"] == "1"} if "lacking" in said else said


def place_at(places: Sequence[Place], month: int) -> Place:
    if len(places) == 1:
        return places[0]
    return next(place for place in reversed(places) if place.month <= month)


def _months(facts: Facts) -> set[int]:
    """In which something happened."""
    found = {month for deed in facts.deeds for month in deed[1:3]}
    found.update(month for month, _kind in facts.certificates)
    found.update(month for month, _subsidy, _fen in facts.subsidies)
    found.discard(FOREVER)
    return found
