"""Run the named steps: `python -m tools.prepare static database demo`.

Those of the database follow each other in one Django process; compressing styles takes the other core.
"""

import os
import subprocess
import sys
import time

import django
from django.core.management import call_command

from tools.places import ROOT
from tools.say import say
from tools.steps import STEPS, Step, stamps, step_digest


def do(step: Step) -> None:
    say(f"{step.says} ...")
    started = time.monotonic()
    name, *options = step.command
    value = step_digest(step)
    call_command(name, *options, verbosity=1 if step.talks else 0)
    stamps().write(step.name, value)
    say(f"{step.says}: done in {time.monotonic() - started:.0f} s")


def main(names: list[str]) -> int:
    steps = [step for step in STEPS if step.name in names]
    beside = [step.name for step in steps if not step.in_database] if len(steps) > 1 else []
    other = subprocess.Popen([sys.executable, "-u", "-m", "tools.prepare", *beside], cwd=ROOT) if beside else None
    try:
        do_here([step for step in steps if step.name not in beside])
    finally:
        code = other.wait() if other else 0
    return code


def do_here(steps: list[Step]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
    django.setup()
    for step in steps:
        do(step)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
