"""From upload to proof: one lesson on its way through the platform, with a real clip of a real phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eduplatform.demo.content import load_courses
from tests.browser import desk, learning, township
from tests.browser.conftest import OFFICE, PHONE
from tests.browser.people import Visitor, zh
from tests.browser.watching import Watcher
from tests.shared import shared_path

TITLE = "鲜笋怎么装筐"
QUESTION, RIGHT = "装筐时笋尖朝哪边？", "朝上"
COURSE = next(course for course in load_courses() if course.slug == learning.COURSE)
# What the cards after a heading say below their titles.
CARDS_UNDER = """(words) => {
    const said = [];
    let at = [...document.querySelectorAll("h2")].find((each) => each.textContent.trim() === words);
    while ((at = at && at.nextElementSibling) && at.matches("a.card")) said.push(at.querySelector(".soft").innerText);
    return said;
}"""
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.shared
def test_a_lesson_goes_from_upload_to_proof(arrive, site, watcher, tmp_path):
    clip = shared_path("clips/vfr_rot180.mp4")
    trainer, editor, dousha = arrive(OFFICE), arrive(OFFICE), arrive(OFFICE)
    villager = arrive(PHONE)
    watcher.expect(*desk.UNFINISHED)
    dousha.signs_in_as("dousha")
    before = township.figures(dousha)

    trainer.signs_in_as("trainer")
    write_a_lesson(trainer, clip, no_video_in(tmp_path))
    preview_and_submit(trainer)
    assert TITLE not in villager.goto(f"/courses/{COURSE.slug}/").text()
    editor.signs_in_as("editor")
    approve(editor)

    villager.signs_in_with("15400000001")
    look_at_the_offers(villager)
    name = learn_the_new_lesson(villager)
    finish_the_course(villager)

    household, person = find_the_proof(dousha, name, before)
    outsiders_find_nothing(arrive(OFFICE), watcher, household, person)
    auditor_reads(arrive(OFFICE), person)
    site.does("from django.core.management import call_command; call_command('verify_ledger')")


def no_video_in(folder: Path) -> Path:
    path = folder / "笋.mp4"
    path.write_text("这不是视频", encoding="utf-8")
    return path


def write_a_lesson(trainer: Visitor, clip: Path, no_video: Path) -> None:
    desk.begins_a_lesson(trainer, COURSE.title, TITLE)
    desk.fills_in(
        trainer,
        goal="会把鲜笋装筐，路上不压坏",
        step=("笋尖朝上装", "一层鲜笋一层湿草，笋尖都朝上。筐口盖上湿布，当天送到。"),
        question=QUESTION,
        answers=[("basket", RIGHT), ("bamboo", "朝下")],
    )
    dialogue = desk.opens_the_upload(trainer)
    desk.uploads(dialogue, no_video, TITLE)
    refusal = zh("This file is not a video. Choose the video that your phone or camera recorded.")
    assert CHINESE.search(refusal)
    expect(dialogue.get_by_text(refusal)).to_be_visible()
    trainer.keeps("no-video")
    desk.uploads(dialogue, clip, TITLE)
    expect(trainer.at("[data-encoding] .encoding")).to_be_visible()
    trainer.keeps("encoding")
    desk.sees_it_ready(trainer)
    trainer.keeps("ready")


def preview_and_submit(trainer: Visitor) -> None:
    preview = desk.previews(trainer)
    expect(preview.locator("h1")).to_have_text(TITLE)
    expect(preview.get_by_text(QUESTION)).to_be_visible()
    assert preview.locator("html").evaluate("e => e.ownerDocument.defaultView.innerWidth") == PHONE["viewport"]["width"]
    trainer.keeps("preview", whole=False)
    desk.submits(trainer)
    trainer.keeps("submitted")


def approve(editor: Visitor) -> None:
    editor.goto("/cms/")
    editor.keeps("waiting-for-approval")
    desk.approves(editor, TITLE)
    editor.keeps("approved")


def look_at_the_offers(villager: Visitor) -> None:
    """Three at most, of the courses there are, besides what was begun or agreed on; each with its reason."""
    villager.keeps("my-page")
    villager.sees_no_scroll_bar()
    begun = villager.at("a.card:has(.bar)").count()
    agreed = villager.page.evaluate(CARDS_UNDER, zh("What we agreed on"))
    because = villager.page.evaluate(CARDS_UNDER, zh("Good for you now"))
    assert all(because)
    courses = villager.page.request.get("/courses/").text().count('class="card"')
    assert len(because) == min(3, courses - begun - len(agreed))


def learn_the_new_lesson(villager: Visitor) -> str:
    """The new lesson is the last of its course. Returns the name that the villager is registered under."""
    left = learning.lessons_left(villager)
    lesson = learning.opens_lesson(villager, len(COURSE.lessons))
    learning.is_known(villager)
    assert re.fullmatch(r"\d+\.\d MB", villager.at("[data-quality=saver] small").inner_text())
    assert learning.player(villager)["time"] == 0
    villager.sees_no_scroll_bar()
    villager.keeps("before-playing")
    learning.plays_to_the_end(villager)
    villager.keeps("played-to-the-end")
    learning.answers(villager, {QUESTION: RIGHT})
    learning.has_learned_it(villager)
    total = len(COURSE.lessons) + 1
    learning.has_learned(villager, total - len(left) + 1, total)
    villager.keeps("learned")
    return str(learning.asks(villager, f"/api/v1/lessons/{lesson}/me")["name"])


def finish_the_course(villager: Visitor) -> None:
    """The demo's own films, at the greatest speed that counts."""
    right = learning.right_answers()
    for number in learning.lessons_left(villager):
        learning.opens_lesson(villager, number)
        learning.is_known(villager)
        learning.plays_to_the_end(villager, speed=2)
        learning.answers(villager, right)
        learning.has_learned_it(villager)
    total = len(COURSE.lessons) + 1
    learning.opens_lesson(villager, 0)  # another journey on this site may have left none to learn
    learning.has_learned(villager, total, total)
    assert learning.lessons_left(villager) == []
    villager.keeps("course-learned")


