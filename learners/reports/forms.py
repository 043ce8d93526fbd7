"""The coverage table as it is handed upward: one object for screen, paper, Excel and what is kept of it."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from learners.reports.coverage import CoverageQuery, CoverageRow
from learners.reports.figures import LABELS
from learners.reports.periods import Period

FIGURES = tuple(LABELS)
# What the rate is of, and what makes up the skill-lacking ones besides those to whom it does not apply.
REACHABLE_FIGURES = ("covered", "in_progress", "not_reached")


@dataclass(frozen=True)
class FormRow:
    """A place and its figures, in the order of FIGURES."""

    code: str
    name: str
    values: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        of = sum(self.values[FIGURES.index(figure)] for figure in REACHABLE_FIGURES)
        return self.values[FIGURES.index("covered")] / of if of else None


@dataclass(frozen=True)
class CoverageForm:
    """Ready to be shown or written; `unit` is who reports."""

    unit: str
    period: Period
    made_on: datetime.date
    rows: tuple[FormRow, ...]
    total: FormRow

    @property
    def title(self) -> str:
        return _("Training coverage of skill-lacking households")

    @property
    def columns(self) -> list[str | Promise]:
        """Above the figures."""
        return [LABELS[figure] for figure in FIGURES]

    def kept(self) -> dict[str, Any]:
        """What a snapshot keeps."""
        rows = [*self.rows, self.total]
        return {
            "unit": self.unit,
            "figures": list(FIGURES),
            "rows": [{"code": row.code, "name": row.name, "values": list(row.values)} for row in rows],
        }


def form_of(query: CoverageQuery) -> CoverageForm:
    """Of a region; its total is that of the households, not of the rows."""
    region = query.region
    return CoverageForm(
        unit=region.name if region else "",
        period=query.period,
        made_on=timezone.localdate(),
        rows=tuple(_row(row) for row in query.rows()),
        total=FormRow("", _("Total"), _values(query.total())),
    )


def _row(row: CoverageRow) -> FormRow:
    region = row.region
    return FormRow(region.code if region else "", region.short_name if region else "", _values(row))


def _values(row: CoverageRow) -> tuple[int, ...]:
    return tuple(getattr(row, figure) for figure in FIGURES)


def digest_of(kept: dict[str, Any], first: int, last: int, region: str) -> str:
    """SHA-256 over the kept table and what it is of: 64 hex digits."""
    said = {"first": first, "last": last, "region": region, "table": kept}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def rows_kept(kept: dict[str, Any]) -> Sequence[FormRow]:
    """The rows of a kept table, the total last."""
    return [FormRow(row["code"], row["name"], tuple(row["values"])) for row in kept["rows"]]
