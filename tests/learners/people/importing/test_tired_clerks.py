"""Faults of lists as they come on a Friday evening: each is repaired or named, and nothing good is lost."""

import zipfile

import openpyxl
import pytest

from learners.people.importing import plan_import
from learners.people.importing.decisions import Decisions
from learners.people.importing.problems import Reason, fault_words
from learners.people.reading.errors import FileFault, UnreadableFile
from tests.learners.people.sheets import HEADER, id_number, row

AGED_20 = id_number(7, born="20051203")


def home(order):
    """The number of a household of its own."""
    return f"530623103202{order:04d}"


def single(order, **values):
    """A head who lives alone."""
    return row(order, **{"户编号": home(order), **values})


def cells(values, header=HEADER):
    return [values.get(word, "") for word in header]


@pytest.fixture
def planned(dousha, tmp_path):
    """Plans an import of a workbook of sheets of rows of cells, as a clerk who agrees to every safe repair."""

    def plan(*sheets, change=None, name="list.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets, start=1):
            page = book.create_sheet(f"表{number}")
            for values in rows:
                page.append(values)
        if change:
            change(book.worksheets[0])
        book.save(tmp_path / name)
        return plan_import(tmp_path / name, area=dousha, decisions=Decisions.all_safe())

    return plan


@pytest.fixture
def one(planned):
    """Plans a single person with these values; the person if taken, and the reasons of what is doubtful."""

    def plan(header=HEADER, **values):
        made = planned([header, cells(single(1, **values), header)])
        return next(made.persons(), None), [problem.reason for problem in made.problems]

    return plan


def reasons(plan):
    return {(problem.row, problem.field.value): problem.reason for problem in plan.problems}


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["张平（已故）", "张平(死亡)", "（去世）张平", "张平【2023年病故】"])
def test_a_name_with_a_word_of_death_beside_it_is_not_taken_as_living(one, name):
    assert one(姓名=name) == (None, [Reason.DECEASED])


@pytest.mark.parametrize("name", ["（迁出）张平", "张平（外嫁）", "张平（已注销）"])
def test_a_name_with_a_word_of_leaving_beside_it_waits(one, name):
    assert one(姓名=name) == (None, [Reason.NAME_GONE])


@pytest.mark.parametrize("name", ["张平（女）", "户主：张平", "张平【监测户】", "张 平", "　张平　"])
def test_what_else_stands_beside_a_name_is_left_out(one, name):
    person, doubts = one(姓名=name)
    assert (person.fields["name"], doubts) == ("张平", [])


@pytest.mark.parametrize("name", ["户主张平", "张平、张秀", "张平（", "同上", "〃", "张平等3人"])
def test_what_is_more_than_a_name_is_named(one, name):
    assert one(姓名=name) == (None, [Reason.NAME])


def test_two_helpers_in_a_cell_are_no_helper_of_that_name(planned):
    plan = planned([HEADER, cells(single(1, 帮扶责任人="周文、李武"))])
    assert (reasons(plan), plan.households[0].new_helper) == ({(2, "helper"): Reason.NAME}, None)


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["{}(已核)", "身份证：{}", "{}。", "ID{}", "号码 {} 。"])
def test_an_identity_number_is_found_among_words(one, text):
    person, doubts = one(身份证号码=text.format(id_number(2)))
    assert (person.id_number.text, doubts) == (id_number(2), [])


@pytest.mark.parametrize("text", ["{0}\n{1}", "{0}44", "1{0}", "{0}/{1}"])
def test_of_two_numbers_or_more_digits_none_is_guessed(one, text):
    person, doubts = one(身份证号码=text.format(id_number(2), id_number(3)))
    assert (person, doubts) == (None, [Reason.ID_LENGTH])


def test_a_number_of_18_that_was_cut_is_not_completed_as_one_of_15(one):
    assert one(身份证号码=AGED_20[:15]) == (None, [Reason.ID_OF_15])


