"""The figures of a coverage row as tiles: name, number, and the words of the rule behind it."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from learners.reports.coverage import CoverageRow
from learners.reports.definitions import DEFINITIONS, Definition, Status

# In reading order. Each is a figure that `CoverageQuery.households_with_status` takes.
LABELS: dict[str, str | Promise] = {
    "households": _("Households"),
    "skill_lacking": _("Skill-lacking"),
    "not_applicable": Status.NOT_APPLICABLE.label,
    "covered": Status.COVERED.label,
    "in_progress": Status.IN_PROGRESS.label,
    "not_reached": Status.NOT_REACHED.label,
}


@dataclass(frozen=True)
class Figure:
    name: str
    label: str
    number: int
    definitions: tuple[Definition, ...]


def figures_of(row: CoverageRow) -> list[Figure]:
    return [
        Figure(name=name, label=label, number=getattr(row, name), definitions=DEFINITIONS.get(name, ()))
        for name, label in _labels(get_language()).items()
    ]


@cache
def _labels(language: str | None) -> dict[str, str]:
    """In the language that is active: a table shows them in every cell."""
    return {name: str(label) for name, label in LABELS.items()}
