"""A small process tree for test_supervisor: `python -m tests.tools.family FOLDER` runs two programs under guard.

Each program starts a process in a session of its own, as an encoder may be; all write their ids into FOLDER.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tools.processes import guarded
from tools.supervisor import Program, Supervisor

NOTE = "import os, sys, time, pathlib; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"


def program(folder: Path, name: str) -> None:
    """Deaf to SIGTERM's usual effect on no one: it simply sleeps, with a child that nobody would think of."""
    subprocess.Popen([sys.executable, "-c", NOTE, folder / f"{name}-child"], start_new_session=True)
    while not (folder / f"{name}-child").exists():
        time.sleep(0.01)
    (folder / name).write_text(str(os.getpid()))
    time.sleep(60)


def main(folder: Path) -> int:
    (folder / "guard").write_text(str(os.getpid()))
    argv = (sys.executable, "-m", "tests.tools.family", str(folder))
    supervisor = Supervisor([Program(name, (*argv, name)) for name in ("web", "worker")], dict(os.environ))

    def run() -> int:
        (folder / "supervisor").write_text(str(os.getpid()))
        return supervisor.run()

    return guarded(run)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        program(Path(sys.argv[1]), sys.argv[2])
    sys.exit(main(Path(sys.argv[1])))
