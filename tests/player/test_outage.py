"""Our player where a browser cannot be told what happens when: a seek in the pause between two tries of a lost line."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.npm import npm_folder

FILM = Path(__file__).with_name("outage.mjs")


@pytest.fixture
def play(tmp_path):
    """`play(*words)`: what the player has fetched after a seek back in an outage, and a better line after it."""
    npm_folder()  # says what is missing where there is no Node.js
    module = shutil.copy(settings.STATICFILES_DIRS[0] / "js" / "player.js", tmp_path / "player.mjs")

    def run(*words):
        command = ["node", str(FILM), str(module), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def around(second, ranges):
    return [end for start, end in ranges if start <= second <= end]


def test_a_seek_back_while_the_line_is_gone_is_followed_when_it_is_back(play):
    seen = play()
    assert around(60, seen["buffered"]) >= [90]
    assert not seen["failed"]


def test_a_browser_that_keeps_to_one_codec_changes_its_level(play):
    seen = play("old browser")
    assert seen["rich"] > 1
    assert around(85, seen["buffered"]) >= [110]
    assert not seen["failed"]
