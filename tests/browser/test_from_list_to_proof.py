"""From a dirty list to a file on paper that anybody can have confirmed."""

import hashlib

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.people import zh
from tests.learners.people.sheets import HEADER, id_number, row

SHIGANG = "530623103202"
HOME = f"{SHIGANG}9901"
DOWNLOAD = ("what is saved is no page", r"^request failed \(net::ERR_ABORTED\): .*/file\.pdf$")


@pytest.fixture
def dirty(tmp_path):
    """Head, wife and son: an old number, two phones in a cell, a wrong digit, sums in the middle."""
    old = id_number(1)[:6] + id_number(1)[8:17]
    wrong = id_number(3, born="20050301")[:-1] + "A"
    home = {"户编号": HOME, "行政村": "石缸村委会"}
    people = [
        row(1, 姓名="冉 平川", 身份证号码=old, **home),
        row(2, 姓名="白秀", 与户主关系="妻", 联系电话="15400000071/15400000072", **home),
        row(3, 姓名="冉小川", 与户主关系="儿子", 身份证号码=wrong, **home),
    ]
    book = openpyxl.Workbook()
    page = book.active
    page.title = "石缸村"
    page.append(["石缸村花名册"])
    page.append(HEADER)
    for values in people:
        page.append([values.get(word, "") for word in HEADER])
        page.append(["小计", "", "", "", "1户", "1人"])
    book.save(tmp_path / "石缸村.xlsx")
    return tmp_path / "石缸村.xlsx"


def agrees_to_all_repairs(office):
    while (offer := office.at("button[name=agreed]")).count():
        left = offer.count()
        offer.first.click()
        expect(offer).to_have_count(left - 1)


def saves(office, link):
    """The path of what the link downloads."""
    with office.page.expect_download() as download:
        office.follow(link)
    return download.value.path()


def test_a_dirty_list_becomes_files_whose_digest_is_confirmed(office, dirty, watcher):
    watcher.expect(*DOWNLOAD)
    office.signs_in_as("dousha")
    office.goto(reverse("register_import"))
    office.at("main input[type=file]").set_input_files(dirty)
    office.press("Show what would change")
    office.keeps("doubtful")
    agrees_to_all_repairs(office)
    office.at("input[name^='cell:7:id_number']").fill(id_number(3, born="20050301"))
    office.press("Use the typed values")
    expect(office.at("main form button.primary")).to_contain_text("3")
    office.keeps("agreed")
    office.at("main form button.primary").click()
    expect(office.at("h1")).to_contain_text(zh("Imported"))

    office.goto(reverse("register_leaving_village", args=[SHIGANG]))
    office.at("tr", has_text="冉平川").get_by_role("link").click()
    office.keeps("household")
    office.follow("What was changed in the register")
    office.sees_no_scroll_bar()
    office.keeps("history-of-the-household")
    office.at("tbody").get_by_role("link", name="冉平川").first.click()
    office.keeps("history")
    office.at(".crumbs a").last.click()
    office.keeps("person")
    [(name, [content])] = PdfReader(saves(office, "File as PDF")).attachments.items()
    digest = hashlib.sha256(content).hexdigest()
    assert name.startswith(digest[:16])

    office.goto(reverse("file_check_form"))
    office.page.fill("[name=digest]", digest)
    office.at("main form button").click()
    expect(office.at("main")).to_contain_text(
        zh("This file was issued here, and its entries are unchanged to this day.")
    )
    office.keeps("confirmed")
