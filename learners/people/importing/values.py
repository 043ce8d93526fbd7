"""From what a cell holds to what is stored. Each reader takes text and raises Refused."""

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from learners.people.id_numbers import BadIdNumber, IdNumber, parse_id_number
from learners.people.importing import words
from learners.people.importing.problems import Reason, Refused
from learners.people.reading.fields import Field
from learners.people.reading.sheets import Value

Reader = Callable[[str], str]

# Excel keeps 15 digits of a number and fills up with zeros.
_EXACT = 10**15
_LONGEST_NAME = 60
_LONGEST_GROUP = 40
_MOST_WORDS_SHOWN = 12
_SPACES = re.compile(r"\s+")
_LETTERS = re.compile(r"[A-Za-z]")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]+")
_NEVER_IN_A_NAME = re.compile(r"[\d\x00-\x1f\x7f]")
_HOUSEHOLD_NUMBER = re.compile(r"[0-9A-Z-]{6,24}")
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{9,11}")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")


def as_text(value: Value) -> str:
    """The cell as the clerk sees it. Refuses what Excel has spoiled: long numbers and made-up dates."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) >= _EXACT:
            raise Refused(Reason.NUMBER_CELL)
        return str(int(value)) if value == int(value) else str(value)
    raise Refused(Reason.DATE_CELL)


def as_code(text: str) -> str:
    """Digits and letters as a register writes them: half width, capitals, no spaces, no leading apostrophe."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'’‘`").upper()


def read_name(text: str) -> str:
    # Names of two characters are often written apart, to stand as wide as three.
    name = _SPACES.sub(" " if _LETTERS.search(text) else "", text)
    if not name:
        raise Refused(Reason.EMPTY)
    if len(name) > _LONGEST_NAME or _NEVER_IN_A_NAME.search(name):
        raise Refused(Reason.NAME)
    return name


def read_group(text: str) -> str:
    # Excel can hold characters that nobody sees and no database keeps.
    group = _UNSEEN.sub("", text)
    if len(group) > _LONGEST_GROUP:
        raise Refused(Reason.TOO_LONG, most=_LONGEST_GROUP)
    return group


def read_household_number(text: str) -> str:
    number = as_code(text)
    if not number:
        raise Refused(Reason.EMPTY)
    if not _HOUSEHOLD_NUMBER.fullmatch(number):
        raise Refused(Reason.HOUSEHOLD_NUMBER)
    return number


def read_phone(text: str) -> str:
    """A mobile number or a fixed line with area code, digits only; empty stays empty."""
    phone = as_code(text).replace("-", "")
    if phone and not _PHONE.fullmatch(phone):
        raise Refused(Reason.PHONE)
    return phone


def read_id_number(text: str, *, today: datetime.date) -> IdNumber:
    number = as_code(text)
    if not number:
        raise Refused(Reason.EMPTY)
    try:
        return parse_id_number(number, today=today)
    except BadIdNumber as error:
        raise Refused(Reason(error.reason)) from error


def read_date(value: Value) -> datetime.date:
    """A date cell, or text such as 1972-04-22, 19720422 and 1972年4月22日."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(as_code(as_text(value)))
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else _no_date()
    except ValueError as error:
        raise Refused(Reason.DATE) from error


def _no_date() -> datetime.date:
    raise Refused(Reason.DATE)


def _word(table: Mapping[str, str], *, required: bool = False) -> Reader:
    """A reader of one code list."""

    @lru_cache(maxsize=256)
    def read(text: str) -> str:
        key = words.word_key(text)
        if not key:
            if required:
                raise Refused(Reason.EMPTY)
            return ""
        if key not in table:
            raise Refused(Reason.UNKNOWN_WORD, expected=_usual_words(table))
        return table[key]

    return read


def _usual_words(table: Mapping[str, str]) -> str:
    usual: dict[str, str] = {}
    for word, code in table.items():
        usual.setdefault(code, word)
    shown = list(usual.values())
    return "、".join(shown[:_MOST_WORDS_SHOWN]) + ("……" if len(shown) > _MOST_WORDS_SHOWN else "")


def _health(text: str) -> str:
    health = _ANY_HEALTH(text)
    if health == words.DECEASED:
        raise Refused(Reason.DECEASED)
    return health


_ANY_HEALTH = _word(words.HEALTH)
read_sex = _word(words.SEX)

# The field's name is that of the model's field.
PERSON_READERS: Mapping[Field, Reader] = {
    Field.NAME: read_name,
    Field.RELATION: _word(words.RELATIONS, required=True),
    Field.ETHNIC_GROUP: _word(words.ETHNIC_GROUPS),
    Field.EDUCATION: _word(words.EDUCATION),
    Field.HEALTH: _health,
    Field.LABOUR: _word(words.LABOUR),
    Field.WORK: _word(words.WORK),
}
HOUSEHOLD_READERS: Mapping[Field, Reader] = {
    Field.GROUP: read_group,
    Field.KIND: _word(words.KINDS),
    Field.MONITORED: _word(words.MONITORED),
    Field.CAUSE: _word(words.CAUSES),
    Field.CAUSE_2: _word(words.CAUSES),
    Field.CAUSE_3: _word(words.CAUSES),
}
