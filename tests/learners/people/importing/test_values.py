import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.codes import Cause, Health, Labour, WorkStatus
from learners.people.importing import words
from learners.people.importing.problems import Reason, Refused
from learners.people.importing.values import (
    HOUSEHOLD_READERS,
    PERSON_READERS,
    as_code,
    as_text,
    read_date,
    read_group,
    read_name,
    read_phone,
)
from learners.people.reading.fields import Field


def reason_of(read, value):
    with pytest.raises(Refused) as refused:
        read(value)
    return refused.value.reason


def test_a_number_cell_is_read_without_its_point():
    assert as_text(15400000001.0) == "15400000001"


def test_a_number_too_long_for_excel_is_not_guessed():
    assert reason_of(as_text, 9.90623197010243e17) == Reason.NUMBER_CELL


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value):
    assert reason_of(as_text, value) == Reason.NUMBER_CELL


def test_a_group_that_excel_made_a_date_is_not_guessed():
    assert reason_of(as_text, datetime.date(2016, 4, 25)) == Reason.DATE_CELL


@given(st.integers(0, 10**15 - 1))
def test_every_number_that_excel_keeps_whole_is_read_whole(number):
    assert as_text(float(number)) == str(number)


@pytest.mark.parametrize(
    "text", ["99062319720422219x", " ９９０６２３１９７２０４２２２１９Ｘ ", "'99062319720422219X"]
)
def test_wide_digits_small_letters_and_apostrophes_do_not_count(text):
    assert as_code(text) == "99062319720422219X"


def test_a_name_written_apart_is_one_name():
    assert read_name("王　兰") == "王兰"


def test_a_name_in_letters_keeps_its_spaces():
    assert read_name("Ma  Li") == "Ma Li"


@pytest.mark.parametrize("text", ["990623195902105338", "王\x00兰", "王" * 61])
def test_what_can_be_no_name_is_refused(text):
    assert reason_of(read_name, text) == Reason.NAME


@pytest.mark.parametrize(
    ("text", "phone"), [("154-0000-0001", "15400000001"), ("0870-6620000", "08706620000"), ("", "")]
)
def test_a_phone_is_kept_as_digits(text, phone):
    assert read_phone(text) == phone


@pytest.mark.parametrize("text", ["1540000000", "15400000001/15400000002", "无"])
def test_what_cannot_be_called_is_refused(text):
    assert reason_of(read_phone, text) == Reason.PHONE


@pytest.mark.parametrize(
    "value", [datetime.date(1972, 4, 22), datetime.datetime(1972, 4, 22), "1972-04-22", "19720422", "1972年4月22日"]
)
def test_a_date_is_read_in_the_usual_forms(value):
    assert read_date(value) == datetime.date(1972, 4, 22)


@pytest.mark.parametrize("value", ["1972-02-30", "一九七二年", ""])
def test_what_is_no_date_is_refused(value):
    assert reason_of(read_date, value) == Reason.DATE


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        (Field.CAUSE, "缺劳动力", Cause.LABOUR),
        (Field.CAUSE, "其它", Cause.OTHER),
        (Field.HEALTH, "患有大病", Health.SERIOUS),
        (Field.LABOUR, "弱劳动力或半劳动力", Labour.SEMI),
        (Field.WORK, "乡（镇） 内务工", WorkStatus.IN_TOWNSHIP),
        (Field.RELATION, "本人或户主", words.HEAD),
        (Field.ETHNIC_GROUP, "苗", "苗族"),
    ],
)
def test_synonyms_mean_one_code(field, word, code):
    assert {**PERSON_READERS, **HOUSEHOLD_READERS}[field](word) == code


def test_an_unknown_word_is_answered_with_the_known_ones():
    with pytest.raises(Refused) as refused:
        HOUSEHOLD_READERS[Field.CAUSE]("懒")
    assert "缺技术" in refused.value.params["expected"]


def test_the_deceased_are_not_taken_in():
    assert reason_of(PERSON_READERS[Field.HEALTH], "死亡") == Reason.DECEASED


def test_every_code_of_the_register_has_a_word():
    assert set(words.CAUSES.values()) == set(Cause)
    assert set(words.LABOUR.values()) == set(Labour)
    assert set(words.HEALTH.values()) == {*Health, words.DECEASED}


def test_the_standard_has_56_ethnic_groups():
    assert len(set(words.ETHNIC_GROUPS.values())) == 56


def test_characters_that_nobody_sees_are_left_out_of_a_group():
    assert read_group("下坪\x00 3\x1f组\n") == "下坪3组"