def test_a_number_that_excel_cut_to_15_digits_waits(one):
    assert one(身份证号码=int(id_number(1)[:15]) * 1000) == (None, [Reason.NUMBER_CELL])
    assert one(身份证号码=f"{int(id_number(1)[:15]) * 1000:,}") == (None, [Reason.NUMBER_CELL])


def test_separators_of_thousands_are_no_part_of_a_number(planned):
    plan = planned([HEADER, cells(single(1, 户编号="5,306,231,032,020,001"))])
    assert ([household.number for household in plan.households], plan.problems) == ([home(1)], ())


def test_a_phone_in_the_place_of_the_identity_number_is_put_right_or_named(planned):
    swapped = single(1, 身份证号码="15412345678", 联系电话=id_number(1))
    lost = single(2, 身份证号码="15412345678")
    plan = planned([HEADER, cells(swapped), cells(lost)])
    assert [(person.id_number.text, person.phone) for person in plan.persons()] == [(id_number(1), "15412345678")]
    assert reasons(plan) == {(3, "id_number"): Reason.ID_LENGTH}


@pytest.mark.parametrize(
    "said", ["1980.5", 1980.5, 1980.05, 198005, "198005", 19800501, "1980年5月", "1980.5.1", 29342]
)
def test_a_birth_date_may_be_written_in_many_ways(one, said):
    person, doubts = one(header=[*HEADER, "出生年月"], 出生年月=said)
    assert (bool(person), doubts) == (True, [])


def test_october_as_a_number_loses_its_zero(planned):
    header = [*HEADER, "出生年月"]
    october = single(1, 身份证号码=id_number(1, born="19801002"), 出生年月=1980.1)
    assert planned([header, cells(october, header)]).problems == ()


# --- words ---------------------------------------------------------------------------------------


def test_ditto_marks_stand_for_what_is_above(planned):
    same = dict.fromkeys(["县", "乡镇", "行政村", "户编号", "自然村组", "主要致贫原因", "帮扶责任人"], "同上")
    wife = row(2, 姓名="张秀", 与户主关系="配偶", **{**same, "户类型": "〃", "民族": '"'})
    plan = planned([HEADER, cells(row(1)), cells(wife)])
    [household] = plan.households
    assert (plan.problems, [person.fields["ethnic_group"] for person in household.members]) == ((), ["汉族", "汉族"])
    assert household.fields["group"] == "3组"


def test_sex_and_ethnic_group_that_are_swapped_are_put_right(planned):
    header = [*HEADER, "性别"]
    plan = planned([header, cells(single(1, 民族="男", 性别="苗族"), header), cells(single(3), header)])
    assert ([person.fields["ethnic_group"] for person in plan.persons()], plan.problems) == (["苗族", "汉族"], ())


def test_a_group_that_excel_made_a_number_keeps_its_name(planned):
    plan = planned([HEADER, *(cells(single(at, 自然村组=said)) for at, said in enumerate([3, 3.0, "3.0", "3"], 1))])
    assert {household.fields["group"] for household in plan.households} == {"3"}


def test_two_households_in_one_cell_wait_for_somebody_who_knows(planned):
    plan = planned([HEADER, cells(row(1, 户编号=f"{home(1)}、{home(2)}", 姓名="张平")), cells(single(3))])
    assert (reasons(plan), plan.counts.new_persons) == ({(2, "household"): Reason.HOUSEHOLD_NUMBER}, 1)


# --- the shape of the sheet ----------------------------------------------------------------------


def test_sums_in_the_middle_are_no_persons_with_or_without_a_word_for_it(planned):
    sums = [["小计", "", "", "", "1户", "2人"], ["", "", "", "", 1, 3], ["", "", "", "", "1户", "3人"]]
    plan = planned([HEADER, cells(single(1)), *sums, cells(single(2))])
    assert (plan.counts.rows, plan.counts.new_persons, len(plan.passed_over)) == (2, 2, 3)


