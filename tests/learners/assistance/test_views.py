"""Officers see the files of their own area, and every look is logged."""

import datetime

import pytest
from django.db import connection

from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.people.models import Look
from tests.factories import PersonFactory

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def entry(cast):
    payload = {"lesson_id": 1, "lesson": "挖<笋>", "course_id": 3, "course": "种竹"}
    return append(
        person=cast.lan, kind=Entry.Kind.LESSON_COMPLETED, payload=payload, happened_at=MAY, evidence={"report": "r1"}
    )


def look(client, user, address):
    client.force_login(user)
    return client.get(address)


def file_address(person):
    return f"/office/persons/{person.pk}/"


def home_address(household):
    return f"/office/households/{household.pk}/"


def test_an_officer_reads_the_file_with_its_evidence(client, cast, entry):
    page = look(client, cast.dousha, file_address(cast.lan)).content.decode()
    assert "王兰" in page
    assert "挖&lt;笋&gt;" in page
    assert "r1" in page
    assert entry.hash[:12] in page


def test_the_file_shows_no_whole_identity_number(client, cast):
    cast.lan.phone = "15462472916"
    cast.lan.save()
    page = look(client, cast.dousha, file_address(cast.lan)).content.decode()
    assert cast.lan.id_number not in page
    assert "15462472916" not in page


def test_reading_a_file_is_logged(client, cast):
    look(client, cast.helper, file_address(cast.lan))
    logged = Look.objects.get()
    assert (logged.user, logged.person, logged.role, logged.page) == (cast.helper, cast.lan, "helper", "file")


def test_a_file_that_was_tampered_with_says_so(client, cast, entry):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE learners_entry SET kind = 'quiz_passed'")
    page = look(client, cast.dousha, file_address(cast.lan))
    assert page.context["check"].broken.seq == 1
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("role", ["yanjing", "trainer", "editor"])
def test_outside_the_area_there_is_no_such_file_and_household(client, cast, role):
    user = getattr(cast, role)
    assert look(client, user, file_address(cast.lan)).status_code == 404
    assert look(client, user, home_address(cast.lan_home)).status_code == 404
    assert not Look.objects.exists()


def test_a_learner_has_no_way_into_the_office(client, cast):
    assert look(client, cast.lan.user, file_address(cast.lan)).status_code == 404


def test_who_is_not_signed_in_goes_to_the_sign_in_of_staff(client, cast):
    response = client.get(file_address(cast.lan))
    assert response.status_code == 302


@pytest.mark.parametrize("role", ["county", "dousha", "helper", "auditor"])
def test_a_household_shows_its_members_and_logs_a_look_at_each(client, cast, entry, role):
    PersonFactory(household=cast.lan_home, name="王小兰")
    page = look(client, getattr(cast, role), home_address(cast.lan_home)).content.decode()
    assert "王小兰" in page
    assert file_address(cast.lan) in page
    assert set(Look.objects.values_list("person__name", "page")) == {("王兰", "household"), ("王小兰", "household")}


def test_a_member_who_left_comes_last(client, cast):
    cast.lan.left_on = MAY.date()
    cast.lan.save()
    child = PersonFactory(household=cast.lan_home, name="王小兰")
    rows = look(client, cast.dousha, home_address(cast.lan_home)).context["rows"]
    assert [row.person for row in rows] == [child, cast.lan]
