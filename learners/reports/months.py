"""Months as whole numbers (0 is January of the year 0), so that spans of them are plain arithmetic."""

import calendar
import datetime

from django.db.models import IntegerField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, ExtractMonth, ExtractYear
from django.utils import timezone

MONTHS_PER_YEAR = 12
FOREVER = 32_000
"""Later than any month that can come."""


def month_of(day: datetime.date) -> int:
    return day.year * MONTHS_PER_YEAR + day.month - 1


def month_of_moment(moment: datetime.datetime) -> int:
    """In the time zone of the site."""
    return month_of(timezone.localtime(moment))


def month_of_column(name: str) -> Cast:
    """`month_of_moment` of a column with moments, NULL of NULL: the database is quicker for many."""
    months: Combinable = ExtractYear(name) * MONTHS_PER_YEAR + ExtractMonth(name) - 1
    return Cast(months, IntegerField())


def first_day(month: int) -> datetime.date:
    year, place = divmod(month, MONTHS_PER_YEAR)
    return datetime.date(year, place + 1, 1)


def last_day(month: int) -> datetime.date:
    return first_day(month + 1) - datetime.timedelta(days=1)


def month_turning(years: int, born_on: datetime.date) -> int:
    """The month in which somebody becomes that old; who was born on 29 February waits for 1 March."""
    month = month_of(born_on) + years * MONTHS_PER_YEAR
    leap_born = (born_on.month, born_on.day) == (2, 29)
    return month + (leap_born and not calendar.isleap(born_on.year + years))
