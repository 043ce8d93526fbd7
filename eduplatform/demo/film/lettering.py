"""Chinese text broken into lines and pages; knows no font, only a measure of width."""

import re
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]

NOT_AT_THE_START = "，。、；：？！）》】”’％%℃°…"
COMMAS = "，；：、"
# The last of them only parts words of one list, so it is the second choice.
CHOICES = (COMMAS[:-1], COMMAS[-1])
NOT_AT_THE_END = "（《【“‘"
# Numbers with their unit signs and Latin words stay in one piece.
PIECES = re.compile(r"[A-Za-z0-9.+\-/%％℃°]+|\s+|.")
SENTENCE = re.compile(r"[^。！？]+[。！？]?[”’）》]*|[。！？]")
CLAUSE = re.compile(r"[^，；：]+[，；：]?|[，；：]")


def wrap(text: str, measure: Measure, width: float) -> list[str]:
    """Lines of at most `width`; no line starts with a closing mark or ends with an opening one."""
    lines = [""]
    for piece in _pieces(text):
        for part in [piece] if measure(piece) <= width else list(piece):
            if lines[-1] and measure((lines[-1] + part).rstrip()) > width:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        glued = pieces and (piece[0] in NOT_AT_THE_START or pieces[-1][-1] in NOT_AT_THE_END)
        if glued:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def balance(text: str, measure: Measure, width: float) -> list[str]:
    """As few lines as `wrap` needs, parted at a comma or else of about equal length."""
    lines = wrap(text, measure, width)
    if len(lines) == 2:
        lines = _parted_at_a_comma(text, measure, width) or lines
        if lines[0][-1] in COMMAS:
            return lines
    narrower = width
    while len(lines) > 1:
        narrower -= width / 40
        tighter = wrap(text, measure, narrower)
        if len(tighter) > len(lines) or any(measure(line) > narrower for line in tighter):
            break
        lines = tighter
    return lines


def _parted_at_a_comma(text: str, measure: Measure, width: float) -> list[str]:
    """The two most equal halves that a comma parts and that fit; empty if there are none."""
    for marks in CHOICES:
        commas = (at + 1 for at, mark in enumerate(text[:-1]) if mark in marks)
        halves = [[text[:at].strip(), text[at:].strip()] for at in commas]
        fitting = [pair for pair in halves if all(0 < measure(half) <= width for half in pair)]
        if fitting:
            return min(fitting, key=lambda pair: max(map(measure, pair)))
    return []


def paginate(text: str, fits: Callable[[str], bool]) -> list[str]:
    """One sentence a page; one that does not fit is cut at its commas, and in a need anywhere."""
    pages: list[str] = []
    for sentence in map(str.strip, SENTENCE.findall(text)):
        if sentence:
            pages += [sentence] if fits(sentence) else _cut(CLAUSE.findall(sentence), fits)
    return pages


def _cut(parts: list[str], fits: Callable[[str], bool]) -> Iterator[str]:
    """Neighbouring parts joined as long as they fit."""
    page = ""
    for part in parts:
        if fits(page + part):
            page += part
            continue
        if page:
            yield page
        if fits(part) or len(part) == 1:
            page = part
        else:
            pieces = _pieces(part)
            *done, page = _cut(pieces if len(pieces) > 1 else list(part), fits)
            yield from done
    if page:
        yield page
