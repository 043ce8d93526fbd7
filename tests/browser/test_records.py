"""Random days of a phone: whatever is cut, killed, doubled or set wrong, exactly what was played arrives.

The phone is a real Chromium with our own modules and its own IndexedDB; film, clock and line are in the test's hands.
The server merges and judges with the platform's own rules.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route

from eduplatform.static_files import join_modules
from learners.progress.credible import judge_report
from learners.progress.ranges import Ranges, parse, union

SCHEDULES = 30
STEPS = 10
LENGTH_S = 600
LESSON = 7
SCRIPTS = settings.STATICFILES_DIRS[0] / "js"
PORTS = count(2000)
EMPTY = "about:blank"
FAMILY = {
    "lan": {"who": "lan", "person": "token-of-lan", "name": "王兰"},
    "gui": {"who": "gui", "person": "token-of-gui"},
}
YEAR_MS = 365 * 24 * 3600 * 1000
# Time is what the test says: how long something took, the time of day, and when it is time to send.
CLOCKS = """
window.ran = 1000;
window.ticks = [];
const start = Date.now();
performance.now = () => window.ran;
Date.now = () => start + window.ran + (window.wrong || 0);
window.setInterval = (act) => window.ticks.push(act);
window.clearInterval = (number) => { window.ticks[number - 1] = () => {}; };
"""
TAB = """
import { keep, send, uuid, waiting } from "./queue.js";
import { isTurnOf } from "./people.js";
import { watch } from "./watch.js";

