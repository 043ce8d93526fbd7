"""Byte ranges of RFC 9110, section 14: one range per request, as players send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Bytes from `start` up to, not including, `end`; `open_ended`: the client named no end."""

    start: int
    end: int
    open_ended: bool = False


class UnsatisfiableRange(ValueError):
    """Nothing of the file lies in the range: the answer is 416."""


def requested_span(headers: Mapping[str, str], size: int, etag: str, modified: str) -> Span | None:
    """What of `size` bytes is asked for; None for the whole file, also where the client's part is outdated.

    Several ranges at once, or none that we can read, are answered with the whole, as the RFC allows.
    """
    match = ONE_RANGE.fullmatch(headers.get("Range", "").replace(" ", ""))
    if not match or match[0] == "bytes=-":
        return None
    if headers.get("If-Range", etag) not in (etag, modified):
        return None
    first, last = match[1], match[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise UnsatisfiableRange
    return Span(start, end, open_ended=bool(first) and not last)
