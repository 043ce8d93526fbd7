"""One video all its way: sent over a line that breaks, encoded, watched in every quality, replaced while it plays."""

import random
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from media.pipeline.runner import find_ffmpeg
from tests.browser import desk, learning
from tests.browser.conftest import OFFICE, PHONE
from tests.browser.line import Line, poor_line
from tests.browser.people import Visitor, zh
from tests.browser.site import Site, wait_until

LOST = ("the test cuts the line", r"^request failed \(net::ERR_\w+\): .*/api/uploads/")
HELD = ("the broken line may not be known for one yet", r"^answer 423: .*/api/uploads/")
SHOW = """
from courses.models import LessonPage
from media.models import Video
lesson = LessonPage.objects.live().filter(video__isnull=False).order_by("-id").first()
lesson.video = Video.objects.get(title="过秤")
lesson.save_revision().publish()
print(lesson.url)
"""
QUALITIES = ("saver", "standard", "clear")
ENCODED_WITHIN_MS = 90_000
PLAYED_WITHIN_S = 60


@pytest.fixture
def line(site: Site):
    with poor_line(site.port, up=8000) as line:
        yield line


def recording(path: Path, size: str, seconds: int) -> Path:
    """A film of 3 MB, most of which players skip: enough to be cut twice on its way."""
    picture, tone = f"testsrc2=s={size}:r=10:d={seconds}", f"sine=d={seconds}:r=44100"
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone)
    subprocess.run([find_ffmpeg(), "-v", "error", *inputs, *codecs, str(path)], check=True, timeout=60)
    noise = random.randbytes(3_000_000)
    path.write_bytes(path.read_bytes() + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise)
    return path


def test_a_video_from_a_broken_line_to_its_replacement(arrive, site, line, watcher, tmp_path):
    watcher.expect(*LOST)
    watcher.expect(*HELD)
    trainer = arrive(OFFICE, base_url=line.url)
    trainer.signs_in_as("trainer")
    sends_over_a_line_that_is_cut_twice(trainer, line, recording(tmp_path / "过秤.mp4", "640x400", 14))
    watches_the_percent(trainer)
    lesson = site.does(SHOW).strip().splitlines()[-1]

    villager = arrive(PHONE)
    villager.goto(lesson)
    sizes = {quality: size_of(trainer, quality) for quality in QUALITIES}
    plays_every_quality(villager, sizes)

    with poor_line(site.port, down=300) as village:
        watching = arrive(PHONE, base_url=village.url)
        watching.goto(lesson)
        learning.plays(watching)
        source = learning.player(watching)["source"]
        replaces(trainer, recording(tmp_path / "新过秤.mp4", "400x640", 6))
        wait_until(lambda: learning.player(watching)["ended"], PLAYED_WITHIN_S, "the end of the earlier film")
        assert learning.player(watching)["source"] == source
    newcomer = arrive(PHONE)
    newcomer.goto(lesson)
    learning.plays(newcomer)
    player = learning.player(newcomer)
    assert player["height"] > player["width"]


def sends_over_a_line_that_is_cut_twice(trainer: Visitor, line: Line, film: Path) -> None:
    trainer.goto("/cms/media/video/add/")
    trainer.page.set_input_files("[data-upload] input[type=file]", film)
    trainer.at("form[enctype] [type=submit]").click()
    for share in (0.2, 0.5):
        trainer.page.wait_for_function(f"document.querySelector('[data-upload] progress').value > {share}", polling=100)
        line.cut()
    trainer.page.wait_for_url(re.compile(r"/cms/media/edit/\d+/"), timeout=60_000)


def watches_the_percent(trainer: Visitor) -> None:
    percent = trainer.at("[data-encoding] .encoding > progress")
    expect(percent).to_be_visible(timeout=ENCODED_WITHIN_MS)
    trainer.keeps("how-far-it-is", whole=False)
    desk.sees_it_ready(trainer)
    trainer.keeps("ready")


def size_of(trainer: Visitor, quality: str) -> tuple[int, int]:
    """As the trainer reads it in the table of what was made for every phone."""
    cell = trainer.at(f"[data-rendition={quality}-h264] td").nth(1).inner_text()
    width, height = map(int, re.findall(r"\d+", cell))
    return width, height


def plays_every_quality(villager: Visitor, sizes: dict[str, tuple[int, int]]) -> None:
    for quality, size in sizes.items():
        villager.at(f"[data-quality={quality}]").tap()
        if quality == "saver":
            learning.plays(villager)
        learning.shows(villager, size)
    villager.at("[data-quality=audio]").tap()
    learning.shows(villager, (0, 0))


def replaces(trainer: Visitor, film: Path) -> None:
    """The page tells that the present one plays on, and then that the new one is ready."""
    trainer.page.set_input_files("[data-upload] input[type=file]", film)
    trainer.at("footer [type=submit], [data-edit-form] [type=submit]").first.click()
    earlier = zh("Learners see the earlier version until this one is ready.")
    expect(trainer.at("[data-encoding]")).to_contain_text(earlier, timeout=60_000)
    desk.sees_it_ready(trainer)
