import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from learners.assistance import guards
from learners.assistance.day_checks import DayCheck, check_day, check_days
from learners.assistance.days import CopiesDiffer, check_copies
from learners.assistance.verify import Break, verify
from learners.records.checking import check_files


class Command(BaseCommand):
    help = """Recompute chains and daily roots, and name the first entry that is not as it was recorded.
    Without options: all chains, all days, the copies of the roots, and whether the database guards the ledger.
    With --files also every photo and paper that an entry names."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", type=int, metavar="ID", help="check the chain of this person only")
        parser.add_argument("--day", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help="check this day only")
        parser.add_argument("--copies", type=Path, metavar="FOLDER", help="compare with roots kept in this folder, too")
        parser.add_argument("--files", action="store_true", help="read all photos and papers, too, which takes longer")

    def handle(
        self, *, person: int | None, day: datetime.date | None, copies: Path | None, files: bool, **_: Any
    ) -> None:
        if day:
            self._say_day(check_day(day))
        else:
            self._chains(person)
        if not day:
            self._days(person)
        if not day and person is None:
            self._guards()
        self._copies(copies, everything=not day and person is None)
        if files:
            self._files(person)

    def _chains(self, person: int | None) -> None:
        outcome = verify(person)
        if outcome.broken:
            raise CommandError(f"{_named(outcome.broken)}.", returncode=1)
        self.stdout.write(f"{outcome.entries} entries of {outcome.persons} persons are as they were recorded.")

    def _days(self, person: int | None) -> None:
        """Also for one person: a chain and its heads can be rewritten together, but not what was signed over them."""
        days = entries = 0
        for check in check_days(person):
            _raise_for(check)
            days += 1
            entries += check.entries
        self.stdout.write(f"{days} days with {entries} entries are as they were signed.")

    def _say_day(self, check: DayCheck) -> None:
        _raise_for(check)
        said = f"{check.entries} entries of {check.chains} persons are as they were signed at {check.signed_at}"
        self.stdout.write(f"Day {check.day}: {said}.")

    def _guards(self) -> None:
        missing = guards.missing(connection)
        if missing:
            raise CommandError(
                f"The database does not guard the ledger: {', '.join(missing)}. Run migrate.", returncode=1
            )

    def _files(self, person: int | None) -> None:
        sound = 0
        for check in check_files(person):
            if not check.sound:
                place = f"Person {check.person}, entry {check.seq}"
                raise CommandError(f"{place}: the file {check.sha256[:12]} is not what was kept.", returncode=1)
            sound += 1
        self.stdout.write(f"{sound} files are what was kept.")

    def _copies(self, copies: Path | None, *, everything: bool) -> None:
        folders = ([copies] if copies else []) + ([None] if everything else [])
        try:
            found = sum(map(check_copies, folders))
        except CopiesDiffer as error:
            raise CommandError(f"The copy {error} is not what the database says.", returncode=1) from error
        if folders:
            self.stdout.write(f"{found} copies of daily roots say the same.")


def _raise_for(check: DayCheck) -> None:
    if check.fault:
        entry = f" {_named(check.broken)}." if check.broken else ""
        raise CommandError(f"Day {check.day}: {check.fault}.{entry}", returncode=1)


def _named(broken: Break) -> str:
    return f"Person {broken.person}, entry {broken.seq}: {broken.fault}"
