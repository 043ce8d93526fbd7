from typing import Any

from django.core.management.base import BaseCommand

from learners.assistance.projections import rebuild


class Command(BaseCommand):
    help = "Recompute the course records of all persons from the ledger. On a sound database it changes nothing."

    def handle(self, **_: Any) -> None:
        written = removed = 0
        for change in rebuild():
            written += change.written
            removed += change.removed
        self.stdout.write(f"Course records written: {written}, removed: {removed}.")
