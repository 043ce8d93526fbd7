"""Work on many rows, of which one may fail."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Model

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)


def each_by_itself(act: Callable[[Row], None], rows: Iterable[Row]) -> None:
    """One that fails is left to the next sweep and keeps no other waiting.

    The error's own words are not logged: they may hold the name of a file, and that the name of a person.
    """
    for row in rows:
        try:
            act(row)
        except Exception as error:
            log.error("%s %s is left to the next sweep: %s", type(row).__name__, row.pk, type(error).__name__)
