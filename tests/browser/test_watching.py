"""A villager and a lesson: on a poor line, in other qualities, with an older browser, in the other language."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import learning
from tests.browser.conftest import PHONE
from tests.browser.people import Visitor, zh

CHINESE = re.compile("[\u4e00-\u9fff]")
LOST_LINE = ("the test cuts the line", r"^request failed \(net::ERR_INTERNET_DISCONNECTED\)")


@pytest.fixture
def stranger(phone) -> Visitor:
    """Somebody who is not signed in, with the first lesson before them."""
    learning.opens_lesson(phone, 0)
    learning.is_asked_to_sign_in(phone)
    return phone


def test_what_was_done_without_a_line_waits_and_counts_later(phone, watcher):
    watcher.expect(*LOST_LINE)
    phone.signs_in_with("15400000002")
    lesson = learning.opens_lesson(phone, 0)
    learning.is_known(phone)
    learning.plays(phone)
    learning.has_it_all(phone)
    phone.page.context.set_offline(True)
    learning.plays_until_it_ends(phone)
    learning.answers(phone, learning.right_answers())
    expect(phone.at("[data-quiz-result]")).to_have_text(zh("Your answers are kept and go out when there is a line."))
    kept = learning.waiting_records(phone)
    assert {item["kind"] for item in kept} == {"watched", "quiz"}
    words = zh("Learning records not uploaded yet: %(count)s", count=len(kept))
    expect(phone.at("[data-waiting]")).to_contain_text(words)
    phone.keeps("without-a-line")

    phone.page.context.set_offline(False)
    learning.has_learned_it(phone)
    expect(phone.at("[data-waiting]")).to_contain_text(zh("All learning records are uploaded."))
    assert learning.waiting_records(phone) == []
    assert learning.asks(phone, f"/api/v1/lessons/{lesson}/me")["completed"] is True
    phone.keeps("line-is-back")


def test_a_lesson_goes_on_where_it_was_left(phone):
    phone.signs_in_with("15400000005")
    learning.opens_lesson(phone, 1)
    learning.is_known(phone)
    learning.plays(phone)
    learning.plays_until(phone, 4)
    learning.pauses(phone)
    left_at = learning.player(phone)["time"]
    learning.has_sent_everything(phone)
    phone.page.reload()
    learning.is_known(phone)
    learning.plays(phone)
    assert left_at - 0.5 < learning.player(phone)["time"] < left_at + 3
    assert int(re.search(r"\d+", phone.at("[data-progress]").inner_text()).group()) >= 40


def test_wrong_answers_get_a_kind_word_and_another_try(phone):
    phone.signs_in_with("15400000004")
    learning.opens_lesson(phone, 1)
    learning.is_known(phone)
    right = learning.right_answers()
    learning.answers(phone, right, rightly=False)
    result = phone.at("[data-quiz-result]")
    expect(result).to_contain_text(zh("Not quite yet. Watch the part once more and try again."))
    phone.keeps("not-quite-yet")
    phone.press("Try again")
    learning.answers_each(phone, right)
    expect(result).to_have_text(zh("All right! You passed."))
    phone.keeps("passed")


def test_a_change_of_quality_stays_at_the_place(stranger):
    learning.plays(stranger)
    learning.plays_until(stranger, 3)
    stranger.at("[data-quality=audio]").tap()
    learning.plays_until(stranger, 3)
    assert learning.player(stranger)["time"] < 6


def test_a_lesson_plays_without_javascript(arrive):
    phone = arrive(PHONE, java_script_enabled=False)
    learning.opens_lesson(phone, 0)
    assert phone.at("video").get_attribute("poster")
    assert phone.at("ol.steps > li").count() >= 4
    learning.plays(phone)
    assert learning.player(phone)["width"] > 0
    phone.sees_no_scroll_bar()
    phone.keeps("without-javascript")


def test_everything_on_a_lesson_page_but_the_lesson_is_in_english(stranger):
    stranger.page.get_by_role("link", name="English").tap()
    expect(stranger.at("html")).to_have_attribute("lang", "en")
    words = stranger.at("header, h2, .qualities, [data-sign-in]").all_inner_texts()
    assert not CHINESE.search(" ".join(words))
    stranger.sees_no_scroll_bar()
    stranger.keeps("in-english")


def test_the_villagers_pages_fit_the_screen_and_the_thumb(phone):
    course = f"/courses/{learning.COURSE}/"
    for path in ("/accounts/code/", "/accounts/login/", "/", "/courses/", course, f"{course}know-the-season/"):
        fits(phone, path)
    phone.signs_in_with("15400000003")
    for path in ("/me/", "/me/file/", course):
        fits(phone, path)


def fits(visitor: Visitor, path: str) -> None:
    visitor.goto(path)
    visitor.page.wait_for_load_state("networkidle")
    visitor.keeps(path.strip("/").replace("/", "-") or "home")
    visitor.sees_no_scroll_bar()
    assert visitor.small_targets() == [], path
