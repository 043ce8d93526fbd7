"""Do searches find what a villager means? `make bench-search [CASES=file.csv] [COURSES=file.csv]`

The courses become published pages of a fresh SQLite and a fresh PostgreSQL database; every query goes the way that the
page of search goes. `share` is that of the cases that hold, `failed` names the others, `p95_ms` is what 19 of 20
queries take at most on 2,000 courses made from the given ones.

How a case is read, by its columns:

- `must_find` (ids with semicolons): each is among the first `within_top` found, and before the last of them stands
  nothing but what is named in `must_find` or `may_find`. What comes after it is not judged.
- `kind` is `none`: nothing at all is found.
- `kind` is `season`, without `must_find`: something is found, and of the first `within_top` at least half are named in
  `may_find`; courses for all the year are right in every month and count as named.
- without `must_find` otherwise (`filter`): something is found, and of the first `within_top` all are named in
  `may_find`.

`note` is for people. `extra` in the output is how many courses beyond those named a query finds on average.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.environment import without_settings
from tools.services import postgres

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
ALL_YEAR = 12


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def all_year(course: dict[str, str]) -> bool:
    return len(listed(course["season_months"])) in (0, ALL_YEAR)


def holds(case: dict[str, str], found: Sequence[str], always_right: frozenset[str]) -> bool:
    """Is what was found, best first, what the case asks for? always_right: courses for all the year."""
    must, may = listed(case.get("must_find")), set(listed(case.get("may_find")))
    first = found[: int(case.get("within_top") or 5)]
    if case["kind"] == "none":
        return not found
    if must:
        if not set(must) <= set(first):
            return False
        last = max(found.index(course) for course in must)
        return set(found[:last]) <= may | set(must)
    if case["kind"] == "season":
        return bool(first) and 2 * sum(course in may | always_right for course in first) >= len(first)
    return bool(first) and set(first) <= may


def ask(database_url: str, cases: Path, courses: Path, folder: str) -> dict[str, Any]:
    """What another process found for every case, and how long it took, on one database."""
    env = {**without_settings(), "VAR_DIR": folder, "DATABASE_URL": database_url, "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "bench.searching", str(cases), str(courses)]
    run = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def judge(answer: dict[str, Any], cases: Sequence[dict[str, str]], courses: Sequence[dict[str, str]]) -> dict[str, Any]:
    always_right = frozenset(course["id"] for course in courses if all_year(course))
    failed, extra = [], 0
    for case, found in zip(cases, answer["found"], strict=True):
        extra += len(set(found) - set(listed(case.get("must_find"))) - set(listed(case.get("may_find"))))
        if not holds(case, found, always_right):
            failed.append(f"{case['case']} {case['query']}: found {' '.join(found) or 'nothing'}")
    share = round(1 - len(failed) / len(cases), 4) if cases else 1.0
    return {"share": share, "failed": failed, "extra": round(extra / max(len(cases), 1), 2), **answer["times"]}


def main() -> int:
    paths = [Path(os.environ.get("CASES") or DATA / "search_cases.csv")]
    paths.append(Path(os.environ.get("COURSES") or DATA / "courses.csv"))
    for path in paths:
        if not path.exists():
            raise SystemExit(f"No file {path}: set CASES and COURSES to files with the columns of this bench")
    cases, courses = (read(path) for path in paths)
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        for name, url in (("sqlite", f"sqlite:///{folder}/search.sqlite3"), ("postgresql", server)):
            remark(f"{len(cases)} cases on {len(courses)} courses, {name}")
            result[name] = judge(ask(url, *(path.resolve() for path in paths), folder), cases, courses)
            for failure in result[name]["failed"]:
                remark(f"FAILED {failure}")
    result["share"] = min(one["share"] for one in result.values())
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
