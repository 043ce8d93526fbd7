"""Words by their sound: pinyin without tones, as typed, as heard, and by first letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from itertools import product
from typing import Any

from courses.search.normalise import is_han, is_letter

READINGS_AT_MOST = 3
SPELLINGS_AT_MOST = 8
# Sounds that many villagers do not keep apart, in the order in which they are made one.
BLURS = (
    (re.compile("([zcs])h"), r"\1"),
    (re.compile("ng"), "n"),
    (re.compile("^n(?=[aeiouv])"), "l"),
    (re.compile("^hu(?=[aeo])"), "f"),
    (re.compile("^hu$"), "fu"),
    (re.compile("^x"), "s"),
    (re.compile("^q"), "c"),
    (re.compile("^j"), "z"),
    (re.compile("v"), "u"),
)
LETTER_BLURS = BLURS[:2]


@cache
def _pypinyin() -> Any:
    """Loaded by the first who asks: its dictionary takes 55 MB, which workers and exports do without."""
    return import_module("pypinyin")


@lru_cache(maxsize=1 << 14)
def readings(character: str) -> tuple[str, ...]:
    """The common readings of a character; a letter reads as itself."""
    if not is_han(character):
        return (character,)
    found = _pypinyin().pinyin(character, style=_pypinyin().Style.NORMAL, heteronym=True, v_to_u=False)[0]
    return tuple(dict.fromkeys(found))[:READINGS_AT_MOST]


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """`xianggu` for 香菇, each character read as in the word."""
    return "".join(syllables(word))


@lru_cache(maxsize=1 << 16)
def syllables(word: str) -> tuple[str, ...]:
    return tuple(_pypinyin().lazy_pinyin(word, style=_pypinyin().Style.NORMAL, v_to_u=False))


def initials(word: str) -> str:
    return "".join(syllable[:1] for syllable in syllables(word))


def spellings(text: str) -> Iterator[str]:
    """All ways to say a text whose characters have several readings, at most `SPELLINGS_AT_MOST`."""
    ways = product(*(readings(character) for character in text))
    for _number, way in zip(range(SPELLINGS_AT_MOST), ways, strict=False):
        yield "".join(way)


@lru_cache(maxsize=1 << 12)
def blurred(syllable: str) -> str:
    """A syllable as heard by somebody who keeps few sounds apart."""
    for pattern, instead in BLURS:
        syllable = pattern.sub(instead, syllable)
    return syllable


def blurred_letters(letters: str) -> str:
    """The same for letters in a row, whose syllables are not known."""
    for pattern, instead in LETTER_BLURS:
        letters = pattern.sub(instead, letters)
    return letters.replace("v", "u")


def sound_alike(one: str, other: str) -> bool:
    """Do two characters sound nearly the same?"""
    return blurred(readings(one)[0]) == blurred(readings(other)[0])


def is_spelt(text: str) -> bool:
    return bool(text) and all(is_letter(character) for character in text)
