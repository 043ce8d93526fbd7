"""Asked for the same a second time, a step of the pipeline copies what it made the first time.

For tests of what is around the encoder: rows, files, workers. The steps themselves are tried in `pipeline/`.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from media.pipeline import produce
from media.pipeline.runner import Progress

STEPS = ("make_plan", "encode_whole", "split_source", "encode_part")


@contextmanager
def made_once(kept: Path) -> Iterator[None]:
    """Workers in this process find these steps in `produce`; `kept` is a folder for what they made."""
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(produce, name, remembering(getattr(produce, name), kept))
        yield


def remembering(step: Callable[..., Any], kept: Path) -> Callable[..., Any]:
    """The same file, plan and workshop give the same; faults are met again each time."""
    results: dict[str, Any] = {}

    def run(path: Path, *told: Any) -> Any:
        folder = next((each for each in told if isinstance(each, Path)), None)
        say = [each for each in told if callable(each)]
        words = [each for each in told if each is not folder and each not in say]
        key = sha256(path.read_bytes() + repr((step.__name__, path.suffix, words)).encode()).hexdigest()
        if key in results:
            bring(kept / key, folder)
            for on_progress in say:
                on_progress(Progress(100.0))
            return results[key]
        before = set(folder.iterdir()) if folder else set()
        result = step(path, *told)
        (kept / key).mkdir()
        for made in set(folder.iterdir()) - before if folder else ():
            shutil.copy(made, kept / key)
        return results.setdefault(key, result)

    return run


def bring(source: Path, folder: Path | None) -> None:
    for made in source.iterdir() if folder else ():
        shutil.copy(made, folder)
