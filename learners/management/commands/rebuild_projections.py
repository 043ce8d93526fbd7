from typing import Any

from django.core.management.base import BaseCommand

from learners.assistance.projections import rebuild
from learners.reports.counting import merge_counts
from learners.reports.rebuilding import rebuild_counters
from learners.reports.training.counting import TRAININGS


class Command(BaseCommand):
    help = "Recompute course records and coverage from ledger and register. On a sound database it changes nothing."

    def handle(self, **_: Any) -> None:
        written = removed = 0
        for change in rebuild():
            written += change.written
            removed += change.removed
        self.stdout.write(f"Course records written: {written}, removed: {removed}.")
        self.stdout.write(f"Households and figures counted anew: {sum(rebuild_counters())}.")
        self.stdout.write(f"Counter rows put together: {merge_counts() + TRAININGS.merge()}.")
