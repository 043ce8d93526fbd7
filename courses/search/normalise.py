"""One way to write the same thing: width, case, traditional characters, tone marks, blanks."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

LONGEST = 80
# Nobody's question is longer; what is cut off costs nothing.
READ_AT_MOST = 300


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1 << 14)
def _simplified_character(character: str) -> str:
    return str(_converter().convert(character))


def simplified(text: str) -> str:
    """Simplified characters; a text without traditional ones costs next to nothing."""
    if all(_simplified_character(character) == character for character in text):
        return text
    return str(_converter().convert(text))


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def is_letter(character: str) -> bool:
    return "a" <= character <= "z"


def is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def fold(text: str) -> str:
    """Characters, small letters without marks, digits; single blanks where anything else stood."""
    apart = unicodedata.normalize("NFKD", text).lower().replace("u\u0308", "v")
    kept = (_kept(character) for character in apart)
    return " ".join(simplified("".join(kept)).split())


def fold_query(text: str) -> str:
    """A query, of bounded length."""
    return fold(text[:READ_AT_MOST])[:LONGEST].strip()


def _kept(character: str) -> str:
    if is_han(character) or is_letter(character) or is_digit(character):
        return character
    if unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    return " "
