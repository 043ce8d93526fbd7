"""Formulas whose result the file does not hold, as programs write them that are not Excel.

Only what certainly means one value is worked out: a text, a number, another cell, and these joined by `&`.
Anything else stays a formula, which no reader of values takes.
"""

import re
from collections.abc import Iterator, Mapping

from learners.people.reading.cells import Value
from learners.people.reading.limits import column_number

Place = tuple[int, int]
"""Row as in Excel, and column from 0."""

_TERM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|\$?([A-Za-z]{1,3})\$?([0-9]{1,7})|([0-9]+))\s*(&|$)')
# A chain of `=A4`, `=A5`, ... is as long as a household or a village, not as a county.
_DEEPEST = 2000


class _NoSingleValue(ValueError):
    """The formula does more than name a value."""


def work_out(place: Place, formulas: Mapping[Place, str], known: Mapping[Place, Value]) -> Value:
    """The value of a formula, or the formula itself with its `=` when it cannot be told."""
    own = formulas[place]
    seen: set[Place] = set()
    for _ in range(_DEEPEST):
        single = _single_reference(formulas[place])
        if single is None or place in seen:
            break
        seen.add(place)
        place = single
        if place not in formulas:
            return known.get(place, "")
    try:
        return _joined(formulas[place], formulas, known)
    except _NoSingleValue:
        return f"={own}"


def references(formula: str) -> Iterator[Place]:
    """The cells that a formula speaks of, if it is one that can be worked out."""
    try:
        yield from (place for _text, place in _terms(formula) if place)
    except _NoSingleValue:
        return


def literal(text: str) -> str:
    """`="990623..."`, as clerks keep Excel from reading a number, means the text; other texts stay as they are."""
    if not text.startswith("="):
        return text
    try:
        terms = list(_terms(text[1:]))
    except _NoSingleValue:
        return text
    return text if any(place for _text, place in terms) else "".join(part for part, _place in terms)


def _single_reference(formula: str) -> Place | None:
    match = _TERM.fullmatch(formula)
    return (int(match[3]), column_number(match[2].upper()) - 1) if match and match[2] else None


def _joined(formula: str, formulas: Mapping[Place, str], known: Mapping[Place, Value]) -> str:
    parts = []
    for text, place in _terms(formula):
        value = text if place is None else known.get(place, "")
        if place in formulas or not isinstance(value, str):
            raise _NoSingleValue
        parts.append(value)
    return "".join(parts)


def _terms(formula: str) -> Iterator[tuple[str, Place | None]]:
    at, last = 0, "&"
    while at < len(formula) or last == "&":
        match = _TERM.match(formula, at)
        if match is None or last != "&":
            raise _NoSingleValue
        text, letters, row, number, last = match.groups()
        if letters:
            yield "", (int(row), column_number(letters.upper()) - 1)
        else:
            yield (text.replace('""', '"') if text is not None else number), None
        at = match.end()
