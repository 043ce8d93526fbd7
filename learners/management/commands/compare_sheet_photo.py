from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learners.classes.sheets.photos import NotAPhoto
from learners.classes.sheets.proving import compare


class Command(BaseCommand):
    help = "Say whether a photo of a paper sheet is one that was sent, and what is kept was made from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("photo", type=Path)

    def handle(self, *, photo: Path, **_: Any) -> None:
        try:
            found = compare(photo.read_bytes())
        except (OSError, NotAPhoto) as error:
            raise CommandError("This file is no photo that can be read.") from error
        if not found:
            raise CommandError("No such photo was sent: its SHA-256 is unknown.")
        for one in found:
            page = f"{one.photo.page.code}, sent on {one.photo.uploaded_at:%Y-%m-%d} by {one.photo.uploaded_by}"
            self.stdout.write(f"{page}: the kept picture {'was' if one.same else 'WAS NOT'} made from this photo.")
