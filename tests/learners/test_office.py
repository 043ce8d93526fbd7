import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from learners.regions.access import officer_of
from learners.templatetags.office import doors_of, percent


def labels(user) -> list[str]:
    with override("en"):
        return [str(door.label) for door in doors_of(officer_of(user), "/office/coverage/")]


def test_township_staff_may_import_the_register(cast):
    assert {"Coverage", "Register import"} <= set(labels(cast.dousha))


def test_county_staff_approve_courses_too(cast):
    assert {"Coverage", "Register import", "Courses and lessons"} <= set(labels(cast.county))


def test_an_auditor_imports_nothing(cast):
    assert "Coverage" in labels(cast.auditor)
    assert "Register import" not in labels(cast.auditor)


def test_a_helper_has_households_and_nothing_else(cast):
    assert labels(cast.helper) == ["My households", "My to-dos", "Problems", "Learning plans"]


def test_a_trainer_goes_to_the_courses(cast):
    assert {"Classes", "Courses and lessons"} <= set(labels(cast.trainer))


def test_the_door_one_stands_in_is_marked(cast):
    doors = doors_of(officer_of(cast.dousha), "/office/coverage/1/")
    assert [door.url for door in doors if door.current] == ["/office/coverage/"]


def test_a_share_has_one_decimal():
    assert percent(0.4321) == "43.2%"


def test_a_share_of_nothing_is_a_dash():
    assert percent(None) == "—"


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "500.html"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_need_no_database(template, language):
    with override(language):
        page = render_to_string(template, {"user": None})
    assert f'lang="{language}"' in page


def test_a_missing_page_says_what_to_do(client, db):
    client.cookies["django_language"] = "en"
    answer = client.get("/office/nothing-here/")
    assert (answer.status_code, "Go back one page" in answer.content.decode()) == (404, True)


def test_who_has_no_rights_in_the_cms_may_sign_in_as_somebody_else(cast, client):
    client.force_login(cast.dousha)
    assert client.get("/cms/", follow=True).status_code == 200


def test_a_form_without_its_token_is_asked_for_again(db):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, "Please send it again" in answer.content.decode()) == (403, True)
