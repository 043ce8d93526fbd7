"""The span of days that figures speak of: a year, a quarter, or two days of the officer's choice."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST_YEAR = 2014  # households have been registered since then


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

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
        """The calendar year that the whole of it lies in as a year or a quarter; None for days of one's choice."""
        year = self.first.year
        return year if self == Period.of_year(year) or self.quarter else None

    @property
    def quarter(self) -> int | None:
        quarter = (self.first.month + 2) // 3
        return quarter if self == Period.of_quarter(self.first.year, quarter) else None

    @property
    def query(self) -> str:
        """The GET parameters that lead back to this period."""
        if self.year is None:
            return urlencode({"first": self.first.isoformat(), "last": self.last.isoformat()})
        return urlencode({"year": self.year} | ({"quarter": self.quarter} if self.quarter else {}))

    def __str__(self) -> str:
        if self.quarter:
            return _("Quarter %(quarter)s of %(year)s") % {"quarter": self.quarter, "year": self.year}
        if self.year:
            return _("Year %(year)s") % {"year": self.year}
        days = {"first": date_format(self.first), "last": date_format(self.last)}
        return _("%(first)s to %(last)s") % days

    def capability_day(self, today: datetime.date) -> datetime.date:
        """The day on which members' ages are taken: the last of the period, or today while it runs."""
        return min(self.last, today)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _day_before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=1)


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


def _quarters() -> list[tuple[str | int, str]]:
    return [("", _("Whole year")), *((n, _("Quarter %(quarter)s") % {"quarter": n}) for n in range(1, 5))]


def _day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class PeriodForm(forms.Form):
    """Reads `year` with an optional `quarter`, or both `first` and `last`; nothing given is no error."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None, choices=_years
    )
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Part of the year"), required=False, coerce=int, empty_value=None, choices=_quarters
    )
    first = _day_field(gettext_lazy("First day"))
    last = _day_field(gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if (first is None) != (last is None):
            raise forms.ValidationError(_("Give both days."))
        if first and last and first > last:
            raise forms.ValidationError(_("The first day must not be after the last."))
        if first and last and (first.year < FIRST_YEAR or last.year > timezone.localdate().year + 1):
            raise forms.ValidationError(_("The days lie too far away."))
        return cleaned

    def period(self) -> Period:
        """What was asked for, once valid."""
        asked = self.cleaned_data
        if asked["first"]:
            return Period(asked["first"], asked["last"])
        year = asked["year"] or timezone.localdate().year
        return Period.of_quarter(year, asked["quarter"]) if asked["quarter"] else Period.of_year(year)


def read_period(data: Mapping[str, Any]) -> tuple[Period, list[str]]:
    """The period that GET parameters ask for; when they cannot be read, this year and what is wrong."""
    form = PeriodForm(data)
    if form.is_valid():
        return form.period(), []
    return Period.of_year(timezone.localdate().year), [str(e) for errors in form.errors.values() for e in errors]


def form_showing(period: Period) -> PeriodForm:
    """A form filled in with the period on the screen."""
    return PeriodForm(
        initial={
            "year": period.year or period.last.year,
            "quarter": period.quarter or "",
            "first": period.first,
            "last": period.last,
        }
    )
