"""Words of `data/words.toml`, by which a course or a product is read where nothing was said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))

HEAVY: tuple[str, ...] = tuple(_WORDS["heavy"].split())
LIGHT: tuple[str, ...] = tuple(_WORDS["light"].split())
TASKS: tuple[str, ...] = tuple(_WORDS["tasks"].split())
HEADS: Mapping[str, str] = {last: product for product, ends in _WORDS["heads"].items() for last in ends}
