"""Two registers in one sheet: the second has its own order, its own village, and nothing of the first."""

import openpyxl
import pytest

from learners.people.importing import plan_import
from learners.people.reading.errors import FileFault, UnreadableFile
from tests.learners.people.sheets import HEADER, row

OTHER_ORDER = [*HEADER[4:], *HEADER[:4]]


@pytest.fixture
def planned(dousha, tmp_path):
    """Plans an import of a sheet of these lines."""

    def plan(*lines):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(list(line))
        book.save(tmp_path / "two.xlsx")
        return plan_import(tmp_path / "two.xlsx", area=dousha)

    return plan


def cells(header, order, **values):
    return [row(order, **values).get(word, "") for word in header]


def second(order=2, **values):
    return {"order": order, "户编号": "5306231032020002", "姓名": "李秀"} | values


def people(plan):
    rows = [(person, household) for household in plan.households for person in household.members]
    return {person.fields["name"]: (person.row, household.number) for person, household in rows}


def test_a_second_list_in_another_order_is_read_by_its_own_headings(planned):
    made = planned(HEADER, cells(HEADER, 1), ["第二批"], OTHER_ORDER, cells(OTHER_ORDER, **second()))
    assert people(made) == {"张平": (2, "5306231032020001"), "李秀": (5, "5306231032020002")}
    assert made.problems == ()


def test_a_second_list_of_people_that_lacks_a_column_is_refused_and_not_misread(planned):
    header = [word for word in OTHER_ORDER if word != "户编号"]
    with pytest.raises(UnreadableFile) as refused:
        planned(HEADER, cells(HEADER, 1), header, cells(header, **second()))
    assert (refused.value.fault, refused.value.params["row"]) == (FileFault.MISSING_COLUMNS, 3)


def test_a_second_list_with_more_columns_does_not_hide_the_first(planned):
    short = [word for word in HEADER if word not in ("户类型", "务工状况")]
    made = planned(short, cells(short, 1), HEADER, cells(HEADER, **second()))
    assert set(people(made)) == {"张平", "李秀"}


def test_a_first_list_of_people_that_lacks_a_column_is_not_lost(planned):
    header = [word for word in HEADER if word != "与户主关系"]
    with pytest.raises(UnreadableFile) as refused:
        planned(header, cells(header, 1), HEADER, cells(HEADER, **second()))
    assert (refused.value.fault, refused.value.params["row"]) == (FileFault.MISSING_COLUMNS, 1)
    assert refused.value.params["columns"] == "与户主关系"


def test_a_table_of_helpers_below_the_list_is_passed_over(planned):
    header = ["帮扶责任人", "帮扶责任人电话", "行政村", "乡镇"]
    made = planned(HEADER, cells(HEADER, 1), header, ["周文", "15400000001", "石缸村", "豆沙镇"])
    assert list(people(made)) == ["张平"]
    assert [line.number for line in made.passed_over] == [3, 4]


def test_headings_repeated_on_every_page_change_nothing(planned):
    member = cells(HEADER, 2, 姓名="李秀", 与户主关系="配偶", 户编号="", 行政村="")
    made = planned(HEADER, cells(HEADER, 1), HEADER, member)
    assert people(made) == {"张平": (2, "5306231032020001"), "李秀": (4, "5306231032020001")}


def test_a_household_does_not_go_on_in_another_list(planned):
    """Who stands first in a list of another order without a number belongs to nobody above."""
    member = cells(OTHER_ORDER, 2, 姓名="李秀", 与户主关系="配偶", 户编号="", 行政村="")
    made = planned(HEADER, cells(HEADER, 1), OTHER_ORDER, member)
    assert list(people(made)) == ["张平"]
    assert made.counts.problem_rows == 1


def test_a_second_list_with_two_rows_of_headings_keeps_its_causes(planned):
    upper = [*HEADER[:15], "致贫原因", "致贫原因", *HEADER[16:]]  # merged, as a reader fills it
    lower = [*("" for _ in HEADER[:15]), "主要", "其他", "", ""]
    person = [*cells(HEADER[:15], **second()), "因病", "缺技术", "周文", "15400000001"]
    made = planned(HEADER, cells(HEADER, 1), upper, lower, person)
    (_first, other) = made.households
    assert (other.fields["cause"], other.fields.get("cause_2")) == ("illness", "skill")


def without(header, *words):
    return [word for word in header if word not in words]


def test_the_title_of_a_second_list_says_its_village(planned):
    """Numbers that name no village, and no column that does."""
    header = without(HEADER, "行政村", "乡镇", "县")
    lines = [["石缸村花名册"], header, cells(header, 1, 户编号="A00001")]
    lines += [["石缸村小计", "1人"], ["石门村花名册"], header, cells(header, 2, 户编号="A00002", 姓名="李秀")]
    first, other = planned(*lines).households
    assert first.village != other.village
