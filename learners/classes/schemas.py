"""The JSON of sign-ins, for the OpenAPI document."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from learners.people.batches import MOST_ITEMS, VERSION


class SignInAnswer(Schema):
    id: str | None = Field(description="As sent; null where there was none to repeat.")
    result: Literal["stored", "unchanged", "rejected"]
    code: str = Field(default="", description="Why it was rejected.")
    text: str = Field(default="", description="The same as a sentence.")
    keep: bool = Field(default=False, description="Keep it: it may count later.")


class SignInAnswers(Schema):
    """One answer per item, in the order of the items. What is answered need not be sent again."""

    answers: list[SignInAnswer]


class ClassProblem(Schema):
    """Why nothing of the request was done."""

    code: str
    text: str = Field(description="A sentence for the person before the screen.")


def _item(kind: str, required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    head = {
        "id": {"type": "string", "format": "uuid", "description": "Made by the phone; the same when sent again."},
        "kind": {"const": kind},
        "class": {"type": "integer", "minimum": 1},
        "at": {"type": "string", "format": "date-time", "description": "The phone's time of day, with zone."},
    }
    return {"type": "object", "required": ["id", "kind", "class", *required], "properties": {**head, **properties}}


SCANNED = _item(
    "code",
    ["code"],
    code={"type": "string", "pattern": "^[0-9]{8}$"},
    tick={"type": "integer", "minimum": 0, "description": "Of the code as scanned; absent where it was typed."},
    person={"type": "string", "description": "Stands for the learner on this phone; absent: who is signed in."},
    sent={"type": "string", "format": "date-time", "description": "The same clock when the item was sent."},
)
MARKED = _item(
    "mark",
    ["learner", "slot", "way"],
    learner={"type": "integer", "minimum": 1, "description": "The person whom the trainer saw."},
    slot={"type": "string", "description": "Such as 2026-11-23:am."},
    way={"enum": ["tick", "card"]},
    card={
        "type": "string",
        "pattern": "^[A-Za-z0-9_-]{22}$",
        "description": "What the household card says; with `card`.",
    },
)
ANYTHING: dict[str, Any] = {"description": "Whatever else is rejected alone."}
ITEMS: dict[str, Any] = {"type": "array", "maxItems": MOST_ITEMS, "items": {"anyOf": [SCANNED, MARKED, ANYTHING]}}
SIGN_INS: dict[str, Any] = {
    "parameters": [
        {"name": "X-CSRFToken", "in": "header", "required": True, "schema": {"type": "string"}},
    ],
    "requestBody": {
        "required": True,
        "description": "At most 64 KB, also unpacked, where it comes with `Content-Encoding: gzip`.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["version", "items"],
                    "properties": {"version": {"const": VERSION}, "items": ITEMS},
                }
            }
        },
    },
}
