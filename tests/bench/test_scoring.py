import pytest

from bench.scoring import COMPARED, Imported, Scorer

FAULT = {"type": "bad_check_digit", "row": 4, "column": "身份证号码", "expect": "reject"}


def person(number="1", **values):
    return dict.fromkeys(COMPARED, "") | {"身份证号码": number, "姓名": "王兰", "户编号": "7", **values}


def score(*persons, faults=(), reported=()):
    truth = [{"sheet_row": "4", **person()}]
    imported = Imported({p["身份证号码"]: p for p in persons}, {4}, set(reported), set())
    made = Scorer({"faults": list(faults), "header_row": 3}, truth, imported).run()
    return made.repaired, made.reported, made.silently_wrong, made.wrongly_refused


def test_a_fault_of_which_the_register_holds_the_truth_is_repaired():
    assert score(person(), faults=[FAULT]) == (1, 0, 0, 0)


def test_a_fault_whose_row_was_named_is_reported():
    assert score(faults=[FAULT], reported=[(4, "身份证号码")]) == (0, 1, 0, 0)


def test_a_fault_that_nobody_named_is_silently_wrong():
    assert score(faults=[FAULT]) == (0, 0, 1, 0)


@pytest.mark.parametrize(("reported", "wrong"), [([], 1), ([(4, "姓名")], 0), ([(4, "民族")], 1)])
def test_a_wrong_value_counts_unless_its_own_cell_was_named(reported, wrong):
    assert score(person(姓名="王南"), reported=reported)[2] == wrong


def test_a_person_whom_the_truth_does_not_know_is_silently_wrong():
    assert score(person(), person("2"))[2] == 1


def test_a_good_row_that_is_not_in_is_wrongly_refused_even_if_it_was_named():
    assert score(reported=[(4, "姓名")])[3] == 1
