"""Numbers of rows as they stand in addresses."""

from django.http import QueryDict

MOST_DIGITS = 18


def number_in(query: QueryDict, name: str) -> int | None:
    """None for anything that is no number of a row."""
    return number(query.get(name, ""))


def number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
