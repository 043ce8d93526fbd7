"""Compile every `locale/**/*.po` to the `.mo` beside it; needs no gettext on the machine."""

from pathlib import Path

import polib

from tools.places import ROOT
from tools.say import say
from tools.steps import stale_catalogues


def compile_messages(locale: Path = ROOT / "locale") -> list[Path]:
    """The files written: those older than their source, or missing."""
    written = []
    for source in stale_catalogues(locale):
        written.append(source.with_suffix(".mo"))
        polib.pofile(str(source)).save_as_mofile(str(written[-1]))
    return written


if __name__ == "__main__":
    for path in compile_messages():
        say(f"Compiled {path.relative_to(ROOT)}")
