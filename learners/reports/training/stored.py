"""How facts of a person are kept in one column, and how rows are made of places and back."""

from typing import Any

from learners.reports.months import FOREVER
from learners.reports.training.deeds import Deed, Facts, Place, Work
from learners.reports.training.models import PersonTraining

PLACE_COLUMNS = ("month", "until", "village_id", "household_id", "cause", "category", "monitored", "lacking")


def kept(facts: Facts) -> dict[str, Any]:
    """As JSON; in an order of its own, so that equal facts are equal when kept."""
    return {
        "sex": facts.sex,
        "turns": list(facts.turns),
        "deeds": sorted([deed.kind, deed.begun, deed.completed, deed.hours] for deed in facts.deeds),
        "works": sorted([work.since, work.verified] for work in facts.works),
        "certificates": sorted(list(one) for one in facts.certificates),
        "subsidies": sorted(list(one) for one in facts.subsidies),
    }


def facts_kept(data: dict[str, Any]) -> Facts:
    return Facts(
        sex=data["sex"],
        turns=tuple(data["turns"]),
        deeds=tuple(Deed(kind, begun, completed, hours) for kind, begun, completed, hours in data["deeds"]),
        works=tuple(Work(since, verified) for since, verified in data["works"]),
        certificates=tuple((month, kind) for month, kind in data["certificates"]),
        subsidies=tuple((month, what, fen) for month, what, fen in data["subsidies"]),
    )


def rows_of(person: int, places: list[Place], facts: dict[str, Any]) -> list[PersonTraining]:
    return [
        PersonTraining(
            person_id=person,
            facts=facts,
            **{column: getattr(place, column.removesuffix("_id")) for column in PLACE_COLUMNS},
        )
        for place in places
    ]


def places_within(turns: dict[int, Place]) -> list[Place]:
    """Places by the month from which they hold, each ended by the one after it; equal neighbours become one."""
    found: list[Place] = []
    for month in sorted(turns):
        one = turns[month]
        if found and _same(found[-1], one):
            continue
        found.append(one)
    ends = [place.month for place in found[1:]] + [FOREVER]
    return [_ending(place, end) for place, end in zip(found, ends, strict=True)]


def _same(one: Place, other: Place) -> bool:
    return _ending(one, 0, 0) == _ending(other, 0, 0)


def _ending(place: Place, until: int, month: int | None = None) -> Place:
    return Place(
        place.month if month is None else month,
        until,
        place.village,
        place.household,
        place.cause,
        place.category,
        place.monitored,
        place.lacking,
    )
