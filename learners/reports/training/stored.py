"""How facts of a person are kept in one column, and how rows are made of places and back."""

from typing import Any

from learners.reports.months import FOREVER
from learners.reports.training.deeds import Deed, Facts, Place, Work

PLACE_COLUMNS = ("month", "until", "village_id", "household_id", "cause", "category", "monitored", "lacking")


def kept(facts: Facts) -> dict[str, Any]:
    """As JSON; in an order of its own, so that equal facts are equal when kept."""
    return {
        "sex": facts.sex,
        "turns": list(facts.turns),
        "deeds": [list(deed) for deed in sorted(facts.deeds)],
        "works": [list(work) for work in sorted(facts.works)],
        "certificates": [list(one) for one in sorted(facts.certificates)],
        "subsidies": [list(one) for one in sorted(facts.subsidies)],
    }


def facts_kept(data: dict[str, Any]) -> Facts:
    return Facts(
        sex=data["sex"],
        turns=tuple(data["turns"]),
        deeds=tuple(Deed(*one) for one in data["deeds"]),
        works=tuple(Work(*one) for one in data["works"]),
        certificates=tuple((month, kind) for month, kind in data["certificates"]),
        subsidies=tuple((month, what, fen) for month, what, fen in data["subsidies"]),
    )


def places_within(turns: dict[int, Place]) -> list[Place]:
    """Places by the month from which they hold, each ended by the one after it; equal neighbours become one."""
    if len(turns) == 1:
        return list(turns.values())
    found: list[Place] = []
    for month in sorted(turns):
        one = turns[month]
        if found and _same(found[-1], one):
            continue
        found.append(one)
    ends = [place.month for place in found[1:]] + [FOREVER]
    return [place._replace(until=end) for place, end in zip(found, ends, strict=True)]


def _same(one: Place, other: Place) -> bool:
    return one[2:] == other[2:]
