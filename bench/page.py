"""What a villager's pages cost on a poor line: `make bench-page [RUNS=3]`.

One small demo site of its own, a real Chromium of 360 x 640 with an empty cache. Prints per page kind the bytes
and requests before anything is played, what a second visit costs, and the first paint at 150 kbit/s with 600 ms
("2g") and 400 kbit/s with 400 ms ("3g"). Times are medians of RUNS loads.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from bench.browsing import LINES, browser, first_frame_s, first_paint_s, open_quietly, phone
from eduplatform.demo.signins import VILLAGERS
from tests.browser.site import Site
from tools.say import complain

RUNS = int(os.environ.get("RUNS", "3"))
PUBLIC = {"home": "/", "browse": "/courses/", "search": "/search?q=%E7%AB%B9%E7%AC%8B", "sign_in": "/accounts/code/"}
PERSONAL = {"start": "/me/", "my_file": "/me/file/"}
LESSONS = {"lesson": "video", "quiz": "[data-quiz]"}
COURSE_LINKS = "main a[href*='/courses/']"


def sign_in(page: Page, site: Site) -> list[dict[str, Any]]:
    """The cookies of a villager, who signs in by the code that the site says."""
    page.goto(f"{site.url}/accounts/code/")
    page.fill("[name=phone]", VILLAGERS[0].phone)
    page.fill("[name=code]", site.code_asked_by(lambda: submitted(page, "[name=phone]")))
    submitted(page, "[name=code]")
    return page.context.cookies()


def submitted(page: Page, field: str) -> None:
    with page.expect_navigation():
        page.press(field, "Enter")


def links(page: Page, url: str) -> list[str]:
    page.goto(url)
    found = page.eval_on_selector_all(COURSE_LINKS, "links => links.map(link => link.getAttribute('href'))")
    return [urljoin(url, href) for href in dict.fromkeys(found)]


def pages_of(page: Page, site: Site) -> dict[str, str]:
    """Addresses by kind; of the lessons the first that can be played and the first that asks questions."""
    found = {kind: site.url + path for kind, path in {**PUBLIC, **PERSONAL}.items()}
    found["course"] = next(url for url in links(page, found["browse"]) if url != found["browse"])
    for url in links(page, found["course"]):
        page.goto(url)
        for kind, mark in LESSONS.items():
            if url.startswith(found["course"]) and page.locator(mark).count():
                found.setdefault(kind, url)
    if lacking := LESSONS.keys() - found.keys():
        raise SystemExit(f"the demo's course has no {' and no '.join(sorted(lacking))}")
    return found


def weigh(browser: Browser, url: str, cookies: list[dict[str, Any]]) -> dict[str, int]:
    """Bytes and requests of a first and a second visit."""
    with phone(browser, cookies) as page:
        first = open_quietly(page, url)
        page.goto("about:blank")
        second = open_quietly(page, url)
    return {
        "html_bytes": first.html_bytes(),
        "bytes_before_play": first.all_bytes(),
        "requests_before_play": len(first.asked),
        "second_visit_bytes": second.all_bytes(),
    }


def paint(browser: Browser, url: str, cookies: list[dict[str, Any]], line: str) -> float:
    times = []
    for _ in range(RUNS):
        with phone(browser, cookies, LINES[line]) as page:
            times.append(first_paint_s(page, url))
    return round(statistics.median(times), 2)


def frame(browser: Browser, url: str, cookies: list[dict[str, Any]]) -> dict[str, float]:
    pairs = []
    for _ in range(RUNS):
        with phone(browser, cookies, LINES["2g"]) as page:
            pairs.append(first_frame_s(page, url))
    names = ("first_frame_2g_s", "first_frame_from_opening_2g_s")
    return {
        name: round(statistics.median(times), 2) for name, times in zip(names, zip(*pairs, strict=True), strict=True)
    }


def measure(browser: Browser, site: Site) -> dict[str, dict[str, float]]:
    with phone(browser, []) as page:
        cookies = sign_in(page, site)
        addresses = pages_of(page, site)
    result: dict[str, dict[str, float]] = {}
    for kind, url in addresses.items():
        carried = cookies if kind in PERSONAL or kind == "quiz" else []
        complain(f"{kind}: {url}")
        result[kind] = {**weigh(browser, url, carried)}
        result[kind] |= {f"fcp_{line}_s": paint(browser, url, carried, line) for line in LINES}
        if kind == "lesson":
            result[kind] |= frame(browser, url, carried)
    return result


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        complain("Building a small demo site (a minute or two)")
        try:
            site.build()
            site.start()
            with browser() as chromium:
                result = measure(chromium, site)
        finally:
            site.stop()
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