class Film extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { currentTime: 0, paused: true, seeking: false, readyState: 4, duration: LENGTH_S });
  }
  tell(name) { this.dispatchEvent(new Event(name)); }
}
const film = new Film();
let saved = Promise.resolve();
window.film = film;
window.learns = async (person) => {
  await isTurnOf(person);
  watch(film, uuid, (seen) => { saved = keep({ kind: "watched", lesson: LESSON, ...seen }, person, "笋"); }, send);
};
window.plays = async (seconds, speed) => {
  if (film.paused) { film.paused = false; film.tell("playing"); }
  const from = film.currentTime;
  for (let left = seconds; left > 0; left -= 0.25) {
    window.ran += 250;
    film.currentTime = Math.min(film.currentTime + 0.25 * speed, LENGTH_S);
    film.tell("timeupdate");
  }
  await saved;
  return [from, film.currentTime];
};
window.pauses = () => { film.paused = true; film.tell("pause"); };
window.goesTo = (seconds) => {
  film.seeking = true;
  film.tell("seeking");
  film.currentTime = seconds;
  film.seeking = false;
  film.tell("seeked");
};
window.answers = async (person, id) => {
  await keep({ id, kind: "quiz", lesson: LESSON, answers: { a: "b" } }, person, "笋");
};
window.sends = async () => { window.ticks.forEach((act) => act()); await send(); };
const line = window.fetch;
window.fetch = async (...asked) => {
  const reply = await line(...asked);
  if (window.meanwhile) await window.meanwhile();
  return reply;
};
// The film goes on between the platform's answer and its arrival.
window.sendsAndPlays = async (seconds, speed) => {
  let played = null;
  window.meanwhile = async () => {
    window.meanwhile = null;
    played = await window.plays(seconds, speed);
  };
  await window.sends();
  window.meanwhile = null;
  return played;
};
window.left = async () => (await waiting()).length;
window.ready = true;
"""


class Platform:
    """Takes what arrives; the line to it is `up`, `down`, `deaf` (the answer is lost) or `broken` (500)."""

    def __init__(self) -> None:
        self.address = f"http://localhost:{next(PORTS)}/"
        self.line = "up"
        self.played: dict[str, Ranges] = defaultdict(tuple)
        self.attempts: dict[str, set[str]] = defaultdict(set)
        self.rejected: list[object] = []

    def answer(self, route: Route) -> None:
        if route.request.url != f"{self.address}api/v1/sync":
            route.fulfill(content_type="text/html; charset=utf-8", body=page())
        elif self.line == "down":
            route.abort()
        elif self.line == "broken":
            route.fulfill(status=500)
        else:
            answers = [self.take(item) for item in json.loads(route.request.post_data or "")["items"]]
            route.abort() if self.line == "deaf" else route.fulfill(json={"answers": answers})

    def take(self, item: dict[str, object]) -> dict[str, object]:
        who = str(item["person"]).removeprefix("token-of-")
        if item["kind"] == "quiz":
            self.attempts[who].add(str(item["id"]))
            return {"id": item["id"], "result": "stored"}
        reported = parse(item["ranges"], LENGTH_S * 1000)
        verdict = judge_report(
            existing=self.played[who],
            reported=reported,
            wall_ms=round(float(str(item["wall"])) * 1000),
            opened_ms_ago=24 * 3600 * 1000,
            length_ms=LENGTH_S * 1000,
        )
        if not verdict.accepted:
            self.rejected.append((item, verdict))
            return {"id": item["id"], "result": "rejected", "code": verdict.rejected, "text": ""}
        self.played[who] = union(self.played[who], reported)
        return {"id": item["id"], "result": "stored"}


def page() -> str:
    script = join_modules("tab.js", lambda name: TAB if name == "tab.js" else (SCRIPTS / name).read_text())
    words = script.replace("LENGTH_S", str(LENGTH_S)).replace("LESSON", str(LESSON))
    return f"<!doctype html><title>tab</title><script>{CLOCKS}</script><script type=module>{words}</script>"


class Phone:
    """What its people do, and what they have really played, in milliseconds."""

    def __init__(self, context: BrowserContext, platform: Platform, chance: random.Random) -> None:
        self.context, self.platform, self.chance = context, platform, chance
        self.tabs: list[tuple[Page, str]] = []
        self.played: dict[str, Ranges] = defaultdict(tuple)
        self.answered: dict[str, set[str]] = defaultdict(set)
        self.wrong_ms = 0
        context.route("**/*", platform.answer)

    def opens(self, who: str) -> None:
        left = [page for page in self.context.pages if page.url == EMPTY]
        tab = left[0] if left else self.context.new_page()
        tab.goto(self.platform.address)
        self.begins(tab, who)
        self.tabs.append((tab, who))

    def begins(self, tab: Page, who: str) -> None:
        tab.wait_for_function("window.ready")
        tab.evaluate(
            "([person, wrong]) => { window.wrong = wrong; return learns(person) }", [FAMILY[who], self.wrong_ms]
        )
        tab.evaluate("at => { film.currentTime = at }", self.chance.randrange(0, LENGTH_S - 60))

    def does(self, deed: str) -> None:
        if deed in LINES:
            self.platform.line = deed
            return
        if not self.tabs:
            self.opens(self.chance.choice(list(FAMILY)))
        tab, who = self.chance.choice(self.tabs)
        getattr(self, deed)(tab, who)

    def plays(self, tab: Page, who: str, how: str = "plays") -> None:
        seconds, speed = self.chance.choice([0.25, 1, 3, 12, 40]), self.chance.choice([1, 1, 1.5, 2])
        played = tab.evaluate(f"([s, speed]) => {how}(s, speed)", [seconds, speed])
        if played:
            start, end = (round(second * 1000) for second in played)
            self.played[who] = union(self.played[who], ((start, end),))

    def sends_and_plays(self, tab: Page, who: str) -> None:
        self.plays(tab, who, "sendsAndPlays")

    def seeks(self, tab: Page, who: str) -> None:
        tab.evaluate("at => goesTo(at)", self.chance.uniform(0, LENGTH_S - 90))

    def pauses(self, tab: Page, who: str) -> None:
        tab.evaluate("pauses()")

    def answers(self, tab: Page, who: str) -> None:
        number = f"{self.chance.getrandbits(128):032x}"
        tab.evaluate("([person, id]) => answers(person, id)", [FAMILY[who], number])
        self.answered[who].add(number)

    def sends(self, tab: Page, who: str) -> None:
        tab.evaluate("sends()")

    def reloads(self, tab: Page, who: str) -> None:
        tab.reload()
        self.begins(tab, who)

    def is_killed(self, tab: Page, who: str) -> None:
        self.tabs.remove((tab, who))
        with suppress(Error):
            tab.goto("chrome://crash", timeout=500)
        tab.close()

    def opens_another(self, tab: Page, who: str) -> None:
        if len(self.tabs) < 3:
            self.opens(self.chance.choice(list(FAMILY)))

    def sets_the_clock(self, tab: Page, who: str) -> None:
        self.wrong_ms = self.chance.choice([-30, -3, 0, 1, 20]) * YEAR_MS
        tab.evaluate("wrong => { window.wrong = wrong }", self.wrong_ms)

    def comes_home(self) -> None:
        """The line is good, and one page is opened."""
        self.platform.line = "up"
        self.opens("lan")
        tab, _ = self.tabs[-1]
        tab.evaluate("sends()")
        for _ in range(50):
            if tab.evaluate("left()") == 0:
                return
            tab.evaluate("sends()")
        raise AssertionError(f"{tab.evaluate('left()')} records never left the phone")


DEEDS = ["plays"] * 7 + ["sends"] * 2 + ["seeks"] * 2
DEEDS += ["sends_and_plays", "pauses", "answers", "reloads", "is_killed", "opens_another", "sets_the_clock"]
LINES = ["up", "down", "down", "deaf", "broken"]


@pytest.fixture(scope="module")
def shared_context(chromium: Browser) -> Iterator[BrowserContext]:
    """New ones would cost more than the tests; what a phone keeps belongs to the address of its platform."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def context(shared_context: BrowserContext) -> Iterator[BrowserContext]:
    yield shared_context
    for tab in shared_context.pages:
        tab.goto(EMPTY)
    shared_context.unroute_all()


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_exactly_what_was_played_arrives(context: BrowserContext, seed: int):
    chance = random.Random(seed)
    platform = Platform()
    phone = Phone(context, platform, chance)
    for _ in range(STEPS):
        phone.does(chance.choice(DEEDS + LINES))
    phone.comes_home()
    assert platform.rejected == []
    assert {who: ranges for who, ranges in platform.played.items() if ranges} == phone.played
    assert {who: ids for who, ids in platform.attempts.items() if ids} == {
        who: ids for who, ids in phone.answered.items() if ids
    }


