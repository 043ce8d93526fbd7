import datetime

import openpyxl
import pytest

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Field
from learners.people.reading.register import read_register
from tests.learners.people.sheets import HEADER, row, write_register


def only_sheet(path):
    [sheet] = read_register(path)
    return sheet


def fault_of(path):
    with pytest.raises(UnreadableFile) as refused:
        for sheet in read_register(path):
            list(sheet.rows)
    return refused.value


def test_it_finds_the_header_below_a_merged_title(tmp_path):
    sheet = only_sheet(write_register(tmp_path / "a.xlsx", [row(1)]))
    assert sheet.header.row == 2


def test_rows_are_numbered_as_in_excel(tmp_path):
    sheet = only_sheet(write_register(tmp_path / "a.xlsx", [row(1), row(2)]))
    assert [raw.number for raw in sheet.rows] == [3, 4]


def test_a_value_knows_its_column_as_excel_shows_it(tmp_path):
    [raw] = only_sheet(write_register(tmp_path / "a.xlsx", [row(1, 姓名="王兰")])).rows
    assert (raw.value(Field.NAME), raw.column(Field.NAME).letters) == ("王兰", "F")


def test_blank_rows_are_passed_over_and_counted(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1), dict.fromkeys(HEADER, "  "), row(2)])
    assert [raw.number for raw in only_sheet(path).rows] == [3, 5]


def test_columns_may_stand_in_any_order_under_other_words(tmp_path):
    header = ["姓 名", "证件号码", "与户主\n关系", "户编号", "行政村（社区）"]
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(["王兰", "1", "户主", "5", "石缸村"])
    book.save(tmp_path / "a.xlsx")
    [raw] = only_sheet(tmp_path / "a.xlsx").rows
    assert raw.value(Field.HOUSEHOLD) == "5"


def test_a_column_that_is_not_there_has_no_value(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)], header=[w for w in HEADER if w != "联系电话"])
    [raw] = only_sheet(path).rows
    assert raw.value(Field.PHONE) is None


def test_a_table_that_starts_further_right_keeps_its_letters(tmp_path):
    book = openpyxl.Workbook()
    for number, values in enumerate([HEADER, list(row(1).values())], start=3):
        for column, value in enumerate(values, start=3):
            book.active.cell(number, column, value)
    book.save(tmp_path / "a.xlsx")
    [raw] = only_sheet(tmp_path / "a.xlsx").rows
    assert (raw.number, raw.column(Field.COUNTY).letters, raw.value(Field.COUNTY)) == (4, "C", "盐津县")


def test_dates_and_numbers_stay_what_they_are(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1, 自然村组=datetime.date(2016, 4, 25), 联系电话=15400000000)])
    [raw] = only_sheet(path).rows
    assert raw.value(Field.GROUP) == datetime.date(2016, 4, 25)
    assert raw.value(Field.PHONE) == 15400000000.0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_excel_saves(tmp_path, encoding):
    lines = [",".join(HEADER), ",".join(str(value) for value in row(1, 姓名="王𬍛").values())]
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding=encoding)
    [raw] = only_sheet(tmp_path / "a.csv").rows
    assert (raw.number, raw.value(Field.NAME)) == (2, "王𬍛")


def test_a_sheet_without_a_register_is_said_to_be_none(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)])
    book = openpyxl.load_workbook(path)
    book.create_sheet("填表说明").append(["请按要求填写"])
    book.save(path)
    assert [(s.name, s.header is not None) for s in read_register(path)] == [("花名册", True), ("填表说明", False)]


def test_a_missing_column_is_named(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)], header=[w for w in HEADER if w != "户编号"])
    fault = fault_of(path)
    assert (fault.fault, fault.params["columns"]) == (FileFault.MISSING_COLUMNS, "户编号")


def test_two_columns_for_one_field_are_not_guessed_between(tmp_path):
    fault = fault_of(write_register(tmp_path / "a.xlsx", [row(1)], header=[*HEADER, "手机号"]))
    assert (fault.fault, fault.params["second"]) == (FileFault.COLUMN_TWICE, "S 手机号")


def test_a_picture_is_no_table(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert fault_of(tmp_path / "a.xlsx").fault == FileFault.NOT_A_TABLE


def test_an_old_or_locked_workbook_is_told_apart(tmp_path):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert fault_of(tmp_path / "a.xls").fault == FileFault.OLD_OR_LOCKED


def test_half_a_file_is_broken(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)])
    path.write_bytes(path.read_bytes()[:-200])
    assert fault_of(path).fault == FileFault.BROKEN
