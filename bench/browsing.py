"""A phone in a real Chromium on a poor line, and what it cost to open a page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tools.say import Stop, administrator
from tools.system import chromium

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
ARGUMENTS += ("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required")
SCREEN = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
PATIENCE_MS = 120_000
# A page is done when nothing has been asked for during this time.
QUIET_MS = 1500
FIRST_PAINT = """() => new Promise(resolve => new PerformanceObserver((list, observer) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) { observer.disconnect(); resolve(paint.startTime); }
}).observe({type: "paint", buffered: true}))"""
# The tap on the lesson's own button, or on the browser's where that is not there yet, until a frame is on the screen;
# both in milliseconds. A play that the page itself takes up again by a better way is no failure.
FIRST_FRAME = """() => new Promise((resolve, reject) => {
    const video = document.querySelector("video"), cover = document.querySelector("[data-play]");
    const tapped = performance.now();
    video.requestVideoFrameCallback(now => resolve([now - tapped, now]));
    setTimeout(() => reject(new Error("no frame came within a minute")), 60000);
    if (cover && !cover.hidden) cover.click();
    else video.play().catch(() => {});
})"""


@dataclass(frozen=True)
class Line:
    """What Chromium's throttle is set to."""

    kbit_per_s: int
    latency_ms: int


LINES = {"2g": Line(150, 600), "3g": Line(400, 400)}


@dataclass
class Traffic:
    """What went over the line, as transferred, headers included."""

    document_id: str = ""
    sizes: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def follow(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return
        self.asked.add(event["requestId"])
        if event.get("type") == "Document" and not self.document_id:
            self.document_id = event["requestId"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def html_bytes(self) -> int:
        return round(self.sizes[self.document_id])

    def all_bytes(self) -> int:
        return round(sum(size for request, size in self.sizes.items() if request in self.asked))


@contextmanager
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or chromium()
    if not path:
        raise Stop(f"Chromium is missing: {administrator('apt-get install chromium')}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@contextmanager
def phone(browser: Browser, cookies: list[dict[str, Any]], line: Line | None = None) -> Iterator[Page]:
    """A fresh browser profile: nothing in its cache. Without a line it is as fast as the machine."""
    context: BrowserContext = browser.new_context(**SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies(cookies)
    page = context.new_page()
    if line:
        throttle(page, line)
    yield page
    context.close()


def throttle(page: Page, line: Line) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_per_s = line.kbit_per_s * 1000 / 8
    conditions = {"offline": False, "latency": line.latency_ms}
    conditions |= {"downloadThroughput": bytes_per_s, "uploadThroughput": bytes_per_s}
    session.send("Network.emulateNetworkConditions", conditions)


def open_quietly(page: Page, url: str) -> Traffic:
    """Open a page and wait until it asks for nothing more."""
    traffic = Traffic()
    session = page.context.new_cdp_session(page)
    traffic.follow(session)
    answer = page.goto(url, wait_until="load")
    if answer is None or not answer.ok:
        raise Stop(f"{url} answered {answer.status if answer else 'nothing'}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MS)
    session.detach()
    return traffic


def first_paint_s(page: Page, url: str) -> float:
    page.goto(url, wait_until="commit")
    return float(page.evaluate(FIRST_PAINT)) / 1000


def first_frame_s(page: Page, url: str) -> tuple[float, float]:
    """Seconds to the first frame: from the tap on play, and from opening the page."""
    page.goto(url, wait_until="load")
    from_tap, from_opening = page.evaluate(FIRST_FRAME)
    return from_tap / 1000, from_opening / 1000
