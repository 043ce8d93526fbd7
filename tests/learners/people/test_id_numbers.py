import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.id_numbers import BadIdNumber, check_character, parse_id_number

TODAY = datetime.date(2026, 7, 1)
GOOD = "99062319720422219X"

born = st.dates(min_value=datetime.date(1900, 1, 1), max_value=TODAY)
numbers = st.builds(
    lambda area, day, order: with_check(f"{area:06d}{day:%Y%m%d}{order:03d}"),
    st.integers(110000, 999999),
    born,
    st.integers(0, 999),
)


def with_check(first_17: str) -> str:
    return first_17 + check_character(first_17)


def reason_of(text: str) -> str:
    with pytest.raises(BadIdNumber) as refused:
        parse_id_number(text, today=TODAY)
    return refused.value.reason


def test_the_example_of_the_standard_has_its_check_character():
    # GB 11643-1999, annex A.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_it_tells_birth_date_and_sex():
    number = parse_id_number(GOOD, today=TODAY)
    assert (number.born_on, number.sex) == (datetime.date(1972, 4, 22), "male")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("990623720422219", "id_length"),
        ("9906231972O422219X", "id_characters"),
        ("9906231972042221९X", "id_characters"),
        ("99062319720422219x", "id_characters"),
        ("990623198202300021", "id_birth_date"),
        ("990623199802290021", "id_birth_date"),
        ("990623299902280021", "id_birth_date"),
        ("990623197204222198", "id_check_digit"),
    ],
)
def test_it_names_the_broken_rule(text, reason):
    assert reason_of(text) == reason


@given(numbers)
def test_a_well_made_number_is_taken(text):
    assert parse_id_number(text, today=TODAY).text == text


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(text, place, step):
    wrong = text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]
    assert reason_of(wrong) in ("id_check_digit", "id_birth_date")


@given(numbers, st.integers(0, 15))
def test_two_neighbours_changed_round_are_always_noticed(text, place):
    wrong = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if wrong != text:
        assert reason_of(wrong) in ("id_check_digit", "id_birth_date")
