import datetime
import struct

import openpyxl
import pytest

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Field, field_of
from learners.people.reading.headings import likely_field_of
from learners.people.reading.register import PassedOver, read_register
from tests.learners.people.old_excel import compound_file, write_old_workbook
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
    [sheet] = read_register(path)
    assert (sheet.header, sheet.lacking, sheet.row) == (None, ("户编号",), 2)


def test_two_columns_for_a_field_that_must_be_there_are_not_guessed_between(tmp_path):
    fault = fault_of(write_register(tmp_path / "a.xlsx", [row(1)], header=[*HEADER, "证件号码"]))
    assert (fault.fault, fault.params["second"]) == (FileFault.COLUMN_TWICE, "S 证件号码")


def test_of_two_columns_for_another_field_the_usual_one_counts_and_the_other_is_named(tmp_path):
    sheet = only_sheet(write_register(tmp_path / "a.xlsx", [row(1)], header=["手机", *HEADER]))
    assert (sheet.header.columns[Field.PHONE].header, sheet.header.unread) == ("联系电话", ("手机",))


def test_a_picture_is_no_table(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert fault_of(tmp_path / "a.xlsx").fault == FileFault.NOT_A_TABLE


def test_an_old_workbook_is_read(tmp_path):
    [raw] = only_sheet(write_old_workbook(tmp_path / "a.xls", [HEADER, list(row(1, 姓名="王兰").values())])).rows
    assert (raw.sheet, raw.number, raw.value(Field.NAME)) == ("花名册", 2, "王兰")


def test_a_workbook_under_a_password_is_told_apart(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(compound_file("EncryptedPackage", b"x"))
    assert fault_of(tmp_path / "a.xlsx").fault == FileFault.OLD_OR_LOCKED


def test_an_old_workbook_that_reaches_too_far_is_refused_before_it_is_unpacked(tmp_path):
    far = struct.pack("<HHHHHd", 0x0203, 14, 65535, 255, 0, 1.0)
    (tmp_path / "a.xls").write_bytes(compound_file("Workbook", far))
    assert fault_of(tmp_path / "a.xls").fault == FileFault.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("size", [8, 600, 1500])
def test_what_only_begins_like_an_old_workbook_is_broken(tmp_path, size):
    (tmp_path / "a.xls").write_bytes(compound_file("Workbook", b"x")[:size])
    assert fault_of(tmp_path / "a.xls").fault == FileFault.BROKEN


def text_register(*rows, header=HEADER, cell="<td>{}</td>"):
    lines = ["".join(cell.format(value) for value in values) for values in [header, *rows]]
    return "<html><head><meta charset='gb2312'></head><table><tr>" + "</tr><tr>".join(lines) + "</tr></table></html>"


def test_html_called_xls_is_read(tmp_path):
    (tmp_path / "a.xls").write_text(text_register(list(row(1, 姓名="王兰").values())), encoding="gb18030")
    [raw] = only_sheet(tmp_path / "a.xls").rows
    assert raw.value(Field.NAME) == "王兰"


def test_cells_of_html_that_reach_down_fill_what_they_cover(tmp_path):
    html = "<table><tr><td>户编号<td>姓名<td>身份证号<td>关系</tr><tr><td rowspan=2>7<td>甲<td>1<td>户主</tr>"
    (tmp_path / "a.xls").write_text(html + "<tr><td>乙<td>2<td>配偶</tr></table>", encoding="utf-8")
    assert [raw.value(Field.HOUSEHOLD) for raw in only_sheet(tmp_path / "a.xls").rows] == ["7", "7"]


def test_the_xml_of_excel_2003_is_read(tmp_path):
    cells = "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row(1, 姓名="王兰").values())
    head = "".join(f'<Cell><Data ss:Type="String">{word}</Data></Cell>' for word in HEADER)
    (tmp_path / "a.xls").write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表一"><Table>'
        f'<Row ss:Index="3">{head}</Row><Row>{cells}</Row></Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    [raw] = only_sheet(tmp_path / "a.xls").rows
    assert (raw.sheet, raw.number, raw.value(Field.NAME)) == ("表一", 4, "王兰")


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("utf-8", ";"), ("gb18030", "，")])
def test_text_between_other_marks_is_read(tmp_path, encoding, delimiter):
    lines = ["豆沙镇花名册", delimiter.join(HEADER), delimiter.join(map(str, row(1, 姓名="王兰").values()))]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding=encoding)
    [raw] = only_sheet(tmp_path / "a.txt").rows
    assert raw.value(Field.NAME) == "王兰"


def test_merged_cells_count_for_all_their_rows(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1), row(2, 户编号="", 行政村="")])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("C3:C4")
    book.active.merge_cells("E3:E4")
    book.save(path)
    assert [raw.value(Field.HOUSEHOLD) for raw in only_sheet(path).rows] == ["5306231032020001"] * 2


