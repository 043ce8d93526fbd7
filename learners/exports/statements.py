"""Learning as xAPI 1.0.3 statements, lessons by the Video Profile, for a record store of somebody else.

An entry always makes the same statement with the same id, so that sending it twice is harmless. The learner is an
account of this platform with a number and no name. A withdrawn entry is followed by a statement that voids it.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings

from learners.assistance.models import Entry

VERSION = "1.0.3"
ADL = "http://adlnet.gov/expapi"
VIDEO = "https://w3id.org/xapi/video"
MS = 1000
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:education-assistance-file:statement")
Statement = dict[str, Any]
VERBS = {"completed": "完成", "passed": "通过", "initialized": "开始", "voided": "作废"}


def statements_of(entries: Iterable[Entry]) -> list[Statement]:
    """One statement for each entry that is about learning, and one for each correction of such an entry."""
    made: dict[int, Statement] = {}
    for entry in entries:
        if entry.corrects_id in made:
            made[entry.pk] = _statement(entry, "voided", _voided(made[entry.corrects_id]))
        elif entry.kind in MAKERS:
            verb, body = MAKERS[entry.kind](entry, entry.payload)
            made[entry.pk] = _statement(entry, verb, body)
    return list(made.values())


def _statement(entry: Entry, verb: str, body: Mapping[str, Any]) -> Statement:
    return {
        "id": str(uuid.uuid5(NAMESPACE, entry.hash)),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": settings.PUBLIC_URL, "name": f"person-{entry.person_id}"},
        },
        "verb": {"id": f"{ADL}/verbs/{verb}", "display": {"zh-CN": VERBS[verb], "en-US": verb}},
        **body,
        "timestamp": entry.happened_at.isoformat(),
        "version": VERSION,
    }


def _lesson_completed(entry: Entry, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    length, watched = payload["length_ms"], payload["watched_ms"]
    ranges = entry.evidence.get("ranges_ms", [])
    result = {
        "completion": True,
        "duration": f"PT{watched / MS:.2f}S",
        "extensions": {
            f"{VIDEO}/extensions/time": max((end for _start, end in ranges), default=length) / MS,
            f"{VIDEO}/extensions/progress": round(min(watched / length, 1.0), 3) if length else 1.0,
            f"{VIDEO}/extensions/played-segments": segments(ranges),
        },
    }
    context = {
        "contextActivities": {"category": [{"id": VIDEO}], "parent": [_course(payload)]},
        "extensions": {
            f"{VIDEO}/extensions/session-id": str(uuid.uuid5(NAMESPACE, f"session {entry.hash}")),
            f"{VIDEO}/extensions/length": length / MS,
            f"{VIDEO}/extensions/completion-threshold": str(settings.LESSON_COMPLETED_SHARE),
        },
    }
    lesson = _activity("lesson", payload["lesson_id"], f"{VIDEO}/activity-type/video", payload["lesson"])
    return "completed", {"object": lesson, "result": result, "context": context}


def _quiz_passed(entry: Entry, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    quiz = _activity("quiz", payload["lesson_id"], f"{ADL}/activities/assessment", payload["lesson"])
    result: dict[str, Any] = {"success": True, "completion": True}
    if payload.get("total"):
        score = {"scaled": payload["right"] / payload["total"], "raw": payload["right"], "min": 0}
        result["score"] = {**score, "max": payload["total"]}
    return "passed", {"object": quiz, "result": result}


def _course_started(entry: Entry, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return "initialized", {"object": _course(payload)}


def _course_completed(entry: Entry, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return "completed", {"object": _course(payload), "result": {"completion": True}}


def _class_completed(entry: Entry, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    held = _activity("class", payload["class_id"], f"{ADL}/activities/meeting", payload["title"])
    return "completed", {"object": held, "result": {"completion": True}}


def _voided(statement: Statement) -> dict[str, Any]:
    return {"object": {"objectType": "StatementRef", "id": statement["id"]}}


def _course(payload: Mapping[str, Any]) -> dict[str, Any]:
    return _activity("course", payload["course_id"], f"{ADL}/activities/course", payload["course"])


def _activity(kind: str, number: int, activity_type: str, name: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{settings.PUBLIC_URL.rstrip('/')}/xapi/{kind}/{number}",
        "definition": {"type": activity_type, "name": {"zh-CN": name}},
    }


def segments(ranges: Iterable[tuple[int, int]]) -> str:
    """[[0, 60000], [62000, 120000]] -> 0[.]60[,]62[.]120, as the Video Profile writes seconds played."""
    return "[,]".join(f"{start / MS:g}[.]{end / MS:g}" for start, end in ranges)


Maker = Callable[[Entry, Mapping[str, Any]], tuple[str, dict[str, Any]]]
MAKERS: dict[str, Maker] = {
    Entry.Kind.LESSON_COMPLETED: _lesson_completed,
    Entry.Kind.QUIZ_PASSED: _quiz_passed,
    Entry.Kind.COURSE_STARTED: _course_started,
    Entry.Kind.COURSE_COMPLETED: _course_completed,
    Entry.Kind.CLASS_COMPLETED: _class_completed,
}
