"""What goes wrong in the browser while a page is open, and is otherwise seen by nobody."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request, Response

# Harmless, each with the reason why.
HARMLESS = {
    "a player breaks off its request when it has enough, is given another source, or its page is left": re.compile(
        r"^request failed \(net::ERR_ABORTED\): .*/files/packages/"
    ),
    "the line is lost while the browser looks for a newer worker": re.compile(
        r"^console: An unknown error occurred when fetching the script"
    ),
    "a page is left while it asks how far a video is": re.compile(
        r"^request failed \(net::ERR_ABORTED\): .*/cms/videos/\d+/encoding/"
    ),
    "a page is left while its icons and styles still come": re.compile(
        r"^request failed \(net::ERR_ABORTED\): .*/static/"
    ),
    "a page is left while it asks how far the villager is": re.compile(
        r"^request failed \(net::ERR_ABORTED\): .*/api/v1/lessons/\d+/me$"
    ),
    "a page is left while it reports what was searched, which is sent again later": re.compile(
        r"^request failed \(net::ERR_ABORTED\): .*/api/v1/searches$"
    ),
}


@dataclass
class Watcher:
    """Collects; a test says beforehand what it provokes itself, such as a 404 or a lost line."""

    problems: list[str] = field(default_factory=list)
    provoked: dict[str, re.Pattern[str]] = field(default_factory=lambda: dict(HARMLESS))

    def expect(self, reason: str, pattern: str) -> None:
        self.provoked[reason] = re.compile(pattern)

    def unexplained(self) -> list[str]:
        return [each for each in self.problems if not any(known.search(each) for known in self.provoked.values())]

    def follow(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("requestfailed", self.on_failed)
        page.on("response", self.on_response)

    def on_console(self, message: ConsoleMessage) -> None:
        # The browser repeats each failed response here; on_response has its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def on_failed(self, request: Request) -> None:
        self.problems.append(f"request failed ({request.failure}): {request.url}")

    def on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"answer {response.status}: {response.url}")
