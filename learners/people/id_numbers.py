"""Citizen identity numbers of 18 places: GB 11643-1999."""

import datetime
import re
from dataclasses import dataclass, field

# GB 11643-1999, 4.2: weights of the first 17 digits, and the check character for each remainder of 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OLDEST_YEAR = 1890


class BadIdNumber(ValueError):
    """A text is no identity number; `reason` says which rule it breaks. Only a correction by hand helps."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A well-formed number and what it says of its bearer; sex is a code of GB/T 2261.1 in our words.

    The number itself stays out of what is printed, so that no log holds it.
    """

    text: str = field(repr=False)
    born_on: datetime.date
    sex: str


def check_character(first_17: str) -> str:
    """The 18th character; needs 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def parse_id_number(text: str, *, today: datetime.date) -> IdNumber:
    """Raises BadIdNumber with `id_length`, `id_characters`, `id_birth_date` or `id_check_digit`."""
    if len(text) != 18:
        raise BadIdNumber("id_length")
    if not _SHAPE.fullmatch(text):
        raise BadIdNumber("id_characters")
    born_on = _birth_date(text[6:14], today)
    if check_character(text[:17]) != text[17]:
        raise BadIdNumber("id_check_digit")
    return IdNumber(text=text, born_on=born_on, sex="male" if int(text[16]) % 2 else "female")


def _birth_date(digits: str, today: datetime.date) -> datetime.date:
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadIdNumber("id_birth_date") from None
    if day.year < _OLDEST_YEAR or day > today:
        raise BadIdNumber("id_birth_date")
    return day
