"""`make bench-import [FILE= MANIFEST= TRUTH=] [ROWS=60000]`: imports a dirty register and compares it with the truth.

The file is imported as a clerk would who accepts every repair that is offered as safe and leaves the rest for later,
into an empty register. How each figure is counted stands in `bench/scoring.py`. `ms_per_row` (by the clock),
`cpu_ms_per_row` (by the processor, which other work on the machine does not slow down) and `peak_mb` (of the whole
process, Django included) are those of the dry run and the import together; without FILE they are measured on a
generated register of ROWS persons, and the score is the sum over the dirty files beside the checkout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared")) / "data"
SETS = (
    ("dousha_dirty.xlsx", "dousha_dirty.manifest.json", "dousha_dirty_truth.csv.gz"),
    ("dirty_taiqian_gb18030.csv", "dirty_taiqian_gb18030.manifest.json", "dirty_taiqian_gb18030_truth.csv"),
)
SUMMED = ("repaired", "reported", "silently_wrong", "wrongly_refused")


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(*arguments: str) -> dict[str, Any]:
    """What `bench.importing` prints, in a process and a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
        environment |= {"VAR_DIR": folder, "LOG_LEVEL": "ERROR", "DEMO": "0"}
        environment["DJANGO_SETTINGS_MODULE"] = "eduplatform.settings"
        command = [sys.executable, "-m", "bench.importing"]
        if arguments[0] == "--rows":
            large = str(Path(folder) / "large.xlsx")
            prepare, arguments = [arguments[1], large], ("--large", large)
        else:
            prepare = []
        subprocess.run([sys.executable, "-m", "bench.preparing", *prepare], env=environment, check=True)
        run = subprocess.run([*command, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    remark(f"{arguments[0]}: {json.dumps({**figures, 'details': None}, ensure_ascii=False)}")
    return figures


def main() -> int:
    if os.environ.get("FILE"):
        result = measured(os.environ["FILE"], os.environ["MANIFEST"], os.environ["TRUTH"])
        for line in result.pop("details"):
            remark(line)
    else:
        scores = [measured(*(str(SHARED / name) for name in names)) for names in SETS]
        result = {key: sum(score[key] for score in scores) for key in SUMMED}
        large = measured("--rows", os.environ.get("ROWS", "60000"))
        result |= {key: large[key] for key in ("rows", "ms_per_row", "cpu_ms_per_row", "peak_mb")}
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
