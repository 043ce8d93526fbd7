"""A clerk's week: from the map to a household that nobody trained, to a class, to the form that is handed up."""

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import township
from tests.browser.conftest import OFFICE, PHONE, new_site
from tests.browser.people import Visitor, zh
from tests.browser.site import Site
from tools.test import in_ci

DOUSHA = "530623103000"
TITLE = "香菇大棚管护"
LEFT = ("the trainer's page is left while its worker comes", r"ERR_ABORTED\): .*/sign-in/worker\.js$")


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory) -> Iterator[Site]:
    """One of its own: a class that is closed covers a household, which other journeys count."""
    with new_site(tmp_path_factory, web_alone=True) as site:
        yield site


@pytest.fixture(scope="module")
def reported() -> dict[str, Path | list[list[str]]]:
    """What the journey leaves for the test of the file: the file, and the table as the screen showed it."""
    return {}


def test_a_household_is_found_invited_taught_and_counted(arrive, watcher, reported, tmp_path_factory):
    watcher.expect(*LEFT)
    clerk, trainer, visiting = arrive(OFFICE), arrive(PHONE), arrive(PHONE)
    clerk.signs_in_as("dousha")
    before, tile = township.figures(clerk), tile_of(clerk)
    person = go_down_to_a_household(clerk)
    household = give_a_todo(clerk)
    class_page = plan_a_class(clerk, person)
    trainer.signs_in_as("trainer")
    hold_the_class(trainer, class_page)
    close_the_class(clerk, class_page)
    after = township.figures(clerk)
    assert after["covered"] == before["covered"] + 1
    assert tile_of(clerk) != tile
    visiting.signs_in_as("dousha")
    settle_at_the_door(visiting, household)
    reported["screen"] = form_on_screen(clerk)
    reported["file"] = tmp_path_factory.mktemp("form") / "form.xlsx"
    download_the_form(clerk, reported["file"])


def test_the_file_holds_the_figures_of_the_screen(reported):
    sheet = openpyxl.load_workbook(reported["file"]).worksheets[0]
    figures = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=5)]
    rows = [row for row in figures if row[0] in {one[0] for one in reported["screen"][:-1]}]
    # Formulas are for LibreOffice to work out; what is not one is compared here.
    for screen, row in zip(reported["screen"], rows, strict=False):
        assert [value for value in row if value[:1] != "="] == [
            shown for shown, value in zip(screen, row, strict=True) if value[:1] != "="
        ]
    assert len(rows) == len(reported["screen"]) - 1


def test_libreoffice_works_out_the_figures_of_the_screen(reported, tmp_path):
    office = shutil.which("soffice")
    if not office:
        (pytest.fail if in_ci() else pytest.skip)("no LibreOffice here: apt-get install libreoffice-calc-nogui")
    words = [office, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path]
    subprocess.run(
        [*words, f"-env:UserInstallation=file://{tmp_path}/home", reported["file"]],
        check=True,
        capture_output=True,
        timeout=60,
    )
    with next(tmp_path.glob("*.csv")).open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if any(row)]
    names = {row[0] for row in reported["screen"]}
    assert [row for row in rows if row[0] in names and row[1].isdecimal()] == reported["screen"]


def tile_of(clerk: Visitor) -> str:
    """What the village's tile on the battle map says."""
    clerk.goto(f"/office/coverage/{DOUSHA}/map/")
    clerk.keeps("map")
    return clerk.at(f".tiles a[href*='{township.SHIGANG}']").inner_text()


def go_down_to_a_household(clerk: Visitor) -> str:
    """Map, village, why not, the households before one obstacle; the number of a person who can be taught."""
    clerk.at(f".tiles a[href*='{township.SHIGANG}']").click()
    clerk.follow("Why not yet")
    clerk.keeps("why-not")
    clerk.sees_no_scroll_bar()
    clerk.at("main tbody th a").first.click()
    clerk.keeps("obstacle")
    clerk.sees_no_scroll_bar()
    address = clerk.at("main tbody .people a").first.get_attribute("href")
    return address.rstrip("/").split("/")[-1]


def give_a_todo(clerk: Visitor) -> str:
    """For the first of the list, whose number it returns."""
    tick = clerk.at("input[form=pick]").first
    household = tick.get_attribute("value")
    tick.check()
    clerk.press("To-do for the ticked ones")
    clerk.at("select[name=errand]").select_option("visit")
    clerk.keeps("todo-new")
    clerk.sees_no_scroll_bar()
    clerk.press("Give it")
    expect(clerk.at("table.todos")).to_be_visible()
    clerk.keeps("todos")
    clerk.sees_no_scroll_bar()
    return household


def plan_a_class(clerk: Visitor, person: str) -> str:
    """Returns the address of a class of today, with the person on its roster."""
    clerk.goto("/office/classes/new/")
    today = timezone.localdate().isoformat()
    told = {"title": TITLE, "place": "村委会", "first_day": today, "last_day": today, "hours": "4", "seats": "5"}
    for name, value in (told | {"institution": "县职业技术学校"}).items():
        clerk.at(f"[name={name}]").fill(value)
    clerk.at("[name=region]").select_option(township.SHIGANG)
    clerk.at("[name=trainer]").select_option(index=1)
    clerk.at("[name=halves]").uncheck()
    clerk.at("main form button.primary").click()
    expect(clerk.at("h1")).to_contain_text(TITLE)
    page = clerk.page.url
    clerk.goto(f"{page}roster/?village={township.SHIGANG}")
    clerk.at(f"input[name=person][value='{person}']").check()
    clerk.press("Invite those ticked")
    clerk.at("button[value=accepted]").click()
    clerk.keeps("class")
    return page


def hold_the_class(trainer: Visitor, page: str) -> None:
    trainer.goto(f"{page}sign-in/")
    learner = trainer.at("[data-slot]:not([hidden]) button[data-learner]").first
    learner.click()
    expect(learner).to_have_attribute("aria-pressed", "true")
    expect(trainer.at("[data-waiting]")).to_have_text("")
    trainer.keeps("signing")


def close_the_class(clerk: Visitor, page: str) -> None:
    clerk.goto(page)
    clerk.at("summary", has_text=zh("Close the class")).click()
    clerk.press("Close the class")
    expect(clerk.at("main")).to_contain_text(zh("Certificate"))
    clerk.keeps("class-closed")


def settle_at_the_door(visiting: Visitor, household: str) -> None:
    visiting.goto("/office/todos/")
    visiting.keeps("todos")
    visiting.sees_no_scroll_bar()
    visiting.goto("/office/coverage/" + DOUSHA + "/map/")
    visiting.sees_no_scroll_bar()
    visiting.goto(f"/office/todos/?household={household}")
    visiting.at("table.todos th a").first.click()
    visiting.keeps("todo")
    visiting.sees_no_scroll_bar()
    visiting.at("#id_done_result").select_option("spoke")
    visiting.press("Record as done")
    expect(visiting.at(".message.success")).to_be_visible()
    visiting.goto("/office/problems/")
    visiting.keeps("problems")
    visiting.sees_no_scroll_bar()


def form_on_screen(clerk: Visitor) -> list[list[str]]:
    """The rows of the table, the total last."""
    clerk.goto(f"/office/coverage/{DOUSHA}/form/")
    clerk.keeps("form")
    rows = clerk.at("table.form tbody tr, table.form tfoot tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def download_the_form(clerk: Visitor, to: Path) -> None:
    with clerk.page.expect_download() as download:
        clerk.follow("Download as Excel")
    download.value.save_as(to)
