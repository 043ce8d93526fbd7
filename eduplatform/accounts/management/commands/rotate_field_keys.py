from argparse import ArgumentParser
from collections import Counter, defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eduplatform.accounts.rotation import not_renewed, renew


class Command(BaseCommand):
    help = """Encrypt identity numbers, phones, photos and whatever else is encrypted under the first of FIELD_KEYS.
    The site may run meanwhile; a run that was cut short is started again and goes on where it was."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count what is not under the first key")

    def handle(self, *, check: bool, **_: Any) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        lost: list[str] = []
        for done in renew(dry=check):
            told = {"newest": done.newest, "renewed": done.renewed, "removed": done.removed}
            counts[done.label].update(told)
            lost += [f"{done.label} {pk}" for pk in done.lost]
        for label, count in counts.items():
            verb = "to be renewed" if check else "renewed"
            self.stdout.write(f"{label}: {count['renewed']} {verb}, {count['newest']} under the first key already.")
            if count["removed"]:
                self.stdout.write(f"{label}: {count['removed']} that nothing names were removed.")
        if lost:
            said = f"No key in FIELD_KEYS opens {len(lost)} values, or their files are gone"
            raise CommandError(f"{said}: {', '.join(lost[:20])}", returncode=1)
        # Asked anew: a process that was started before the new key came may have written with the old one meanwhile.
        left = sum(count["renewed"] for count in counts.values()) if check else not_renewed()
        self.stdout.write(f"{left} are left." if left else "The other keys can go.")
