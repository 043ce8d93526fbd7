"""Tells the lines of a list that are no persons: totals, signatures, notes."""

import re
from collections.abc import Sequence
from typing import Protocol

from learners.people.reading.cells import Value, is_blank
from learners.people.reading.fields import Field

_TOTAL = re.compile(
    r"小\s*计|合\s*计|总\s*计|共\s*计|累\s*计|统\s*计|总数|总人数|总户数|^计$|^(?:本页|全村|全镇|全乡|全组|全县)共?"
)
_FIGURE = re.compile(r"[共计:：\s]*[0-9０-９]+\s*(?:户|人|名|口|个)?")
_NOTE = re.compile(
    r"^\s*[(（【]?\s*(?:填\s*表|制\s*表|审\s*核|复\s*核|填\s*报|单\s*位|负\s*责|经\s*办|联\s*系|主\s*管|分\s*管|备\s*注|说\s*明|"
    r"注\s*[:：1一]|附\s*[:：注]|日\s*期|盖\s*章|签\s*(?:字|名|章)|打印|第\s*\S+\s*页|共\s*\S+\s*页|以上|以下|"
    r"书记|主任|村支|驻村|包村|（?公章|[*＊※])"
)
_COUNT = re.compile(r"[0-9０-９]{1,6}(?:\.0)?\s*(?:户|人|名|口|个)?")
_ID_LIKE = re.compile(r"[0-9０-９]{14}")
_OF_PERSON = (Field.NAME, Field.ID_NUMBER, Field.RELATION)


class Line(Protocol):
    @property
    def values(self) -> Sequence[Value]: ...

    def value(self, field: Field) -> Value | None: ...


def is_no_person(line: Line) -> bool:
    """Whether nobody is meant: neither name, number nor relation, or a total's figures in their place.

    A person of whom one of these is missing is a person still.
    """
    name, number, relation = (_text(line.value(field)) for field in _OF_PERSON)
    # One note that was merged over all columns stands in each of them; formulas and errors may hide a person.
    if name == number == relation:
        return not name.startswith(("=", "#"))
    if _ID_LIKE.search(number) or _ID_LIKE.search(name):
        return False
    if not number and _COUNT.fullmatch(name) and (not relation or _COUNT.fullmatch(relation)):
        return True
    first = next((_text(value) for value in line.values if not is_blank(value)), "")
    if _TOTAL.search(first) or _TOTAL.search(name):
        return not relation or _FIGURE.fullmatch(relation) is not None or _TOTAL.search(relation) is not None
    if _NOTE.match(first):
        # A merged note stands in every cell that it covers.
        return len({_text(value) for value in line.values if not is_blank(value)}) <= 4 and not number
    return False


def _text(value: Value | None) -> str:
    return "" if value is None or (isinstance(value, str) and not value.strip()) else str(value).strip()
