import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.reading import limits
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.limits import SheetExtent, check_size, check_workbook, column_letters, column_number


def fault_of(check, path):
    with pytest.raises(UnreadableFile) as refused:
        check(path)
    return refused.value.fault


def with_parts(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_one_cell_far_out_is_refused_before_it_costs_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active.cell(90_000, 500, 1)
    book.save(tmp_path / "a.xlsx")
    assert fault_of(check_workbook, tmp_path / "a.xlsx") == FileFault.UNPACKS_TOO_LARGE


def test_too_many_rows_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.cell(limits.MAX_ROWS + 1, 1, 1)
    book.save(tmp_path / "a.xlsx")
    assert fault_of(check_workbook, tmp_path / "a.xlsx") == FileFault.TOO_MANY_ROWS


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1_000_000)
    path = with_parts(tmp_path / "a.xlsx", {"xl/sharedStrings.xml": "0" * 2_000_000})
    assert fault_of(check_workbook, path) == FileFault.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("start", ["<a ", "<a b='", " "])
def test_a_tag_without_end_is_refused_before_it_is_read_again_and_again(tmp_path, start):
    path = with_parts(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": start + "0" * 4_000_000})
    assert fault_of(check_workbook, path) == FileFault.BROKEN


def test_entities_that_multiply_are_refused(tmp_path):
    sheet = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet/>'
    path = with_parts(tmp_path / "a.xlsx", {"XL/Worksheets/sheet1.xml": sheet})
    assert fault_of(check_workbook, path) == FileFault.BROKEN


def test_a_text_document_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert fault_of(check_workbook, tmp_path / "a.docx") == FileFault.NOT_A_TABLE


def test_a_file_over_the_limit_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    (tmp_path / "a.csv").write_bytes(b"x" * 11)
    assert fault_of(check_size, tmp_path / "a.csv") == FileFault.TOO_LARGE


def test_cells_that_only_have_a_style_do_not_count():
    extent = SheetExtent()
    extent.feed(b'<worksheet><row r="2"><c r="B2"><v>1</v></c><c r="XFD2" s="1"/></row></worksheet>')
    assert (extent.rows, extent.columns) == (2, 2)


def test_cells_without_a_reference_follow_each_other():
    extent = SheetExtent()
    extent.feed(b'<w><row r="7"><c><v>1</v></c><c><is/></c></row><row><c><v>1</v></c></row></w>')
    assert (extent.rows, extent.columns) == (8, 2)


@given(st.integers(1, 20_000))
def test_column_letters_and_numbers_are_each_others_opposite(number):
    assert column_number(column_letters(number)) == number
