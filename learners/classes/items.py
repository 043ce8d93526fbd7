"""Sign-ins as phones send them, read one at a time: a spoiled one is refused alone."""

import datetime
import json
import re
import uuid
from dataclasses import dataclass

from learners.classes.models import Part, SignIn, Slot
from learners.people.devices import TOKEN

LARGEST_ID = 2**63 - 1
LATEST_TICK = 10**9
CODE = re.compile(r"[0-9]{8}")
MOST_KEPT_CHARACTERS = 2000
MARKED_WAYS = (SignIn.Way.TICK, SignIn.Way.CARD)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code of the trainer's phone, taken by the learner's. `tick` is None where the digits were typed.

    `at` and `sent` are by the same clock, which may be wrong: when it was taken, and when it was sent.
    """

    id: uuid.UUID
    class_id: int
    code: str
    tick: int | None
    at: datetime.datetime | None
    sent: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A learner whom the trainer saw, or whose household card, with this token, the trainer scanned."""

    id: uuid.UUID
    class_id: int
    person_id: int
    slot: Slot
    way: str
    at: datetime.datetime | None
    card: str = ""


Item = Scanned | Marked


class BadItem(ValueError):
    """No program of ours sends it; sending it again does not help."""


def read_item(raw: object) -> Item:
    """Raises BadItem."""
    if not isinstance(raw, dict):
        raise BadItem("not an object")
    item_id, class_id, at = _read_uuid(raw.get("id")), _read_id(raw.get("class")), _read_time(raw.get("at"))
    if raw.get("kind") == "code":
        code, tick = _read_code(raw.get("code")), _read_tick(raw.get("tick"))
        return Scanned(item_id, class_id, code, tick, at, _read_time(raw.get("sent")))
    if raw.get("kind") == "mark" and raw.get("way") in MARKED_WAYS:
        learner, slot, way = _read_id(raw.get("learner")), read_slot(raw.get("slot")), raw["way"]
        card = _read_card(raw.get("card")) if way == SignIn.Way.CARD else ""
        return Marked(item_id, class_id, learner, slot, way, at, card)
    raise BadItem("kind")


def read_slot(key: object) -> Slot:
    """`2026-11-23:am`"""
    day, _colon, part = key.partition(":") if isinstance(key, str) else ("", "", "")
    try:
        return Slot(datetime.date.fromisoformat(day), Part(part).value)
    except ValueError as error:
        raise BadItem("slot") from error


def class_of(raw: object) -> int:
    """Class of a spoiled item, to note it by; 0 where it names none."""
    try:
        return _read_id(raw.get("class")) if isinstance(raw, dict) else 0
    except BadItem:
        return 0


def id_of(raw: object) -> uuid.UUID:
    """Its own, or one made from its content."""
    try:
        return _read_uuid(raw.get("id") if isinstance(raw, dict) else None)
    except BadItem:
        return uuid.uuid5(uuid.NAMESPACE_OID, as_kept(raw))


def as_kept(raw: object) -> str:
    """The item for the auditor as text, without the tokens of its person and card."""
    if isinstance(raw, dict):
        raw = {key: value for key, value in raw.items() if key not in ("person", "card")}
    try:
        return json.dumps(raw, sort_keys=True)[:MOST_KEPT_CHARACTERS]
    except RecursionError:
        return "nested too deeply"


def _read_uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise BadItem("id") from error


def _read_id(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise BadItem("number")
    return value


def _read_code(value: object) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise BadItem("code")
    return value


def _read_card(value: object) -> str:
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise BadItem("card")
    return value


def _read_tick(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LATEST_TICK:
        raise BadItem("tick")
    return value


def _read_time(value: object) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    # A moment without a zone says nothing: the phone sends UTC. At the ends of time nothing can be computed.
    return moment if moment and moment.tzinfo and 1 < moment.year < datetime.MAXYEAR else None
