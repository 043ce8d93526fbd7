import pytest

from courses.search.facts import Conditions
from courses.search.seasons import codes_in, months_between, number_of, read_conditions


def conditions(text):
    return read_conditions(text, this_month=11)[0]


@pytest.mark.parametrize(
    "text, months",
    [
        ("三月份该学什么", {3}),
        ("12月", {12}),
        ("十一月种什么", {11}),
        ("3到5月", {3, 4, 5}),
        ("十一月到一月", {11, 12, 1}),
        ("冬天农闲学什么", {12, 1}),
        ("这个月干什么", {11}),
        ("腊月", {1}),
    ],
)
def test_it_hears_months_and_seasons(text, months):
    assert conditions(text).months == months


@pytest.mark.parametrize("text", ["月嫂", "坐月子", "当月嫂要什么证", "养三个月", "冬菇", "春笋", "十分好"])
def test_what_only_sounds_like_a_month_is_none(text):
    assert conditions(text) == Conditions()


@pytest.mark.parametrize(
    "text, most, least",
    [("10分钟以内的课", 10, 0), ("十五分钟", 15, 0), ("半小时", 30, 0), ("20分钟以上", 0, 20), ("不超过八分钟", 8, 0)],
)
def test_it_hears_how_long_a_course_may_be(text, most, least):
    assert (conditions(text).most_minutes, conditions(text).least_minutes) == (most, least)


@pytest.mark.parametrize("text, level", [("入门", "beginner"), ("零基础学养蜂", "beginner"), ("中级", "intermediate")])
def test_it_hears_levels(text, level):
    assert conditions(text).level == level


def test_what_was_understood_is_taken_out_of_the_words():
    assert read_conditions("10分钟以内的养殖课", this_month=11)[1].split() == ["的养殖课"]


@pytest.mark.parametrize("text, codes", [("0142", ("0142",)), ("a0142", ("0142",)), ("行业代码 014", ("014",))])
def test_it_knows_a_code_of_an_industry(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize("text", ["13800000000", "123456", "香菇0142", "养2000只鸡"])
def test_other_numbers_are_no_codes(text):
    assert codes_in(text) == ()


def test_a_span_runs_over_new_year():
    assert months_between(11, 2) == {11, 12, 1, 2}


@pytest.mark.parametrize(
    "text, number", [("10", 10), ("十", 10), ("十五", 15), ("二十", 20), ("二十五", 25), ("两", 2)]
)
def test_it_counts_in_characters(text, number):
    assert number_of(text) == number
