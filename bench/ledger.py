"""`make bench-ledger [PERSONS=5000 EACH=40]`: appending to the ledger, checking it, counting from it.

On PostgreSQL and SQLite, each in a process of its own, the same ledger of PERSONS chains of EACH entries:

    append_per_s           one entry after the other, each in a transaction of its own, as phones report
    append_many_per_s      500 at a time, as an import does: the ledger is filled this way
    verify_entries_per_s   `verify()` over everything
    rebuild_entries_per_s  `rebuild_projections`, by all entries of the ledger

The first keys are those of PostgreSQL; those of SQLite follow with its name before them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.services import postgres


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(database: str, folder: Path, url: str = "") -> dict[str, Any]:
    """What `bench.ledgering` prints; Django reads its settings once in a process."""
    environment = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "STORAGE_URL")}
    environment |= {"DATABASE_URL": url, "VAR_DIR": str(folder / database), "LOG_LEVEL": "ERROR", "DEMO": "0"}
    environment["DJANGO_SETTINGS_MODULE"] = "eduplatform.settings"
    command = [sys.executable, "-m", "bench.ledgering"]
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    remark(f"{database}: {figures}")
    return figures


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with postgres() as url:
            many = measured("postgresql", folder, url)
        one = measured("sqlite", folder)
    print(json.dumps(many | {f"sqlite_{name}": value for name, value in one.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
