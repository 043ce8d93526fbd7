"""The files that belong to an upload until it is imported or a day has passed: readable by this process only."""

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from learners.people.models import RegisterUpload

# Whoever was at work and has not said anything for so long is dead.
_SILENT_SECONDS = 180


@dataclass(frozen=True, slots=True)
class State:
    """Work that goes on: `stage` is `reading` or `importing`; or that has ended badly: `failed`, with words."""

    stage: str
    done: int = 0
    total: int = 0
    words: str = ""


def beside(upload: RegisterUpload, kind: str) -> Path:
    return upload.path.with_name(f"{upload.path.name}.{kind}")


def write_json(path: Path, value: Any) -> None:
    """Whole or not at all: somebody may be reading."""
    waiting = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
    waiting.replace(path)


def read_json(path: Path) -> Any:
    """None where nothing was written."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def write_lines(path: Path, lines: Iterable[Any]) -> int:
    """One JSON value per line; returns how many."""
    count = -1
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        for count, line in enumerate(lines):  # noqa: B007  the last one counts
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return count + 1


def read_lines(path: Path, start: int, most: int) -> list[Any]:
    try:
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in islice(file, start, start + most)]
    except FileNotFoundError:
        return []


def tell(upload: RegisterUpload, state: State) -> None:
    write_json(beside(upload, "state"), [state.stage, state.done, state.total, state.words])


def state_of(upload: RegisterUpload) -> State | None:
    """What goes on, or how it ended; None when nobody is at work."""
    path = beside(upload, "state")
    said = read_json(path)
    if said is None:
        return None
    state = State(*said)
    with contextlib.suppress(FileNotFoundError):
        if state.stage != "failed" and time.time() - path.stat().st_mtime > _SILENT_SECONDS:
            return None
    return state


def fall_silent(upload: RegisterUpload) -> None:
    beside(upload, "state").unlink(missing_ok=True)


def files_of(upload: RegisterUpload) -> Iterator[Path]:
    yield from upload.path.parent.glob(f"{upload.path.name}*")
