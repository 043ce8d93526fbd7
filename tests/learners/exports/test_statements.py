"""Statements for an outside record store keep the rules of xAPI 1.0.3 and of the Video Profile."""

import json

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

LANGUAGE_MAP = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
    "additionalProperties": {"type": "string"},
}
IRI = {"type": "string", "pattern": "^https?://[^ ]+$"}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
ACTIVITY = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "objectType": {"const": "Activity"},
        "id": IRI,
        "definition": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"type": IRI, "name": LANGUAGE_MAP},
        },
    },
}
REFERENCE = {
    "type": "object",
    "required": ["objectType", "id"],
    "additionalProperties": False,
    "properties": {"objectType": {"const": "StatementRef"}, "id": UUID},
}
EXTENSIONS = {"type": "object", "propertyNames": IRI}
STATEMENT = {
    "type": "object",
    "required": ["id", "actor", "verb", "object", "timestamp", "version"],
    "additionalProperties": False,
    "properties": {
        "id": UUID,
        "actor": {
            "type": "object",
            "required": ["account"],
            "additionalProperties": False,
            "properties": {
                "objectType": {"const": "Agent"},
                "account": {
                    "type": "object",
                    "required": ["homePage", "name"],
                    "additionalProperties": False,
                    "properties": {"homePage": IRI, "name": {"type": "string", "minLength": 1}},
                },
            },
        },
        "verb": {
            "type": "object",
            "required": ["id"],
            "additionalProperties": False,
            "properties": {"id": IRI, "display": LANGUAGE_MAP},
        },
        "object": {"oneOf": [ACTIVITY, REFERENCE]},
        "result": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "completion": {"type": "boolean"},
                "success": {"type": "boolean"},
                "duration": {"type": "string", "pattern": r"^PT\d+(\.\d{1,2})?S$"},
                "score": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "scaled": {"type": "number", "minimum": -1, "maximum": 1},
                        "raw": {"type": "number"},
                        "min": {"type": "number"},
                        "max": {"type": "number"},
                    },
                },
                "extensions": EXTENSIONS,
            },
        },
        "context": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "contextActivities": {
                    "type": "object",
                    "propertyNames": {"enum": ["parent", "grouping", "category", "other"]},
                    "additionalProperties": {"type": "array", "items": ACTIVITY},
                },
                "extensions": EXTENSIONS,
            },
        },
        "timestamp": {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$"},
        "version": {"const": "1.0.3"},
    },
}
VIDEO = "https://w3id.org/xapi/video"
SECONDS = r"\d+(\.\d{1,3})?"
SEGMENT = rf"{SECONDS}\[\.\]{SECONDS}"
COMPLETED_VIDEO = {
    "required": ["result", "context"],
    "properties": {
        "result": {
            "required": ["completion", "duration", "extensions"],
            "properties": {
                "completion": {"const": True},
                "extensions": {
                    "required": [f"{VIDEO}/extensions/{name}" for name in ("time", "progress", "played-segments")],
                    "properties": {
                        f"{VIDEO}/extensions/progress": {"type": "number", "minimum": 0, "maximum": 1},
                        f"{VIDEO}/extensions/played-segments": {"pattern": rf"^{SEGMENT}(\[,\]{SEGMENT})*$"},
                    },
                },
            },
        },
        "context": {
            "required": ["contextActivities", "extensions"],
            "properties": {
                "contextActivities": {
                    "required": ["category"],
                    "properties": {"category": {"contains": {"properties": {"id": {"const": VIDEO}}}}},
                },
                "extensions": {"required": [f"{VIDEO}/extensions/session-id", f"{VIDEO}/extensions/length"]},
            },
        },
    },
}


@pytest.fixture
def statements(cast, client, lan):
    """Of lan's file, with the course withdrawn."""
    client.force_login(cast.dousha)
    client.post(reverse("entry_correct", args=[lan.pk, 2]), {"reason": "写错了人"})
    return json.loads(client.get(reverse("person_statements", args=[lan.pk])).content)


def test_each_statement_keeps_the_rules(statements):
    checker = Draft202012Validator(STATEMENT, format_checker=FormatChecker())
    assert len(statements) == 3
    assert [error.message for statement in statements for error in checker.iter_errors(statement)] == []


def test_a_lesson_follows_the_video_profile(statements):
    lesson = statements[0]
    assert [error.message for error in Draft202012Validator(COMPLETED_VIDEO).iter_errors(lesson)] == []
    assert lesson["result"]["extensions"][f"{VIDEO}/extensions/played-segments"] == "0[.]60[,]62[.]120"


def test_a_withdrawn_entry_is_voided(statements):
    _lesson, course, voiding = statements
    assert voiding["verb"]["id"].endswith("/voided")
    assert voiding["object"] == {"objectType": "StatementRef", "id": course["id"]}


def test_the_same_entries_make_the_same_statements(client, lan, statements):
    assert json.loads(client.get(reverse("person_statements", args=[lan.pk])).content) == statements


def test_statements_name_nobody(statements):
    assert "王兰" not in json.dumps(statements, ensure_ascii=False)
