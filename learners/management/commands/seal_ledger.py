from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learners.assistance.days import CopiesDiffer, seal_days


class Command(BaseCommand):
    help = "Sign the daily roots that are due, as the beat does each hour."

    def handle(self, **_: Any) -> None:
        try:
            roots = seal_days()
        except CopiesDiffer as error:
            raise CommandError(
                f"The copy {error} in LEDGER_ROOTS_DIR is not what the database says: was an older backup restored? "
                "Find out first, and keep the copies before you move them away."
            ) from error
        self.stdout.write(f"{len(roots)} days signed." + "".join(f"\n{root.day} {root.hash}" for root in roots))
