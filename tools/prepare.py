"""Run the named steps in one Django process: `python -m tools.prepare database demo`."""

import os
import sys
import time

import django
from django.core.management import call_command

from tools.say import say
from tools.steps import STEPS, Step, stamps, step_digest


def do(step: Step) -> None:
    say(f"{step.says} ...")
    started = time.monotonic()
    name, *options = step.command
    value = step_digest(step)
    call_command(name, *options, verbosity=0 if step.name in ("static", "database") else 1)
    stamps().write(step.name, value)
    say(f"    done in {time.monotonic() - started:.0f} s")


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
    django.setup()
    for step in STEPS:
        if step.name in names:
            do(step)


if __name__ == "__main__":
    main(sys.argv[1:])
