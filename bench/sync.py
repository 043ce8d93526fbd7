"""`make bench-sync [CLIENTS=8 BATCHES=320 UPSERTS=12000]`: how many records of phones are stored in a second.

Each client is a process with a connection of its own; each batch is what one phone kept while it had no line: 10 to 60
records, one for every ten seconds that were watched, and the answers to each lesson's questions.

`items_per_s` goes through `store_items` on PostgreSQL, `raw_upserts_per_s` are bare upserts of one row through psycopg,
with as many clients on the same server in the same run; `http_items_per_s` goes through the web server as phones do.
`sqlite_lost` counts records that SQLite was sent by as many clients at once and that are not there afterwards, and
those that ended in an error.
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

DATABASES = ("postgresql", "sqlite")


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(database: str, folder: Path, url: str = "") -> dict[str, Any]:
    """What `bench.syncing` prints; Django reads its settings once in a process."""
    environment = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "STORAGE_URL")}
    environment |= {"DATABASE_URL": url, "VAR_DIR": str(folder / database), "LOG_LEVEL": "ERROR", "DEMO": "0"}
    environment["DJANGO_SETTINGS_MODULE"] = "eduplatform.settings"
    command = [sys.executable, "-m", "bench.syncing"]
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
    result = {
        "items_per_s": many["items_per_s"],
        "raw_upserts_per_s": many["raw_upserts_per_s"],
        "ratio": round(many["items_per_s"] / many["raw_upserts_per_s"], 3),
        "http_items_per_s": many["http_items_per_s"],
        "batches_per_s": many["batches_per_s"],
        "postgresql_lost": many["lost"],
        "sqlite_lost": one["lost"],
        "sqlite_items_per_s": one["items_per_s"],
        "sqlite_http_items_per_s": one["http_items_per_s"],
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
