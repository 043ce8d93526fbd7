import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.codes import Cause, Health, Labour, WorkStatus
from learners.people.id_numbers import check_character
from learners.people.importing import words
from learners.people.importing.problems import Reason, Refused, RepairKind
from learners.people.importing.values import (
    HOUSEHOLD_READERS,
    PERSON_READERS,
    as_code,
    as_text,
    read_birth_date,
    read_cause,
    read_date,
    read_group,
    read_household_number,
    read_id_number,
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
    ("text", "phone"),
    [
        ("154-0000-0001", "15400000001"),
        ("+86 154 0000 0001", "15400000001"),
        ("8615400000001", "15400000001"),
        ("015400000001", "15400000001"),
        ("１５４０００００００１", "15400000001"),
        ("15400000001.0", "15400000001"),
        ("1.5400000001E+10", "15400000001"),
        ("0870-6620000", "08706620000"),
        ("(0870)6620000", "08706620000"),
        ("", ""),
        ("无", ""),
    ],
)
def test_a_phone_is_kept_as_digits(text, phone):
    assert read_phone(text) == phone


@pytest.mark.parametrize("text", ["1540000000", "11111111111", "154000000012", "一个"])
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


TODAY = datetime.date(2026, 1, 1)


def repair_of(read, value):
    with pytest.raises(Refused) as refused:
        read(value)
    repair = refused.value.repair
    return (repair.kind, repair.text) if repair else None


def whole(first_17):
    return first_17 + check_character(first_17)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("990623720422219", RepairKind.ID_OF_15),
        (whole("99062319720422219").replace("0", "O"), RepairKind.LOOKALIKES),
    ],
)
def test_an_identity_number_is_repaired_where_the_check_digit_tells(text, kind):
    assert repair_of(lambda t: read_id_number(t, today=TODAY), text) == (kind, whole("99062319720422219"))


@pytest.mark.parametrize("text", ["9.90623E+17", "99062319720422219", "990623197213322190", "9906231972****2190", "无"])
def test_an_identity_number_that_has_lost_something_is_not_guessed(text):
    assert repair_of(lambda t: read_id_number(t, today=TODAY), text) is None


@given(st.dates(datetime.date(1920, 1, 1), datetime.date(2015, 1, 1)), st.integers(1, 999), st.integers(0, 16))
def test_one_wrong_digit_never_becomes_another_person(born, order, place):
    number = whole(f"990623{born:%Y%m%d}{order:03d}")
    spoiled = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    with pytest.raises(Refused) as refused:
        read_id_number(spoiled, today=TODAY)
    assert refused.value.repair is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("无技术", Cause.SKILL),
        ("缺少技术", Cause.SKILL),
        ("缺乏劳动力", Cause.LABOUR),
        ("資金短缺", Cause.FUNDS),
        ("7.缺技术", Cause.SKILL),
        ("因病致贫", Cause.ILLNESS),
        ("无", ""),
    ],
)
def test_causes_are_known_in_many_words(text, code):
    assert read_cause(text) == code


@pytest.mark.parametrize("text", ["缺技术，因病", "缺技术;因病", "缺技术、因病", "缺技术 因病", "缺技术因病"])
def test_of_two_causes_the_first_is_offered_as_the_main_one(text):
    assert repair_of(read_cause, text) == (RepairKind.FIRST_CAUSE, "缺技术")


def test_of_two_phones_the_first_is_offered():
    assert repair_of(read_phone, "15400000001/15400000002") == (RepairKind.FIRST_PHONE, "15400000001")


@pytest.mark.parametrize("text", ["4月25日", "2016/4/25", "25-Apr", "4-25", "42485"])
def test_a_group_that_was_saved_as_a_date_is_not_guessed(text):
    assert reason_of(read_group, text) == Reason.DATE_CELL


@pytest.mark.parametrize("text", ["王?兰", "王□", "王*兰", "配偶", "小学", "=F3", "王\ufffd"])
def test_what_has_lost_characters_is_no_name(text):
    assert reason_of(read_name, text) == Reason.NAME


@pytest.mark.parametrize("name", ["王𬍛", "李䶮", "阿卜杜·买买提", "乾兰"])
def test_rare_names_survive(name):
    assert read_name(name) == name


@pytest.mark.parametrize("text", ["4.10927E+15", "61户", "本户"])
def test_what_is_no_household_number_is_refused(text):
    with pytest.raises(Refused):
        read_household_number(text)


@pytest.mark.parametrize(
    ("value", "day"), [(26411.0, "1972-04-22"), ("1972-04", "1972-04"), ("1972年4月", "1972-04"), ("无", "")]
)
def test_a_birth_date_may_be_a_number_of_days_or_a_month(value, day):
    assert read_birth_date(value) == day


@pytest.mark.parametrize("text", ["=A1", "#REF!", "#N/A", "####"])
def test_a_formula_is_no_value(text):
    assert reason_of(as_text, text) == Reason.FORMULA
