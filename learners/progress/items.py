"""What a phone sends, read one item at a time: a spoiled item is refused alone."""

import datetime
import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST_ID = 2**63 - 1
LONGEST_KEY = 100
MOST_ANSWERS = 50
MOST_SECONDS = 10**9
MOST_KEPT_CHARACTERS = 2000

TOO_DEEP = "nested too deeply"
UNKEEPABLE = ("\\u0000", "\\ud", "NaN", "Infinity", "[[[[", TOO_DEEP)
"""PostgreSQL takes neither NUL nor half a surrogate pair nor what is no number; nobody takes a thousand brackets."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Ranges of a lesson in seconds, as sent; `wall_s` is how long the phone's clock ran meanwhile."""

    id: uuid.UUID
    lesson_id: int
    ranges: object
    position_s: float | None
    wall_s: float
    at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to a lesson's quiz: key of the question to key of the option."""

    id: uuid.UUID
    lesson_id: int
    answers: Mapping[str, str]
    at: datetime.datetime | None


Item = Watched | Answered


class BadItem(ValueError):
    """An item that no version of the phone's program sends; sending it again does not help."""


def read_item(raw: object) -> Item:
    """Raises BadItem. A time of day that cannot be read is left out: a wrong clock costs no learning."""
    if not isinstance(raw, dict):
        raise BadItem("not an object")
    item_id, lesson_id, at = _read_id(raw.get("id")), _read_lesson(raw.get("lesson")), _read_time(raw.get("at"))
    if raw.get("kind") == "watched":
        position = raw.get("position")
        return Watched(
            id=item_id,
            lesson_id=lesson_id,
            ranges=raw.get("ranges"),
            position_s=None if position is None else _read_seconds(position),
            wall_s=_read_seconds(raw.get("wall")),
            at=at,
        )
    if raw.get("kind") == "quiz":
        return Answered(item_id, lesson_id, _read_answers(raw.get("answers")), at)
    raise BadItem("kind")


def identify(raw: object) -> tuple[uuid.UUID, int]:
    """Id and lesson of a spoiled item, to note it by: an id made from its content, and lesson 0, where it has none."""
    sent = raw if isinstance(raw, dict) else {}
    try:
        item_id = _read_id(sent.get("id"))
    except BadItem:
        item_id = uuid.uuid5(uuid.NAMESPACE_OID, _as_text(raw))
    try:
        return item_id, _read_lesson(sent.get("lesson"))
    except BadItem:
        return item_id, 0


def as_kept(raw: object) -> dict[str, object]:
    """The item for the auditor, in a form that every database can keep: as text where it is long or odd.

    Without the token of its person, which is nobody's to read.
    """
    if isinstance(raw, dict):
        raw = {key: value for key, value in raw.items() if key != "person"}
    text = _as_text(raw)
    odd = any(token in text for token in UNKEEPABLE)
    if isinstance(raw, dict) and not odd and len(text) <= MOST_KEPT_CHARACTERS:
        return raw
    return {"text": text[:MOST_KEPT_CHARACTERS]}


def _as_text(raw: object) -> str:
    try:
        return json.dumps(raw, sort_keys=True)
    except RecursionError:
        return TOO_DEEP


def _read_id(value: object) -> uuid.UUID:
    if not isinstance(value, str):
        raise BadItem("id")
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise BadItem("id") from error


def _read_lesson(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise BadItem("lesson")
    return value


def _read_seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadItem("seconds")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadItem("seconds")
    return max(-1, min(value, MOST_SECONDS))


def _read_answers(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        raise BadItem("answers")
    for text in (*value.keys(), *value.values()):
        if not isinstance(text, str) or len(text) > LONGEST_KEY:
            raise BadItem("answers")
    return value


def _read_time(value: object) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    # A moment without a zone says nothing: the phone sends UTC. At the ends of time nothing can be computed.
    return moment if moment and moment.tzinfo and 1 < moment.year < datetime.MAXYEAR else None
