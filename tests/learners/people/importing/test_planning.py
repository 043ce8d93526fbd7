import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.people.importing import plan_import
from learners.people.importing.plan import Change, ImportCounts
from learners.people.importing.problems import Reason, fault_words
from learners.people.models import Person
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.regions.models import Region
from tests.factories import HouseholdFactory, PersonFactory
from tests.learners.people.sheets import HEADER, id_number, row, write_register


def found(plan):
    """Row, column letters and reason of each problem."""
    return [(problem.row, problem.column, problem.reason) for problem in plan.problems]


def test_a_dry_run_counts_and_writes_nothing(plan):
    before = Person.objects.count()
    made = plan(row(1), row(2, 与户主关系="配偶"))
    assert made.counts == ImportCounts(rows=2, new_households=1, new_persons=2)
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"身份证号码": "990623197204222198"}, "G", Reason.ID_CHECK_DIGIT),
        ({"身份证号码": ""}, "G", Reason.EMPTY),
        ({"户编号": 5306231032020010.0}, "E", Reason.NUMBER_CELL),
        ({"与户主关系": ""}, "H", Reason.EMPTY),
        ({"与户主关系": "邻居"}, "H", Reason.UNKNOWN_WORD),
        ({"行政村": "芭蕉村"}, "C", Reason.PLACE_UNKNOWN),
        ({"乡镇": "盐井镇"}, "B", Reason.PLACE_UNKNOWN),
        ({"主要致贫原因": "穷"}, "P", Reason.UNKNOWN_WORD),
        ({"联系电话": "154"}, "N", Reason.PHONE),
        ({"与户主关系": "配偶"}, "H", Reason.NO_HEAD),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_cell(plan, values, column, reason):
    assert found(plan(row(1, **values))) == [(3, column, reason)]


def test_all_that_is_wrong_with_a_row_is_said_at_once(plan):
    assert len(plan(row(1, 姓名="7", 民族="火星族", 健康状况="一般")).problems) == 3


def test_a_row_without_a_usable_number_waits_and_its_household_does_not(plan):
    made = plan(row(1), row(2, 与户主关系="配偶", 身份证号码="无"), row(3, 户编号="5306231032020002"))
    assert made.counts == ImportCounts(rows=3, new_households=2, new_persons=2, problem_rows=1)


def test_a_value_that_can_be_missed_is_left_empty_and_reported(plan):
    made = plan(row(1, 联系电话="1", 文化程度="半本"))
    assert [(p.field, p.effect) for p in made.problems] == [("education", "left_empty"), ("phone", "left_empty")]
    [person] = made.persons()
    assert ("education" in person.fields, person.phone) == (False, None)


def test_a_household_of_which_nobody_knows_the_village_waits(plan):
    made = plan(row(1, 行政村="芭蕉村"), row(2, 行政村="", 与户主关系="配偶"))
    assert made.counts == ImportCounts(rows=2, problem_rows=1, left_out_rows=1, left_out_households=1)
    assert {problem.effect for problem in made.problems} == {"household_waits"}


def test_one_wrong_village_does_not_count_against_the_others(plan):
    made = plan(row(1), row(2, 行政村="芭蕉村", 与户主关系="配偶"))
    assert (made.counts.new_persons, [household.village for household in made.households]) == (2, ["530623103202"])


def test_neither_of_two_rows_with_one_identity_number_is_taken(plan):
    made = plan(row(1), row(1, 户编号="5306231032020002"))
    assert found(made) == [(3, "G", Reason.TWICE), (4, "G", Reason.TWICE)]
    assert made.counts.taken_rows == 0


def test_rows_of_a_household_must_agree_on_it(plan):
    made = plan(row(1), row(2, 与户主关系="配偶", 主要致贫原因="因病"))
    assert found(made) == [(4, "P", Reason.HOUSEHOLD_DIFFERS)]
    assert made.problems[0].params == {"row": 3, "other": "缺技术"}


def test_of_two_heads_neither_is_taken_as_such(plan):
    made = plan(row(1), row(2))
    assert found(made) == [(3, "H", Reason.SEVERAL_HEADS), (4, "H", Reason.SEVERAL_HEADS)]
    assert [person.fields.get("relation") for person in made.persons()] == [None, None]


@pytest.mark.parametrize("number", ["530623103202001", "5306239992020012", "53062310320200123"])
def test_a_household_number_that_is_made_unlike_all_others_waits(plan, number):
    others = [row(at, 户编号=f"530623103202{at:04d}") for at in range(1, 31)]
    made = plan(*others, row(31, 户编号=number))
    assert found(made) == [(33, "E", Reason.HOUSEHOLD_NUMBER_ODD)]
    assert made.counts.new_households == 30


def test_an_unusual_household_number_that_the_register_knows_is_right(plan, dousha):
    HouseholdFactory(number="990000000000001", village_id="530623103202")
    others = [row(at, 户编号=f"530623103202{at:04d}") for at in range(1, 31)]
    assert not plan(*others, row(31, 户编号="990000000000001")).problems


def test_a_row_that_is_there_twice_counts_once(plan):
    made = plan(row(1), row(2, 与户主关系="配偶"), row(2, 与户主关系="配偶"))
    assert (made.problems, made.counts.new_persons, made.counts.repeated_rows) == ((), 2, 1)


@pytest.mark.parametrize("other", [{"主要致贫原因": "因病"}, {"行政村": "石门村"}, {"帮扶责任人": "吴敏"}])
def test_a_row_twice_that_says_another_thing_of_its_household_waits(plan, other):
    for rows in ([row(1), row(1, **other)], [row(1, **other), row(1)]):
        made = plan(*rows)
        assert (made.households, {problem.reason for problem in made.problems}) == ((), {Reason.TWICE})


