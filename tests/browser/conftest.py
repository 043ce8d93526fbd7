"""Whole journeys in a real Chromium, against the platform as `make run` starts it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import Visitor
from tests.browser.site import Site, demo_in
from tests.browser.watching import Watcher
from tools.places import ROOT
from tools.system import chromium as installed_chromium
from tools.test import in_ci

SCREENSHOTS = ROOT / "var" / "screenshots"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
OFFICE = {"viewport": {"width": 1366, "height": 768}}
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
LONGEST = ("test_playing", "test_records", "test_both_views", "test_offline", "test_uploading", "test_the_whole_path")
LONGEST += ("test_a_video", "test_ordering", "test_covering")
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


# The browser and the site end with this folder's tests: the browser's event loop is in the way of Django's tests.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or installed_chromium()
    if not path:
        because = "no Chromium here: apt-get install chromium, or CHROMIUM=/path/to/it"
        (pytest.fail if in_ci() else pytest.skip)(because)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(chromium: Browser, tmp_path_factory) -> Iterator[Site]:
    with new_site(tmp_path_factory) as site:
        yield site


@contextmanager
def new_site(tmp_path_factory: pytest.TempPathFactory, *, web_alone: bool = False) -> Iterator[Site]:
    """The demo as nobody has used it yet."""
    base = tmp_path_factory.getbasetemp()
    demo = demo_in((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo")
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.move_in(demo)
        site.start(web_alone=web_alone)
        yield site
    finally:
        site.stop()


@pytest.fixture
def shots(request) -> Path:
    """A folder for this test's screenshots, empty at its start."""
    folder = SCREENSHOTS / re.sub(r"\W+", "_", request.node.name.removeprefix("test_")).strip("_")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    assert watcher.unexplained() == []


@pytest.fixture
def arrive(request, chromium: Browser, site: Site, watcher: Watcher, shots: Path):
    """`arrive(PHONE)` gives somebody a browser of their own at this site."""
    visitors: list[Visitor] = []

    def arrive(screen: dict[str, object], **options: object) -> Visitor:
        home = {"base_url": site.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = chromium.new_context(**{**home, **screen, **options})
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", watcher.follow)
        visitors.append(Visitor(context.new_page(), site, shots))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        if FAILED in request.node.stash:
            visitor.keeps("when-it-failed")
        visitor.page.context.close()


@pytest.fixture
def phone(arrive) -> Visitor:
    """Somebody with a phone of 360 x 640."""
    return arrive(PHONE)


@pytest.fixture
def office(arrive) -> Visitor:
    """Somebody at a PC of 1366 x 768."""
    return arrive(OFFICE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, so that none of them is left to one worker while the other has nothing to do."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
