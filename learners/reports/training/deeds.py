"""What a person adds to the training figures of every period there is, from a few facts. Knows no database.

A deed is one course or one class. It counts in the village where its person lived on the last day of the period.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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

Vector = tuple[int, ...]
"""In the order of MEASURES."""

Key = tuple[str, str, int, str, str, str, str, str, str, str, bool]
"""Village, grain, first month, cut, kind, sex, age band, cause, category, monitored type, skill-lacking."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Months; `kind` is ONLINE or that of a class."""

    kind: str
    begun: int
    completed: int = FOREVER
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A job or trade of their own: the month it began, and the one in which somebody verified it."""

    since: int
    verified: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person lived at the end of the months from `month` and before `until`, and in what household."""

    month: int
    until: int
    village: str
    household: int
    cause: str = ""
    category: str = ""
    monitored: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """`turns` are the months in which the person reaches AGES_FROM; the rest are lists of what happened, by month."""

    sex: str
    turns: tuple[int, ...]
    deeds: tuple[Deed, ...] = ()
    works: tuple[Work, ...] = ()
    certificates: tuple[tuple[int, str], ...] = ()  # month and kind
    subsidies: tuple[tuple[int, str, int], ...] = ()  # month, what for, fen

    @property
    def empty(self) -> bool:
        return not (self.deeds or self.certificates or self.subsidies)

    def age_band(self, month: int) -> str:
        """On the last day of the month."""
        return AGE_BANDS[bisect_right(self.turns, month)]


def figures(facts: Facts, first: int, last: int) -> dict[str, Vector]:
    """By kind, for FACE_TO_FACE and for ANY, what the person adds to a period of these months."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    completed: dict[str, int] = {}
    for deed in facts.deeds:
        if first <= deed.begun <= last:
            _count(found, deed.kind, begun=1, ended=int(deed.completed <= last))
        if first <= deed.completed <= last:
            _count(found, deed.kind, times=1, hours=deed.hours)
            for kind in _counted_under(deed.kind):
                completed[kind] = max(completed.get(kind, deed.completed), deed.completed)
    for month, kind in facts.certificates:
        if first <= month <= last:
            _count(found, kind, certificates=1)
    for month, subsidy, fen in facts.subsidies:
        if first <= month <= last:
            found[ANY][SUBSIDIES[subsidy]] = found[ANY].get(SUBSIDIES[subsidy], 0) + fen
    for kind, month in completed.items():
        found[kind] |= {"persons": 1, **_employed(facts.works, month)}
    return {kind: tuple(values.get(name, 0) for name in MEASURES) for kind, values in found.items()}


def _counted_under(kind: str) -> tuple[str, ...]:
    return (ANY, kind) if kind == ONLINE else (ANY, FACE_TO_FACE, kind)


def _count(found: Mapping[str, dict[str, int]], kind: str, **values: int) -> None:
    for of in _counted_under(kind):
        for name, value in values.items():
            found[of][name] = found[of].get(name, 0) + value


def _employed(works: Sequence[Work], completed: int) -> dict[str, int]:
    """Whether they worked so many months after, as was verified after the completion."""
    after = [work.since for work in works if work.verified >= completed]
    return {
        f"employed_{months}": int(any(since <= completed + months for since in after))
        for months in MONTHS_UNTIL_EMPLOYED
    }


def contributions(facts: Facts, places: Sequence[Place]) -> Iterator[tuple[Key, Vector]]:
    """To the counters of villages; `places` without a gap, in order."""
    happened = set(_months(facts))
    for grain, months in GRAINS.items():
        for first in sorted({month // months * months for month in happened}):
            last = first + months - 1
            place = place_at(places, last)
            for kind, vector in figures(facts, first, last).items():
                for cut in cuts(facts, place, kind, last):
                    yield (place.village, grain, first, *cut), vector


Cut = tuple[str, str, str, str, str, str, str, bool]
BY_PERSON, BY_HOUSEHOLD = "person", "household"


def cuts(facts: Facts, place: Place, kind: str, last: int) -> Iterator[Cut]:
    """What a vector is counted under: kind, sex and age, and for all kinds together the traits of the household."""
    yield (BY_PERSON, kind, facts.sex, facts.age_band(last), "", "", "", False)
    if kind == ANY:
        yield (BY_HOUSEHOLD, ANY, "", "", place.cause, place.category, place.monitored, place.lacking)


def place_at(places: Sequence[Place], month: int) -> Place:
    return next(place for place in reversed(places) if place.month <= month)


def _months(facts: Facts) -> Iterable[int]:
    for deed in facts.deeds:
        yield from (month for month in (deed.begun, deed.completed) if month < FOREVER)
    yield from (month for month, _kind in facts.certificates)
    yield from (month for month, _subsidy, _fen in facts.subsidies)
