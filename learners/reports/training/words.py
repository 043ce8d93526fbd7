"""How a breakdown reads on the screen."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learners.reports.figures import LABELS
from learners.reports.training.breakdown import HOUSEHOLD_FIGURES, Breakdown, BreakdownRow
from learners.templatetags.office import percent


def figure_labels(table: Breakdown) -> list[str | Promise]:
    """Above the figures, the rate after those of households."""
    persons = {
        "persons": _("Persons trained"),
        "times": _("Person-times"),
        "begun": _("Person-times begun"),
        "certificates": _("Certificates"),
    }
    labels = [LABELS.get(name) or persons[name] for name in table.figures]
    if table.of_households:
        labels.insert(len(HOUSEHOLD_FIGURES), _("Coverage rate"))
    return labels


@dataclass(frozen=True)
class ShownRow:
    """A class with its cells: label of the column, and what is written there."""

    label: str | Promise
    cells: list[tuple[str | Promise, str]]


def shown_row(table: Breakdown, row: BreakdownRow) -> ShownRow:
    texts = [str(value) for value in row.values]
    if table.of_households:
        texts.insert(len(HOUSEHOLD_FIGURES), percent(row.rate))
    return ShownRow(row.label, list(zip(figure_labels(table), texts, strict=True)))
