"""All hostile files by name."""

from tests.media.hostile import bombs, damage, lies, lists, strangers
from tests.media.hostile.case import Case

EVERY_QUICK = 10


def all_cases() -> list[Case]:
    return [case for part in (lists, strangers, damage, lies, bombs) for case in part.cases()]


def quick_cases() -> list[Case]:
    """One in ten, of every kind."""
    return all_cases()[::EVERY_QUICK]
