import datetime
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.services import account_for_phone, forget_unproven_accounts
from tests.factories import PASSWORD

PHONE = "15400001111"
SENT: list[tuple[str, str]] = []


class Outbox:
    def send(self, *, phone, code):
        SENT.append((phone, code))


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.CODE_SENDER = "tests.accounts.test_sign_in.Outbox"
    SENT.clear()
    cache.clear()
    return SENT


def ask_for_code(client, phone=PHONE):
    return client.post(reverse("account_request_login_code"), {"phone": phone}, follow=True)


def type_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code, "action": "verify"})


@pytest.mark.django_db
def test_a_code_of_six_digits_goes_to_the_number(client, outbox):
    ask_for_code(client)
    assert outbox[0][0] == PHONE
    assert re.fullmatch(r"\d{6}", outbox[0][1])


@pytest.mark.django_db
def test_the_right_code_signs_in(client, outbox):
    ask_for_code(client)
    response = type_code(client, outbox[0][1])
    assert response.headers["Location"] == "/me/"
    assert client.session["_auth_user_id"]


def messages_waiting(client):
    return [str(message) for message in client.get(reverse("account_request_login_code")).context["messages"]]


@pytest.mark.django_db
def test_nobody_is_greeted_by_an_inner_name(client, outbox):
    ask_for_code(client)
    type_code(client, outbox[0][1])
    assert messages_waiting(client) == []


@pytest.mark.django_db
def test_no_message_waits_for_the_next_on_the_same_phone(client, outbox):
    ask_for_code(client)
    type_code(client, outbox[0][1])
    messages_waiting(client)
    client.post(reverse("account_logout"))
    assert messages_waiting(client) == []


@pytest.mark.django_db
def test_a_wrong_code_does_not_sign_in(client, outbox):
    ask_for_code(client)
    type_code(client, "000000" if outbox[0][1] != "000000" else "111111")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_proven_number_is_marked(client, outbox):
    ask_for_code(client)
    type_code(client, outbox[0][1])
    assert User.objects.get().phone_verified


@pytest.mark.django_db
def test_known_and_unknown_numbers_look_alike(client):
    account_for_phone(PHONE)
    known = ask_for_code(client, PHONE)
    unknown = ask_for_code(client, "15400002222")
    assert known.redirect_chain == unknown.redirect_chain


@pytest.mark.django_db
def test_a_number_that_is_none_gets_a_plain_message(client, outbox):
    response = ask_for_code(client, "12345")
    assert response.context["form"].errors["phone"]
    assert not outbox


@pytest.mark.django_db
def test_the_fourth_code_in_a_minute_is_refused(outbox):
    for _ in range(4):
        ask_for_code(Client())
    assert len(outbox) == 3


@pytest.mark.django_db
def test_a_mistyped_number_can_be_put_right(client, outbox):
    ask_for_code(client)
    client.post(reverse("account_logout"), {"next": reverse("account_request_login_code")})
    ask_for_code(client, "15400002222")
    assert [phone for phone, _code in outbox] == [PHONE, "15400002222"]


@pytest.mark.django_db
def test_the_stored_account_does_not_show_the_number():
    user = account_for_phone(PHONE)
    assert PHONE not in user.phone_encrypted + user.username + str(user.phone_hash)


@pytest.mark.django_db
def test_an_account_never_proven_is_forgotten_after_a_day():
    User.objects.filter(pk=account_for_phone(PHONE).pk).update(date_joined=timezone.now() - datetime.timedelta(days=2))
    assert forget_unproven_accounts() == 1


def test_staff_sign_in_by_password(client, cast):
    response = client.post(reverse("account_login"), {"login": "dousha", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(cast.dousha.pk)
    assert response.status_code == 302


def test_a_sixth_wrong_password_is_stopped(client, cast):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "dousha", "password": "wrong"})
    client.post(reverse("account_login"), {"login": "dousha", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_language_is_remembered(client):
    response = client.get(reverse("choose_language", args=["en"]))
    assert response.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_the_way_back_never_leaves_the_site(client):
    response = client.get(reverse("choose_language", args=["en"]), headers={"referer": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
