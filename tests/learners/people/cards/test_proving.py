"""Three pictures prove who somebody is, and nobody can try many."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from learners.people.cards.limits import LOCKED_FROM, OF_A_CARD, OF_AN_ADDRESS
from learners.people.cards.models import AddressTries, CardEvent, HouseholdCard, PictureKey
from learners.people.cards.pictures import PICTURES
from learners.people.cards.proving import Origin, Result, prove_by_code, prove_by_pictures
from learners.people.cards.services import CODE_VALID, forget_addresses, give_code, unlock
from tests.cast import make_cast
from tests.learners.people.cards.conftest import OFFICE, with_pictures, wrong_for
from tests.learners.progress.test_together import at_once

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def mine(cast, home):
    return with_pictures(home.lan, cast.dousha)


def tries(person, chosen, *, now=NOW, card=None, address="192.0.2.1"):
    return prove_by_pictures(person=person, chosen=chosen, origin=Origin(address, card=card), now=now)


def keeps_trying(person, chosen, times, *, start=NOW, **origin):
    """One wrong try after the other, each when it is taken again."""
    now = start
    for _ in range(times):
        proof = tries(person, chosen, now=now, **origin)
        now += proof.wait
    return proof


def test_the_order_of_tapping_says_nothing(home, mine):
    assert tries(home.lan, mine[::-1]).result is Result.RIGHT


def test_two_right_pictures_are_not_enough(home, mine):
    assert tries(home.lan, wrong_for(mine)).result is Result.WRONG


def test_the_same_pictures_are_somebody_else(home, mine, cast):
    with_pictures(home.husband, cast.dousha)
    key, other = PictureKey.objects.get(person=home.lan), PictureKey.objects.get(person=home.husband)
    assert key.pictures_hash not in (other.pictures_hash, lookup_hash(",".join(sorted(mine))))


def test_who_has_no_pictures_never_gets_in(home):
    assert tries(home.husband, PICTURES[:3]).result is Result.WRONG


def test_wrong_tries_slow_down(home, mine):
    waits = []
    now = NOW
    for _ in range(LOCKED_FROM - 1):
        proof = tries(home.lan, wrong_for(mine), now=now)
        waits.append(proof.wait.total_seconds())
        now += proof.wait
    assert waits == [0, 30, 300, 3600]


def test_while_waiting_even_the_right_pictures_are_not_looked_at(home, mine):
    keeps_trying(home.lan, wrong_for(mine), 2)
    assert tries(home.lan, mine).result is Result.WAIT
    assert tries(home.lan, mine, now=NOW + datetime.timedelta(minutes=1)).result is Result.RIGHT


def test_the_fifth_wrong_try_locks_for_good(home, mine):
    assert keeps_trying(home.lan, wrong_for(mine), LOCKED_FROM).result is Result.LOCKED
    assert tries(home.lan, mine, now=NOW + 100 * DAY).result is Result.LOCKED


def test_a_right_try_forgives_the_persons_wrong_ones(home, mine):
    keeps_trying(home.lan, wrong_for(mine), 1)
    tries(home.lan, mine)
    assert keeps_trying(home.lan, wrong_for(mine), 1).wait == datetime.timedelta()


def test_an_officer_unlocks_and_the_pictures_stay(home, mine, cast):
    keeps_trying(home.lan, wrong_for(mine), LOCKED_FROM)
    unlock(person=home.lan, by=cast.dousha)
    assert tries(home.lan, mine).result is Result.RIGHT


def test_a_card_stops_all_of_its_family_for_the_rest_of_the_day(home, mine, cast):
    card = home.sheet.card
    HouseholdCard.objects.filter(pk=card.pk).update(wrong=OF_A_CARD.most - 1, wrong_since=NOW)
    tries(home.husband, PICTURES[:3], card=card)
    assert tries(home.lan, mine, card=card).result is Result.WAIT
    assert tries(home.lan, mine, card=card, now=NOW + DAY).result is Result.RIGHT


def test_a_right_try_does_not_forgive_the_card(home, mine):
    card = home.sheet.card
    tries(home.husband, PICTURES[:3], card=card)
    tries(home.lan, mine, card=card)
    card.refresh_from_db()
    assert card.wrong == 1


def test_an_address_that_tries_many_is_stopped(home, mine):
    tries(home.lan, wrong_for(mine))
    AddressTries.objects.filter(wrong=1).update(wrong=OF_AN_ADDRESS.most)
    assert tries(home.husband, PICTURES[:3]).result is Result.WAIT
    assert tries(home.lan, mine, address="192.0.2.2").result is Result.RIGHT


def test_addresses_are_forgotten_when_they_hold_nobody_up(home, mine):
    tries(home.lan, wrong_for(mine))
    forget_addresses(NOW + 2 * DAY)
    assert not AddressTries.objects.exists()


def test_every_try_is_noted(home, mine):
    CardEvent.objects.all().delete()
    keeps_trying(home.lan, wrong_for(mine), LOCKED_FROM, card=home.sheet.card)
    assert list(CardEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["wrong"] * 5 + ["locked"]


# --- the officer's code --------------------------------------------------------------------------


def test_a_code_draws_three_pictures_that_nobody_can_read_afterwards(home, cast):
    code = give_code(person=home.husband, by=cast.dousha)
    pictures = prove_by_code(person=home.husband, code=code, origin=OFFICE).pictures
    assert len(set(pictures) & set(PICTURES)) == 3
    stored = str(PictureKey.objects.filter(person=home.husband).values())
    assert not any(name in stored for name in (*pictures, code))


def test_a_code_is_good_until_the_pictures_are_used(home, cast):
    code = give_code(person=home.husband, by=cast.dousha)
    prove_by_code(person=home.husband, code=code, origin=OFFICE)
    pictures = prove_by_code(person=home.husband, code=code, origin=OFFICE).pictures
    assert tries(home.husband, pictures).result is Result.RIGHT
    assert prove_by_code(person=home.husband, code=code, origin=OFFICE).result is Result.WRONG


def test_a_code_is_good_for_a_month(home, cast):
    code = give_code(person=home.husband, by=cast.dousha, now=NOW)
    late = prove_by_code(person=home.husband, code=code, origin=OFFICE, now=NOW + CODE_VALID)
    assert late.result is Result.WRONG


def test_wrong_codes_count_like_wrong_pictures(home, cast):
    code = give_code(person=home.husband, by=cast.dousha)
    now = NOW
    for _ in range(LOCKED_FROM):
        proof = prove_by_code(person=home.husband, code="x", origin=OFFICE, now=now)
        now += proof.wait
    assert prove_by_code(person=home.husband, code=code, origin=OFFICE, now=now).result is Result.LOCKED


def test_an_empty_code_is_no_code(home, mine):
    assert prove_by_code(person=home.lan, code="", origin=OFFICE).result is Result.WRONG


def test_a_new_code_takes_the_old_pictures_away(home, mine, cast):
    give_code(person=home.lan, by=cast.dousha)
    assert tries(home.lan, mine).result is Result.WRONG


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database of SQLite lives in one connection")
def test_tries_at_once_are_all_counted():
    cast = make_cast()
    mine = with_pictures(cast.lan, cast.dousha)
    results = []
    at_once(*[lambda: results.append(tries(cast.lan, wrong_for(mine)).result)] * 8)
    key = PictureKey.objects.get(person=cast.lan)
    assert (key.wrong, AddressTries.objects.get(wrong__gt=0).wrong) == (2, 2)
    assert sorted(results) == [Result.WAIT] * 6 + [Result.WRONG] * 2
