"""Imports a register from the command line: a dry run, unless told to apply it."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from learners.people.importing import ImportPlan, apply_import, plan_import
from learners.people.importing.apply import lock_register
from learners.people.importing.problems import fault_words
from learners.people.reading.errors import UnreadableFile
from learners.regions.models import Region


class Command(BaseCommand):
    help = "Show what importing a register would change, and import it with --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", help="12-digit code of the county or township that the file may concern")
        parser.add_argument("--apply", action="store_true", help="import it")
        parser.add_argument(
            "--leave-out-problems", action="store_true", help="import the rest when rows cannot be taken"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        area = self._area(options["area"])
        with transaction.atomic():
            lock_register(area)
            plan = self._plan(options["file"], area)
            self._show(plan)
            if not options["apply"]:
                return
            if plan.problems and not options["leave_out_problems"]:
                raise CommandError("nothing imported: correct these rows, or add --leave-out-problems")
            apply_import(plan, by=None)
        self.stdout.write(self.style.SUCCESS(f"imported {plan.counts.taken_rows} rows"))

    def _area(self, code: str | None) -> Region | None:
        if code is None:
            return None
        try:
            return Region.objects.get(pk=code)
        except Region.DoesNotExist as error:
            raise CommandError(f"no region {code}: load the reference data, or correct --area") from error

    def _plan(self, path: Path, area: Region | None) -> ImportPlan:
        if not path.is_file():
            raise CommandError(f"no file {path}")
        try:
            return plan_import(path, area=area)
        except UnreadableFile as error:
            raise CommandError(fault_words(error)) from error

    def _show(self, plan: ImportPlan) -> None:
        for field in fields(plan.counts):
            self.stdout.write(f"{field.name.replace('_', ' ')}: {getattr(plan.counts, field.name)}")
        for name in plan.sheets_left_out:
            self.stdout.write(f"no register in sheet {name}")
        for problem in plan.problems:
            place = f"{problem.sheet} row {problem.row} column {problem.column} ({problem.header})"
            self.stdout.write(f"{place}: {problem.value or '-'}: {problem.words}")
