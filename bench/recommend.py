"""`make bench-recommend [PERSONS=1000000] [COURSES_N=2000] [ASKED=1000]`: how long does an offer take?

A SQLite database of its own with so many persons and courses, learning of earlier weeks, wishes, bans, pins, openings
and counted results. `p95_ms` is what 19 of 20 persons picked by chance take at most, each asked for with nothing
fetched along; `queries` how many queries that is at most, `queries_at_a_tenth` the same with a tenth of the courses;
`township_s` is how long all 8,000 persons of a township take. The keys with `cpu` are the time that the processor
worked, where the machine had other things to do as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.environment import without_settings

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-recommend-") as folder:
        wanted = {
            key: os.environ[key] for key in ("PERSONS", "COURSES_N", "ASKED", "DATABASE_URL") if key in os.environ
        }
        env = {**without_settings(), **wanted, "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        return subprocess.run([sys.executable, "-m", "bench.recommending"], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
