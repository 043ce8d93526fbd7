"""A trainer uploads over a poor line: it is cut, the laptop closed, the session ended. No byte is lost or doubled."""

import random
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eduplatform.demo.content import load_courses
from eduplatform.demo.signins import PASSWORD
from media.pipeline.runner import find_ffmpeg
from tests.browser import desk, learning
from tests.browser.conftest import OFFICE
from tests.browser.line import poor_line
from tests.browser.people import Visitor, zh
from tests.browser.site import Site, wait_until

COURSE = next(course for course in load_courses() if course.slug == learning.COURSE)
MEGABYTE = 1024 * 1024
LOST = ("the test cuts the line", r"^request failed \(net::ERR_\w+\): .*/api/uploads/")
SIGNED_OUT = (
    "the test ends the session: the server says so, and hangs up on the rest of what is sent",
    r"^(answer 40[13]|request failed \(net::ERR_CONTENT_LENGTH_MISMATCH\)): .*/api/uploads/",
)
ABANDONED = ("the page is left or the upload is paused", r"^request failed \(net::ERR_ABORTED\): ")
HELD = (
    "what was broken off may still be arriving: the server lets one at a time write, and says where that ended",
    r"^answer (423|409): .*/api/uploads/",
)
ADD = "/cms/media/video/add/"
ENCODED_WITHIN_S = 120
SHARE = "document.querySelector('[data-upload] progress').value"


@pytest.fixture
def line(site: Site):
    with poor_line(site.port, up=8000) as line:
        yield line


