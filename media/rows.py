"""Work on many rows or files, of which one may fail, and what is logged of a failure."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Final, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")

INNERMOST: Final = 8


def place_of(error: BaseException) -> str:
    """What kind of error, and where it was raised: what a log may say of one.

    Its own words, and those of the errors it came of, may hold the name of a file, and that the name of a person.
    """
    kind = type(error).__name__
    number = getattr(error, "errno", None)
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    way = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    cause = error.__cause__ or error.__context__
    told = f"{kind}{f' (errno {number})' if number else ''} at {way or 'an unknown place'}"
    return f"{told}; after {type(cause).__name__}" if cause else told


def each_by_itself(act: Callable[[T], None], things: Iterable[T]) -> None:
    """One that fails is left to the next sweep and keeps no other waiting."""
    for thing in things:
        try:
            act(thing)
        except Exception as error:
            kind, number = type(thing).__name__, getattr(thing, "pk", "")
            log.error("%s %s is left to the next sweep: %s", kind, number, place_of(error))