def test_what_was_played_while_an_answer_came_is_not_forgotten(context: BrowserContext):
    platform = Platform()
    phone = Phone(context, platform, random.Random(0))
    for deed in ("plays", "sends_and_plays", "is_killed"):
        phone.does(deed)
    phone.comes_home()
    assert dict(platform.played) == phone.played


def test_records_of_an_earlier_program_move_in_and_arrive(context: BrowserContext):
    platform = Platform()
    phone = Phone(context, platform, random.Random(0))
    platform.line = "down"
    phone.opens("lan")
    tab, _ = phone.tabs[0]
    item = {"id": "1", "kind": "watched", "lesson": LESSON, "ranges": [[0, 30]], "wall": 30}
    tab.evaluate("items => { localStorage['reports:lan'] = JSON.stringify(items) }", [item])
    phone.does("reloads")
    phone.comes_home()
    assert tab.evaluate("Object.keys(localStorage).filter(key => key.startsWith('reports:'))") == []
    assert platform.played["lan"] == ((0, 30_000),)


def test_a_browser_without_indexeddb_keeps_records_all_the_same(chromium: Browser):
    context, platform = chromium.new_context(), Platform()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    phone = Phone(context, platform, random.Random(0))
    try:
        platform.line = "down"
        phone.opens("gui")
        phone.does("plays")
        phone.does("sends")
        phone.does("reloads")
        phone.comes_home()
    finally:
        context.close()
    assert dict(platform.played) == phone.played
