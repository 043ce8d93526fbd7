"""Costly properties: tried with a few examples by `make test`, with many by `make test-faults`."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

DEEP = "deep"
"""The mark of these tests, and the profile of hypothesis that `make test-faults` chooses."""


def tried(daily: int, deep: int) -> Callable[[Any], Any]:
    """Stands above `@given`. New examples are drawn each time, so days add up, too."""
    examples = deep if settings.get_current_profile_name() == DEEP else daily

    def decorate(test: Any) -> Any:
        return getattr(pytest.mark, DEEP)(settings(max_examples=examples)(test))

    return decorate
