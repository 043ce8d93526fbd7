"""What villagers do on a phone."""

from typing import Any

from playwright.sync_api import Locator, expect

from eduplatform.demo.content import load_courses
from tests.browser.people import Visitor, zh
from tests.browser.site import wait_until

COURSE = "bamboo-shoot-harvest"
PLAYER = """v => ({
    time: v.currentTime, paused: v.paused, ended: v.ended,
    width: v.videoWidth, height: v.videoHeight, source: v.currentSrc,
})"""
FILM_WITHIN_S = 40


def right_answers() -> dict[str, str]:
    """Question to the label of its right answer, for all lessons of the demo."""
    questions = [q for course in load_courses() for lesson in course.lessons for q in lesson.quiz]
    return {q.question: next(option.label for option in q.options if option.correct) for q in questions}


def opens_lesson(villager: Visitor, number: int, course: str = COURSE) -> int:
    """By its place on the page of the course, from 0; returns the id of the lesson."""
    villager.goto(f"/courses/{course}/")
    row = villager.at("li[data-lesson]").nth(number)
    lesson = int(row.get_attribute("data-lesson") or 0)
    row.locator("h3 a").tap()
    villager.page.wait_for_url("**/courses/*/*/")
    return lesson


def is_known(villager: Visitor) -> None:
    """The personal part of the lesson page has come."""
    expect(villager.at("[data-progress]")).to_be_visible()


def is_asked_to_sign_in(visitor: Visitor) -> None:
    """The personal part of the lesson page, for a stranger."""
    expect(visitor.at("[data-sign-in]")).to_be_visible()


def plays(villager: Visitor) -> None:
    """By the button on the poster, or by the player's own key where there is none: where its button lies differs."""
    button = villager.at("[data-play]")
    if button.is_visible():
        button.tap()
    else:
        villager.at("video").focus()
        villager.page.keyboard.press("Space")
    plays_until(villager, 0.2)


def plays_until(villager: Visitor, seconds: float) -> None:
    # Asked again and again from here: a page without JavaScript waits for nothing.
    wait_until(lambda: player(villager)["time"] > seconds, FILM_WITHIN_S, f"{seconds} s of the film")


def shows(villager: Visitor, size: tuple[int, int]) -> None:
    """A picture of so many pixels; (0, 0) is sound alone."""

    def picture() -> bool:
        state = player(villager)
        return (state["width"], state["height"]) == size

    wait_until(picture, FILM_WITHIN_S, f"a picture of {size}")


def pauses(villager: Visitor) -> None:
    villager.at("video").focus()
    villager.page.keyboard.press("Space")
    wait_until(lambda: player(villager)["paused"], FILM_WITHIN_S, "a pause")


def has_it_all(villager: Visitor) -> None:
    """The rest of the film has come over the line."""
    villager.page.wait_for_function(
        "(() => { const v = document.querySelector('video'); return v.buffered.end(0) > v.duration - 0.2 })()"
    )


def plays_until_it_ends(villager: Visitor) -> None:
    wait_until(lambda: player(villager)["ended"], FILM_WITHIN_S, "the end of the film")


def plays_to_the_end(villager: Visitor, *, speed: float = 1.0) -> None:
    plays(villager)
    villager.at("video").evaluate("(v, speed) => { v.playbackRate = speed }", speed)
    plays_until_it_ends(villager)


def player(villager: Visitor) -> dict[str, Any]:
    state: dict[str, Any] = villager.at("video").evaluate(PLAYER)
    return state


def answers(villager: Visitor, choose: dict[str, str], *, rightly: bool = True) -> None:
    """All questions of the lesson, one after the other; `choose` tells the right answer of each."""
    villager.press("Answer the questions")
    answers_each(villager, choose, rightly=rightly)


def answers_each(villager: Visitor, choose: dict[str, str], *, rightly: bool = True) -> None:
    for question in villager.at("[data-question]").all():
        right = choose[question.locator("h3").inner_text()]
        option(question, right, rightly).tap()
        question.locator("[data-next]").tap()
    expect(villager.at("[data-quiz-result]")).to_be_visible()


def option(question: Locator, right: str, rightly: bool) -> Locator:
    named = question.page.get_by_text(right, exact=True)
    options = question.locator("[data-option]")
    return options.filter(has=named).first if rightly else options.filter(has_not=named).first


def has_learned_it(villager: Visitor) -> None:
    expect(villager.at("[data-progress]")).to_contain_text(zh("You have learned this lesson."))


def has_learned(villager: Visitor, done: int, total: int) -> None:
    """So many lessons of the course, as the page says."""
    words = zh("Course: %(done)s of %(total)s lessons learned", done=done, total=total)
    expect(villager.at("[data-progress]")).to_contain_text(words)


def lessons_left(villager: Visitor, course: str = COURSE) -> list[int]:
    """Places of the lessons not learned yet, from the course as the platform knows it."""
    villager.goto(f"/courses/{course}/")
    expect(villager.at("[data-course-progress]")).to_be_visible()
    rows = villager.at("li[data-lesson]").all()
    return [n for n, row in enumerate(rows) if "✓" not in row.locator("[data-state]").inner_text()]


RECORDS = """(async () => {
    const open = indexedDB.open("phone", 1);
    const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const box = db.transaction("records").objectStore("records");
    return new Promise((done) => { box.getAll().onsuccess = ({ target }) => { db.close(); done(target.result); }; });
})()"""


def waiting_records(villager: Visitor) -> list[dict[str, Any]]:
    """What the phone keeps until it was answered."""
    return [record["item"] for record in villager.page.evaluate(RECORDS)]


def has_sent_everything(villager: Visitor) -> None:
    wait_until(lambda: not waiting_records(villager), FILM_WITHIN_S, "an answer to each record")


def asks(villager: Visitor, path: str) -> dict[str, Any]:
    """The JSON that the villager's own phone would get."""
    answer: dict[str, Any] = villager.page.request.get(path).json()
    return answer
