"""Numbers are shown for a reason, every look is kept, and the villager can see who looked."""

import pytest

from learners.people.access import get_person
from learners.people.models import Look

PHONE = "15462472916"
CALL = {"number": "phone", "reason": "call", "words": ""}


@pytest.fixture
def lan(cast):
    cast.lan.phone = PHONE
    cast.lan.save()
    return cast.lan


def ask(client, user, person, **said):
    client.force_login(user)
    return client.post(f"/office/persons/{person.pk}/numbers/", CALL | said)


def test_a_number_is_shown_when_a_reason_is_given_and_that_is_kept(client, cast, lan):
    page = ask(client, cast.helper, lan, words="明天开班")
    assert PHONE in page.content.decode()
    look = Look.objects.get(shown="phone")
    assert (look.user, look.role, look.page) == (cast.helper, "helper", "numbers")
    assert look.reason.endswith("明天开班")


@pytest.mark.parametrize("said", [{"reason": ""}, {"reason": "other", "words": " 查 "}, {"number": "address"}])
def test_without_a_reason_nothing_is_shown(client, cast, lan, said):
    assert PHONE not in ask(client, cast.dousha, lan, **said).content.decode()
    assert not Look.objects.exclude(shown="").exists()


def test_a_page_that_is_only_opened_shows_nothing(client, cast, lan):
    client.force_login(cast.dousha)
    page = client.get(f"/office/persons/{lan.pk}/numbers/").content.decode()
    assert PHONE not in page
    assert lan.id_number not in page


@pytest.mark.parametrize(("role", "shown"), [("dousha", True), ("county", True), ("auditor", True), ("helper", False)])
def test_the_identity_number_is_for_those_who_check_or_pay(client, cast, lan, role, shown):
    page = ask(client, getattr(cast, role), lan, number="id_number", reason="audit").content.decode()
    assert (lan.id_number in page) is shown
    assert Look.objects.filter(shown="id_number").exists() is shown


def test_outside_the_area_no_number_is_shown(client, cast, lan):
    assert ask(client, cast.yanjing, lan).status_code == 404
    assert not Look.objects.exists()


def test_a_phone_that_is_not_known_is_said_to_be_unknown(client, cast):
    page = ask(client, cast.dousha, cast.lan)
    assert page.status_code == 200
    assert page.context["number"] == ""


def test_the_villager_sees_office_and_reason_but_no_name(client, cast, lan):
    cast.dousha.display_name = "周敏"
    cast.dousha.save()
    ask(client, cast.dousha, lan, words="开班通知")
    client.force_login(lan.user)
    page = client.get("/me/looks/").content.decode()
    assert "豆沙镇" in page
    assert "开班通知" in page
    assert "周敏" not in page
    assert PHONE not in page


def test_the_county_sees_the_name(client, cast, lan):
    cast.dousha.display_name = "周敏"
    cast.dousha.save()
    get_person(cast.dousha, lan.pk, page="file")
    client.force_login(cast.county)
    assert "周敏" in client.get(f"/office/persons/{lan.pk}/looks/").content.decode()


def test_looks_of_one_officer_on_one_day_are_one_row(client, cast, lan):
    for _ in range(3):
        get_person(cast.dousha, lan.pk, page="file")
    get_person(cast.helper, lan.pk, page="file")
    client.force_login(lan.user)
    assert sorted(row.times for row in client.get("/me/looks/").context["rows"]) == [1, 3]


def test_nobody_sees_the_looks_at_others(client, cast, lan):
    get_person(cast.dousha, lan.pk, page="file")
    client.force_login(cast.gui.user)
    assert client.get("/me/looks/").context["rows"] == []
