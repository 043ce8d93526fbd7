"""The interface of the phone: one answer per item, and nothing personal for those not signed in."""

import datetime
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from learners.progress.models import LessonProgress, RejectedItem
from learners.progress.services import open_lesson
from tests.lessons import LENGTH_S, make_course, right_answers, wrong_answers


@pytest.fixture
def lesson(cast):
    lesson = make_course().lessons()[0]
    for person in (cast.lan, cast.gui):
        open_lesson(person=person, lesson=lesson, now=timezone.now() - datetime.timedelta(hours=1))
    return lesson


@pytest.fixture
def phone(cast, client):
    client.force_login(cast.lan.user)
    return client


def report(lesson, ranges=((0, 60),), **changes):
    item = {"id": str(uuid.uuid4()), "kind": "watched", "lesson": lesson.pk, "ranges": ranges, "wall": LENGTH_S}
    return {**item, "at": timezone.now().isoformat(), "position": 60, **changes}


def attempt(lesson, answers):
    return {"id": str(uuid.uuid4()), "kind": "quiz", "lesson": lesson.pk, "answers": answers}


def send(phone, *items, **headers):
    batch = {"version": 1, "items": items}
    return phone.post("/api/v1/sync", json.dumps(batch), content_type="application/json", **headers)


def answers(phone, *items):
    return send(phone, *items).json()["answers"]


# --- reporting -----------------------------------------------------------------------------------


def test_a_report_is_answered_with_the_standing(phone, lesson):
    item = report(lesson)
    assert answers(phone, item) == [
        {
            "id": item["id"],
            "result": "stored",
            "code": "",
            "text": "",
            "keep": False,
            "lesson": {
                "percent": 50,
                "watched": False,
                "quiz_passed": False,
                "completed": False,
                "course_completed": False,
                "course": {"done": 0, "total": 2},
            },
            "quiz": None,
        }
    ]


def test_the_same_report_again_is_unchanged(phone, lesson):
    item = report(lesson)
    assert [a["result"] for a in (*answers(phone, item), *answers(phone, item))] == ["stored", "unchanged"]


def test_an_attempt_is_answered_with_the_questions_to_show_again(phone, lesson):
    (answer,) = answers(phone, attempt(lesson, wrong_answers(lesson)))
    assert (answer["quiz"]["passed"], set(answer["quiz"]["wrong"])) == (False, set(right_answers(lesson)))


def test_a_batch_completes_a_lesson(phone, lesson):
    last = answers(phone, report(lesson, [[0, LENGTH_S]]), attempt(lesson, right_answers(lesson)))[-1]
    assert (last["lesson"]["completed"], last["lesson"]["course"]["done"]) == (True, 1)


def test_every_item_gets_its_answer_in_its_place(phone, lesson):
    good = report(lesson)
    results = answers(phone, 5, {"id": "x"}, good, report(lesson, wall=1), {"id": "\ud800"})
    assert [a["result"] for a in results] == ["rejected", "rejected", "stored", "rejected", "rejected"]
    assert [a["id"] for a in results[:3]] == [None, "x", good["id"]]


def test_a_rejection_has_a_code_and_a_sentence(phone, lesson):
    (answer,) = answers(phone, report(lesson, wall=1))
    assert answer["code"] == "faster_than_clock"
    assert answer["text"]


@pytest.mark.parametrize(
    "odd", ["\0", "\ud800", float("nan"), float("inf"), 10**400, "x" * 5000, [[[[[[]]]]]], {"": None}]
)
def test_an_odd_value_is_rejected_alone_and_noted(phone, lesson, odd):
    results = answers(phone, report(lesson, ranges=odd), report(lesson))
    assert [a["result"] for a in results] == ["rejected", "stored"]
    assert RejectedItem.objects.count() == 1


def test_an_empty_list_is_no_error(phone, lesson):
    assert answers(phone) == []


def test_the_reports_of_one_sign_in_name_the_same_device_and_nobody(phone, lesson, cast):
    answers(phone, report(lesson, [[0, LENGTH_S]]), attempt(lesson, right_answers(lesson)))
    devices = {entry.evidence["device"] for entry in cast.lan.entries.exclude(kind="course_started")}
    assert [len(device) for device in devices] == [16]


def test_a_report_is_stored_for_the_one_who_is_signed_in(phone, lesson, cast):
    answers(phone, report(lesson))
    watched = LessonProgress.objects.order_by("person").values_list("person", "watched_ms")
    assert list(watched) == [(cast.lan.pk, 60_000), (cast.gui.pk, 0)]


@pytest.fixture
def known(phone, lesson):
    """The phone after its first lesson."""
    phone.get(f"/api/v1/lessons/{lesson.pk}/me")
    return phone