@pytest.fixture
def film(tmp_path) -> Path:
    """A real video of 5 MB: two seconds of picture, and a box of noise that players skip."""
    path = tmp_path / f"挖笋{random.randrange(10**6)}.mp4"
    command = [find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=2", str(path)]
    subprocess.run(command, check=True, timeout=60)
    noise = random.randbytes(5 * MEGABYTE)
    path.write_bytes(path.read_bytes() + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise)
    return path


@pytest.fixture
def trainer(arrive, line) -> Visitor:
    trainer = arrive(OFFICE, base_url=line.url)
    trainer.signs_in_as("trainer")
    return trainer


def begins(trainer: Visitor, film: Path) -> None:
    trainer.goto(ADD)
    trainer.page.set_input_files("[data-upload] input[type=file]", film)
    trainer.at("form[enctype] [type=submit]").click()


def has_sent(trainer: Visitor, share: float) -> None:
    trainer.page.wait_for_function(f"{SHARE} > {share}", timeout=60_000, polling=100)


def note(trainer: Visitor):
    return trainer.at("[data-upload] [data-note]")


def arrives(trainer: Visitor, site: Site, film: Path) -> None:
    """The trainer stands before the video, and the site has it byte for byte."""
    trainer.page.wait_for_url(re.compile(r"/cms/media/edit/\d+/"), timeout=60_000)
    assert originals_of(site, film) == 1


def originals_of(site: Site, film: Path) -> int:
    """How many files of the site are this one; none is named after it."""
    stored = [path for path in (site.folder / "var" / "files" / "media").iterdir() if path.is_file()]
    assert not [path for path in stored if film.stem in path.name]
    return sum(is_same(path, film) for path in stored)


def is_same(path: Path, film: Path) -> bool:
    """The site may just remove what a trainer replaced."""
    try:
        return path.stat().st_size == film.stat().st_size and path.read_bytes() == film.read_bytes()
    except FileNotFoundError:
        return False


def uploads_of(site: Site, film: Path) -> int:
    """Asked of the database itself, as Django takes seconds to start."""
    with closing(sqlite3.connect(site.folder / "var" / "db.sqlite3")) as database:
        asked = "SELECT COUNT(*) FROM media_upload WHERE file_name = ?"
        return int(database.execute(asked, [film.name]).fetchone()[0])


def test_an_upload_survives_a_line_that_is_cut_twice(trainer, line, site, film, watcher):
    watcher.expect(*LOST)
    watcher.expect(*HELD)
    begins(trainer, film)
    has_sent(trainer, 0.15)
    trainer.keeps("on-its-way")
    expect(trainer.at("[data-upload] [data-line]")).to_contain_text("MB")
    line.cut()
    has_sent(trainer, 0.4)
    trainer.page.context.set_offline(True)
    expect(note(trainer)).to_have_text(zh("The line is gone. What was sent is kept, and it goes on by itself."))
    trainer.keeps("without-a-line")
    trainer.page.context.set_offline(False)
    arrives(trainer, site, film)
    trainer.keeps("arrived")


def test_a_closed_laptop_finds_its_place_again(trainer, site, film, watcher):
    watcher.expect(*ABANDONED)
    watcher.expect(*HELD)
    begins(trainer, film)
    has_sent(trainer, 0.3)
    trainer.press("Pause")
    expect(note(trainer)).to_have_text(zh("Paused. What was sent is kept."))
    trainer.keeps("paused")
    trainer.page.on("dialog", lambda dialog: dialog.accept())
    trainer.goto("/cms/")

    trainer.goto(ADD)
    expect(trainer.at(".upload-unfinished")).to_contain_text(film.name)
    trainer.page.set_input_files("[data-upload] input[type=file]", film)
    expect(trainer.at("[data-known]")).to_be_visible()
    trainer.keeps("found-again")
    trainer.at("form[enctype] [type=submit]").click()
    assert trainer.page.wait_for_function(SHARE).json_value() > 0
    arrives(trainer, site, film)
    assert uploads_of(site, film) == 1


def test_an_upload_goes_on_after_a_new_sign_in(trainer, site, film, watcher):
    watcher.expect(*SIGNED_OUT)
    begins(trainer, film)
    has_sent(trainer, 0.2)
    trainer.page.context.clear_cookies(name="sid")
    link = trainer.at("[data-upload] [data-sign-in]")
    expect(link).to_be_visible()
    trainer.keeps("signed-out")
    with trainer.page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.fill("[name=login]", "trainer")
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("button", name=zh("Sign in"), exact=True).click()
    tab.wait_for_url(re.compile("/cms/"))
    tab.close()
    arrives(trainer, site, film)


def test_a_file_that_is_no_video_is_refused_where_it_was_chosen(trainer, tmp_path):
    path = tmp_path / "笋.mp4"
    path.write_text("这不是视频" * 1000, encoding="utf-8")
    begins(trainer, path)
    refusal = zh("This file is not a video. Choose the video that your phone or camera recorded.")
    expect(trainer.at("[data-upload] [data-problem]")).to_have_text(refusal)
    expect(trainer.at("form[enctype] [type=submit]")).to_be_enabled()
    trainer.keeps("refused")


def test_a_cancelled_upload_is_gone(trainer, film, watcher):
    watcher.expect(*ABANDONED)
    begins(trainer, film)
    has_sent(trainer, 0.1)
    trainer.press("Cancel the upload")
    expect(trainer.at("[data-sending]")).to_be_hidden()
    trainer.goto(ADD)
    expect(trainer.at(".upload-unfinished", has_text=film.name)).to_have_count(0)


def test_another_file_takes_the_place_of_a_video(trainer, site, film, tmp_path, watcher):
    begins(trainer, film)
    arrives(trainer, site, film)
    address = trainer.page.url
    another = tmp_path / f"another-{film.name}"
    another.write_bytes(film.read_bytes()[:-100] + b"x" * 100)
    trainer.page.set_input_files("[data-upload] input[type=file]", another)
    trainer.at("[data-upload]").evaluate("box => box.ownerDocument.defaultView.before = true")
    trainer.at("footer [type=submit], [data-edit-form] [type=submit]").first.click()
    expect(trainer.at("[data-sending]")).to_be_visible()
    trainer.keeps("replacing")
    trainer.page.wait_for_function("window.before === undefined", timeout=60_000)
    assert trainer.page.url == address
    arrives(trainer, site, another)
    wait_until(lambda: not originals_of(site, film), ENCODED_WITHIN_S, "the former file deleted")


def test_the_chooser_of_a_lesson_takes_what_was_uploaded(trainer, film, tmp_path, watcher):
    watcher.expect(*desk.UNFINISHED)
    desk.begins_a_lesson(trainer, COURSE.title, "挖笋")
    dialogue = desk.opens_the_upload(trainer)
    text = tmp_path / "笋.mp4"
    text.write_text("这不是视频", encoding="utf-8")
    desk.uploads(dialogue, text, "挖笋")
    expect(dialogue.locator("[data-problem]")).to_be_visible()
    desk.uploads(dialogue, film, "挖笋")
    expect(dialogue.locator("[data-sending]")).to_be_visible()
    trainer.keeps("in-the-chooser", whole=False)
    expect(trainer.at("#id_video-chooser .chosen")).to_contain_text("挖笋")
    expect(trainer.at("[data-encoding] .encoding")).to_be_visible()