def test_a_row_twice_says_of_its_household_what_either_says(plan):
    causes = set()
    for rows in ([row(1), row(1, 主要致贫原因="", 帮扶责任人="")], [row(1, 主要致贫原因="", 帮扶责任人=""), row(1)]):
        [household] = plan(*rows).households
        causes.add((household.fields["cause"], household.new_helper.name))
    assert causes == {("skill", "周文")}


def test_what_most_rows_of_a_household_say_counts(plan):
    made = plan(row(1), row(2, 与户主关系="配偶"), row(3, 与户主关系="之子", 主要致贫原因="因病"))
    assert found(made) == [(5, "P", Reason.HOUSEHOLD_DIFFERS)]
    assert made.households[0].fields["cause"] == "skill"


def test_sex_and_birth_date_must_agree_with_the_identity_number(plan):
    header = [*HEADER, "性别", "出生日期"]
    made = plan(row(1, 性别="女", 出生日期="1980-05-02"), header=header)
    assert found(made) == [(3, "S", Reason.SEX_DIFFERS), (3, "T", Reason.BIRTH_DATE_DIFFERS)]


def test_a_person_of_another_township_is_not_told_apart_from_one_the_office_may_not_take(plan, cast):
    PersonFactory(household=cast.gui_home, id_number=id_number(1))
    assert found(plan(row(1))) == [(3, "G", Reason.NOT_YOURS)]


def test_a_household_number_of_another_township_cannot_be_taken(plan, cast):
    assert found(plan(row(1, 户编号=cast.gui_home.number))) == [(3, "E", Reason.NOT_YOURS)]


def test_who_has_left_does_not_come_back_unseen(plan, cast):
    PersonFactory(household=cast.lan_home, id_number=id_number(1), left_on="2025-01-01")
    assert found(plan(row(1))) == [(3, "G", Reason.HAS_LEFT)]


def test_a_second_head_beside_the_registers_own_is_refused(plan, cast):
    assert found(plan(row(1, 户编号=cast.lan_home.number))) == [(3, "H", Reason.OTHER_HEAD)]


def test_a_new_member_may_come_without_the_head_whom_the_register_knows(plan, cast):
    made = plan(row(1, 户编号=cast.lan_home.number, 与户主关系="之子"))
    assert (found(made), made.counts.new_persons) == ([], 1)


def test_changes_are_named_field_by_field(plan, imported):
    imported(row(1))
    made = plan(row(1, 文化程度="初中", 主要致贫原因="因病"))
    [household] = made.households
    assert household.changes == (Change("cause", "skill", "illness"),)
    assert household.members[0].changes == (Change("education", "primary", "junior"),)


def test_who_changes_household_is_a_change(plan, imported):
    imported(row(1), row(2, 与户主关系="之子"))
    made = plan(row(2, 户编号="5306231032020009"))
    [household] = made.households
    assert Change("household", "5306231032020001", "5306231032020009") in household.members[0].changes


def test_an_empty_phone_cell_leaves_a_known_phone_alone(plan, imported):
    imported(row(1, 联系电话="15400000009"))
    assert plan(row(1)).counts.changes_nothing


def test_a_column_that_is_not_there_changes_nothing(plan, imported):
    imported(row(1))
    made = plan(row(1), header=[word for word in HEADER if word not in ("主要致贫原因", "帮扶责任人", "文化程度")])
    assert made.counts.changes_nothing


def test_numbers_that_point_at_a_person_are_masked_in_problems(plan):
    made = plan(row(1, 姓名="990623195902105338", 身份证号码="990623197204222198"))
    assert {problem.value for problem in made.problems} == {"990***********5338", "990***********2198"}


def test_a_plan_that_is_printed_tells_no_number(plan):
    printed = repr(plan(row(1, 联系电话="15400000009")))
    assert not any(number in printed for number in (id_number(1), "15400000009", "15400000001"))


def test_a_reason_is_worded_in_the_language_of_the_reader(plan):
    [problem] = plan(row(1, 与户主关系="配偶")).problems
    with translation.override("en"):
        assert problem.words == "This household has no head."


def test_the_county_takes_in_rows_of_all_its_townships(plan, cast):
    county = Region.objects.get(short_name="盐津县")
    made = plan(row(1), row(2, 乡镇="盐井镇", 行政村="芭蕉村", 户编号="5306231012020009"), area=county)
    assert {household.village for household in made.households} == {"530623103202", "530623101202"}


def test_a_file_without_headings_is_refused_in_words(dousha, tmp_path):
    (tmp_path / "a.csv").write_text("你好\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as refused:
        plan_import(tmp_path / "a.csv", area=dousha)
    assert refused.value.fault == FileFault.NO_HEADER
    assert fault_words(refused.value)


def test_headings_without_rows_are_refused(plan):
    with pytest.raises(UnreadableFile) as refused:
        plan()
    assert refused.value.fault == FileFault.NO_ROWS


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)), header=st.permutations(HEADER))
def test_the_order_of_rows_and_columns_does_not_matter(dousha, tmp_path, order, header):
    rows = [
        row(1),
        row(2, 与户主关系="配偶"),
        row(3, 户编号="5306231032020002"),
        row(5, 户编号="5306231032020002", 与户主关系="之子"),
    ]
    made = plan_import(write_register(tmp_path / "a.xlsx", [rows[i] for i in order], header=header), area=dousha)
    people = {(person.id_hash, tuple(sorted(person.fields.items()))) for person in made.persons()}
    assert (made.problems, len(people), made.counts.new_households) == ((), 4, 2)


def test_existing_households_are_compared_by_number(plan, dousha):
    HouseholdFactory(number="5306231032020001", village_id="530623103202")
    made = plan(row(1))
    assert (made.counts.new_households, made.counts.new_persons) == (0, 1)
