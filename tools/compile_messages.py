"""Compile every `locale/**/*.po` to the `.mo` beside it; needs no gettext on the machine."""

from pathlib import Path

import polib

from tools.places import ROOT
from tools.say import say


def compile_messages(locale: Path = ROOT / "locale") -> list[Path]:
    """The files written: those older than their source, or missing."""
    written = []
    for source in sorted(locale.rglob("*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_messages():
        say(f"Compiled {path.relative_to(ROOT)}")
