"""Printing, reprinting and withdrawing cards."""

import datetime
import uuid

import pytest

from learners.people.cards.models import CardEvent, HouseholdCard, PictureKey
from learners.people.cards.queries import as_members, card_by_token, card_rows, members_of, people_on, village_counts
from learners.people.cards.services import AlreadyPrinted, print_cards, revoke_card
from learners.people.models import Device, DeviceSignIn, Household
from learners.regions.models import Officer
from tests.factories import OfficerFactory, UserFactory
from tests.learners.people.cards.conftest import printed, with_pictures


def test_the_database_cannot_tell_the_token(home):
    assert home.sheet.token not in str(HouseholdCard.objects.values())
    assert card_by_token(home.sheet.token) == home.sheet.card


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "A" * 5000, "\x00" * 22])
def test_an_invented_token_opens_nothing(home, token):
    assert card_by_token(token) is None


def test_a_reprint_closes_the_old_card(home, cast):
    again = printed(cast.lan_home, cast.helper)
    assert card_by_token(home.sheet.token) is None
    assert card_by_token(again.token) == again.card


def test_a_withdrawn_card_opens_nothing(home, cast):
    assert revoke_card(household=cast.lan_home, by=cast.dousha) == 1
    assert card_by_token(home.sheet.token) is None
    assert HouseholdCard.objects.get().revoked_by == cast.dousha


def test_the_card_of_a_household_that_left_opens_nothing(home):
    Household.objects.update(left_on=datetime.date(2026, 1, 1))
    assert card_by_token(home.sheet.token) is None


def test_the_same_form_prints_once(home, cast):
    batch = uuid.uuid4()
    print_cards(households=[cast.lan_home], by=cast.dousha, batch=batch)
    with pytest.raises(AlreadyPrinted):
        print_cards(households=[cast.lan_home], by=cast.dousha, batch=batch)


def test_each_member_gets_a_code_of_their_own(home):
    slips = {slip.person.name: slip.code for slip in home.sheet.slips}
    assert set(slips) == {"王兰", "周大明", "周小龙", "周小虎"}
    assert all(len(code) == 6 and code.isdecimal() for code in slips.values())


def test_a_reprint_leaves_the_pictures_alone(home, cast):
    with_pictures(home.lan, cast.dousha)
    slips = {slip.person.name: slip.code for slip in printed(cast.lan_home, cast.dousha).slips}
    assert slips["王兰"] == ""
    assert slips["周大明"]


def test_printing_is_noted_with_who_did_it(home, cast):
    event = CardEvent.objects.get(kind="printed")
    assert (event.by, event.card, event.household) == (cast.dousha, home.sheet.card, cast.lan_home)


# --- who may use it ------------------------------------------------------------------------------


def test_children_and_those_who_left_are_not_offered(home, cast):
    names = [member.person.name for member in members_of([cast.lan_home])[cast.lan_home.pk]]
    assert names == ["王兰", "周大明", "周小龙", "周小虎"]


def test_the_age_is_a_setting(home, cast, settings):
    settings.CARD_AGE_FROM = 0
    assert len(members_of([cast.lan_home])[cast.lan_home.pk]) == 5


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_active": False}])
def test_an_account_with_more_rights_is_not_opened_by_pictures(home, cast, rights):
    home.husband.user = UserFactory(**rights)
    home.husband.save()
    assert home.husband not in [member.person for member in members_of([cast.lan_home])[cast.lan_home.pk]]


def test_nor_is_that_of_an_officer(home, cast):
    home.husband.user = UserFactory()
    home.husband.save()
    OfficerFactory(user=home.husband.user, role=Officer.Role.VILLAGE, region=cast.lan_home.village)
    assert home.husband not in [member.person for member in members_of([cast.lan_home])[cast.lan_home.pk]]


def test_labels_are_what_the_family_says_and_two_sons_are_numbered_by_age(home):
    labels = {member.person.name: member.label for member in as_members([home.younger, home.older, home.lan])}
    assert labels == {"王兰": "户主", "周小龙": "儿子 1", "周小虎": "儿子 2"}


def test_a_phone_offers_those_who_are_signed_in_on_it(home):
    device = Device.objects.create(token_hash="0" * 64)
    for number, person in enumerate([home.lan, home.husband, home.gone, home.child]):
        DeviceSignIn.objects.create(
            device=device,
            person=person,
            token=f"{number:022}",
            since="2026-05-01T00:00Z",
            seen_on="2026-05-01",
            ended_at="2026-05-02T00:00Z" if person == home.husband else None,
        )
    assert [member.label for member in people_on(device)] == ["王 户主"]


def test_a_village_is_listed_in_a_few_queries(home, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        (row,) = card_rows(Household.objects.filter(pk=cast.lan_home.pk).select_related("village"))
    assert (row.head, row.members, row.card) == ("王兰", 4, home.sheet.card)


def test_villages_count_valid_cards(home, cast):
    counts = {row.village.short_name: (row.households, row.cards) for row in village_counts(Household.objects.all())}
    assert counts == {"石缸村": (1, 1), "芭蕉村": (1, 0)}
    revoke_card(household=cast.lan_home, by=cast.dousha)
    assert {row.cards for row in village_counts(Household.objects.all())} == {0}


def test_nothing_is_kept_that_shows_the_code(home):
    codes = [slip.code for slip in home.sheet.slips]
    assert not any(code in str(PictureKey.objects.values()) for code in codes)
