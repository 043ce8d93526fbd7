"""What an experienced village cadre would offer, case by case; by themselves and in the counties of `bench/cases`."""

import functools
from pathlib import Path

import pytest

from bench.cases import reading
from bench.cases.judging import broken_expectations, hit, ndcg, wanted
from learners.plans.catalogue import Catalogue
from tests.shared import shared_path

OWN = Path(__file__).parent
COUNTIES = sorted(reading.HERE.glob("*_cases.jsonl"))


def cases_of(paths):
    return [case for path in paths for case in reading.read_lines(path)]


@functools.cache
def own_catalogue():
    rows = reading.read_lines(OWN / "catalogue.jsonl")
    return Catalogue.of(reading.course_of({"heavy_work": False, **row}) for row in rows)


@functools.cache
def county_catalogue(extra):
    courses = reading.read_courses(shared_path("data/courses.csv"))
    return Catalogue.of([*courses, *(reading.extra_courses() if extra else [])])


@pytest.mark.parametrize("case", cases_of([OWN / "cases.jsonl"]), ids=lambda case: case["name"])
def test_it_offers_what_fits(case):
    assert broken_expectations(case, own_catalogue()) == []


@pytest.mark.shared
@pytest.mark.parametrize("case", cases_of(COUNTIES), ids=lambda case: case["name"])
def test_it_offers_what_fits_in_the_counties(case):
    assert broken_expectations(case, county_catalogue(bool(case.get("extra")))) == []


def spoken_of(case):
    lists = (case.get(key, []) for key in ("top3_any", "top3_all", "never", "unusable", "done", "begun"))
    return {i for some in (*lists, *case.get("before", [])) for i in some}


def test_the_cases_speak_of_courses_that_exist():
    assert {i for case in cases_of([OWN / "cases.jsonl"]) for i in spoken_of(case)} <= own_catalogue().places.keys()


@pytest.mark.shared
def test_the_cases_of_the_counties_speak_of_courses_that_exist():
    assert {i for case in cases_of(COUNTIES) for i in spoken_of(case)} <= county_catalogue(True).places.keys()


@pytest.mark.parametrize("path", [OWN / "cases.jsonl", *COUNTIES], ids=lambda path: path.name)
def test_every_case_has_a_name_of_its_own_and_expects_something(path):
    cases = cases_of([path])
    assert len({case["name"] for case in cases}) == len(cases)
    assert all({"top3_any", "top3_all", "never", "unusable", "before"} & case.keys() for case in cases)


def test_an_expectation_that_fails_is_named():
    case = {"month": 3, "top3_all": ["gastrodia-seed"], "before": [["silage", "shoots"]], "reason": "begun"}
    assert len(broken_expectations(case, own_catalogue())) == 3


def test_a_perfect_order_has_the_full_gain():
    gains = wanted({"top3_all": ["a"], "top3_any": ["b"]})
    assert ndcg(["a", "b", "x"], gains) == 1 > ndcg(["b", "a", "x"], gains) > ndcg(["x", "y", "b"], gains) > 0
    assert not hit(["x", "y", "z", "a"], gains)


@pytest.mark.parametrize(
    ("until", "month", "holds"),
    [
        (None, 5, True),
        ("12", 3, True),
        ("6", 9, False),
        ("2", 11, True),
        (7, 7, True),
        ("2099-01-01", 6, True),
        ("2001-12-31", 6, False),
    ],
)
def test_a_ban_holds_until_its_day(until, month, holds):
    assert reading.in_force(until, {"month": month}) is holds


def test_a_case_that_names_its_year_is_exact():
    assert not reading.in_force("2025-12-31", {"month": 1, "year": 2026})
    assert reading.in_force("2026-02-28", {"month": 1, "year": 2026})
