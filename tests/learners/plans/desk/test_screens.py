"""The desk of matching as officers use it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.plans.desk.models import IndustryBan, JobOpening


@pytest.fixture
def township(client, village):
    client.force_login(village.dousha)
    return client


def post_ban(client, **values):
    data = {"region": "530623103202", "industry": "猪的饲养", "since": "2026-01-01", **values}
    return client.post(reverse("matching_decide", args=["ban"]), data)


def test_a_ban_is_set_by_the_name_of_the_trade(township, village):
    assert post_ban(township).status_code == 302
    row = IndustryBan.objects.get()
    assert (row.industry, row.region, row.made_by) == (village.pig_trade, village.home, village.dousha)


def test_a_trade_that_nobody_knows_is_asked_again(township):
    assert post_ban(township, industry="恐龙").context["form"].errors["industry"]


def test_no_decision_is_made_for_another_township(township):
    assert post_ban(township, region="530623101202").context["form"].errors["region"]


def test_a_last_day_before_the_first_is_refused(township):
    dates = {"since": "2999-01-02", "until": "2999-01-01"}
    assert post_ban(township, **dates).context["form"].errors["until"]


def test_an_employer_is_entered_and_listed(township):
    data = {"region": "530623103202", "kind": "workshop", "employer": "石缸笋厂", "industry": "竹笋"}
    township.post(reverse("matching_decide", args=["opening"]), {**data, "seats": 3, "since": "2026-01-01"})
    assert JobOpening.objects.get().seats == 3
    assert "石缸笋厂" in township.get(reverse("matching_desk")).content.decode()


def test_what_was_decided_above_is_shown_and_not_ended_here(township, village):
    row = IndustryBan.objects.create(region=village.township.parent, industry=village.pig_trade, made_by=village.county)
    page = township.get(reverse("matching_desk")).content.decode()
    assert "猪的饲养" in page
    address = reverse("matching_end", args=["ban", row.pk])
    assert address not in page
    assert township.post(address).status_code == 404


def test_staff_see_why_a_person_is_offered_what(township, village):
    page = township.get(reverse("person_offers", args=[village.lan.pk])).content.decode()
    assert "石缸村" in page
    assert village.lan.looks.filter(page="offers").exists()


def test_what_is_the_courses_own_stands_in_one_line(township, village):
    why = township.get(reverse("person_offers", args=[village.lan.pk])).context["why"]
    words = [point.words for offer in why.offers for point in offer.points]
    assert words
    assert all(len({point.words for point in offer.points}) == len(offer.points) for offer in why.offers)


def test_staff_see_what_the_household_lives_from(township, village):
    payload = {"result": "own_trade", "what": "在后山养了四十箱蜂"}
    append(person=village.lan, kind=Entry.Kind.OUTCOME, payload=payload, happened_at=timezone.now(), evidence={})
    assert "四十箱蜂" in township.get(reverse("person_offers", args=[village.lan.pk])).content.decode()