def test_one_report_takes_few_queries(known, lesson, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answers(known, report(lesson))


def test_many_reports_take_no_more_queries_than_one(known, lesson, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answers(known, *[report(lesson, [[n, n + 1]]) for n in range(100)])


# --- refused as a whole --------------------------------------------------------------------------


def test_who_is_not_signed_in_is_told_so(client, lesson):
    response = send(client, report(lesson))
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_a_foreign_page_cannot_report(cast, lesson):
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(cast.lan.user)
    assert send(phone, report(lesson)).status_code == 403


def test_the_token_of_the_personal_request_is_taken(cast, lesson):
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(cast.lan.user)
    token = phone.get(f"/api/v1/lessons/{lesson.pk}/me").json()["csrf"]
    assert send(phone, report(lesson), headers={"X-CSRFToken": token}).status_code == 200


def test_an_account_outside_the_register_cannot_report(client, cast, lesson):
    client.force_login(cast.trainer)
    assert answers(client, report(lesson))[0]["code"] == "not_a_learner"


def test_too_many_items_are_refused_and_say_how_many_go(phone, lesson):
    response = send(phone, *[{}] * 201)
    assert response.status_code == 413
    assert "200" in response.json()["text"]


def test_too_many_bytes_are_refused(phone, lesson):
    assert send(phone, {"id": "x" * 65536}).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "{",
        "[]",
        "null",
        "[" * 30000,
        "9" * 5000,
        b"\xff",
        '{"version": 2, "items": []}',
        '{"version": true, "items": []}',
        '{"version": 1, "items": {}}',
        '{"version": 1}',
    ],
)
def test_what_is_no_batch_is_refused(phone, body):
    response = phone.post("/api/v1/sync", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["text"]


def test_a_form_is_refused(phone):
    assert phone.post("/api/v1/sync", {"version": 1}).status_code == 415


# --- the personal part of a page -----------------------------------------------------------------


def test_a_lesson_says_where_its_learner_is(phone, lesson, cast):
    answers(phone, report(lesson, [[0, 30], [45, 60]], position=60))
    mine = phone.get(f"/api/v1/lessons/{lesson.pk}/me").json()
    assert mine.pop("csrf")
    assert len(mine.pop("who")) == 16
    assert len(mine.pop("person")) == 22
    assert mine == {
        "signed_in": True,
        "registered": True,
        "name": "王兰",
        "percent": 37,
        "position": 60.0,
        "ranges": [[0.0, 30.0], [45.0, 60.0]],
        "quiz_passed": False,
        "completed": False,
        "course": {"done": 0, "total": 2},
    }


def test_opening_a_lesson_page_is_what_makes_it_countable(phone, cast):
    lesson = make_course("tea").lessons()[0]
    phone.get(f"/api/v1/lessons/{lesson.pk}/me")
    assert LessonProgress.objects.get().person == cast.lan


def test_a_stranger_learns_only_that_nobody_is_signed_in(client, lesson):
    response = client.get(f"/api/v1/lessons/{lesson.pk}/me")
    assert response.json() == {"signed_in": False}
    assert "no-store" in response["Cache-Control"]


def test_a_stranger_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/api/v1/lessons/1/me")


def test_an_account_outside_the_register_is_told_so(client, cast, lesson):
    client.force_login(cast.trainer)
    assert client.get(f"/api/v1/lessons/{lesson.pk}/me").json()["registered"] is False


def test_the_personal_part_is_never_kept(phone, lesson):
    assert "no-store" in phone.get(f"/api/v1/lessons/{lesson.pk}/me")["Cache-Control"]


@pytest.mark.parametrize("kind", ["lessons", "courses"])
@pytest.mark.parametrize("pk", [999999, 2**63, 10**30])
def test_what_is_not_there_is_unknown(phone, kind, pk):
    assert phone.get(f"/api/v1/{kind}/{pk}/me").status_code == 404


def test_an_unpublished_lesson_is_unknown(phone, lesson):
    lesson.unpublish()
    assert phone.get(f"/api/v1/lessons/{lesson.pk}/me").status_code == 404


def test_a_course_says_how_far_its_learner_is(phone, lesson):
    answers(phone, report(lesson, [[0, LENGTH_S]]), attempt(lesson, right_answers(lesson)))
    mine = phone.get(f"/api/v1/courses/{lesson.course.pk}/me").json()
    assert mine["course"] == {"done": 1, "total": 2}
    assert mine["lessons"][str(lesson.pk)] == {"percent": 100, "completed": True}


def test_a_course_tells_a_stranger_nothing(client, lesson):
    assert client.get(f"/api/v1/courses/{lesson.course.pk}/me").json() == {"signed_in": False}


# --- the description -----------------------------------------------------------------------------


def test_the_interface_describes_itself(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    ours = {
        "/api/v1/sync",
        "/api/v1/classes/sign-ins",
        "/api/v1/lessons/{lesson_id}/me",
        "/api/v1/courses/{course_id}/me",
        "/api/v1/searches",
    }
    assert set(paths) == ours
    assert "requestBody" in paths["/api/v1/sync"]["post"]


def test_no_page_loads_scripts_from_elsewhere(client, db):
    assert client.get("/api/v1/docs/").status_code == 404
