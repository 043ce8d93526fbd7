"""A lesson kept on the phone: over a line that breaks, and then without any."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import learning
from tests.browser.conftest import PHONE
from tests.browser.line import poor_line
from tests.browser.people import Visitor, zh
from tests.browser.site import wait_until

LOST_LINE = ("the test cuts the line", r"^request failed \(net::ERR_")
NO_KEPT_PART = ("no line, and the part was not kept", r"^answer 50[0-9]: ")
NO_LINE = zh("No line. It goes on by itself where it stopped: %(done)s of %(size)s are here.", done="", size="")[:5]
RULES = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
SLOW = 200  # kbit/s
PIECES = """(async () => {
    const open = indexedDB.open("phone", 1);
    const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const keys = db.transaction("pieces").objectStore("pieces").getAllKeys();
    return new Promise((done) => { keys.onsuccess = () => { db.close(); done(keys.result); }; });
})()"""


@pytest.fixture
def line(site):
    with poor_line(site.port) as line:
        yield line


@pytest.fixture
def villager(arrive, line, watcher) -> Visitor:
    """Somebody whose phone reaches the site by a line that the test rules."""
    watcher.expect(*LOST_LINE)
    return arrive(PHONE, base_url=line.url)


def offers_to_keep(villager: Visitor) -> str:
    expect(villager.at("[data-keep-start]")).to_be_visible()
    return villager.at("[data-keep-start]").inner_text()


def has_kept_it(villager: Visitor) -> None:
    expect(villager.at("[data-keep-delete]")).to_be_visible()
    expect(villager.at("[data-keep-pause]")).to_be_hidden()
    expect(villager.at("[data-keep] progress")).to_be_hidden()


def held(villager: Visitor) -> list[tuple[int, int]]:
    """From where to where each piece of the film goes."""
    return sorted((begin, end) for _, begin, end in villager.page.evaluate(PIECES))


def test_a_kept_lesson_works_in_aeroplane_mode_and_counts_later(villager, line, watcher):
    villager.signs_in_with("15400000003")
    lesson = learning.opens_lesson(villager, 1)
    learning.is_known(villager)
    assert re.search(r"\d+\.\d MB", offers_to_keep(villager))
    villager.keeps("offered")
    villager.at("[data-keep-start]").tap()
    has_kept_it(villager)
    villager.keeps("kept")
    villager.page.wait_for_function(RULES)

    line.goes()
    villager.page.reload()
    learning.is_known(villager)
    learning.plays(villager)
    assert "/kept/" in learning.player(villager)["source"]
    villager.at("video").evaluate("v => { v.currentTime = v.duration - 3 }")
    learning.plays_until_it_ends(villager)
    villager.at("video").evaluate("v => { v.currentTime = 0; v.playbackRate = 2; return v.play() }")
    learning.plays_until_it_ends(villager)
    assert villager.at("video").evaluate("v => v.textTracks.length") >= 0
    learning.answers(villager, learning.right_answers())
    expect(villager.at("[data-quiz-result]")).to_have_text(zh("Your answers are kept and go out when there is a line."))
    waiting = learning.waiting_records(villager)
    assert {item["kind"] for item in waiting} == {"watched", "quiz"}
    words = zh("Learning records not uploaded yet: %(count)s", count=len(waiting))
    expect(villager.at("[data-waiting]")).to_contain_text(words)
    villager.keeps("aeroplane-mode")

    villager.page.goto("/me/")
    expect(villager.at("[data-no-line]")).to_be_visible()
    expect(villager.at("[data-list] article")).to_have_count(1)
    villager.keeps("nothing-but-what-is-kept")
    assert villager.small_targets() == []

    line.comes_back()
    villager.page.goto("/phone/")
    expect(villager.at("[data-waiting]")).to_contain_text(zh("All learning records are uploaded."))
    assert learning.waiting_records(villager) == []
    mine = learning.asks(villager, f"/api/v1/lessons/{lesson}/me")
    assert (mine["completed"], mine["quiz_passed"]) == (True, True)
    villager.press("Delete from this phone")
    expect(villager.at("[data-none]")).to_be_visible()
    assert held(villager) == []
    villager.keeps("deleted")


def test_keeping_goes_on_at_the_byte_where_the_line_was_cut(villager, line):
    learning.opens_lesson(villager, 0)
    villager.at("[data-quality=clear]").tap()
    offers_to_keep(villager)
    line.down = SLOW
    asked: list[str] = []
    villager.page.on("request", lambda request: asked.append(request.headers.get("range", "")))
    villager.at("[data-keep-start]").tap()
    wait_until(lambda: held(villager), 20, "a first piece")
    line.goes()
    expect(villager.at("[data-keep] p")).to_contain_text(NO_LINE)
    villager.keeps("line-is-gone")
    before = held(villager)[-1][1]
    line.comes_back()
    line.down = float("inf")
    villager.page.evaluate("dispatchEvent(new Event('online'))")
    has_kept_it(villager)
    assert f"bytes={before}-" in asked
    pieces = held(villager)
    assert all(end == begin for (_, end), (begin, _) in pairwise(pieces))


def test_keeping_that_was_paused_goes_on_when_wanted(villager, line):
    learning.opens_lesson(villager, 0)
    villager.at("[data-quality=clear]").tap()
    offers_to_keep(villager)
    line.down = SLOW
    villager.at("[data-keep-start]").tap()
    wait_until(lambda: held(villager), 20, "a first piece")
    villager.press("Pause")
    line.down = float("inf")
    before = held(villager)
    villager.page.reload()
    expect(villager.at("[data-keep-start]")).to_have_text(zh("Go on keeping"))
    assert held(villager) == before
    villager.keeps("paused")
    villager.at("[data-keep-start]").tap()
    has_kept_it(villager)


def test_a_phone_without_room_says_so(villager):
    villager.page.add_init_script("StorageManager.prototype.estimate = async () => ({ quota: 2e6, usage: 1.99e6 })")
    learning.opens_lesson(villager, 0)
    offers_to_keep(villager)
    villager.at("[data-keep-start]").tap()
    expect(villager.at("[data-keep] p")).to_contain_text("0.1 MB")
    assert held(villager) == []
    villager.keeps("no-room")
