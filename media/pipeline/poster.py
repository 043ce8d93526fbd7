"""Choose the picture that stands for a lesson and make it small enough for a poor line."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image, ImageFilter, ImageStat

QUALITIES: Final = (70, 60, 50, 40, 30, 22)
WIDTH_SHARES: Final = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25)
DARKEST: Final = 30
BRIGHTEST: Final = 235
NEARLY_EMPTY: Final = 0.1


def choose_frame(paths: Iterable[Path]) -> Path:
    """The most detailed frame that is neither black nor blown out. Raises ValueError when there is none."""
    return max(sorted(paths), key=lambda path: _worth(_open(path)))


def _worth(picture: Image.Image) -> float:
    """Mean strength of edges; a frame of a fade to black or white counts for a tenth."""
    grey = picture.convert("L")
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0]
    light = ImageStat.Stat(grey).mean[0]
    return edges if DARKEST <= light <= BRIGHTEST else edges * NEARLY_EMPTY


def encode_poster(path: Path, kind: str, max_bytes: int) -> bytes:
    """A WEBP or JPEG of at most `max_bytes`: quality is stepped down first, then the size."""
    picture = _open(path)
    for share in WIDTH_SHARES:
        scaled = picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))))
        lowest = _encoded(scaled, kind, QUALITIES[-1])
        if len(lowest) <= max_bytes:
            better = (_encoded(scaled, kind, quality) for quality in QUALITIES[:-1])
            return next((encoded for encoded in better if len(encoded) <= max_bytes), lowest)
    raise ValueError(f"no {kind} of {path.name} fits into {max_bytes} bytes")


def _encoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    options = {"method": 6} if kind == "WEBP" else {"optimize": True, "progressive": True}
    picture.save(buffer, kind, quality=quality, **options)
    return buffer.getvalue()


def _open(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")
