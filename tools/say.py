"""Lines that tell a person what is going on."""

from __future__ import annotations

import os
import sys


class Stop(Exception):
    """Something is missing; the message says which command repairs it."""


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def administrator(command: str) -> str:
    """The command as this user has to type it: root needs no `sudo`."""
    return command if os.geteuid() == 0 else f"sudo {command}"
