"""Every page of a villager in the normal and in the elder-friendly view: axe-core, sizes of targets and of text."""

import ast
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import new_site
from tests.browser.lived import live
from tests.browser.people import Visitor, zh
from tests.browser.site import Site
from tests.npm import npm_file

BY_CARD = """
import uuid
from eduplatform.accounts.models import User
from learners.people.cards.services import print_cards
helper = User.objects.get(username="helper")
home = helper.helped_households.first().household
sheet = print_cards(households=[home], by=helper, batch=uuid.uuid4())[0]
print([sheet.token, *[slip.code for slip in sheet.slips]])
"""
AXE = "() => axe.run().then(({ violations }) => violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`))"
# Words that are seen, with the size and the height of their line in px.
WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    const of = node.parentElement;
    if (!node.data.trim() || !of.checkVisibility() || of.closest("script, style, noscript")) continue;
    const { fontSize, lineHeight } = getComputedStyle(of);
    const size = parseFloat(fontSize);
    found.push([node.data.trim().slice(0, 20), size, parseFloat(lineHeight) || 1.2 * size]);
  }
  return found;
}"""
PUBLIC = {
    "home": "/",
    "courses": "/courses/",
    "found": "/search?q=竹笋",
    "not-found": "/search?q=飞机",
    "search": "/search",
    "sign-in": "/accounts/code/",
    "nobody-yet": "/me/family/",
    "on-this-phone": "/phone/",
    "check-certificate": "/certificates/",
    "check-file": "/f/",
}
PHONE_NUMBER = "15400000001"
VIEW = ".tool:not(.aloud)"


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory) -> Iterator[Site]:
    """One of its own: other journeys learn what its plan is about."""
    with new_site(tmp_path_factory, web_alone=True) as site:
        yield site


@pytest.fixture
def axe() -> str:
    return npm_file("axe-core/axe.min.js").read_text()


def faults(villager: Visitor, axe: str, *, target: int) -> list[str]:
    """What somebody with poor eyes, a thick thumb or a screen reader would stumble over."""
    if not villager.page.evaluate("window.axe !== undefined"):
        villager.page.evaluate(axe)
    words = villager.page.evaluate(WORDS)
    assert words, "an empty page"
    return [
        *villager.page.evaluate(AXE),
        *(f"small target: {each}" for each in villager.small_targets(target)),
        *(f"small text: {text} {size}" for text, size, _line in words if size < (18 if target == 60 else 16)),
        *(f"narrow lines: {text} {line}/{size}" for text, size, line in words if line / size < 1.29),
    ]


def pages_of_a_stranger(visitor: Visitor) -> Iterator[str]:
    for name, path in PUBLIC.items():
        visitor.goto(path)
        yield name
    visitor.goto("/courses/")
    course = visitor.at("main a.card").first.get_attribute("href")
    visitor.goto(course)
    yield "course"
    visitor.goto(visitor.at("li[data-lesson] h3 a").first.get_attribute("href"))
    expect(visitor.at("[data-sign-in]")).to_be_visible()
    yield "lesson"
    visitor.goto("/accounts/login/")
    yield "staff"
    visitor.goto("/c/" + "A" * 22)
    yield "unknown-card"
    visitor.goto("/nowhere/")
    yield "no-such-page"


def pages_on_the_way_in(villager: Visitor) -> Iterator[str]:
    token, code, *_others = ast.literal_eval(villager.site.does(BY_CARD))
    villager.goto(f"/c/{token}")
    yield "family"
    villager.at(".tile").first.tap()
    yield "code"
    villager.page.fill("[name=code]", code)
    villager.press("Go on")
    yield "new-pictures"
    mine = [each.get_attribute("aria-label") for each in villager.at(".own .pic").all()]
    villager.follow("I know them now")
    villager.press("That is me")
    yield "too-few"
    for name in mine:
        villager.at(f".picks label:has([aria-label='{name}']) input").check()
    yield "pictures"
    villager.press("That is me")
    villager.page.wait_for_url("**/me/")


def pages_of_ones_own(villager: Visitor) -> Iterator[str]:
    for path in ("/me/", "/me/file/", "/me/records/", "/me/family/", "/accounts/logout/"):
        villager.goto(path)
        yield f"my-{path.strip('/').replace('/', '-')}"
    villager.goto("/courses/")
    villager.goto(villager.at("main a.card").first.get_attribute("href"))
    expect(villager.at("[data-course-progress]")).to_be_visible()
    yield "my-course"
    villager.goto(villager.at("li[data-lesson] h3 a").first.get_attribute("href"))
    expect(villager.at("[data-progress]")).to_be_visible()
    yield "my-lesson"
    quiz = villager.at("[data-quiz-start] button")
    if quiz.count():
        quiz.tap()
        yield "my-quiz"


def pages_of_somebody_known(villager: Visitor) -> Iterator[str]:
    """All that has been lived through stands on the own pages."""
    serial, session = live(villager, PHONE_NUMBER)
    villager.goto("/me/")
    for heading in ("What we agreed on", "What your village is learning"):
        expect(villager.at("main")).to_contain_text(zh(heading))
    yield "start"
    villager.goto("/me/file/")
    villager.at("summary").first.tap()
    expect(villager.at("a[href^='/me/certificates/']")).to_be_visible()
    yield "file"
    for path in ("/me/looks/", "/me/orders/", "/me/records/"):
        villager.goto(path)
        expect(villager.at("main article").first).to_be_visible()
        yield f"lived-{path.split('/')[2]}"
    for path in ("/me/orders/new/", "/me/orders/new/?q=竹笋", "/me/sign-in/", f"/certificates/{serial}/"):
        villager.goto(path)
        yield path.strip("/").replace("/", "-").replace(serial, "valid")
    villager.page.context.add_cookies([{"name": "sid", "value": session, "url": villager.site.url}])
    villager.goto("/me/wechat/")
    expect(villager.at("main strong")).to_be_visible()
    yield "wechat-unknown"


ALL_PAGES = [pages_of_a_stranger, pages_on_the_way_in, pages_of_ones_own, pages_of_somebody_known]


@pytest.mark.parametrize("pages", ALL_PAGES)
def test_everybody_can_use_every_page_in_both_views(phone, axe, watcher, pages):
    watcher.expect("asked for on purpose", "answer 404: .*/(c/A+|nowhere/)$")
    if pages in (pages_of_ones_own, pages_of_somebody_known):
        phone.signs_in_with(PHONE_NUMBER)
    found = []
    for name in pages(phone):
        for view, target in (("normal", 44), ("elder", 60)):
            expect(phone.at("html")).to_have_class("elder" if view == "elder" else "")
            phone.sees_no_scroll_bar()
            phone.keeps(f"{name}-{view}")
            found += [f"{name}, {view}: {fault}" for fault in faults(phone, axe, target=target)]
            phone.at(VIEW).tap()
    assert not found, "\n".join(found)


def test_a_page_that_nobody_can_use_is_found_out(phone, axe):
    phone.goto("/")
    phone.page.evaluate("document.querySelector('main').innerHTML = '<a href=/ style=color:#aaa>Look here</a><input>'")
    found = " ".join(faults(phone, axe, target=44))
    assert all(rule in found for rule in ("label:", "color-contrast:", "small target:"))


def test_the_large_text_is_remembered_and_the_page_is_the_same_for_all(phone):
    plain = phone.page.request.get("/").body()
    phone.goto("/")
    phone.at(VIEW).tap()
    phone.goto("/courses/")
    expect(phone.at("html")).to_have_class("elder")
    assert phone.page.request.get("/").body() == plain
    phone.at(VIEW).tap()
    phone.goto("/")
    expect(phone.at("html")).to_have_class("")


VOICE = """
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  said: [], getVoices: () => [{ lang: "zh-CN", name: "a voice" }], cancel() {},
  speak(words) { this.said.push(words.text); setTimeout(() => words.onend(), 10); },
})});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_a_page_is_read_aloud_from_its_heading_to_its_last_button(phone):
    phone.page.add_init_script(VOICE)
    phone.goto("/")
    phone.at(VIEW).tap()
    phone.press("Read aloud")
    expect(phone.at(".aloud")).to_have_attribute("aria-pressed", "false")
    said = phone.page.evaluate("speechSynthesis.said")
    assert said[0] == phone.at("h1").inner_text()
    assert zh("All courses") in said
    assert len(said) == len(set(said))


def test_a_phone_without_a_voice_says_so(phone):
    phone.page.add_init_script(VOICE.replace('[{ lang: "zh-CN", name: "a voice" }]', "[]"))
    phone.goto("/")
    phone.at(VIEW).tap()
    phone.press("Read aloud")
    expect(phone.at("[data-voiceless]")).to_be_visible()


def test_a_browser_that_cannot_speak_offers_nothing(phone):
    phone.page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    phone.goto("/")
    phone.at(VIEW).tap()
    expect(phone.at(".aloud")).to_be_hidden()
