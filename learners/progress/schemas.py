"""The JSON that phones and the platform exchange, for the OpenAPI document."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from learners.people.batches import MOST_ITEMS, VERSION


class Problem(Schema):
    """Why nothing of the request was done."""

    code: str
    text: str = Field(description="A sentence for the person before the screen.")


class CourseCount(Schema):
    done: int = Field(description="Live lessons of the course that are completed.")
    total: int


class LessonStanding(Schema):
    percent: int = Field(description="Full percents of the lesson that were watched.")
    watched: bool = Field(description="Enough was watched to complete the lesson.")
    quiz_passed: bool
    completed: bool
    course_completed: bool
    course: CourseCount


class QuizResult(Schema):
    passed: bool
    right: int
    total: int
    wrong: list[str] = Field(description="Keys of the questions to show again.")


class ItemAnswer(Schema):
    id: str | None = Field(description="As sent; null where there was none to repeat.")
    result: Literal["stored", "unchanged", "rejected"]
    code: str = Field(default="", description="Why it was rejected.")
    text: str = Field(default="", description="The same as a sentence.")
    keep: bool = Field(default=False, description="Keep it: it can count once the person signs in on this phone.")
    lesson: LessonStanding | None = Field(default=None, description="After all items of the batch.")
    quiz: QuizResult | None = None


class Answers(Schema):
    """One answer per item, in the order of the items. What is answered need not be sent again."""

    answers: list[ItemAnswer]


class MyLesson(Schema):
    """A lesson page's personal part."""

    signed_in: bool
    registered: bool | None = Field(default=None, description="The account belongs to a person of the register.")
    name: str | None = None
    who: str | None = Field(default=None, description="Tells the learners on one phone apart; says nothing about them.")
    person: str | None = Field(
        default=None, description="Stands for the person on this phone alone; put it into each item."
    )
    percent: int | None = None
    position: float | None = Field(default=None, description="Where to go on, in seconds.")
    ranges: list[tuple[float, float]] | None = Field(default=None, description="What was watched, in seconds.")
    quiz_passed: bool | None = None
    completed: bool | None = None
    course: CourseCount | None = None
    csrf: str | None = Field(default=None, description="To be sent as X-CSRFToken.")


class LessonMark(Schema):
    percent: int
    completed: bool


class MyCourse(Schema):
    """A course page's personal part."""

    signed_in: bool
    registered: bool | None = None
    completed: bool | None = None
    course: CourseCount | None = None
    lessons: dict[int, LessonMark] | None = Field(default=None, description="By number of the lesson.")


def _item(kind: str, required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    head = {
        "id": {"type": "string", "format": "uuid", "description": "Made by the phone; the same when sent again."},
        "kind": {"const": kind},
        "person": {
            "type": "string",
            "description": "From the lesson's personal part; without it, the item is for who is signed in.",
        },
        "lesson": {"type": "integer", "minimum": 1},
        "at": {"type": "string", "format": "date-time", "description": "The phone's time of day, with zone."},
    }
    return {
        "type": "object",
        "required": ["id", "kind", "lesson", *required],
        "properties": {**head, **properties},
    }


SECONDS: dict[str, Any] = {"type": "number", "minimum": 0}
WATCHED = _item(
    "watched",
    ["ranges", "wall"],
    ranges={"type": "array", "items": {"type": "array", "items": SECONDS, "minItems": 2, "maxItems": 2}},
    position=SECONDS,
    wall={**SECONDS, "description": "How long the phone's clock ran while this was played."},
)
QUIZ = _item(
    "quiz",
    ["answers"],
    answers={
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Key of the question to key of the option.",
    },
)
ANYTHING: dict[str, Any] = {"description": "Whatever else is rejected alone."}
ITEMS: dict[str, Any] = {"type": "array", "maxItems": MOST_ITEMS, "items": {"anyOf": [WATCHED, QUIZ, ANYTHING]}}
BATCH: dict[str, Any] = {
    "parameters": [
        {
            "name": "X-CSRFToken",
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "description": "From the lesson's personal part.",
        }
    ],
    "requestBody": {
        "required": True,
        "description": "At most 64 KB, also unpacked, where it comes with `Content-Encoding: gzip`.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["version", "items"],
                    "properties": {
                        "version": {"const": VERSION},
                        "items": ITEMS,
                    },
                }
            }
        },
    },
}
"""The items are read one by one (items.py): a spoiled one is rejected alone and not the batch with it."""
