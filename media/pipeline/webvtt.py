"""Captions: read what a trainer has (WebVTT, SubRip, lines with or without times), write clean WebVTT.

A cue's text is what a person types: lines of plain text in which only `<b>`, `<i>` and `<u>` mean anything. All else
that looks like markup is dropped on reading, and whatever is left is escaped on writing.
"""

from __future__ import annotations

import codecs
import html
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from media.pipeline.timecodes import TextProblem, parse_timecode

MAX_BYTES: Final = 512 * 1024
MAX_CUES: Final = 3000
MAX_CHARACTERS: Final = 300
"""Of one cue: three full lines on a phone held upright."""
MAX_RAW: Final = 2000
"""Of one cue with its markup, before it is cleaned: tags within tags cost a pass each."""
READ_S: Final = 6.0
"""How long a line without an end stays, unless the next comes earlier."""
LEAST_S: Final = 0.3
SPLIT_FROM: Final = 36

TIMING: Final = re.compile(r"\s*(?P<start>[\d:：.,]+)\s*-->\s*(?P<end>[\d:：.,]+)(?:\s.*)?")
TIMED_LINE: Final = re.compile(
    r"[\[(（【]?(?P<start>(?:\d{1,3}[:：])?\d{1,3}[:：]\d{2}(?:[.,]\d{1,3})?)"
    r"(?:\s*[-–—~～]\s*(?P<end>(?:\d{1,3}[:：])?\d{1,3}[:：]\d{2}(?:[.,]\d{1,3})?))?[\])）】]?(?![\d:：])\s*(?P<text>.*)"
)
TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[a-z0-9:.]*+)[^<>]*+>|\{\\[^{}]*+\}", re.IGNORECASE)
KEPT: Final = ("b", "i", "u")
KEPT_TAG: Final = re.compile(r"(</?[biu]>)")
SENTENCE: Final = re.compile(r"(?<=[。！？；!?;])|(?<=\. )")
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")
APART: Final = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """Seconds on whatever clock its owner keeps, to the millisecond; `text` as described above."""

    start_s: float
    end_s: float
    text: str


def decode(data: bytes) -> str:
    """Text as Chinese PCs and editing programs save it: UTF-8, UTF-16 or GB 18030. Raises `TextProblem`."""
    if len(data) > MAX_BYTES:
        raise TextProblem("too_large")
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TextProblem("not_text")


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data:  # of no use in the others; line ends and spaces show which half is empty
        return ("utf-16-le", "utf-16-be") if data[1::2].count(0) >= data[::2].count(0) else ("utf-16-be", "utf-16-le")
    return ("utf-8-sig", "gb18030")


def read_cues(text: str, length_s: float, over: tuple[float, float] | None = None) -> tuple[Cue, ...]:
    """The cues in their order, whatever form the text has. `length_s` of the video, 0 where unknown.

    Text without any time is spread over what is played, from `over[0]` to `over[1]`. Raises `TextProblem`.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].startswith("WEBVTT") or any("-->" in line for line in lines):
        found = _blocks(lines)
    elif _starts_timed(lines):
        found = _timed(lines)
    else:
        found = _spread(lines, *(over or (0.0, length_s)))
    return check_cues(found, length_s)


def check_cues(numbered: Iterable[tuple[int, Cue]], length_s: float) -> tuple[Cue, ...]:
    """Sorted, cut at the video's end and without the empty ones. The number is told in a `TextProblem`."""
    cues = []
    for number, cue in numbered:
        if not cue.text:
            continue
        if len(cue.text) > MAX_CHARACTERS:
            raise TextProblem("too_long", number)
        if cue.end_s <= cue.start_s:
            raise TextProblem("backwards", number)
        if length_s and cue.start_s >= length_s:
            raise TextProblem("after_end", number)
        cues.append(Cue(cue.start_s, min(cue.end_s, length_s or cue.end_s), cue.text))
        if len(cues) > MAX_CUES:
            raise TextProblem("too_many", number)
    if not cues:
        raise TextProblem("empty")
    return tuple(sorted(cues, key=lambda cue: (cue.start_s, cue.end_s)))


def clean_text(text: str) -> str:
    """What may be kept of a cue's text: `clean_text(clean_text(x)) == clean_text(x)`."""
    while (stripped := _strip(text)) != text:
        text = stripped
    return text


def _strip(text: str) -> str:
    balanced = _balance(TAG.sub(_kept, UNSEEN.sub("", text)))
    return "\n".join(line for line in (line.strip() for line in balanced.splitlines()) if line)


def _kept(tag: re.Match[str]) -> str:
    name = (tag["name"] or "").lower()
    if name.split(".")[0] in KEPT:
        return f"<{tag['close']}{name[0]}>"
    return "" if name or tag["close"] or tag[0].startswith("{") else tag[0]


