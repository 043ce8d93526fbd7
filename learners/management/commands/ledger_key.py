from typing import Any

from django.core.management.base import BaseCommand

from learners.assistance.signing import public_key


class Command(BaseCommand):
    help = "Print the public key that checks the daily roots: hand it out, and keep it when the key changes."

    def handle(self, **_: Any) -> None:
        self.stdout.write(public_key())
