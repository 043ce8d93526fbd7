"""A shared phone: a scanned card, a family without names, and a session like any other."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from learners.assistance.words import describe
from learners.people.cards.limits import LOCKED_FROM
from learners.people.cards.models import CardEvent, PictureKey
from learners.people.cards.services import give_code, revoke_card
from learners.people.devices import end_sign_ins
from learners.people.linking import link_account
from learners.people.models import DeviceSignIn
from learners.progress.services import open_lesson
from tests.factories import UserFactory
from tests.learners.people.cards.conftest import with_pictures, wrong_for
from tests.lessons import LENGTH_S, make_course

FAMILY = "/me/family/"


@pytest.fixture
def scanned(client, home):
    """A phone that nobody is signed in on, after the scan."""
    client.get(f"/c/{home.sheet.token}")
    return client


@pytest.fixture
def mine(cast, home):
    return with_pictures(home.husband, cast.dousha)


def lesson_address():
    return f"/api/v1/lessons/{make_course(lessons=1).lessons()[0].pk}/me"


def text(response):
    return response.content.decode()


def test_a_scan_opens_the_family_picker_and_leaves_the_token_behind(client, home):
    response = client.get(f"/c/{home.sheet.token}")
    assert (response.status_code, response.headers["Location"]) == (302, FAMILY)
    assert "no-store" in response.headers["Cache-Control"]


def test_the_card_alone_shows_nothing_private(scanned, home, cast):
    page = text(scanned.get(FAMILY))
    assert "配偶" in page
    people = (home.lan, home.husband, home.older, home.younger, home.child)
    private = [each.name for each in people] + [cast.lan_home.number, "石缸", "豆沙", home.sheet.token]
    assert not any(word in page for word in private)


def test_nor_do_the_addresses_of_its_people(scanned, home, pick):
    assert str(home.husband.pk) not in pick(home.husband).split("/")
    assert "周" not in text(scanned.get(pick(home.husband)))


def test_without_a_scan_nobody_is_offered(client, home, pick):
    assert "配偶" not in text(client.get(FAMILY))
    assert client.get(pick(home.husband)).headers["Location"] == FAMILY


def test_another_familys_people_are_not_offered(scanned, cast, pick):
    assert scanned.get(pick(cast.gui)).headers["Location"] == FAMILY


def test_a_child_cannot_be_picked(scanned, home, pick):
    assert scanned.get(pick(home.child)).headers["Location"] == FAMILY


def test_a_withdrawn_card_closes_the_open_picker(scanned, home, cast, pick, mine):
    revoke_card(household=cast.lan_home, by=cast.dousha)
    assert scanned.post(pick(home.husband), {"picture": mine}).headers["Location"] == FAMILY


def test_an_unknown_card_says_what_to_do(client, home):
    response = client.get(f"/c/{'A' * 22}")
    assert response.status_code == 404
    assert "/accounts/code/" in text(response)


def test_a_scan_is_noted_once(scanned, home):
    scanned.get(f"/c/{home.sheet.token}")
    assert CardEvent.objects.filter(kind="opened").count() == 1


# --- signing in ----------------------------------------------------------------------------------


def test_the_right_pictures_sign_in(scanned, home, pick, mine):
    response = scanned.post(pick(home.husband), {"picture": mine})
    assert response.headers["Location"] == "/me/"
    assert "周大明" in text(scanned.get("/me/"))


def test_the_pictures_come_in_another_order_each_time(scanned, home, pick, mine):
    orders = {tuple(scanned.get(pick(home.husband)).context["pictures"]) for _ in range(5)}
    assert len(orders) > 1


def test_two_or_four_pictures_cost_no_try(scanned, home, pick, mine):
    for chosen in (mine[:2], [*mine, wrong_for(mine)[2]]):
        assert "_auth_user_id" not in scanned.session
        assert scanned.post(pick(home.husband), {"picture": chosen}).context["too_few"]
    assert PictureKey.objects.get(person=home.husband).wrong == 0


def test_wrong_pictures_do_not_sign_in(scanned, home, pick, mine):
    response = scanned.post(pick(home.husband), {"picture": wrong_for(mine)})
    assert 'role="alert"' in text(response)
    assert "_auth_user_id" not in scanned.session


def test_who_is_locked_is_told_whom_to_ask(scanned, home, pick, mine):
    PictureKey.objects.filter(person=home.husband).update(wrong=LOCKED_FROM)
    page = scanned.post(pick(home.husband), {"picture": mine})
    assert page.context["refusal"].locked
    assert "_auth_user_id" not in scanned.session


def test_a_code_and_then_the_pictures_sign_in(scanned, home, cast, pick):
    code = give_code(person=home.older, by=cast.dousha)
    shown = scanned.post(pick(home.older), {"code": f" {code[:3]} {code[3:]}"}).context["pictures"]
    assert "_auth_user_id" not in scanned.session
    assert scanned.post(pick(home.older), {"picture": shown}).headers["Location"] == "/me/"


def test_the_way_on_stays_on_this_site(scanned, home, pick, mine):
    for target, expected in (("/courses/x/", "/courses/x/"), ("https://elsewhere.example/", "/me/")):
        scanned.get(f"/c/{home.sheet.token}")
        response = scanned.post(pick(home.husband), {"picture": mine, "next": target})
        assert response.headers["Location"] == expected


def test_after_a_sign_in_the_card_has_to_be_scanned_again(scanned, home, pick, mine):
    scanned.post(pick(home.husband), {"picture": mine})
    assert scanned.get(pick(home.older)).headers["Location"] == FAMILY


def test_the_phone_knows_who_signed_in_and_how(scanned, home, pick, mine):
    scanned.post(pick(home.husband), {"picture": mine})
    row = DeviceSignIn.objects.get()
    assert (row.person, row.way) == (home.husband, "card")
    assert CardEvent.objects.get(kind="signed_in", card__isnull=False).person == home.husband


def test_two_on_one_phone_switch_by_pictures_without_the_card(scanned, home, cast, pick, mine):
    scanned.post(pick(home.husband), {"picture": mine})
    scanned.post("/accounts/logout/")
    assert "周 配偶" in text(scanned.get(FAMILY))
    scanned.post(pick(home.husband), {"picture": mine})
    assert DeviceSignIn.objects.count() == 1


def test_who_signed_in_by_code_can_switch_back_by_pictures(client, home, cast, pick):
    mine = with_pictures(home.lan, cast.dousha)
    client.force_login(home.lan.user)
    client.get(lesson_address())
    client.post("/accounts/logout/")
    client.post(pick(home.lan), {"picture": mine})
    assert DeviceSignIn.objects.get().way == "card"


def test_the_list_of_people_lies_in_the_page_for_scripts(client, home):
    client.force_login(home.lan.user)
    mine = client.get(lesson_address()).json()
    (row,) = client.get(FAMILY).context["known"]
    assert row == {"who": mine["who"], "person": mine["person"], "name": "王 户主", "picture": "woman"}


def test_an_officer_ends_sign_ins_by_card_too(scanned, home, cast, pick, mine):
    scanned.post(pick(home.husband), {"picture": mine})
    home.husband.refresh_from_db()
    end_sign_ins(person=home.husband, by=cast.dousha)
    assert scanned.get("/me/").status_code == 302
    assert "周" not in text(scanned.get(FAMILY))


# --- accounts and proof --------------------------------------------------------------------------


def test_a_phone_of_ones_own_takes_over_from_the_card(scanned, home, pick, mine):
    scanned.post(pick(home.husband), {"picture": mine})
    home.husband.phone = "15400001111"
    home.husband.save(update_fields=["phone_encrypted", "phone_hash"])
    user = UserFactory()
    user.phone, user.phone_verified = "15400001111", True
    user.save()
    assert link_account(user) == home.husband
    assert scanned.get("/me/").status_code == 302


def test_what_was_learned_by_card_says_so_in_the_file(scanned, home, cast, pick, mine):
    lesson = make_course(lessons=1, quiz=False).lessons()[0]
    open_lesson(person=home.husband, lesson=lesson, now=timezone.now() - datetime.timedelta(hours=1))
    scanned.post(pick(home.husband), {"picture": mine})
    scanned.get(f"/api/v1/lessons/{lesson.pk}/me")
    item = {
        "id": str(uuid.uuid4()),
        "kind": "watched",
        "lesson": lesson.pk,
        "ranges": [[0, LENGTH_S]],
        "wall": LENGTH_S,
    }
    scanned.post("/api/v1/sync", {"version": 1, "items": [item]}, content_type="application/json")
    entry = home.husband.entries.get(kind="lesson_completed")
    assert (entry.evidence["way"], entry.evidence["device"]) == ("card", DeviceSignIn.objects.get().device.code)
    with translation.override("en"):
        assert any("household card" in line for line in describe(entry, {}).lines)
