"""The same figures on the screen, on paper, in Excel and in what was frozen."""

import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from learners.assistance.services import correct
from learners.reports.coverage import coverage_for
from learners.reports.excel import FIRST_COLUMN, FIRST_ROW, RATE_COLUMN, plain, workbook_of
from learners.reports.forms import FIGURES, form_of
from learners.reports.models import Snapshot
from learners.reports.snapshots import compared, freeze, is_sound
from tests.factories import HouseholdFactory, PersonFactory
from tests.learners.reports.test_coverage import SPRING
from tests.learners.reports.test_map import complete
from tests.learners.reports.test_views import DOUSHA, SHIGANG, desk, text_of  # noqa: F401

QUERY = "year=2025&quarter=2"
CELL = re.compile(r"([A-Z])(\d+)")


@pytest.fixture
def figures(cast):
    """Every status there is in one township."""
    for labour in ("ordinary", "ordinary", "none"):
        PersonFactory(household=HouseholdFactory(village_id=SHIGANG), labour=labour)
    PersonFactory(household=HouseholdFactory(village_id=SHIGANG, cause="illness"))
    complete(cast.lan)


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def value_of(sheet, cell):
    """What a spreadsheet makes of our formulas: sums of ranges, sums of two, and one division."""
    text = cell.value
    if not isinstance(text, str) or not text.startswith("="):
        return text
    if text.startswith("=IF("):
        of, covered = re.match(r"=IF\((SUM\([A-Z\d:]+\))=0,\"—\",([A-Z]\d+)/", text).groups()
        total = summed(sheet, f"={of}")
        return value_of(sheet, sheet[covered]) / total if total else "—"
    return summed(sheet, text)


def summed(sheet, text: str) -> int:
    total = 0
    for part in text[1:].split("+"):
        found = re.match(r"SUM\(([A-Z]\d+:[A-Z]\d+)\)", part)
        cells = [c for row in sheet[found[1]] for c in row] if found else [sheet[part]]
        total += sum(value_of(sheet, c) for c in cells)
    return total


def excel_rows(sheet, count: int) -> list[list[str]]:
    rows = []
    for number in range(FIRST_ROW, FIRST_ROW + count):
        values = [value_of(sheet, sheet.cell(number, column)) for column in range(1, RATE_COLUMN + 1)]
        rate = values[-1] if values[-1] == "—" else f"{values[-1]:.1%}"
        rows.append([values[0], *map(str, values[1:-1]), rate])
    return rows


def screen_rows(page: str) -> list[list[str]]:
    """The cells of the table on the coverage page or on the form."""
    table = page[page.index("<tbody>") : page.index("</tfoot>")]
    rows = []
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        rows.append(cells[:RATE_COLUMN])
    return rows


@pytest.mark.parametrize("name", ["coverage", "coverage_form"])
def test_excel_equals_the_screen_cell_by_cell(desk, figures, name):  # noqa: F811
    page = desk.get(reverse(name, args=[DOUSHA]) + f"?{QUERY}").content.decode()
    sheet = sheet_of(desk.get(reverse("coverage_excel", args=[DOUSHA]) + f"?{QUERY}").content)
    shown = screen_rows(page)
    assert len(shown) == 3
    assert excel_rows(sheet, 3) == shown


def test_totals_and_rates_are_formulas(desk, figures):  # noqa: F811
    sheet = sheet_of(desk.get(reverse("coverage_excel", args=[DOUSHA]) + f"?{QUERY}").content)
    last = [sheet.cell(FIRST_ROW + 2, column).value for column in range(FIRST_COLUMN, RATE_COLUMN + 1)]
    assert all(str(value).startswith("=") for value in last)


def test_the_form_names_unit_period_and_who_signs(desk, cast):  # noqa: F811
    sheet = sheet_of(desk.get(reverse("coverage_excel", args=[SHIGANG]) + f"?{QUERY}").content)
    text = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
    assert "Reporting unit: 石缸村民委员会" in text
    assert "Period: Quarter 2 of 2025" in text
    assert {"Head of the unit:", "Checked by:", "Filled in by:"} <= set(text)


@pytest.mark.parametrize("name", ["=1+1", "+86", "-x", "@x"])
def test_a_name_is_never_a_formula(name):
    assert plain(name) == f"'{name}"


def test_an_area_without_places_still_has_a_total(cast):
    county = cast.lan_home.village.parent.parent
    county.children.update(parent=None)
    sheet = sheet_of(workbook_of(form_of(coverage_for(cast.county, county, SPRING))))
    assert sheet.cell(FIRST_ROW, FIRST_COLUMN).value == 2


@pytest.fixture
def frozen(cast, figures):
    return freeze(query=coverage_for(cast.dousha, cast.lan_home.village.parent, SPRING), by=cast.dousha)


def test_what_was_reported_stays_and_a_late_report_shows_beside_it(cast, frozen):
    complete(PersonFactory(household=cast.lan_home.village.households.filter(cause="skill").last()))
    now = form_of(coverage_for(cast.dousha, cast.lan_home.village.parent, SPRING))
    total = compared(Snapshot.objects.get(), now)[-1]
    covered = total.cells[FIGURES.index("covered")]
    assert (covered.reported, covered.now) == (1, 2)


def test_a_withdrawn_completion_shows_as_a_correction(desk, cast, frozen):  # noqa: F811
    correct(entry=cast.lan.entries.get(), reason="another person", by=cast.dousha)
    assert "1 → 0" in text_of(desk.get(reverse("coverage_snapshot", args=[frozen.pk])))


def test_a_table_that_was_tampered_with_says_so(desk, frozen):  # noqa: F811
    frozen.table["rows"][0]["values"][0] = 99
    frozen.save()
    assert not is_sound(Snapshot.objects.get())
    page = text_of(desk.get(reverse("coverage_snapshot", args=[frozen.pk])))
    assert "no longer what was frozen" in page


def test_a_sound_table_says_that_nothing_was_corrected(desk, frozen):  # noqa: F811
    page = text_of(desk.get(reverse("coverage_snapshot", args=[frozen.pk])))
    assert "Nothing has been corrected since." in page
    assert frozen.digest in page


def test_freezing_again_keeps_both(desk, frozen):  # noqa: F811
    desk.post(reverse("coverage_freeze", args=[DOUSHA]) + f"?{QUERY}")
    assert [snapshot.digest for snapshot in Snapshot.objects.all()] == [frozen.digest] * 2


def lines_of(response) -> list[str]:
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_every_person_of_the_area_is_a_line_with_the_status_of_the_household(desk, figures, cast):  # noqa: F811
    lines = lines_of(desk.get(reverse("coverage_persons", args=[DOUSHA]) + f"?{QUERY}"))
    assert len(lines) == 1 + 5
    assert sum(line.endswith(",Covered") for line in lines) == 1
    assert not any(cast.gui.name in line for line in lines)


def test_a_helper_gets_the_helped_households_only(cast, figures, client):
    client.force_login(cast.helper)
    lines = lines_of(client.get(reverse("coverage_persons", args=[SHIGANG])))
    assert len(lines) == 2


def test_a_large_list_takes_as_many_queries_as_a_small_one(desk, figures, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(10):
        lines_of(desk.get(reverse("coverage_persons", args=[DOUSHA])))
