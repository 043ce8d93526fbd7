"""What an experienced village cadre would offer, case by case."""

import pytest

from tests.learners.plans.named import broken_expectations, read_course, read_lines

COURSES = [read_course(row) for row in read_lines("catalogue.jsonl")]
CASES = read_lines("cases.jsonl")
IDS = {course.id for course in COURSES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_offers_what_fits(case):
    assert broken_expectations(case, COURSES) == []


def test_the_cases_speak_of_courses_that_exist():
    spoken = {i for case in CASES for key in ("top3_any", "top3_all", "never", "unusable") for i in case.get(key, [])}
    spoken |= {i for case in CASES for pair in case.get("before", []) for i in pair}
    assert spoken <= IDS


def test_an_expectation_that_fails_is_named():
    case = {"month": 3, "top3_all": ["gastrodia-seed"], "before": [["silage", "shoots"]], "reason": "begun"}
    assert len(broken_expectations(case, COURSES)) == 3
