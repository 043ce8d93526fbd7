"""Players and clients of others, from npm: what our files and addresses have to get on with."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools.node_packages import node_modules
from tools.say import Stop


def npm_folder() -> Path:
    """The folder of what tests/package.json names, or a skip that says what is missing; a failure in CI."""
    try:
        return node_modules().parent
    except Stop as reason:
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out(str(reason))


def npm_file(name: str) -> Path:
    """A file of a package, such as `hls.js/dist/hls.min.js`."""
    return npm_folder() / "node_modules" / name


def node_answers(script: str, *words: str) -> Any:
    """The JSON that a script prints; it finds the installed packages by their names."""
    env = {**os.environ, "NODE_PATH": str(npm_folder() / "node_modules")}
    done = subprocess.run(
        ["node", "-e", script, *words],
        env=env,
        cwd=npm_folder(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
