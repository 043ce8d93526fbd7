"""From what was typed to what is meant: the cheapest way to read a query as known words, slips and the unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from courses.search.facts import Kind, Reading, Term
from courses.search.lexicon import LONGEST_WORD, everyday, fillers
from courses.search.normalise import is_digit, is_han, is_letter
from courses.search.seasons import read_conditions
from courses.search.sounds import is_spelt
from courses.search.vocabulary import SHORTEST_SLIP, SHORTEST_SOUND_SLIP, Vocabulary

LONGEST_SPELLING = 24
SHORTEST_SPELLING = 2
LONGEST_INITIALS = 6
LONGEST_ALONE, LONGEST_NAME = 3, 4

# What it costs to read a stretch so. A slip has to be cheaper than what it replaces left unknown, and dearer than
# words that are there as typed: 有茶 is no slip for 油茶, 光付 is one for 光伏.
KNOWN, KNOWN_LETTER = 1.0, 1.2
FILLER, FILLER_LETTER = 0.5, 0.7
EVERYDAY, WRITTEN = 1.2, 1.4
SPELT, SPELT_LETTER, SPELT_NEARLY = 1.3, 2.2, 1.7
SOUNDS_SAME, SOUNDS_SAME_LONG = 2.0, 1.7
CONFUSED, ONE_WRONG, ONE_MORE, ONE_MISSING = 2.4, 2.6, 2.6, 2.7
SPELT_WRONG, BY_INITIALS = 3.0, 1.7
UNKNOWN, UNKNOWN_LETTER = 1.6, 0.9
NOT_OFFERED = 0.5
# Where nothing else is in a stretch, its small words may be slips of something: 月搜.
FILLER_LETTER_ALONE = 1.5


@dataclass(frozen=True, slots=True)
class Piece:
    """One way to read a stretch of the query. words: none for what says nothing."""

    end: int
    cost: float
    words: tuple[str, ...] = ()
    corrected: bool = False
    unknown: bool = False


@dataclass
class Reader:
    """Reads queries with one vocabulary. `written`: is a piece of text found anywhere in the courses?"""

    vocabulary: Vocabulary
    written: Callable[[str], bool]
    fillers: frozenset[str] = field(default_factory=fillers)
    everyday: frozenset[str] = field(default_factory=everyday)

    def read(self, text: str, *, this_month: int) -> Reading:
        """A folded query as understood."""
        conditions, rest = read_conditions(text, this_month=this_month)
        terms = tuple(term for run in runs_of(rest) for term in self._terms(run, alone=run == text))
        return Reading(terms, conditions)

    def _terms(self, run: str, *, alone: bool) -> Iterator[Term]:
        pieces = self._cheapest(run, FILLER_LETTER)
        if alone and len(run) <= LONGEST_ALONE and not any(piece.words or piece.unknown for piece in pieces):
            pieces = self._cheapest(run, FILLER_LETTER_ALONE)
        start = 0
        for piece in self._trusted(run, pieces):
            typed = run[start : piece.end]
            start = piece.end
            if piece.unknown:
                yield Term(typed, typed, unknown=True)
            elif piece.words:
                yield self._term(typed, piece)

    def _trusted(self, run: str, pieces: list[Piece]) -> Iterator[Piece]:
        """A single character beside what nobody knows is no word of its own: 炒股 is not about tea, 牛仔 not cattle.

        Except at the end of it, where Chinese names say what a thing is (长毛牛), and in a whole sentence.
        """
        start = 0
        for number, piece in enumerate(pieces):
            before = number > 0 and pieces[number - 1].unknown
            after = number + 1 < len(pieces) and pieces[number + 1].unknown
            subject = any(map(self._is_subject, piece.words))
            doubtful = after and len(run) <= LONGEST_NAME if subject else before or after
            if piece.words and piece.end - start == 1 and doubtful:
                yield Piece(piece.end, piece.cost, unknown=True)
            else:
                yield piece
            start = piece.end

    def _is_subject(self, word: str) -> bool:
        lexicon = self.vocabulary.lexicon
        return any(lexicon.is_subject(name) for name in lexicon.words.get(word, ()))

    def _term(self, typed: str, piece: Piece) -> Term:
        lexicon = self.vocabulary.lexicon
        concepts = tuple(dict.fromkeys(name for word in piece.words for name in lexicon.words.get(word, ())))
        plain = bool(concepts) and all(lexicon.kind_of(name) is Kind.PLAIN for name in concepts)
        return Term(typed, piece.words[0], concepts, plain, piece.corrected)

    def _cheapest(self, run: str, filler: float) -> list[Piece]:
        """The way through the run whose pieces cost least; of equal ones that with the longer pieces first."""
        best: list[tuple[float, Piece | None]] = [(0.0, None)] * (len(run) + 1)
        for start in range(len(run) - 1, -1, -1):
            ways = ((piece.cost + best[piece.end][0], -piece.end, piece) for piece in self._pieces(run, start, filler))
            cost, _end, piece = min(ways, key=lambda way: way[:2])
            best[start] = (cost, piece)
        return merge_unknown(run, [piece for _cost, piece in best])

    def _pieces(self, run: str, start: int, filler: float) -> Iterator[Piece]:
        letter = is_letter(run[start]) or is_digit(run[start])
        yield Piece(start + 1, UNKNOWN_LETTER if letter else UNKNOWN, unknown=True)
        longest = LONGEST_SPELLING if letter else LONGEST_WORD
        for end in range(start + 1, min(len(run), start + longest) + 1):
            typed = run[start:end]
            exact = list(self._exact(typed, end, filler))
            yield from exact
            if not exact or (filler != FILLER_LETTER and len(typed) > 1):
                yield from self._slips(typed, start, end, whole=start == 0 and end == len(run))

    def _exact(self, typed: str, end: int, filler: float) -> Iterator[Piece]:
        short = len(typed) == 1
        if typed in self.vocabulary.lexicon.words:
            yield Piece(end, KNOWN_LETTER if short else KNOWN, (typed,))
        if typed in self.fillers:
            yield Piece(end, filler if short else FILLER)
        elif typed in self.everyday:
            yield Piece(end, EVERYDAY, (typed,))
        elif self._is_written(typed):
            yield Piece(end, WRITTEN, (typed,))

    def _is_written(self, typed: str) -> bool:
        if len(typed) < 2 or typed[0] in self.fillers or typed[-1] in self.fillers:
            return False
        return self.written(typed)

    def _slips(self, typed: str, start: int, end: int, *, whole: bool) -> Iterator[Piece]:
        if is_spelt(typed):
            yield from self._spelt(typed, end, whole=whole)
        elif len(typed) > 1 and any(is_han(character) for character in typed):
            yield from self._misspelt(typed, end)

    def _spelt(self, typed: str, end: int, *, whole: bool) -> Iterator[Piece]:
        if len(typed) < SHORTEST_SPELLING:
            return
        meant = partial(self._corrected, end)
        exact = self.vocabulary.same_sound(typed)
        yield from meant(exact, SPELT if any(len(word) > 1 for word in exact) else SPELT_LETTER)
        if not exact and len(typed) >= SHORTEST_SOUND_SLIP:
            yield from meant(self.vocabulary.near_sound(typed), SPELT_NEARLY)
        if not exact and len(typed) >= SHORTEST_SOUND_SLIP + (not whole):
            yield from meant(self.vocabulary.sound_slip(typed), SPELT_WRONG)
        if not exact and whole and len(typed) <= LONGEST_INITIALS:
            yield from meant(self.vocabulary.by_initials.get(typed, []), BY_INITIALS)

    def _misspelt(self, typed: str, end: int) -> Iterator[Piece]:
        vocabulary, meant = self.vocabulary, partial(self._corrected, end)
        long = len(typed) >= SHORTEST_SLIP
        yield from meant(vocabulary.same_sound(typed), SOUNDS_SAME_LONG if long else SOUNDS_SAME)
        if not all(is_han(character) for character in typed):
            return
        yield from meant(vocabulary.one_wrong(typed, alike=True), CONFUSED)
        if vocabulary.has_word_in(typed):
            return  # 玉米叶子 is no slip for 玉米杆子
        yield from meant(vocabulary.one_missing(typed), ONE_MISSING)
        if long:
            yield from meant(vocabulary.one_wrong(typed, alike=False), ONE_WRONG)
            yield from meant(vocabulary.one_more(typed), ONE_MORE)

    def _corrected(self, end: int, words: list[str], cost: float) -> Iterator[Piece]:
        meant = [word for word in words if word not in self.fillers]
        if meant:
            offered = any(word in self.vocabulary.offered for word in meant)
            yield Piece(end, cost if offered else cost + NOT_OFFERED, tuple(meant), corrected=True)
        elif words:
            yield Piece(end, cost)


def runs_of(text: str) -> list[str]:
    """Stretches without a break. Blanks between letters are none: `xiang gu` is one word."""
    runs: list[str] = []
    for part in text.split():
        if runs and is_spelt(runs[-1][-1]) and is_spelt(part[0]):
            runs[-1] += part
        else:
            runs.append(part)
    return runs


def merge_unknown(run: str, best: list[Piece | None]) -> list[Piece]:
    """The pieces in their order, unknown characters beside each other as one."""
    found: list[Piece] = []
    start = 0
    while start < len(run):
        piece = best[start]
        assert piece is not None
        if piece.unknown and found and found[-1].unknown:
            found[-1] = Piece(piece.end, found[-1].cost + piece.cost, unknown=True)
        else:
            found.append(piece)
        start = piece.end
    return found
