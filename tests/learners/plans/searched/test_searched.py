"""Searches of villagers: little is kept, for the right person, and not for long."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.people.models import Device, DeviceSignIn
from learners.plans.searched.models import Search
from learners.plans.searched.services import MOST, forget_searches, note_search, take_searches, trades_in

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(cast):
    return timezone.localdate()


def held(device, person, letter):
    return DeviceSignIn.objects.create(
        device=device, person=person, token=letter * 22, since=timezone.now(), seen_on=timezone.localdate()
    )


def kept(person):
    return list(Search.objects.filter(person=person).order_by("pk").values_list("words", flat=True))


@pytest.mark.parametrize("words", ["得了癌症怎么办", "13912345678", "530623198001010011", "王兰", ""])
def test_what_names_no_trade_is_not_kept(db, words):
    assert trades_in(words) == []


@pytest.mark.parametrize(("words", "trade"), [("我想学怎么种香菇", "香菇"), ("冬菇", "香菇")])
def test_of_a_sentence_only_the_trade_is_kept(db, words, trade):
    assert trades_in(words) == [trade]


def test_searching_again_moves_the_day_and_never_back(cast, today):
    for day in (today - 3 * DAY, today, today - 5 * DAY):
        note_search(person=cast.lan, words="香菇", day=day)
    assert [row.day for row in Search.objects.all()] == [today]


def test_of_many_only_the_latest_stay(cast, today):
    old = [Search(person=cast.lan, words=f"x{number}", day=today - 2 * DAY) for number in range(MOST)]
    Search.objects.bulk_create(old)
    note_search(person=cast.lan, words="香菇", day=today)
    assert Search.objects.count() == MOST
    assert "香菇" in kept(cast.lan)


def test_old_ones_go_and_others_stay(cast, today):
    note_search(person=cast.lan, words="香菇", day=today - 91 * DAY)
    note_search(person=cast.gui, words="竹笋", day=today)
    assert forget_searches() == 1
    assert kept(cast.gui) == ["竹笋"]


def test_on_a_shared_phone_each_search_goes_to_whose_turn_it_was(cast, today):
    device = Device.objects.create(token_hash="d" * 64)
    lan, gui = held(device, cast.lan, "a"), held(device, cast.gui, "b")
    items = [
        {"words": "香菇", "person": lan.token, "at": (timezone.now() - 2 * DAY).isoformat()},
        {"words": "竹笋", "person": gui.token},
        {"words": "乌鸡"},
        {"words": "山羊", "person": "c" * 22},
        "rubbish",
        {"words": 7},
    ]
    take_searches(items=items, signed_in=gui, device=device)
    assert (kept(cast.lan), sorted(kept(cast.gui))) == (["香菇"], ["乌鸡", "竹笋"])
    assert Search.objects.get(person=cast.lan).day == today - 2 * DAY


def test_the_token_of_another_phone_is_nobody_here(cast):
    here, there = (Device.objects.create(token_hash=letter * 64) for letter in "de")
    elsewhere = held(there, cast.gui, "b")
    take_searches(
        items=[{"words": "香菇", "person": elsewhere.token}], signed_in=held(here, cast.lan, "a"), device=here
    )
    assert not Search.objects.exists()


def test_the_phone_reports_and_is_told_how_many_were_kept(client, cast):
    client.force_login(cast.lan.user)
    body = json.dumps({"version": 1, "items": [{"words": "香菇"}, {"words": "王兰"}]})
    answer = client.post(reverse("api-1:searches"), body, content_type="application/json")
    assert (answer.status_code, answer.json(), kept(cast.lan)) == (200, {"kept": 1}, ["香菇"])


def test_one_sees_what_is_kept_and_has_it_forgotten(client, cast, today):
    note_search(person=cast.lan, words="香菇", day=today)
    note_search(person=cast.gui, words="竹笋", day=today)
    client.force_login(cast.lan.user)
    page = client.get(reverse("my_searches")).content.decode()
    assert ("香菇" in page, "竹笋" in page) == (True, False)
    client.post(reverse("my_searches"))
    assert (kept(cast.lan), kept(cast.gui)) == ([], ["竹笋"])
