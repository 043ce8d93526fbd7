"""What a column of remarks says of coming and going is put before a clerk, and a family's row is not lost by it."""

import pytest

from learners.people.importing import plan_import
from learners.people.importing.decisions import Decisions
from learners.people.importing.problems import Effect, Reason, Refused
from learners.people.importing.remarks import read_remark
from learners.people.reading.fields import Field
from tests.learners.people.sheets import HEADER, row, write_register

DIED = """已去世 去世 死亡 已死亡人员 本人已故 2023年病故 2024年3月5日因病去世 已過世 该人已死亡。 残疾，已去世"""
LEFT = """已搬走 搬走了 户口已迁出 全家搬走 2022年外嫁 已注销 举家外迁 嫁到四川宜宾 整户已搬走 出嫁（户口迁出）"""
TWICE = """与王平重复 和第5行重复 同张小兰是同一人 重复 信息重复 已与3组张平重复录入 重复登记"""
AWAY = """外出务工 长期在外打工 在广东务工 2023年起外出打工 去浙江务工了"""
UNCLEAR = """丈夫已去世 父母双亡 其妻去世后由子女照顾 儿媳户口未迁，外嫁女 服刑 疑似与他人信息重复待核实"""
NOTHING = """低保户 残疾二级 无 户主的母亲 五保 未外出务工 没有搬走 2021年迁入 易地搬迁户 无重复"""


def reason_of(text):
    try:
        read_remark(text)
    except Refused as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        *((text, Reason.REMARK_DIED) for text in DIED.split()),
        *((text, Reason.REMARK_LEFT) for text in LEFT.split()),
        *((text, Reason.REMARK_TWICE) for text in TWICE.split()),
        *((text, Reason.REMARK_AWAY) for text in AWAY.split()),
        *((text, Reason.REMARK_UNCLEAR) for text in UNCLEAR.split()),
        *((text, None) for text in NOTHING.split()),
    ],
)
def test_a_remark_is_read(said, reason):
    assert reason_of(said) == reason


@pytest.mark.parametrize("value", [20230101, 3.0, True, None])
def test_what_is_no_text_says_nothing(value):
    assert reason_of(value) is None


def remarked(plan, text, column="备注", **values):
    return plan(row(1, **{column: text}, **values), header=[*HEADER, column])


@pytest.mark.parametrize("column", ["备注", "备注说明", "变动情况", "减少原因"])
def test_who_has_died_by_the_remark_is_not_taken_as_living(plan, column):
    made = remarked(plan, "已去世", column)
    (problem,) = made.problems
    assert (problem.reason, problem.effect, problem.header) == (Reason.REMARK_DIED, Effect.ROW_WAITS, column)
    assert (made.counts.taken_rows, made.counts.problem_rows) == (0, 1)


def test_who_works_elsewhere_is_taken_and_shown(plan):
    made = remarked(plan, "外出务工")
    (problem,) = made.problems
    assert (problem.reason, problem.effect, made.counts.taken_rows) == (Reason.REMARK_AWAY, Effect.LEFT_EMPTY, 1)


def test_who_works_elsewhere_by_the_column_of_work_needs_no_look(plan):
    assert remarked(plan, "外出务工", 务工状况="省外务工").problems == ()


def test_a_death_in_the_family_costs_nobody_else_the_row(plan):
    made = remarked(plan, "丈夫已去世")
    assert ([one.reason for one in made.problems], made.counts.taken_rows) == ([Reason.REMARK_UNCLEAR], 1)


def test_a_remark_that_was_emptied_lets_the_row_in(dousha, tmp_path):
    path = write_register(tmp_path / "r.xlsx", [row(1, 备注="已搬走")], header=[*HEADER, "备注"])
    edited = Decisions(edits={("花名册", 3, Field.REMARK): ""})
    assert plan_import(path, area=dousha).counts.taken_rows == 0
    assert plan_import(path, area=dousha, decisions=edited).counts.taken_rows == 1


def test_what_else_a_remark_says_is_named_as_not_kept(plan):
    assert remarked(plan, "低保户").columns_left_out == ("备注",)
