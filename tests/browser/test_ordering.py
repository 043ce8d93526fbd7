"""From a wish to proof: a villager orders, a trainer answers, a plan is agreed on, learned and ticked off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from eduplatform.demo.content import load_courses
from tests.browser import learning
from tests.browser.conftest import OFFICE, PHONE, new_site
from tests.browser.people import Visitor, zh
from tests.browser.site import Site

WISH = "开挖掘机"
COURSE = next(course for course in load_courses() if course.slug == learning.COURSE)
VILLAGER = "15400000001"


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory) -> Iterator[Site]:
    """One of its own: a course learned to its end covers a household, which other journeys count."""
    with new_site(tmp_path_factory, web_alone=True) as site:
        yield site


def test_a_wish_is_ordered_answered_learned_and_ticked_off(arrive):
    villager, trainer, dousha = arrive(PHONE), arrive(OFFICE), arrive(OFFICE)
    villager.signs_in_with(VILLAGER)
    order_what_there_is_not(villager)
    trainer.signs_in_as("trainer")
    answer_with_a_course(trainer)
    dousha.signs_in_as("dousha")
    household = agree_on_a_plan(dousha)
    hear_of_it(villager)
    learn_it_all(villager)
    find_it_ticked_off(dousha, household)


def order_what_there_is_not(villager: Visitor) -> None:
    villager.goto(f"/search?q={WISH}")
    villager.keeps("nothing-found")
    villager.follow("I want to learn this")
    villager.sees_no_scroll_bar()
    villager.keeps("order")
    villager.press("Tell them I want to learn this")
    villager.page.wait_for_url("**/me/orders/")
    expect(villager.at("main")).to_contain_text(WISH)
    villager.keeps("ordered")


def open_the_order(officer: Visitor) -> None:
    officer.goto("/office/orders/")
    officer.keeps("orders")
    officer.at("main a", has_text=WISH).first.click()


def answer_with_a_course(trainer: Visitor) -> None:
    open_the_order(trainer)
    trainer.at("select[name=course]").select_option(label=COURSE.title)
    trainer.keeps("order")
    trainer.press("Answer, and tell everybody who asked")
    expect(trainer.at("main")).to_contain_text(zh("Done. Everybody who asked is told."))


def agree_on_a_plan(dousha: Visitor) -> str:
    """Returns the address of the household's plan."""
    open_the_order(dousha)
    dousha.keeps("answered")
    dousha.at("table.data tbody th a").first.click()
    person = dousha.at("h1").inner_text().split()[0]
    dousha.at("nav.crumbs a[href*=households]").last.click()
    dousha.follow("Learning plan")
    dousha.keeps("plan-before")
    dousha.sees_no_scroll_bar()
    dousha.page.get_by_text(zh("Agree on something else")).click()
    dousha.at("select[name=person]").select_option(label=person)
    dousha.at("#id_course").select_option(label=COURSE.title)
    dousha.at("#id_due_on").fill("2099-12-31")
    dousha.at("form.stacked button").click()
    expect(dousha.at("main")).to_contain_text(zh("It stands in the plan."))
    dousha.keeps("plan-agreed")
    return dousha.page.url


def hear_of_it(villager: Visitor) -> None:
    villager.goto("/me/")
    expect(villager.at("main")).to_contain_text(zh("What we agreed on"))
    villager.sees_no_scroll_bar()
    villager.keeps("told")
    villager.press("Have a look")
    villager.page.wait_for_url(f"**/courses/{COURSE.slug}/")


def learn_it_all(villager: Visitor) -> None:
    """The demo's own films, at the greatest speed that counts."""
    right = learning.right_answers()
    for number in learning.lessons_left(villager):
        learning.opens_lesson(villager, number)
        learning.is_known(villager)
        learning.plays_to_the_end(villager, speed=2)
        learning.answers(villager, right)
        learning.has_learned_it(villager)


def find_it_ticked_off(dousha: Visitor, plan: str) -> None:
    dousha.goto(plan)
    line = dousha.at("table.data tbody tr", has_text=COURSE.title).first
    expect(line).to_contain_text(zh("Done"))
    dousha.keeps("plan-ticked")
    dousha.follow("Print on one page")
    expect(dousha.at("tbody tr", has_text=COURSE.title).locator("td.tick")).to_have_text("☑")
    dousha.keeps("plan-printed")
    open_the_order(dousha)
    expect(dousha.at("table.data")).to_contain_text(zh("Completed"))
    dousha.at("table.data tbody th a").first.click()
    for told in (WISH, COURSE.title):
        expect(dousha.at("main")).to_contain_text(told)
    dousha.keeps("file")
