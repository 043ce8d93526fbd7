"""`make bench-coverage [SIZE=1.0]`: coverage of a prefecture on PostgreSQL, and of a tenth of it.

SIZE=1 is 300,000 households, 1.2 million persons and 10 million entries; each size has a server of its own. The pages
are asked for through Django's client as county staff, so the milliseconds are those in the server. `visible_after_s`
is from the moment a completion is reported until the county page shows it; `slowest_while_writing_ms` is the slowest
county page while history is appended by another process; `own_months_p95_ms` is a county for a run of months that the
calendar has no name for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from tools.services import postgres


def measured(size: float) -> dict[str, Any]:
    """What `bench.covering` prints; Django reads its settings once in a process."""
    environment = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "STORAGE_URL")}
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        environment |= {"DATABASE_URL": url, "VAR_DIR": folder, "LOG_LEVEL": "ERROR", "DEMO": "0"}
        environment |= {"DJANGO_SETTINGS_MODULE": "eduplatform.settings", "SIZE": str(size)}
        command = [sys.executable, "-m", "bench.covering"]
        run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    print(f"size {size}: {figures}", file=sys.stderr, flush=True)
    return figures


def main() -> int:
    size = float(os.environ.get("SIZE", "1"))
    tenth = measured(size / 10)
    whole = measured(size)
    whole["tenth"] = {name: tenth[name] for name in ("county_p95_ms", "village_p95_ms")}
    print(json.dumps(whole))
    return 0


if __name__ == "__main__":
    sys.exit(main())
