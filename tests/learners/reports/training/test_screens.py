"""Breakdowns and training statistics: the same on the screen, on paper, in Excel and in what was frozen."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from learners.assistance.services import append
from learners.people.models import Household
from learners.reports.coverage import CoverageQuery, coverage_for
from learners.reports.models import Snapshot
from learners.reports.snapshots import freeze_training, is_sound
from learners.reports.training.breakdown import DIMENSIONS, breakdown_of
from learners.reports.training.queries import TrainingQuery
from tests.factories import HouseholdFactory, PersonFactory
from tests.learners.reports.test_coverage import SPRING
from tests.learners.reports.test_map import complete
from tests.learners.reports.test_views import DOUSHA, SHIGANG, SHIMEN, desk, text_of  # noqa: F401

QUERY = "year=2025&quarter=2"
MAY = timezone.make_aware(timezone.datetime(2025, 5, 10, 9))


def told(person, kind, **payload):
    return append(person=person, kind=kind, payload=payload, happened_at=MAY, evidence={})


@pytest.fixture
def figures(cast):
    """A course, two classes, a job and money in two villages of one township."""
    complete(cast.lan)
    neighbour = PersonFactory(household=HouseholdFactory(village_id=SHIMEN, cause_2="skill", cause="illness"))
    for number, person in enumerate((cast.lan, neighbour, neighbour)):
        kind = ["skill", "guidance", "skill"][number]
        told(person, "class_completed", class_id=number + 1, class_kind=kind, hours=16, title="乌鸡养殖")
    told(cast.lan, "subsidy_paid", subsidy="meals", amount_fen=4550, paid_on="2025-05-20")
    told(cast.lan, "outcome", result="job", since="2025-06-01", verified_on="2025-06-05")
    told(cast.lan, "certificate_issued", serial="530623-2025-A", class_kind="skill", class_id=1)


def rows_on(page: str) -> list[list[str]]:
    body = page[page.index("<tbody>") : page.index("</table>")]
    rows = []
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        rows.append([re.sub(r"<[^>]+>", "", cell).strip() for cell in cells])
    return rows


def value_of(sheet, cell):
    """What a spreadsheet makes of our formulas: sums of a range, one added cell, and a quotient."""
    text = cell.value
    if not isinstance(text, str) or not text.startswith("="):
        return text
    if text.startswith("=IF("):
        over, under = re.fullmatch(r"=IF\(.*=0,\"—\",(\w+)/(.+)\)", text).groups()
        under = summed(sheet, under)
        return value_of(sheet, sheet[over]) / under if under else "—"
    return summed(sheet, text[1:])


def summed(sheet, text: str) -> float:
    total = 0
    for part in text.split("+"):
        found = re.match(r"SUM\((\w+:\w+)\)", part)
        total += sum(value_of(sheet, c) for c in ([c for r in sheet[found[1]] for c in r] if found else [sheet[part]]))
    return total


def written(cell, value) -> str:
    if value == "—" or isinstance(value, str):
        return value
    return {"0.0%": f"{value:.1%}", "#,##0.00": f"{value:,.2f}"}.get(cell.number_format, f"{value:.0f}")


def rows_in(content: bytes, count: int, width: int) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[sheet.cell(number, column) for column in range(1, width + 1)] for number in range(6, 6 + count)]
    return [[written(cell, value_of(sheet, cell)) for cell in row] for row in rows]


@pytest.mark.parametrize("rows", ["places", "month"])
def test_statistics_in_excel_equal_the_screen_cell_by_cell(desk, figures, rows):  # noqa: F811
    asked = f"?{QUERY}&rows={rows}"
    shown = rows_on(desk.get(reverse("training_statistics", args=[DOUSHA]) + asked).content.decode())
    content = desk.get(reverse("training_excel", args=[DOUSHA]) + asked).content
    assert rows_in(content, len(shown), len(shown[0])) == shown
    assert len(shown) == {"places": 3, "month": 4}[rows]


@pytest.mark.parametrize("dimension", list(DIMENSIONS))
def test_each_breakdown_in_excel_equals_the_screen_cell_by_cell(desk, figures, dimension):  # noqa: F811
    asked = f"?{QUERY}&by={dimension}"
    shown = rows_on(desk.get(reverse("coverage_breakdown", args=[DOUSHA]) + asked).content.decode())
    content = desk.get(reverse("breakdown_excel", args=[DOUSHA]) + asked).content
    assert rows_in(content, len(shown), len(shown[0])) == shown
    assert len(shown) > 1


def test_persons_and_person_times_are_told_apart(desk, figures):  # noqa: F811
    shown = rows_on(desk.get(reverse("training_statistics", args=[DOUSHA]) + f"?{QUERY}").content.decode())
    # Guidance, skill, startup, Rain and Dew, online, all kinds, persons.
    assert shown[-1][1:8] == ["1", "2", "0", "0", "1", "4", "2"]


def test_money_and_work_stand_in_the_statistics(desk, figures):  # noqa: F811
    shown = rows_on(desk.get(reverse("training_statistics", args=[DOUSHA]) + f"?{QUERY}").content.decode())
    assert shown[-1][12:] == ["1", "1", "1", "1", "45.50", "22.75"]


def test_months_of_own_choice_and_the_calendar_say_the_same(cast, figures):
    region = cast.lan_home.village.parent
    counted = TrainingQuery(coverage_for(cast.dousha, region, SPRING))
    from_facts = TrainingQuery(CoverageQuery(Household.objects.all(), region, SPRING))
    for dimension in DIMENSIONS:
        assert breakdown_of(counted, dimension) == breakdown_of(from_facts, dimension)


def test_a_helper_counts_the_helped_households_only(cast, figures, client):
    client.force_login(cast.helper)
    client.cookies["django_language"] = "en"
    shown = rows_on(client.get(reverse("own_breakdown") + f"?{QUERY}&by=kind").content.decode())
    # Persons, person-times: the neighbour of another village is not among them.
    assert shown[-1][1:3] == ["1", "2"]


def test_a_helper_of_a_village_sees_no_figure_of_its_other_households(cast, figures, client):
    complete(PersonFactory(household=HouseholdFactory(village_id=SHIGANG)))
    client.force_login(cast.helper)
    shown = rows_on(client.get(reverse("training_statistics", args=[SHIGANG]) + f"?{QUERY}").content.decode())
    assert shown[-1][7] == "1"


def test_frozen_statistics_stay_and_a_late_class_shows_beside_them(desk, cast, figures):  # noqa: F811
    desk.post(reverse("training_freeze", args=[DOUSHA]) + f"?{QUERY}")
    told(cast.lan, "class_completed", class_id=9, class_kind="startup", hours=8)
    page = text_of(desk.get(reverse("coverage_snapshot", args=[Snapshot.objects.get().pk])))
    assert "0 → 1" in page
    assert is_sound(Snapshot.objects.get())


def test_frozen_statistics_stand_beside_their_form_only(desk, cast, figures):  # noqa: F811
    query = TrainingQuery(coverage_for(cast.dousha, cast.lan_home.village.parent, SPRING))
    snapshot = freeze_training(query=query, by=cast.dousha)
    address = reverse("coverage_snapshot", args=[snapshot.pk])
    assert address in desk.get(reverse("training_statistics", args=[DOUSHA])).content.decode()
    assert address not in desk.get(reverse("coverage_form", args=[DOUSHA])).content.decode()


@pytest.mark.parametrize("name", ["coverage_breakdown", "training_statistics"])
def test_an_empty_area_says_so_or_shows_noughts(desk, cast, name):  # noqa: F811
    Household.objects.filter(village=SHIMEN).delete()
    assert desk.get(reverse(name, args=[SHIMEN])).status_code == 200


def test_a_page_of_many_takes_as_many_queries_as_one_of_few(desk, figures, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(16):
        desk.get(reverse("coverage_breakdown", args=[DOUSHA]) + "?by=industry")
