"""How somebody who waits is told how far it is."""

from collections.abc import Callable

Progress = Callable[[int], None]
"""Told now and then how many rows, or entries, are done."""


def silent(done: int) -> None:
    """For who does not want to know."""
