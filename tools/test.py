"""`make test`: every check and every test, each with its seconds.

`python -m tools.test [lint|types|quick|faults|all]`. A person is told what is left out and why; with CI=true that is a
failure. The last lines are pytest's own closing lines and their sum.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import TextIO

from tools.checks import DJANGO, LINT, TYPES, Check, python
from tools.compile_messages import compile_messages
from tools.environment import without_settings
from tools.places import ROOT
from tools.processes import guarded
from tools.say import Stop, say
from tools.services import postgres, redis
from tools.system import install, missing, repair

PARTS = {
    "lint": "",
    "types": "",
    "quick": "sandbox paper",
    "faults": "sandbox postgresql",
    "all": "sandbox paper translations browser postgresql proxy",
}
BESIDE = ROOT / "var" / "test" / "beside.log"
WORKERS = ("-n", "2", "-p", "tests.own_redis")
CLOSING = re.compile(r"^=*\s*((?:\d+ \w+(?:, )?)+) in [\d.]+s")
COUNTED = re.compile(r"(\d+) (passed|failed|skipped|errors?)")


@dataclass
class Outcome:
    """What was run, how it ended, and what was not run."""

    rows: list[tuple[str, float, bool]] = field(default_factory=list)
    closings: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def failed(self) -> bool:
        return any(not good for _, _, good in self.rows) or (in_ci() and bool(self.left_out))

    def counts(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for _, line in self.closings:
            total.update({kind.rstrip("s"): int(number) for number, kind in COUNTED.findall(line)})
        return total


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def pytest(*words: str) -> tuple[str, ...]:
    return python("-m", "pytest", "-rfEs", "--durations=12", "--durations-min=2", *words)


ORDINARY = ("-m", "not browser and not faults")
QUICK = Check("pytest on SQLite", pytest(*ORDINARY, *WORKERS))
# By their folder: to gather all tests for those of one folder takes each worker longer than most journeys.
IN_THEIR_ORDER = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "tests/browser")
JOURNEYS = Check("journeys in Chromium, on SQLite", pytest("-vv", "-m", "browser", *IN_THEIR_ORDER), part="browser")
BIG = Check("pytest on PostgreSQL + Redis", pytest(*ORDINARY, "--with-database", *WORKERS), part="postgresql")
HOSTILE = Check("hostile files", pytest("-m", "faults", *WORKERS, "tests/media/hostile"))
FAULTS = Check(
    "faults on PostgreSQL + Redis",
    pytest("-m", "faults or deep", "--hypothesis-profile=deep", "--ignore=tests/media/hostile", *WORKERS),
    part="postgresql",
)


def checks_of(group: str) -> tuple[Check, ...]:
    groups = {"lint": LINT, "types": TYPES, "quick": (QUICK,), "faults": (HOSTILE, FAULTS)}
    return groups.get(group) or (*LINT, *TYPES, *DJANGO, QUICK, JOURNEYS, BIG)


@contextmanager
def environment_of(check: Check) -> Iterator[dict[str, str]]:
    """A folder of the tests' own beside a running site's; servers where the check asks for them."""
    var = ROOT / "var" / "test"
    (var / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
    env = {**without_settings(), "VAR_DIR": str(var), **check.env}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of some hundred processes compiles every module again
    with ExitStack() as stack:
        if check.part == "postgresql":
            env["DATABASE_URL"] = stack.enter_context(postgres())
            env["REDIS_URL"] = stack.enter_context(redis())
        yield env


def run_all(checks: Sequence[Check], outcome: Outcome) -> None:
    """In two rows beside each other: journeys wait for lines and films, tests on PostgreSQL for its disk."""
    second = [check for check in checks if check in (JOURNEYS, BIG)] if len(checks) > 1 else []
    with beside(second, outcome):
        for check in checks:
            if check not in second:
                run(check, outcome)


@contextmanager
def beside(checks: Sequence[Check], outcome: Outcome) -> Iterator[None]:
    """One after the other; what they say can be read in a file all the time, and is shown when they have ended."""
    if not checks:
        yield
        return
    BESIDE.parent.mkdir(parents=True, exist_ok=True)
    with BESIDE.open("w+", encoding="utf-8") as said:
        thread = Thread(target=in_turn, args=(checks, outcome, said))
        thread.start()
        say(f"Meanwhile: {', '.join(check.name for check in checks)}; what they say is in {BESIDE}")
        try:
            yield
        finally:
            thread.join()
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)


def in_turn(checks: Sequence[Check], outcome: Outcome, out: TextIO) -> None:
    """For a thread, whose errors nobody else would hear of: a server that does not come up is a failure as well."""
    for check in checks:
        try:
            run(check, outcome, out)
        except (Stop, OSError) as error:
            print(f"-- FAILED: {error}", file=out, flush=True)
            outcome.rows.append((check.name, 0.0, False))


def run(check: Check, outcome: Outcome, out: TextIO | None = None) -> None:
    out = out or sys.stdout
    print(f"\n== {check.name} ==", file=out, flush=True)
    started = time.monotonic()
    with environment_of(check) as env:
        code, closing = follow(check.command, env, out)
    seconds = time.monotonic() - started
    print(f"-- {'ok' if code == 0 else f'FAILED ({code})'}, {seconds:.1f} s", file=out, flush=True)
    outcome.rows.append((check.name, seconds, code == 0))
    if closing:
        outcome.closings.append((check.name, closing))


def follow(command: tuple[str, ...], env: dict[str, str], out: TextIO) -> tuple[int, str]:
    """Pass on what the command prints; its exit code, and pytest's closing line if there was one."""
    closing = ""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout or ():
        out.write(line)
        out.flush()
        if CLOSING.match(line):
            closing = line.strip(" =\n")
    return process.wait(), closing


def leave_out(group: str, outcome: Outcome) -> frozenset[str]:
    """Install what is missing where that is allowed; the parts that cannot run after that."""
    parts = frozenset(PARTS[group].split())
    install(missing(parts))
    still = [need for need in missing(parts) if not need.optional]
    for need in still:
        names = [check.name for check in checks_of(group) if check.part in need.parts] or [
            f"tests of {part}" for part in sorted(need.parts)
        ]
        outcome.left_out.append(f"{', '.join(names)}: {repair(need)}")
    return frozenset(part for need in still for part in need.parts)


def report(outcome: Outcome) -> None:
    say("")
    for name, seconds, good in outcome.rows:
        say(f"{'ok    ' if good else 'FAILED'} {seconds:7.1f} s  {name}")
    for line in outcome.left_out:
        say(f"LEFT OUT because something is missing: {line}")
    if outcome.left_out and in_ci():
        say("In CI nothing may be left out, so this is a failure.")
    for name, line in outcome.closings:
        say(f"\n{name}:\n{line}")
    if outcome.closings:
        total = outcome.counts()
        say(f"\n{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped")


def main(group: str) -> int:
    if group not in PARTS:
        raise Stop(f"There is no group of checks called {group}; choose one of {', '.join(PARTS)}.")
    outcome = Outcome()
    not_possible = leave_out(group, outcome)
    compile_messages()
    started = time.monotonic()
    run_all([check for check in checks_of(group) if check.part not in not_possible], outcome)
    used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    say(f"\n{time.monotonic() - started:.0f} s, {used:.0f} s of processors")
    report(outcome)
    return 1 if outcome.failed() else 0


if __name__ == "__main__":
    sys.exit(guarded(lambda: main(sys.argv[1] if len(sys.argv) > 1 else "all")))
