"""Sign-in by WeChat against a stand-in of its two endpoints."""

import datetime
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from eduplatform.accounts.services import account_for_phone
from learners.people.models import DeviceSignIn, WeixinClaim
from learners.people.weixin import NobodyWaits, NotByWeixin, claim_code, confirm, join_to_phone
from tests.factories import PersonFactory, UserFactory

INSIDE_WECHAT = {"user-agent": "Mozilla/5.0 (Linux; Android 9) MicroMessenger/8.0.40"}
PHONE = "15400001111"


class WeChat(BaseHTTPRequestHandler):
    """Knows one code and one account."""

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        sent = parse_qs(self.rfile.read(length).decode())
        right = (sent["appid"], sent["secret"], sent["code"]) == (["wx-app"], ["wx-secret"], ["good"])
        self.reply({"access_token": "t", "openid": "o-lan", "expires_in": 7200} if right else {"errcode": 40029})

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        assert (asked["access_token"], asked["openid"]) == (["t"], ["o-lan"])
        self.reply({"openid": "o-lan", "nickname": "小兰🌱", "headimgurl": ""})

    def reply(self, body):
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


@pytest.fixture
def wechat(settings) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), WeChat)
    Thread(target=server.serve_forever, daemon=True).start()
    provider = settings.SOCIALACCOUNT_PROVIDERS["weixin"]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "weixin": {**provider, "APPS": [{"client_id": "wx-app", "secret": "wx-secret"}]}
    }
    settings.WEIXIN_APP_ID, settings.WEIXIN_API = "wx-app", f"http://127.0.0.1:{server.server_port}"
    yield
    server.shutdown()
    server.server_close()


def comes_back(client, code="good"):
    """From the button to WeChat and back with its answer."""
    address = client.post("/accounts/weixin/login/").headers["Location"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get("/accounts/weixin/login/callback/", {"code": code, "state": state})


def proven_account():
    user = account_for_phone(PHONE)
    user.phone_verified = True
    user.save()
    return user


def test_the_button_leads_to_wechat(client, db, wechat):
    address = urlsplit(client.post("/accounts/weixin/login/").headers["Location"])
    asked = parse_qs(address.query)
    assert (address.hostname, address.fragment) == ("open.weixin.qq.com", "wechat_redirect")
    assert (asked["appid"], asked["scope"]) == (["wx-app"], ["snsapi_userinfo"])


@pytest.mark.parametrize(("agent", "offered"), [(INSIDE_WECHAT, True), ({}, False)])
def test_it_is_offered_inside_wechat_alone(client, db, wechat, agent, offered):
    page = client.get("/accounts/code/", headers=agent).content.decode()
    assert ("/accounts/weixin/login/" in page) is offered


def test_without_an_app_there_is_nothing_of_it(client, db):
    assert "weixin" not in client.get("/accounts/code/", headers=INSIDE_WECHAT).content.decode()
    assert client.post("/accounts/weixin/login/").status_code == 404


def test_an_unknown_account_gets_no_session_and_a_way_on(client, db, wechat):
    assert comes_back(client).headers["Location"] == "/me/wechat/"
    page = client.get("/me/wechat/").content.decode()
    assert "_auth_user_id" not in client.session
    assert re.search(r">\d{6}<", page)
    assert "/accounts/code/?next=/me/wechat/" in page
    assert not SocialAccount.objects.exists()


def test_an_officer_confirms_whose_it_is_and_then_it_signs_in(client, cast, wechat):
    cast.lan.user.set_unusable_password()  # as villagers have it
    cast.lan.user.save()
    comes_back(client)
    code = re.search(r">(\d{6})<", client.get("/me/wechat/").content.decode())[1]
    office = Client()
    office.force_login(cast.dousha)
    said = office.post(f"/office/persons/{cast.lan.pk}/wechat/", {"code": code}, follow=True)
    assert "小兰🌱" in said.content.decode()
    phone = Client()
    assert comes_back(phone).headers["Location"] == "/me/"
    assert "王兰" in phone.get("/me/").content.decode()
    assert DeviceSignIn.objects.get().way == "weixin"


def test_a_proven_number_says_whose_it_is(client, db, wechat):
    person = PersonFactory(phone=PHONE)
    comes_back(client)
    client.force_login(proven_account())
    session = client.session
    session["weixin"] = {"uid": "o-lan", "name": "lan", "at": timezone.now().timestamp()}
    session.save()
    assert "lan" in client.get("/me/wechat/").content.decode()
    client.post("/me/wechat/", {"yes": ""})
    assert SocialAccount.objects.get(uid="o-lan").user.phone == person.phone


def test_nothing_is_joined_unasked(client, db, wechat):
    client.force_login(proven_account())
    session = client.session
    session["weixin"] = {"uid": "o-lan", "name": "lan", "at": timezone.now().timestamp()}
    session.save()
    client.post("/me/wechat/", {"no": ""})
    assert not SocialAccount.objects.exists()
    assert client.get("/me/wechat/").headers["Location"] == "/me/"


def test_a_code_that_wechat_does_not_know_leads_back(client, db, wechat):
    assert comes_back(client, code="bad").headers["Location"] == "/accounts/code/"
    assert "_auth_user_id" not in client.session


def test_a_claim_is_good_for_half_an_hour_and_once(cast):
    code = claim_code(uid="o-lan", name="lan")
    late = timezone.now() + datetime.timedelta(minutes=31)
    with pytest.raises(NobodyWaits):
        confirm(person=cast.lan, code=code, now=late)
    assert confirm(person=cast.lan, code=code) == "lan"
    with pytest.raises(NobodyWaits):
        confirm(person=cast.lan, code=code)


def test_a_wechat_account_that_is_somebodys_stays_theirs(cast):
    confirm(person=cast.lan, code=claim_code(uid="o-lan", name="lan"))
    with pytest.raises(NobodyWaits):
        confirm(person=cast.gui, code=claim_code(uid="o-lan", name="lan"))
    assert SocialAccount.objects.get().user == cast.lan.user


def test_children_do_not_sign_in_by_wechat(cast):
    child = PersonFactory(household=cast.lan_home, born_on=timezone.localdate())
    with pytest.raises(NotByWeixin):
        confirm(person=child, code=claim_code(uid="o-child", name="child"))


@pytest.mark.parametrize("rights", [{"phone_verified": False}, {"is_staff": True}, {}])
def test_a_number_that_was_not_proven_and_staff_join_nothing(db, rights):
    user = UserFactory(**{"phone_verified": True, **rights})  # with a password, as staff have
    assert not join_to_phone(user=user, uid="o-lan", name="lan")


def test_the_database_cannot_tell_the_code(db):
    code = claim_code(uid="o-lan", name="lan")
    assert code not in str(WeixinClaim.objects.values_list("code_hash", flat=True))
