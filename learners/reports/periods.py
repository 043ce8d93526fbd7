"""The months that figures speak of: a year, a quarter, or a run of months of the officer's choice."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from learners.reports.months import first_day, last_day, month_of
from learners.reports.standing import GRAINS

FIRST_YEAR = 2014  # households have been registered since then


@dataclass(frozen=True)
class Period:
    """Whole months: from the first day of one to the last day of another, both included."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> "Period":
        """`quarter` from 1 to 4."""
        last = cls.of_year(year).last if quarter == 4 else _day_before(datetime.date(year, 3 * quarter + 1, 1))
        return cls(datetime.date(year, 3 * quarter - 2, 1), last)

    @classmethod
    def of_months(cls, first: int, last: int) -> "Period":
        return cls(first_day(first), last_day(last))

    @property
    def start(self) -> datetime.datetime:
        """The first moment, aware, in the time zone of the site."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime.datetime:
        """The first moment after it, aware."""
        return _midnight(self.last + datetime.timedelta(days=1))

    @property
    def year(self) -> int | None:
        """The calendar year that the whole of it lies in as a year or a quarter; None for other months."""
        year = self.first.year
        return year if self == Period.of_year(year) or self.quarter else None

    @property
    def quarter(self) -> int | None:
        quarter = (self.first.month + 2) // 3
        return quarter if self == Period.of_quarter(self.first.year, quarter) else None

    @cached_property
    def query(self) -> str:
        """The GET parameters that lead back to this period."""
        if self.year is None:
            return urlencode({"first": f"{self.first:%Y-%m}", "last": f"{self.last:%Y-%m}"})
        return urlencode({"year": self.year} | ({"quarter": self.quarter} if self.quarter else {}))

    def __str__(self) -> str:
        if self.quarter:
            return _("Quarter %(quarter)s of %(year)s") % {"quarter": self.quarter, "year": self.year}
        if self.year:
            return _("Year %(year)s") % {"year": self.year}
        ends = [date_format(day, "YEAR_MONTH_FORMAT") for day in (self.first, self.last)]
        return ends[0] if ends[0] == ends[1] else _("%(first)s to %(last)s") % {"first": ends[0], "last": ends[1]}

    @property
    def first_month(self) -> int:
        """As `months.py` counts them."""
        return month_of(self.first)

    @property
    def last_month(self) -> int:
        return month_of(self.last)

    @property
    def grain(self) -> str | None:
        """The name of its length where the calendar has such periods (`standing.GRAINS`), else None."""
        months = self.last_month - self.first_month + 1
        return next((g for g, n in GRAINS.items() if n == months and self.first_month % n == 0), None)

    @property
    def before(self) -> "Period":
        """The last period: as long, and ending where this one begins."""
        months = self.last_month - self.first_month + 1
        return Period.of_months(self.first_month - months, self.first_month - 1)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _day_before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=1)


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


def _quarters() -> list[tuple[str | int, str]]:
    return [("", _("Whole year")), *((n, _("Quarter %(quarter)s") % {"quarter": n}) for n in range(1, 5))]


def _month_field(label: Any) -> forms.DateField:
    """Reads to the first day of the month; browsers without a widget for months show what to type."""
    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-03"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m"], widget=widget)


class PeriodForm(forms.Form):
    """Reads `year` with an optional `quarter`, or both `first` and `last`; nothing given is no error."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None, choices=_years
    )
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Part of the year"), required=False, coerce=int, empty_value=None, choices=_quarters
    )
    first = _month_field(gettext_lazy("First month"))
    last = _month_field(gettext_lazy("Last month"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if (first is None) != (last is None):
            raise forms.ValidationError(_("Give both months."))
        if first and last and first > last:
            raise forms.ValidationError(_("The first month must not be after the last."))
        if first and last and (first.year < FIRST_YEAR or last.year > timezone.localdate().year + 1):
            raise forms.ValidationError(_("The months lie too far away."))
        return cleaned

    def period(self) -> Period:
        """What was asked for, once valid."""
        asked = self.cleaned_data
        if asked["first"]:
            return Period.of_months(month_of(asked["first"]), month_of(asked["last"]))
        year = asked["year"] or timezone.localdate().year
        return Period.of_quarter(year, asked["quarter"]) if asked["quarter"] else Period.of_year(year)


def read_period(data: Mapping[str, Any]) -> tuple[Period, list[str]]:
    """The period that GET parameters ask for; when they cannot be read, this year and what is wrong."""
    form = PeriodForm(data)
    if form.is_valid():
        return form.period(), []
    return Period.of_year(timezone.localdate().year), [str(e) for errors in form.errors.values() for e in errors]


@dataclass(frozen=True)
class ShownField:
    """A field of PeriodForm as HTML."""

    label: str
    value: Any
    html: SafeString

    def __str__(self) -> SafeString:
        return self.html


def form_showing(period: Period) -> Mapping[str, ShownField]:
    """The fields by name, filled in with the period on the screen."""
    return _form_showing(period, get_language(), timezone.localdate().year)


@lru_cache(maxsize=256)
def _form_showing(period: Period, language: str | None, this_year: int) -> Mapping[str, ShownField]:
    """Each page has them, and making them takes as long as a fifth of a page."""
    form = PeriodForm(
        initial={
            "year": period.year or period.last.year,
            "quarter": period.quarter or "",
            "first": period.first,
            "last": period.last,
        }
    )
    return {field.name: ShownField(str(field.label), field.value(), field.as_widget()) for field in form}
