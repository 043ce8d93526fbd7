"""Words and forms of lists that were kept elsewhere: repaired by rule, or named."""

import pytest

from learners.people.importing import words
from learners.people.importing.problems import Reason, Refused
from learners.people.importing.values import (
    PERSON_READERS,
    read_cause,
    read_helper,
    read_household_number,
    read_name,
    read_phone,
)
from learners.people.reading.fields import Field
from tests.learners.people.sheets import HEADER, row

NUMBER = "5306231032020001"


def reason_of(read, text):
    with pytest.raises(Refused) as refused:
        read(text)
    return refused.value.reason


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("之次女", "之女"),
        ("幺儿", "之子"),
        ("老母亲", "之母"),
        ("老伴", "配偶"),
        ("满女", "之女"),
        ("长孙女。", "之孙女"),
    ],
)
def test_which_of_several_a_relative_is_does_not_matter(text, relation):
    assert PERSON_READERS[Field.RELATION](text) == relation


@pytest.mark.parametrize("text", ["老大", "小", "长", "独", "大人", "二", "小户"])
def test_a_rank_alone_is_no_relation(text):
    assert reason_of(PERSON_READERS[Field.RELATION], text) == Reason.UNKNOWN_WORD


@pytest.mark.parametrize(
    ("text", "usual"), [("小学五年级", "小学"), ("读小学", "小学"), ("初中二年级", "初中"), ("大学在读", "大专及以上")]
)
def test_a_grade_is_schooling(text, usual):
    assert words.look_up_education(text) == words.EDUCATION[words.word_key(usual)]


@pytest.mark.parametrize("text", ["肢体残疾", "残疾二级", "视力残疾三级", "智残"])
def test_a_kind_of_disability_is_one(text):
    assert words.look_up_health(text) == words.Health.DISABLED


@pytest.mark.parametrize("text", ["一级", "精神", "肢体", "听力"])
def test_half_of_a_disability_is_none(text):
    assert words.look_up_health(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "①缺技术②因学",
        "1.缺技术 2.因学",
        "缺技术（主），因学（次）",
        "缺技术为主，因学",
        "主要：缺技术；其次：因学",
        "缺技术-因学",
    ],
)
def test_two_causes_are_told_apart_however_they_are_joined(text):
    with pytest.raises(Refused) as refused:
        read_cause(text)
    assert (refused.value.reason, refused.value.repair.text) == (Reason.SEVERAL_CAUSES, "缺技术")


@pytest.mark.parametrize("text", [f"{NUMBER}号", f"户编号：{NUMBER}", f"No.{NUMBER}", "530623103202-0001"])
def test_a_household_number_is_found_beside_its_label(text):
    assert read_household_number(text) == NUMBER


@pytest.mark.parametrize("text", ["电话15400000001", "手机：15400000001", "15400000001（本人）"])
def test_a_phone_is_found_beside_its_label(text):
    assert read_phone(text) == "15400000001"


def test_the_phone_of_another_is_not_taken_for_the_persons():
    assert reason_of(read_phone, "15400000001（儿子）") == Reason.PHONE


@pytest.mark.parametrize("text", ["周文同志", "周文主任", "周文 15400000001", "周文（15400000001）"])
def test_a_helper_is_named_without_title_and_phone(text):
    assert read_helper(text) == "周文"


@pytest.mark.parametrize("text", ["村委会", "盐津县农业农村局", "驻村工作队", "张平★", "①张平"])
def test_an_office_or_a_mark_is_no_name(text):
    assert reason_of(read_name, text) == Reason.NAME


def test_a_member_of_a_merged_household_with_a_village_of_its_own_is_not_lost(plan):
    blank = dict.fromkeys(
        ["县", "乡镇", "自然村组", "户编号", "户类型", "主要致贫原因", "帮扶责任人", "帮扶责任人电话"], ""
    )
    made = plan(row(1), row(2, 与户主关系="配偶", 行政村="豆沙乡石缸村", **blank), header=HEADER)
    assert (made.problems, made.counts.new_persons, made.counts.new_households) == ((), 2, 1)


@pytest.mark.parametrize("note", ["以下为2016年新识别户", "（接上页）", "第 2 页"])
def test_a_note_over_all_columns_is_no_person(plan, note):
    made = plan(row(1), dict.fromkeys(HEADER, note), row(3, 与户主关系="配偶"))
    assert (made.problems, made.counts.new_persons) == ((), 2)
    assert [line.text for line in made.passed_over] == [note]


def test_a_number_that_alone_is_missing_is_still_asked_for(plan):
    made = plan(row(1), row(2, 与户主关系="配偶", 户编号=""))
    assert [(problem.row, problem.field, problem.reason) for problem in made.problems] == [
        (4, Field.HOUSEHOLD, Reason.EMPTY)
    ]
