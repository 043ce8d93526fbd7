"""What a phone keeps where its browser fails in ways that Chromium cannot be told to."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.npm import npm_folder

HERE = Path(__file__).parent
SCRIPTS = settings.STATICFILES_DIRS[0] / "js"
NO_LINE = 299


@pytest.fixture
def run(tmp_path):
    npm_folder()  # says what is missing where there is no Node.js
    for page in ("first", "second"):
        shutil.copytree(SCRIPTS, tmp_path / page)
    (tmp_path / "package.json").write_text('{"type": "module"}')

    def run(name, *words):
        command = ["node", str(HERE / name), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("scenario", ["silent", "full", "nothing"])
def test_every_record_arrives(run, tmp_path, scenario):
    """A database that answered too late once; that has no room; no place at all but the page's own memory."""
    assert run("phone.mjs", tmp_path, scenario) == {"sent": ["a", "b"], "left": []}


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (("200", "public, no-cache"), 200),
        (("200", "private, no-store"), NO_LINE),
        (("200", "public, no-cache", "200", "private, no-store"), NO_LINE),
        (("200", "public, no-cache", "404", ""), NO_LINE),
        (("200", "public, no-cache", "500", ""), 200),
    ],
)
def test_a_page_stays_on_the_phone_while_it_is_for_everybody(run, tmp_path, answers, shown):
    assert run("worker.mjs", tmp_path / "first" / "worker.js", *answers) == shown


def test_a_picture_stays_while_another_kept_lesson_shows_it(run, tmp_path):
    assert run("forgetting.mjs", tmp_path / "first" / "keep.js") == ["/b/", "/files/both.webp"]
