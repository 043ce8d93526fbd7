import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from learners.reports.counting import merge_counts
from learners.reports.rebuilding import rebuild_counters, rebuild_courses
from learners.reports.training.counting import TRAININGS


class Command(BaseCommand):
    help = "Recompute course records and coverage from ledger and register. On a sound database it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = "how many work at once on PostgreSQL; as many as there are processors when not given"
        parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)), help=words)

    def handle(self, *, processes: int, **_: Any) -> None:
        written = removed = 0
        for change in rebuild_courses(processes):
            written += change.written
            removed += change.removed
        self.stdout.write(f"Course records written: {written}, removed: {removed}.")
        self.stdout.write(f"Households and figures counted anew: {sum(rebuild_counters(processes))}.")
        self.stdout.write(f"Counter rows put together: {merge_counts() + TRAININGS.merge()}.")
