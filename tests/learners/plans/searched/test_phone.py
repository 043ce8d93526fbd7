"""The phone keeps what was searched without a line, for whose turn it was, until the platform took it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.places import ROOT

NODE = shutil.which("node")
SCRIPTS = ROOT / "eduplatform" / "static" / "js"


@pytest.mark.skipif(not NODE, reason="no node here")
def test_searches_without_a_line_go_out_later_each_for_its_own_person(tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name in ("searched.js", "people.js", "store.js"):
        shutil.copy(SCRIPTS / name, tmp_path)
    script = Path(__file__).parent / "searching.mjs"
    done = subprocess.run([NODE, script, tmp_path], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == {
        "offline": ["香菇", "竹笋"],
        "refused": ["香菇", "竹笋"],
        "items": [["香菇", "lan"], ["竹笋", "gui"]],
        "token": "right",
        "address": "/api/v1/searches",
        "left": [],
    }
