"""Where things stand on a paper sheet, in millimetres of an A4 page from its upper left corner."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 210.0, 297.0
MARK = 10.5
"""Side of a position mark: seven modules, a black square in a white one in a black one."""

MARKS = ((16.0, 16.0), (194.0, 16.0), (16.0, 281.0), (194.0, 281.0))
"""Centres: upper left, upper right, lower left, lower right."""

STRIP_X, STRIP_Y, CELL_WIDTH, CELL_HEIGHT = 30.0, 12.0, 3.0, 5.0
TOKEN_BITS, CHECK_BITS = 32, 16
SALT = 0x5A3C
CELLS = TOKEN_BITS + CHECK_BITS + 2

ROWS, COLUMNS = 24, 12
FIRST_ROW_Y, ROW_HEIGHT = 62.0, 8.6
FIRST_BOX_X, BOX_PITCH, BOX = 88.0, 8.6, 5.6


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float


BLANK = Rect(12.5, 30.0, 6.5, 235.0)
"""Nothing is ever printed here: it shows how noisy the photo is."""


def box_at(row: int, column: int) -> Rect:
    """The square that is ticked for one person and one slot."""
    top = FIRST_ROW_Y + row * ROW_HEIGHT + (ROW_HEIGHT - BOX) / 2
    return Rect(FIRST_BOX_X + column * BOX_PITCH, top, BOX, BOX)


def cell_at(number: int) -> Rect:
    """A cell of the strip that names the sheet."""
    return Rect(STRIP_X + number * CELL_WIDTH, STRIP_Y, CELL_WIDTH, CELL_HEIGHT)


def bits_of(token: int) -> list[bool]:
    """The strip from left to right: black, the token and its check, black."""
    number = token << CHECK_BITS | _check(token)
    width = TOKEN_BITS + CHECK_BITS
    return [True, *(bool(number >> (width - 1 - place) & 1) for place in range(width)), True]


def token_of(bits: Sequence[bool]) -> int | None:
    """The token that a strip says; None where its check does not fit."""
    if len(bits) != CELLS or not (bits[0] and bits[-1]):
        return None
    number = 0
    for bit in bits[1:-1]:
        number = number << 1 | bool(bit)
    token, check = number >> CHECK_BITS, number & ((1 << CHECK_BITS) - 1)
    return token if check == _check(token) else None


def _check(token: int) -> int:
    # Salted: of the bare sum, a strip that is all black or all white would be right.
    return (zlib.crc32(token.to_bytes(TOKEN_BITS // 8, "big")) ^ SALT) & ((1 << CHECK_BITS) - 1)