def test_three_lists_below_each_other_are_read_with_their_own_headings(planned):
    short = ["姓名", "身份证号码", "户编号", "与户主关系"]
    wide = ["序号", "户编号", "姓名", "性别", "身份证号码", "与户主关系"]
    second, third = cells(single(2), short), cells({**single(3), "性别": "男", "序号": 1}, wide)
    plan = planned([["一组"], HEADER, cells(single(1)), [], ["二组"], short, second, ["填表人：王"], wide, third])
    assert [person.id_number.text for person in plan.persons()] == [id_number(1), id_number(2), id_number(3)]
    assert plan.problems == ()


def test_hidden_columns_and_headings_far_down_are_read(planned):
    def hide(page):
        page.column_dimensions["G"].hidden = page.row_dimensions[8].hidden = True

    plan = planned([*[["说明"]] * 6, HEADER, cells(single(1))], change=hide)
    assert (plan.counts.new_persons, plan.problems) == (1, ())


def test_cells_merged_over_a_household_count_for_each_member(planned):
    def merge(page):
        for letter in "ABCDEOPQR":
            page.merge_cells(f"{letter}2:{letter}3")

    plan = planned([HEADER, cells(row(1)), cells(row(2, 姓名="张秀", 与户主关系="配偶"))], change=merge)
    assert ([len(household.members) for household in plan.households], plan.problems) == ([2], ())


def test_of_a_row_that_was_copied_and_changed_neither_is_taken(planned):
    plan = planned([HEADER, cells(single(1)), cells(single(1, 文化程度="初中"))])
    assert (plan.counts.new_persons, set(reasons(plan).values())) == (0, {Reason.TWICE})


@pytest.mark.parametrize(
    "other",
    [["民族", "文化程度", "健康状况"], ["行政村", "姓名", "联系电话", "户编号"], ["1. 姓名", "2. 户编号", "3. 民族"]],
)
def test_a_sheet_that_is_no_register_does_not_forbid_the_others(planned, other):
    plan = planned([other, ["汉族", "小学", "健康"]], [HEADER, cells(single(1))])
    assert (plan.counts.new_persons, list(plan.sheets_lacking)) == (1, ["表1"])


def test_a_list_without_headings_is_not_passed_over_in_silence(planned):
    plan = planned([HEADER, cells(single(1))], [cells(single(2))])
    assert list(plan.sheets_lacking) == ["表2"]


def test_nobody_is_missing_while_a_sheet_was_not_read(planned, cast):
    assert [person.name for person in planned([HEADER, cells(single(1))]).missing] == ["王兰"]
    assert planned([HEADER, cells(single(1))], [cells(single(2))]).missing == ()


def test_a_row_of_nothing_but_formulas_below_the_list_is_named(planned):
    formulas = ["=SUM(A2:A2)"] * 8
    plan = planned([HEADER, cells(single(1)), formulas])
    assert reasons(plan)[3, "id_number"] == Reason.FORMULA


# --- the file ------------------------------------------------------------------------------------


def test_a_csv_under_the_name_of_an_xlsx_is_read(dousha, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_text("\n".join(",".join(cells(values)) for values in ({w: w for w in HEADER}, single(1))), "gb18030")
    assert plan_import(path, area=dousha).counts.new_persons == 1


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(330):
                sheet.write(b"<c>" + b" " * 1024 * 1024)


def _letter(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


@pytest.mark.parametrize(
    ("write", "fault"),
    [
        (lambda path: path.write_bytes(b""), FileFault.NOT_A_TABLE),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), FileFault.NOT_A_TABLE),
        (_letter, FileFault.NOT_A_TABLE),
        (_bomb, FileFault.UNPACKS_TOO_LARGE),
    ],
)
def test_what_is_no_list_is_refused_with_words(dousha, tmp_path, write, fault):
    path = tmp_path / "list.xlsx"
    write(path)
    with pytest.raises(UnreadableFile) as refused:
        plan_import(path, area=dousha)
    assert refused.value.fault == fault
    assert fault_words(refused.value)