def find_the_proof(dousha: Visitor, name: str, before: dict[str, int]) -> tuple[str, str]:
    """From the township's figures down to the entries; returns the addresses of household and person."""
    dousha.goto("/office/")
    dousha.keeps("coverage-of-the-township")
    dousha.at("table.data th a", has_text="石缸村").click()
    now = township.figures(dousha)
    assert now == before | {"covered": before["covered"] + 1, "in_progress": before["in_progress"] - 1}
    dousha.keeps("coverage-of-the-village")
    dousha.at(".counts > .covered dd a").click()
    dousha.keeps("covered-households")
    dousha.at("tbody tr", has_text=name).locator("th a").click()
    dousha.keeps("household")
    household = dousha.page.url
    dousha.page.get_by_role("link", name=name).first.click()
    person = dousha.page.url
    expect(dousha.at(".message.success")).to_be_visible()
    entries = "".join(dousha.at("ol.entries").all_inner_texts())
    assert all(title in entries for title in [TITLE, COURSE.title, *(lesson.title for lesson in COURSE.lessons)])
    dousha.keeps("file-of-the-person")
    return household, person


def outsiders_find_nothing(yanjing: Visitor, watcher: Watcher, household: str, person: str) -> None:
    watcher.expect("another township's officer is told that there is no such page", r"^answer 404: .*/office/")
    yanjing.signs_in_as("yanjing")
    assert [yanjing.goto(address).status for address in (household, person)] == [404, 404]
    yanjing.keeps("another-township")


def auditor_reads(auditor: Visitor, person: str) -> None:
    auditor.signs_in_as("auditor")
    assert auditor.goto(person).status == 200
    assert auditor.at("main form, main button, main input").count() == 0
    auditor.keeps("auditor")
