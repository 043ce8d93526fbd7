"""Programs of others that the tests run our files through, from npm into `var/node`: never served, never committed."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

from tools.places import ROOT
from tools.say import Stop

WANTED = ROOT / "tests" / "package.json"
COMMAND = ("npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
WITHIN_S = 300


def node_modules() -> Path:
    """The folder of what package.json names, installed when it is first asked for. Raises `Stop` with the reason."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise Stop(f"{program} is missing: apt-get install nodejs npm")
    digest = hashlib.sha256(WANTED.read_bytes()).hexdigest()[:12]
    folder = ROOT / "var" / "node" / digest
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        if not done.exists():
            install(folder)
            done.touch()
    return folder / "node_modules"


def install(folder: Path) -> None:
    shutil.copy(WANTED, folder)
    try:
        run = subprocess.run(
            COMMAND, cwd=folder, capture_output=True, text=True, check=False, timeout=WITHIN_S, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise Stop(f"npm did not come to an end within {WITHIN_S} s") from error
    if run.returncode != 0:
        raise Stop(f"npm install failed: {run.stderr.strip()[-500:]}")
