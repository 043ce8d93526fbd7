from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learners.assistance.verify import verify


class Command(BaseCommand):
    help = "Recompute the chain of every person's file, and name the first entry that is not as it was recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", type=int, metavar="ID", help="check the chain of this person only")

    def handle(self, *, person: int | None, **_: Any) -> None:
        outcome = verify(person)
        if outcome.broken:
            broken = outcome.broken
            raise CommandError(f"Person {broken.person}, entry {broken.seq}: {broken.fault}.", returncode=1)
        self.stdout.write(f"{outcome.entries} entries of {outcome.persons} persons are as they were recorded.")