def _balance(text: str) -> str:
    """Every tag closed in its order; one that closes nothing, or holds nothing, is dropped."""
    opened: list[str] = []
    out: list[str] = []
    for piece in KEPT_TAG.split(text):
        if not KEPT_TAG.fullmatch(piece):
            out.append(piece)
        elif not piece.startswith("</"):
            opened.append(piece[1])
            out.append(piece)
        elif piece[2] in opened:
            while opened:
                name = opened.pop()
                out.append(f"</{name}>")
                if name == piece[2]:
                    break
    out += [f"</{name}>" for name in reversed(opened)]
    return re.sub(r"<([biu])>(\s*)</\1>", r"\2", "".join(out))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, Cue]]:
    """WebVTT and SubRip alike: a line with two times, then text up to an empty line."""
    for block in _apart(lines):
        number, first = block[0]
        if first.startswith(("WEBVTT", *APART)) and not any("-->" in line for _, line in block[:2]):
            continue
        at = next((index for index, (_, line) in enumerate(block) if "-->" in line), None)
        if at is None:
            raise TextProblem("no_time", number)
        starts = [index for index, (_, line) in enumerate(block) if TIMING.fullmatch(line) and index >= at]
        if at not in starts:
            raise TextProblem("bad_time", block[at][0])
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            # Without an empty line between two cues the number of the second would be text of the first.
            end = following - 1 if following and block[following - 1][1].strip().isdigit() else following
            yield _block_cue(block[start], [line for _, line in block[start + 1 : end]])


def _apart(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _block_cue(timing: tuple[int, str], text: list[str]) -> tuple[int, Cue]:
    number, line = timing
    match = TIMING.fullmatch(line)
    assert match is not None
    return number, Cue(_time(match["start"], number), _time(match["end"], number), _text("\n".join(text), number))


def _text(raw: str, number: int) -> str:
    if len(raw) > MAX_RAW:
        raise TextProblem("too_long", number)
    return clean_text(html.unescape(clean_text(raw)))


def _time(text: str, number: int) -> float:
    try:
        return parse_timecode(text)
    except ValueError:
        raise TextProblem("bad_time", number) from None


def _starts_timed(lines: Sequence[str]) -> bool:
    timed = [bool(TIMED_LINE.fullmatch(line.strip())) for line in lines if line.strip()]
    if any(timed) and not timed[0]:
        number = next(number for number, line in enumerate(lines, start=1) if line.strip())
        raise TextProblem("no_time", number)
    return any(timed)


def _timed(lines: Sequence[str]) -> Iterator[tuple[int, Cue]]:
    """`0:05 text` or `0:05-0:09 text`; a line without a time belongs to the one before it."""
    found: list[tuple[int, float, float | None, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        match = TIMED_LINE.fullmatch(line.strip())
        if match:
            end = _time(match["end"], number) if match["end"] else None
            found.append((number, _time(match["start"], number), end, [match["text"]]))
        elif line.strip():
            found[-1][3].append(line)
    found.sort(key=lambda each: each[1])
    starts = [start for _, start, _, _ in found]
    for number, start, end, text in found:
        later = bisect_right(starts, start)
        following = min(starts[later] if later < len(starts) else math.inf, start + READ_S)
        yield number, Cue(start, following if end is None else end, _text("\n".join(text), number))


def _spread(lines: Sequence[str], begin_s: float, end_s: float) -> Iterator[tuple[int, Cue]]:
    """Each line, long ones cut at sentences, gets a share of the length by its number of characters."""
    length_s = end_s - begin_s
    texts = [(number, piece) for number, line in enumerate(lines, start=1) for piece in _sentences(_text(line, number))]
    if not texts:
        return
    if length_s <= 0:
        raise TextProblem("no_length")
    if length_s / len(texts) < LEAST_S:
        raise TextProblem("too_much")
    weights = [len(text) + 2 for _, text in texts]
    total, done = sum(weights), 0
    for (number, text), weight in zip(texts, weights, strict=True):
        start, done = done, done + weight
        first, last = (round(begin_s + length_s * share / total, 1) for share in (start, done))
        yield number, Cue(first, last, text)


def _sentences(text: str) -> Iterator[str]:
    if len(text) <= SPLIT_FROM:
        yield from [text] if text else []
        return
    yield from (piece for piece in (clean_text(each) for each in SENTENCE.split(text)) if piece)


def shift_cues(cues: Iterable[Cue], by_s: float, length_s: float) -> tuple[Cue, ...]:
    """On a clock that begins `by_s` later and ends after `length_s`; what lies outside is left out."""
    moved = (
        Cue(round(max(0.0, cue.start_s - by_s), 3), round(min(length_s, cue.end_s - by_s), 3), cue.text) for cue in cues
    )
    return tuple(cue for cue in moved if cue.end_s > cue.start_s)


def write_webvtt(cues: Iterable[Cue]) -> str:
    """A file that browsers take (W3C WebVTT)."""
    blocks = [f"{_stamp(cue.start_s)} --> {_stamp(cue.end_s)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _escaped(text: str) -> str:
    pieces = KEPT_TAG.split(text)
    return "".join(piece if KEPT_TAG.fullmatch(piece) else html.escape(piece, quote=False) for piece in pieces)


def _stamp(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{thousandths // 1000:02d}.{thousandths % 1000:03d}"
