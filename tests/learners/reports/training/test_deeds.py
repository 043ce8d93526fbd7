"""What one person adds to a period; months are whole numbers."""

import pytest

from learners.reports.training.deeds import ANY, FACE_TO_FACE, MEASURES, ONLINE, Deed, Facts, Work, figures

YEAR = (120, 131)
TURNS = (0, 50, 125, 300, 400)


def of(facts: Facts, name: str, kind: str = ANY, period: tuple[int, int] = YEAR) -> int:
    found = figures(facts, *period).get(kind)
    return found[MEASURES.index(name)] if found else 0


def trained(*deeds: Deed, **others) -> Facts:
    return Facts("female", TURNS, deeds, **others)


def test_two_classes_of_one_person_are_two_person_times_and_one_person():
    facts = trained(Deed("skill", 120, 121, 16), Deed("startup", 122, 123, 8))
    assert (of(facts, "times"), of(facts, "persons"), of(facts, "hours")) == (2, 1, 24)
    assert (of(facts, "times", FACE_TO_FACE), of(facts, "persons", FACE_TO_FACE)) == (2, 1)


def test_a_course_is_no_class():
    assert of(trained(Deed(ONLINE, 120, 121)), "times", FACE_TO_FACE) == 0


def test_what_was_begun_and_completed_only_later_has_not_ended_in_the_period():
    facts = trained(Deed("skill", 131, 132))
    assert (of(facts, "begun"), of(facts, "ended"), of(facts, "times")) == (1, 0, 0)


@pytest.mark.parametrize(("since", "after"), [(128, [1, 1, 1]), (131, [0, 1, 1]), (132, [0, 0, 1]), (138, [0, 0, 0])])
def test_work_counts_from_the_month_it_began(since, after):
    facts = trained(Deed("skill", 124, 125), works=(Work(since, 140),))
    assert [of(facts, f"employed_{months}") for months in (3, 6, 12)] == after


def test_work_that_was_verified_before_the_training_came_not_of_it():
    assert of(trained(Deed("skill", 124, 125), works=(Work(110, 124),)), "employed_12") == 0


def test_employment_is_counted_from_the_last_completion():
    facts = trained(Deed("skill", 120, 120), Deed("skill", 124, 125), works=(Work(124, 124),))
    assert of(facts, "employed_12") == 0


def test_age_is_that_of_the_last_day():
    assert [trained().age_band(month) for month in (124, 125)] == ["30", "40"]


def test_money_counts_without_a_course():
    assert of(Facts("male", TURNS, subsidies=((121, "meals", 2500),)), "meals_fen") == 2500
