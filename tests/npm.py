"""Packages of npm that tests use, installed from its registry as this machine is set up to reach it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.places import ROOT

WANTED = ROOT / "tests" / "package.json"
FOLDER = ROOT / "var" / "npm"
QUIETLY = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def npm_folder() -> Path:
    """The folder with `node_modules`; a skip, in CI a failure, that says why there is none."""
    installed = FOLDER / "package.json"
    if not installed.exists() or installed.read_bytes() != WANTED.read_bytes():
        _install()
        shutil.copy(WANTED, installed)
    return FOLDER


def _install() -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        leave_out("no node or npm here: apt-get install nodejs npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    workshop = FOLDER / f"install-{os.getpid()}"  # two runs at once do not meet
    workshop.mkdir()
    try:
        shutil.copy(WANTED, workshop)
        done = subprocess.run([npm, "install", *QUIETLY], cwd=workshop, capture_output=True, text=True, check=False)
        if done.returncode:
            leave_out(f"npm could not install what tests/package.json names: {done.stderr.strip()[-500:]}")
        shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
        (workshop / "node_modules").rename(FOLDER / "node_modules")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def leave_out(because: str) -> None:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(because)
