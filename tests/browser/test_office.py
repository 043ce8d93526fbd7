"""An officer at the desk, and on a home visit."""

import pytest
from playwright.sync_api import expect

from eduplatform.demo.people import invent_households, write_households
from tests.browser import township
from tests.browser.conftest import OFFICE, PHONE
from tests.browser.people import zh

SHIMEN = "530623103201"


@pytest.fixture
def register(tmp_path):
    """Three households of 石门村 that the small demo leaves out, as a clerk's list."""
    households = [each for each in invent_households("豆沙镇") if each.number.startswith(SHIMEN)][-3:]
    path = tmp_path / "石门村新增.xlsx"
    write_households(path, households, township="豆沙镇")
    return path, sum(len(each.members) for each in households)


def test_a_clerk_sees_what_a_list_would_change_and_then_imports_it(office, register):
    path, persons = register
    office.signs_in_as("dousha")
    before = township.figures(office, SHIMEN)["households"]
    office.follow("Register import")
    office.at("main input[type=file]").set_input_files(path)
    office.press("Show what would change")
    expect(office.at("table.data").first).to_contain_text(str(persons))
    office.keeps("dry-run")
    review = office.page.url
    assert township.figures(office, SHIMEN)["households"] == before

    office.goto(review)
    office.at("main form button.primary").click()
    expect(office.at("h1")).to_contain_text(zh("Imported"))
    office.keeps("imported")
    assert township.figures(office, SHIMEN)["households"] == before + 3


def test_the_same_list_again_changes_nothing(office, register):
    office.signs_in_as("dousha")
    for _ in range(2):
        office.goto("/office/register/import/")
        office.at("main input[type=file]").set_input_files(register[0])
        office.press("Show what would change")
        button = office.at("main form button.primary")
        if button.count():
            button.click()
    expect(office.at("main")).to_contain_text(zh("The register says all this already: there is nothing to import."))


@pytest.mark.parametrize("screen", [PHONE, OFFICE], ids=["phone", "office"])
def test_the_way_down_to_a_person_fits_the_screen(arrive, screen):
    officer = arrive(screen)
    officer.signs_in_as("dousha")
    stations = ("main tbody th a", ".counts > .skill_lacking dd a", "tbody th a", "tbody th a")
    names = ("township", "village", "households", "household")
    for name, further in zip(names, stations, strict=True):
        officer.sees_no_scroll_bar()
        officer.keeps(name)
        officer.at(further).first.click()
    officer.sees_no_scroll_bar()
    officer.keeps("file")
    officer.goto("/office/register/import/")
    officer.sees_no_scroll_bar()
