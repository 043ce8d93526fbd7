"""How a breakdown reads on the screen."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from learners.reports.figures import LABELS
from learners.reports.training.behind import LACKING
from learners.reports.training.breakdown import HOUSEHOLD_FIGURES, Breakdown, BreakdownRow
from learners.reports.training.forms import LABELS as FORM_LABELS
from learners.templatetags.office import percent


def listed_label(figure: str) -> str | Promise:
    """Above the numbers of a list of persons."""
    return FORM_LABELS.get(figure) or FORM_LABELS["persons"] if figure != "times" else _("Person-times")


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
class ShownCell:
    """`query` leads to what stands behind the number, on the list that `of_households` says; empty for a rate."""

    label: str | Promise
    text: str
    query: str = ""
    of_households: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A class with its cells."""

    label: str | Promise
    cells: list[ShownCell]


def shown_row(table: Breakdown, row: BreakdownRow) -> ShownRow:
    labels = figure_labels(table)
    if table.of_households:
        del labels[len(HOUSEHOLD_FIGURES)]
    cells = [_cell(table, row, *one) for one in zip(table.figures, labels, row.values, strict=True)]
    if table.of_households:
        cells.insert(len(HOUSEHOLD_FIGURES), ShownCell(_("Coverage rate"), percent(row.rate)))
    return ShownRow(row.label, cells)


def _cell(table: Breakdown, row: BreakdownRow, figure: str, label: str | Promise, value: int) -> ShownCell:
    of_households = figure in HOUSEHOLD_FIGURES
    asked = {"status" if of_households else "figure": figure}
    if row.name is not None:
        asked |= {"by": table.dimension, "value": row.name}
    elif table.of_households and not of_households:
        asked |= {"by": LACKING}
    return ShownCell(label, str(value), urlencode(asked), of_households)
