"""Training statistics as townships report them: one object for screen, paper, Excel and what is kept of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from learners.reports.forms import FormRow
from learners.reports.periods import Period
from learners.reports.training.breakdown import KINDS
from learners.reports.training.deeds import ANY, MEASURES, SUBSIDIES, Vector
from learners.reports.training.queries import NOTHING, TrainingQuery, places_of

MEASURED = ("persons", "hours", "begun", "ended", "certificates", "employed_3", "employed_6", "employed_12")
FIGURES = (*KINDS, "times", *MEASURED, "subsidies_fen")
LABELS: dict[str, str | Promise] = {
    **KINDS,
    "times": gettext_lazy("All kinds"),
    "persons": gettext_lazy("Persons trained"),
    "hours": gettext_lazy("Person-hours"),
    "begun": gettext_lazy("Person-times begun"),
    "ended": gettext_lazy("Of these completed"),
    "certificates": gettext_lazy("Certificates"),
    "employed_3": gettext_lazy("After 3 months"),
    "employed_6": gettext_lazy("After 6 months"),
    "employed_12": gettext_lazy("After 12 months"),
    "subsidies_fen": gettext_lazy("Subsidies in yuan"),
}
# Above the columns: label, how many of them, and the rule they are counted by.
GROUPS: tuple[tuple[str | Promise, int, str], ...] = (
    (gettext_lazy("Person-times"), len(KINDS) + 1, "times"),
    (pgettext_lazy("how many", "Persons"), 1, "persons"),
    (gettext_lazy("Hours"), 1, "hours"),
    (gettext_lazy("Completion"), 3, "completion"),
    (gettext_lazy("Certificates"), 1, "certificates"),
    (gettext_lazy("Persons employed"), 3, "employed"),
    (gettext_lazy("Money"), 2, "cost"),
)
LAYOUTS: dict[str, str | Promise] = {
    "places": gettext_lazy("Place by place"),
    "month": gettext_lazy("By month"),
    "quarter": gettext_lazy("By quarter"),
}
PLACES = "places"
FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Shown:
    """A cell in the order of columns: the number as it is written on screen and paper."""

    number: int | float | None
    style: str  # whole, yuan, share


@dataclass(frozen=True)
class TrainingForm:
    """Ready to be shown or written; `unit` is who reports, `layout` what its rows are."""

    unit: str
    period: Period
    layout: str
    made_on: datetime.date
    rows: tuple[FormRow, ...]
    total: FormRow

    @property
    def title(self) -> str:
        return _("Training statistics")

    @property
    def adds_up(self) -> bool:
        """Whether every column is the sum of its rows: persons of several months are counted once in the total."""
        return self.layout == PLACES

    @property
    def columns(self) -> list[str | Promise]:
        """Above the figures that are kept."""
        return [LABELS[figure] for figure in FIGURES]

    @property
    def shown(self) -> list[tuple[FormRow, list[Shown]]]:
        """Rows and total with all cells, those that are worked out of others too."""
        return [(row, cells_of(row)) for row in (*self.rows, self.total)]

    def kept(self) -> dict[str, Any]:
        """What a snapshot keeps."""
        rows = [*self.rows, self.total]
        return {
            "unit": self.unit,
            "figures": list(FIGURES),
            "rows": [{"code": row.code, "name": row.name, "values": list(row.values)} for row in rows],
        }


def shown_columns() -> list[tuple[str, str | Promise]]:
    """Names and labels of all columns, in order."""
    names = [*FIGURES]
    names.insert(names.index("ended") + 1, "completion")
    return [(name, LABELS.get(name, _("Completion rate"))) for name in names] + [("cost", _("Yuan per person"))]


def cells_of(row: FormRow) -> list[Shown]:
    of = dict(zip(FIGURES, row.values, strict=True))
    return [_cell(name, of) for name, _label in shown_columns()]


def _cell(name: str, of: Mapping[str, int]) -> Shown:
    if name == "completion":
        return Shown(of["ended"] / of["begun"] if of["begun"] else None, "share")
    if name == "cost":
        yuan = of["subsidies_fen"] / FEN_PER_YUAN
        return Shown(yuan / of["persons"] if of["persons"] else None, "yuan")
    if name == "subsidies_fen":
        return Shown(of[name] / FEN_PER_YUAN, "yuan")
    return Shown(of[name], "whole")


def training_form(query: TrainingQuery, layout: str) -> TrainingForm:
    """`layout` is one of LAYOUTS; its total is that of the persons of the area, not of the rows."""
    region = query.region
    rows = _by_place(query) if layout == PLACES else _over_time(query, layout)
    return TrainingForm(
        unit=region.name if region else "",
        period=query.period,
        layout=layout,
        made_on=timezone.localdate(),
        rows=tuple(rows),
        total=FormRow("", _("Total"), _values(query.by_kind())),
    )


def _by_place(query: TrainingQuery) -> list[FormRow]:
    if query.region is None:
        raise ValueError("statistics are of a region")
    places = places_of(query.region)
    found = query.by_place(places[0].level) if places else {}
    return [FormRow(place.code, place.short_name, _values(found.get(place.prefix, {}))) for place in places]


def _over_time(query: TrainingQuery, grain: str) -> list[FormRow]:
    periods = query.over_time(grain)
    return [FormRow(f"{one.first:%Y-%m}", str(one), _values(kinds)) for one, kinds in periods]


def _values(kinds: Mapping[str, Vector]) -> tuple[int, ...]:
    """In the order of FIGURES."""
    of = dict(zip(MEASURES, kinds.get(ANY, NOTHING), strict=True))
    times = MEASURES.index("times")
    by_kind = [kinds.get(kind, NOTHING)[times] for kind in KINDS]
    subsidies = sum(of[name] for name in SUBSIDIES.values())
    return (*by_kind, of["times"], *(of[name] for name in MEASURED), subsidies)


def layouts_of(period: Period) -> list[str]:
    """Quarters need a period that begins and ends with one."""
    quarters = period.first_month % 3 == 0 and (period.last_month + 1) % 3 == 0
    return [name for name in LAYOUTS if name != "quarter" or quarters]
