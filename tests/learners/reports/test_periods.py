import datetime

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from learners.reports.periods import Period, form_showing, read_period

THIS_YEAR = timezone.localdate().year


def asked(query: str) -> Period:
    period, problems = read_period(QueryDict(query))
    assert not problems
    return period


def test_without_a_wish_it_is_this_calendar_year():
    assert asked("") == Period.of_year(THIS_YEAR)


def test_a_year_can_be_chosen():
    assert asked("year=2023&quarter=") == Period(datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))


def test_a_quarter_can_be_chosen():
    assert asked("year=2024&quarter=1") == Period(datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))


def test_the_last_quarter_ends_with_the_year():
    assert Period.of_quarter(2024, 4).last == datetime.date(2024, 12, 31)


def test_months_can_be_chosen():
    assert asked("first=2024-01&last=2024-02") == Period(datetime.date(2024, 1, 1), datetime.date(2024, 2, 29))


@pytest.mark.parametrize(
    "query",
    [
        "year=abc",
        "year=1900",
        "year=99999999999999999999",
        "year=2024&quarter=5",
        "first=2025-02",
        "first=2025-13&last=2026-01",
        "first=2025-02-01&last=2025-02-14",
        "first=2025-03&last=2025-02",
        "first=0001-01&last=9999-12",
        "first=%00&last=%00",
    ],
)
def test_what_cannot_be_read_gives_this_year_and_a_reason(query):
    period, problems = read_period(QueryDict(query))
    assert (period, len(problems) > 0) == (Period.of_year(THIS_YEAR), True)


months = st.integers(2014 * 12, THIS_YEAR * 12 + 11)


@given(st.builds(lambda a, b: Period.of_months(*sorted([a, b])), months, months))
def test_a_period_is_found_again_through_its_parameters(period):
    assert asked(period.query) == period


@given(st.integers(2014, THIS_YEAR), st.integers(1, 4))
def test_a_quarter_is_found_again_through_its_parameters(year, quarter):
    assert asked(Period.of_quarter(year, quarter).query) == Period.of_quarter(year, quarter)


def test_the_quarters_of_a_year_join_without_a_gap():
    quarters = [Period.of_quarter(2024, n) for n in (1, 2, 3, 4)]
    assert [q.end for q in quarters[:-1]] == [q.start for q in quarters[1:]]


@pytest.mark.parametrize(
    ("period", "grain"),
    [
        (Period.of_year(2025), "year"),
        (Period.of_quarter(2025, 3), "quarter"),
        (Period.of_months(2025 * 12 + 6, 2025 * 12 + 6), "month"),
        (Period.of_months(2025 * 12 + 1, 2025 * 12 + 3), None),
        (Period.of_months(2025 * 12 + 1, 2026 * 12), None),
    ],
)
def test_calendar_periods_are_told_from_others(period, grain):
    assert period.grain == grain


def test_the_last_period_is_as_long_and_ends_where_this_one_begins():
    assert Period.of_quarter(2025, 1).before == Period.of_quarter(2024, 4)


def test_a_quarter_is_named_as_one():
    with override("en"):
        assert str(Period.of_quarter(2025, 2)) == "Quarter 2 of 2025"


def test_the_form_shows_what_is_on_the_screen():
    form = form_showing(Period.of_quarter(2024, 3))
    assert (form["year"].value, form["quarter"].value) == (2024, 3)
    assert '<option value="2024" selected>' in form["year"].html


def test_the_form_is_in_the_language_of_the_page():
    with override("en"):
        assert form_showing(Period.of_year(2024))["year"].label == "Year"
    with override("fr"):  # one of which nothing is known here
        form_showing(Period.of_year(2024))
    with override("en"):
        assert "Whole year" in form_showing(Period.of_year(2024))["quarter"].html


def test_a_page_has_the_fields_and_not_their_description():
    shown = render_to_string("learners/reports/period.html", {"period_form": form_showing(Period.of_year(2025))})
    assert '<select name="year"' in shown
    assert "ShownField" not in shown
