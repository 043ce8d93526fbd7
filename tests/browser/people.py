"""Somebody at the site: how they sign in, what they look at, and what a screenshot keeps of it."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, Response

from eduplatform.demo.signins import PASSWORD
from tests.browser.site import Site


def zh(text: str, **values: object) -> str:
    """A screen string as the Chinese page shows it; Wagtail's own are found the same way."""
    with translation.override("zh-hans"):
        if not values:
            return gettext(text)
        # `{% translate %}` doubles the percent sign of what a script fills in.
        doubled = text.replace("%", "%%")
        found = gettext(doubled)
        return (gettext(text) if found == doubled else found.replace("%%", "%")) % values


SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
  .filter(e => e.checkVisibility())
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < least || box.width < least)
  .map(([box, e]) => `${e.outerHTML.slice(0, 80)} ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


class Visitor:
    """A person with a browser of their own."""

    def __init__(self, page: Page, site: Site, shots: Path) -> None:
        self.page, self.site, self.shots = page, site, shots

    def goto(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response
        return response

    def signs_in_as(self, username: str) -> None:
        """Staff, by name and password; later in a browser that somebody signed in before and left as it was."""
        known = self.site.signed_in.get(username)
        if known:
            cookies, start = known
            self.page.context.add_cookies(cookies)
            self.goto(start)
            return
        self.goto("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(re.compile("/(office|cms)/"))
        self.site.signed_in[username] = (self.page.context.cookies(), urlsplit(self.page.url).path)

    def signs_in_with(self, phone: str) -> None:
        """A villager, by the code that is sent to the phone."""
        self.goto("/accounts/code/")
        self.page.fill("[name=phone]", phone)
        code = self.site.code_asked_by(lambda: self.press("Send me the code"))
        self.page.fill("[name=code]", code)
        self.press("Sign in")
        self.page.wait_for_url("**/me/")

    def press(self, text: str, **values: object) -> None:
        self.page.get_by_role("button", name=zh(text, **values), exact=True).click()

    def follow(self, text: str, **values: object) -> None:
        self.page.get_by_role("link", name=zh(text, **values), exact=True).first.click()

    def at(self, selector: str, **kwargs: Any) -> Locator:
        return self.page.locator(selector, **kwargs)

    def keeps(self, name: str, *, whole: bool = True) -> None:
        """A screenshot, numbered in the order of the stations of a test, of all three of a test's visitors alike."""
        number = len(list(self.shots.iterdir())) + 1
        path = self.shots / f"{number:02d}-{name}.jpeg"  # a PNG takes twice the time
        self.page.screenshot(path=path, full_page=whole, type="jpeg", quality=80)

    def sees_no_scroll_bar(self) -> None:
        """Nothing sticks out to the right."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{self.page.url} is {wide} px wide"

    def small_targets(self, least: int = 44) -> list[str]:
        """What a thumb would miss: links and buttons less than `least` px high or wide."""
        return list(self.page.evaluate(SMALL_TARGETS, least))
