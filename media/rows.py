"""Work on many rows or files, of which one may fail."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


def each_by_itself(act: Callable[[T], None], things: Iterable[T]) -> None:
    """One that fails is left to the next sweep and keeps no other waiting.

    The error's own words are not logged: they may hold the name of a file, and that the name of a person.
    """
    for thing in things:
        try:
            act(thing)
        except Exception as error:
            kind, number = type(thing).__name__, getattr(thing, "pk", "")
            log.error("%s %s is left to the next sweep: %s", kind, number, type(error).__name__)
