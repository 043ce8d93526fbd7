"""All words that a query may mean, found as written, by their sound, or with one slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from courses.search import sounds
from courses.search.lexicon import Lexicon, word_list

ANY = "?"
# A word shorter than this is not recognised by what is left of it; nor is a sound.
SHORTEST_SLIP = 3
SHORTEST_SOUND_SLIP = 5
GRAM_SIZES = (2, 3, 4)


@cache
def lookalikes() -> Mapping[str, frozenset[str]]:
    """What else each character may be taken for."""
    found: dict[str, set[str]] = {}
    for group in word_list("lookalikes.txt"):
        for character in group:
            found.setdefault(character, set()).update(group.replace(character, ""))
    return {character: frozenset(others) for character, others in found.items()}


def confusable(one: str, other: str) -> bool:
    """Do two characters sound or look nearly the same?"""
    return other in lookalikes().get(one, ()) or sounds.sound_alike(one, other)


def one_less(word: str) -> Iterator[str]:
    """The word without each of its characters."""
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def one_open(word: str) -> Iterator[str]:
    """The word with each of its characters left open."""
    return (word[:i] + ANY + word[i + 1 :] for i in range(len(word)))


Table = dict[str, list[str]]


def put(table: Table, key: str, word: str) -> None:
    words = table.setdefault(key, [])
    if word not in words:
        words.append(word)


@dataclass
class Vocabulary:
    """Words by the ways in which they may be typed.

    offered: words that courses name in their titles and keywords; a slip is taken for one of them first.
    """

    lexicon: Lexicon
    offered: frozenset[str]
    by_sound: Table = field(default_factory=dict)
    by_blur: Table = field(default_factory=dict)
    by_initials: Table = field(default_factory=dict)
    _open: Table = field(default_factory=dict)
    _less: Table = field(default_factory=dict)
    _sound_less: Table = field(default_factory=dict)

    @classmethod
    def of(cls, lexicon: Lexicon, offered: Iterable[str], fillers: Iterable[str]) -> Vocabulary:
        made = cls(lexicon, frozenset(word for word in offered if len(word) > 1 or word in lexicon.words))
        for word in (*lexicon.words, *sorted(made.offered - lexicon.words.keys())):
            made._add(word)
        for word in fillers:
            if len(word) > 1:
                put(made.by_sound, sounds.sound(word), word)
        return made

    def _add(self, word: str) -> None:
        key = sounds.sound(word)
        put(self.by_sound, key, word)
        put(self.by_blur, sounds.blurred_letters(key), word)
        if word in self.offered and len(word) > 1:
            put(self.by_initials, sounds.initials(word), word)
        if len(word) > 1:
            for open_key in one_open(word):
                put(self._open, open_key, word)
        if word not in self.lexicon.words:
            return
        if len(word) >= SHORTEST_SLIP:
            for less in one_less(word):
                put(self._less, less, word)
        if len(key) >= SHORTEST_SOUND_SLIP and len(word) > 1:
            for less in (key, *one_less(key)):
                put(self._sound_less, less, word)

    def same_sound(self, typed: str) -> list[str]:
        """Words that sound as what was typed, characters or letters; of words offered and others the offered."""
        found = [word for way in dict.fromkeys(sounds.spellings(typed)) for word in self.by_sound.get(way, ())]
        return self._best(found)

    def near_sound(self, letters: str) -> list[str]:
        """Words of which the letters are a common misspelling."""
        blurred = sounds.blurred_letters(letters)
        return self._best([*self.by_blur.get(letters, ()), *self.by_blur.get(blurred, ())])

    def one_wrong(self, typed: str, *, alike: bool) -> list[str]:
        """Words with one other character: one easily confused with what was typed, or else only known words."""
        found = []
        for place, key in enumerate(one_open(typed)):
            for word in self._open.get(key, ()):
                if word == typed:
                    continue
                if confusable(word[place], typed[place]) if alike else word in self.lexicon.words:
                    found.append(word)
        return self._best(found)

    def one_missing(self, typed: str) -> list[str]:
        """Words offered of which the end or the middle was left out: 羊肚 for 羊肚菌."""
        words = self._less.get(typed, ())
        return [word for word in words if word in self.offered and word[0] == typed[0]]

    def one_more(self, typed: str) -> list[str]:
        """Words typed with one character too many inside."""
        found = [less for less in one_less(typed) if len(less) >= SHORTEST_SLIP and less in self.lexicon.words]
        return self._best(found)

    def has_word_in(self, typed: str) -> bool:
        """Is there a word of two characters or more inside?"""
        pieces = (typed[i:j] for i in range(len(typed)) for j in range(i + 2, len(typed) + 1))
        return any(piece in self.lexicon.words for piece in pieces)

    def sound_slip(self, letters: str) -> list[str]:
        """Words whose pinyin has one letter more, less, other, or two changed about."""
        keys = (letters, *one_less(letters))
        found = dict.fromkeys(word for key in keys for word in self._sound_less.get(key, ()))
        return self._best([word for word in found if one_slip(letters, sounds.sound(word))])

    def _best(self, words: Iterable[str]) -> list[str]:
        words = list(dict.fromkeys(words))
        # Of single characters all that sound so may be meant: 猪 stands in no title that says 土猪.
        return [word for word in words if word in self.offered or len(word) == 1] or words


def one_slip(one: str, other: str) -> bool:
    """Is it one letter more, less or other, or two neighbours changed about?"""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) == 1:
        return shorter in one_less(longer)
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(shorter) != len(longer) or len(wrong) > 2:
        return False
    if len(wrong) == 1:
        return True
    first, second = wrong
    return second == first + 1 and one[first] == other[second] and one[second] == other[first]


def grams(text: str, fillers: frozenset[str]) -> Iterator[str]:
    """Pieces of a folded text that may be words of their own: none begins or ends with a word that says nothing."""
    for size in GRAM_SIZES:
        for start in range(len(text) - size + 1):
            piece = text[start : start + size]
            if " " not in piece and piece[0] not in fillers and piece[-1] not in fillers:
                yield piece
