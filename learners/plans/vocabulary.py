"""Words of `data/words.toml`, by which a course or a product is read where nothing was said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))

HEAVY: tuple[str, ...] = tuple(_WORDS["heavy"].split())
LIGHT: tuple[str, ...] = tuple(_WORDS["light"].split())
TASKS: tuple[str, ...] = tuple(_WORDS["tasks"].split())
# What every lesson is about, so that it tells none from another.
ANY_TASK = frozenset(_WORDS["any_task"].split())
EVERYDAY: tuple[str, ...] = tuple(_WORDS["everyday"].split())
SPOKEN: Mapping[str, str] = _WORDS["spoken"]
HEADS: Mapping[str, str] = {last: product for product, ends in _WORDS["heads"].items() for last in ends}
