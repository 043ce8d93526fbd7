"""The description at /api/v1/openapi.json is complete and true: whatever is asked from it is answered as it says."""

from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.lessons import make_course

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
]
# The same requests each time, and few enough for seconds.
BOUNDED = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# The client of these tests unpacks nothing.
PLAIN = {"Accept-Encoding": "identity"}
OPERATIONS = [
    "POST /api/v1/sync",
    "GET /api/v1/lessons/{lesson_id}/me",
    "GET /api/v1/courses/{course_id}/me",
    "POST /api/v1/classes/sign-ins",
    "POST /api/v1/searches",
]


@pytest.fixture
def lesson(cast):
    return make_course().lessons()[0]


@contextmanager
def one_transaction():
    """A request's end closes no connection that is in the transaction of a test, as with Django's own client.

    That client connects the signals again after each request: this goes round those of the others alone.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@pytest.fixture
def description(lesson):
    with one_transaction():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def operations(description):
    found = [result.ok() for result in description.get_all_operations()]
    return {operation.label: operation for operation in found}


def of_a_phone(cast, lesson):
    """What one sends that has opened a lesson."""
    client = Client()
    client.force_login(cast.lan.user)
    token = client.get(f"/api/v1/lessons/{lesson.pk}/me").json()["csrf"]
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token, **PLAIN}}


def ask_all(operation, mode, sent):
    statuses = set()

    @BOUNDED
    @given(operation.as_strategy(mode))
    def ask(case):
        statuses.add(case.call_and_validate(checks=CHECKS, **sent).status_code)

    with one_transaction():
        ask()
    return statuses


def test_every_operation_is_tried(operations):
    assert list(operations) == OPERATIONS


@pytest.mark.parametrize("label", OPERATIONS)
def test_a_villagers_phone_is_answered_as_described(operations, cast, lesson, label):
    sent = of_a_phone(cast, lesson)
    assert ask_all(operations[label], schemathesis.GenerationMode.POSITIVE, sent) <= {200, 404}
    ask_all(operations[label], schemathesis.GenerationMode.NEGATIVE, sent)


@pytest.mark.parametrize("label", OPERATIONS)
def test_a_stranger_is_answered_as_described(operations, label):
    ask_all(operations[label], schemathesis.GenerationMode.POSITIVE, {"headers": PLAIN})


def test_what_is_no_address_is_answered_in_json(client, db):
    answer = client.get("/api/v1/lessons/x/me")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json; charset=utf-8")
    assert answer.json()["code"] == "unknown"
