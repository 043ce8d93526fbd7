"""A step whose input has not changed since it was last done is skipped; a stamp remembers the input."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

IGNORED = ("__pycache__", ".pyc", ".mo")


def digest(paths: Iterable[Path], *more: str) -> str:
    """A SHA-256 over file names and contents; a folder stands for all files below it."""
    total = hashlib.sha256("\n".join(more).encode())
    for path in sorted(files_of(paths)):
        total.update(b"\0" + str(path).encode() + b"\0")
        total.update(path.read_bytes())
    return total.hexdigest()


def files_of(paths: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        found.update(each for each in inside if each.is_file() and not str(each).endswith(IGNORED))
    return found


class Stamps:
    """One small file per step, in a folder that is thrown away together with what the steps made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, name: str, value: str) -> bool:
        try:
            return (self.folder / name).read_text(encoding="ascii") == value
        except OSError:
            return False

    def write(self, name: str, value: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(value, encoding="ascii")

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
