"""A phone is the same phone whoever signs in on it, and nobody can guess which it is."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from learners.people.devices import end_sign_ins, sign_ins_of
from learners.people.models import Device, DeviceSignIn
from tests.factories import PASSWORD
from tests.lessons import make_course


@pytest.fixture
def address(cast):
    return f"/api/v1/lessons/{make_course().lessons()[0].pk}/me"


@pytest.fixture
def phone(cast, client):
    client.force_login(cast.lan.user)
    return client


def test_the_first_lesson_gives_the_phone_its_cookie(phone, address):
    cookie = phone.get(address).cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 400 * 86400)
    assert len(cookie.value) == 22


def test_the_database_cannot_tell_the_cookie(phone, address):
    value = phone.get(address).cookies["device"].value
    assert value not in (Device.objects.get().token_hash, DeviceSignIn.objects.get().token)


def test_the_cookie_comes_once_a_day(phone, address):
    phone.get(address)
    assert "device" not in phone.get(address).cookies
    DeviceSignIn.objects.update(seen_on=timezone.localdate() - datetime.timedelta(days=1))
    assert "device" in phone.get(address).cookies
    assert DeviceSignIn.objects.get().seen_on == timezone.localdate()


def test_a_day_of_learning_begins_the_months_of_the_session_anew(phone, address):
    phone.get(address)
    assert "sid" not in phone.get(address).cookies
    DeviceSignIn.objects.update(seen_on=timezone.localdate() - datetime.timedelta(days=1))
    assert phone.get(address).cookies["sid"]["max-age"] == 180 * 86400


def test_pages_opened_at_once_are_one_device(phone, address):
    phone.get(address)
    del phone.cookies["device"]
    phone.get(address)
    assert (Device.objects.count(), DeviceSignIn.objects.count()) == (1, 1)


def test_a_phone_stays_the_same_when_somebody_else_signs_in(client, cast, address):
    for person in (cast.lan, cast.gui, cast.lan):
        device = client.cookies.get("device")
        client.force_login(person.user)
        if device:
            client.cookies["device"] = device.value
        client.get(address)
    assert (Device.objects.count(), DeviceSignIn.objects.count()) == (1, 2)


@pytest.mark.parametrize("invented", ["x", "A" * 22, "\x7f" * 22])
def test_a_cookie_that_was_invented_is_replaced(phone, address, invented):
    phone.cookies["device"] = invented
    assert phone.get(address).cookies["device"].value != invented


def test_the_same_person_has_another_token_on_each_phone(cast, address):
    tokens = set()
    for phone in (Client(), Client()):
        phone.force_login(cast.lan.user)
        tokens.add(phone.get(address).json()["person"])
    assert len(tokens) == Device.objects.count() == 2


def test_a_stranger_gets_no_cookie(client, address):
    assert "device" not in client.get(address).cookies


def test_public_pages_ask_for_no_device(phone, cast, address):
    phone.get(address)
    assert "device" not in phone.get(make_course("tea").url).cookies


@pytest.mark.parametrize("known", [True, False])
def test_a_sign_in_remembers_the_device_if_the_platform_knows_it(cast, client, address, known):
    client.force_login(cast.lan.user)
    device = client.get(address).cookies["device"].value if known else "A" * 22
    client.logout()
    client.cookies["device"] = device
    client.post("/accounts/login/", {"login": "county", "password": PASSWORD})
    assert (client.session["device"] == device) is known


# --- ending --------------------------------------------------------------------------------------


def test_ending_signs_out_everywhere_and_says_who_did_it(cast, address):
    phones = [Client(), Client()]
    for phone in phones:
        phone.force_login(cast.lan.user)
        phone.get(address)
    assert end_sign_ins(person=cast.lan, by=cast.dousha) == 2
    assert [phone.get(address).json() for phone in phones] == [{"signed_in": False}] * 2
    assert set(DeviceSignIn.objects.values_list("ended_by", flat=True)) == {cast.dousha.pk}
    assert not sign_ins_of(cast.lan).exists()


def test_ending_leaves_others_on_the_phone_alone(cast, client, address):
    for person in (cast.lan, cast.gui):
        client.force_login(person.user)
        client.get(address)
    end_sign_ins(person=cast.lan, by=cast.dousha)
    assert client.get(address).json()["name"] == "李贵"


def test_a_new_sign_in_is_a_new_row(cast, client, address):
    client.force_login(cast.lan.user)
    client.get(address)
    end_sign_ins(person=cast.lan, by=cast.dousha)
    client.force_login(cast.lan.user)
    client.get(address)
    assert [row.ended_at is None for row in DeviceSignIn.objects.order_by("pk")] == [False, True]


def test_somebody_without_an_account_can_be_signed_out(cast):
    cast.lan.user = None
    cast.lan.save()
    assert end_sign_ins(person=cast.lan, by=cast.dousha) == 0


# --- on the page of the person -------------------------------------------------------------------


@pytest.fixture
def signed_in(cast, client, address):
    client.force_login(cast.lan.user)
    client.get(address)
    return DeviceSignIn.objects.get()


def page_of(user, person):
    office = Client()
    office.force_login(user)
    return office.get(f"/office/persons/{person.pk}/").content.decode()


def test_an_officer_sees_the_phones_and_signs_out_of_them(cast, client, address, signed_in):
    sign_out = f"/office/persons/{cast.lan.pk}/sign-out/"
    assert sign_out in page_of(cast.dousha, cast.lan)
    office = Client()
    office.force_login(cast.dousha)
    assert "王兰" in office.post(sign_out, follow=True).content.decode()
    assert client.get(address).json() == {"signed_in": False}
    assert sign_out not in page_of(cast.dousha, cast.lan)


def test_an_auditor_sees_the_phones_and_changes_nothing(cast, signed_in):
    page = page_of(cast.auditor, cast.lan)
    assert signed_in.device.code[:6] in page
    assert "sign-out" not in page


def test_the_page_shows_neither_cookie_nor_token(cast, signed_in):
    page = page_of(cast.dousha, cast.lan)
    assert signed_in.token not in page
    assert signed_in.device.token_hash not in page


def test_signing_out_is_logged_as_a_look(cast, signed_in):
    office = Client()
    office.force_login(cast.helper)
    office.post(f"/office/persons/{cast.lan.pk}/sign-out/")
    assert cast.lan.looks.get().page == "sign-out"
