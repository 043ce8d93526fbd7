"""Make the folder ready to run: `python3 -m tools.setup [--dev] [--packages-only]`.

Standard library only, and readable by a Python older than the platform needs: a newcomer's first command meets
whatever is installed, and has to say what repairs it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from tools.places import ROOT, VENV_PYTHON
from tools.say import Stop, complain
from tools.steps import due_steps, stale_catalogues
from tools.venv import ensure_venv


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the folder ready to run.")
    parser.add_argument("--dev", action="store_true", help="also what tests, linters and benches need")
    parser.add_argument("--packages-only", action="store_true", help="leave the database and the demo alone")
    return parser.parse_args()


def run_module(*words: str) -> None:
    """A tool that needs the packages. It has said itself what went wrong."""
    command = [str(VENV_PYTHON), "-u", "-m", *words]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise Stop(f"Stopped at: {' '.join(words)}. Mend what the lines above say, then give the same command again.")


def main() -> int:
    wish = arguments()
    try:
        ensure_venv(wish.dev)
        if stale_catalogues():
            run_module("tools.compile_messages")
        names = [] if wish.packages_only else [step.name for step in due_steps()]
        if names:
            run_module("tools.prepare", *names)
    except Stop as reason:
        complain(f"\n{reason}")
        return 1
    except KeyboardInterrupt:
        complain("\nStopped; the same command goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
