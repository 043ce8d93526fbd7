"""Builds the demo county; run again it does only what is missing."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduplatform.demo.build import FULL, SMALL, build


class Command(BaseCommand):
    help = "Build the demo county: places, people, courses, films and some weeks of learning."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--small", action="store_true", help="a few households, two courses, films of seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"[{time.monotonic() - started:5.1f} s] {line}")
            self.stdout.flush()

        build(SMALL if options["small"] else FULL, say)
        say("The demo county is built")