def test_merged_cells_that_a_program_took_apart_are_filled_for_members(tmp_path):
    path = write_register(
        tmp_path / "a.xlsx", [row(1), row(2, 户编号="", 行政村="", 主要致贫原因="", 与户主关系="之子")]
    )
    raw = list(only_sheet(path).rows)[1]
    assert [raw.value(f) for f in (Field.HOUSEHOLD, Field.VILLAGE, Field.CAUSE)] == [
        "5306231032020001",
        "石缸村",
        "缺技术",
    ]


def test_a_head_without_a_number_is_not_put_into_the_household_above(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1), row(2, 户编号="", 行政村="")])
    assert list(only_sheet(path).rows)[1].value(Field.HOUSEHOLD) == ""


@pytest.mark.parametrize(
    ("formula", "value"),
    [('="王兰"', "王兰"), ("=F3", "张平"), ('=F3&"兰"', "张平兰"), ("=TODAY()", "=TODAY()")],
)
def test_a_formula_without_a_result_is_worked_out_only_when_it_is_simple(tmp_path, formula, value):
    path = write_register(tmp_path / "a.xlsx", [row(1, 姓名="张平"), row(2, 姓名=formula)])
    assert list(only_sheet(path).rows)[1].value(Field.NAME) == value


def test_lines_that_are_no_persons_are_passed_over_and_named(tmp_path):
    total = {"县": "小计", "户编号": "61户", "姓名": "167人"}
    signature = {"县": "填表人：          审核人：          联系电话："}
    path = write_register(
        tmp_path / "a.xlsx", [row(1), total, dict(zip(HEADER, HEADER, strict=True)), row(2), signature]
    )
    rows = list(only_sheet(path).rows)
    assert [raw.number for raw in rows if isinstance(raw, PassedOver)] == [4, 5, 7]
    assert [raw.number for raw in rows if not isinstance(raw, PassedOver)] == [3, 6]


def test_a_second_list_below_may_have_its_columns_in_another_order(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)])
    book = openpyxl.load_workbook(path)
    book.active.append(HEADER[::-1])
    book.active.append([row(2, 姓名="王兰")[word] for word in HEADER[::-1]])
    book.save(path)
    assert list(only_sheet(path).rows)[-1].value(Field.NAME) == "王兰"


def test_headings_may_fill_two_rows(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["户编号", "家庭成员", "", "", "致贫原因", ""])
    book.active.append(["", "姓名", "身份证号", "关系", "主要", "其他"])
    book.active.append(["7", "王兰", "1", "户主", "缺技术", "因病"])
    book.active.merge_cells("E1:F1")
    book.save(tmp_path / "a.xlsx")
    [raw] = only_sheet(tmp_path / "a.xlsx").rows
    assert [raw.value(f) for f in (Field.HOUSEHOLD, Field.NAME, Field.CAUSE, Field.CAUSE_2)] == [
        "7",
        "王兰",
        "缺技术",
        "因病",
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("县（市、区）", Field.COUNTY),
        ("乡（镇）", Field.TOWNSHIP),
        ("身份证\n号 码", Field.ID_NUMBER),
        ("身份证号码（18位）", Field.ID_NUMBER),
        ("7.与户主关系*", Field.RELATION),
        ("A22主要致贫原因", Field.CAUSE),
        ("戶編號", Field.HOUSEHOLD),
        ("户主姓名", None),
        ("户主证件号码", None),
        ("序号", None),
    ],
)
def test_headings_are_known_by_what_remains_of_them(heading, field):
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("所在行政村（社区）名称", Field.VILLAGE),
        ("贫困户编码", Field.HOUSEHOLD),
        ("建档立卡户号", Field.HOUSEHOLD),
        ("居民身份证件号码", Field.ID_NUMBER),
        ("成员与户主\n关系", Field.RELATION),
        ("劳动技能类型", Field.LABOUR),
        ("帮联干部", Field.HELPER),
        ("结对帮扶责任人（姓名）", Field.HELPER),
        ("帮扶责任人联系号码", Field.HELPER_PHONE),
        ("户主姓名", None),
        ("户主身份证号码", None),
        ("配偶姓名", None),
        ("帮扶单位名称", None),
        ("联系人电话", None),
        ("家庭人口数（人）", None),
    ],
)
def test_a_heading_that_is_written_longer_means_what_it_contains(heading, field):
    assert likely_field_of(heading) == field


def test_of_two_headings_that_only_contain_a_word_none_is_taken(tmp_path):
    words = [word for word in HEADER if word != "文化程度"]
    sheet = only_sheet(write_register(tmp_path / "a.xlsx", [row(1)], header=[*words, "学历层次", "现文化程度"]))
    assert (Field.EDUCATION in sheet.header.columns, sheet.header.unread) == (False, ("学历层次", "现文化程度"))


def test_half_a_file_is_broken(tmp_path):
    path = write_register(tmp_path / "a.xlsx", [row(1)])
    path.write_bytes(path.read_bytes()[:-200])
    assert fault_of(path).fault == FileFault.BROKEN
