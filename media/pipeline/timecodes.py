"""Places in a video as people write them: `1:05.5`, `1:02:03`, `65.5`, `1分5秒`."""

from __future__ import annotations

import re
from typing import Final

CLOCK: Final = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,6})?)")
WORDS: Final = re.compile(r"(?:(\d{1,3})(?:小时|时))?(?:(\d{1,3})分钟?)?(?:(\d{1,5}(?:\.\d{1,6})?)秒?)?")
# What a Chinese keyboard gives for a colon, a comma and a full stop.
PLAIN: Final = str.maketrans("：，。．０１２３４５６７８９", ":,..0123456789")


class TextProblem(ValueError):
    """What is wrong with a typed or uploaded text: `line` counts from 1; None: all of it."""

    def __init__(self, code: str, line: int | None = None) -> None:
        super().__init__(code, line)
        self.code, self.line = code, line


def parse_timecode(text: str) -> float:
    """Seconds, to the millisecond. Raises `ValueError` for anything that is no place in a video."""
    plain = "".join(text.translate(PLAIN).split())
    clock = CLOCK.fullmatch(plain)
    match = clock or WORDS.fullmatch(plain)
    if not plain or match is None:
        raise ValueError(text)
    hours, minutes, seconds = (float((group or "0").replace(",", ".")) for group in match.groups())
    if (seconds >= 60 and match[2]) or (minutes >= 60 and match[1]):
        raise ValueError(text)
    return round(hours * 3600 + minutes * 60 + seconds, 3)


def format_timecode(seconds: float) -> str:
    """`m:ss.s`, with hours and with more decimals where there are any; `parse_timecode` reads it back."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    digits = f"{rest / 1000:06.3f}"
    shown = digits[:4] + digits[4:].rstrip("0")
    return f"{hours}:{minutes:02d}:{shown}" if hours else f"{minutes}:{shown}"
