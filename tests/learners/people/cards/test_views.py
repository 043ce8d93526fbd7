"""The officer's pages of cards."""

import re
import uuid

import pytest
from django.test import Client

from learners.people.cards.models import HouseholdCard, PictureKey
from tests.learners.people.cards.conftest import with_pictures


def desk(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(home, user):
    return desk(user).get(f"/office/households/{home.lan.household_id}/card/").content.decode()


@pytest.fixture
def paper(cast, home):
    """A printed sheet, as it comes from the platform."""
    form = {"household": [cast.lan_home.pk], "batch": uuid.uuid4()}
    return desk(cast.helper).post("/office/cards/print/", form)


def test_a_sheet_has_the_card_and_a_slip_for_each_member(paper, home):
    page = paper.content.decode()
    assert page.count("<svg") == 4  # the QR code and three pictures that say how
    assert all(name in page for name in ("王兰", "周大明", "周小龙", "周小虎"))
    assert len(set(re.findall(r'class="code">(\d{6})<', page))) == 4
    assert "no-store" in paper.headers["Cache-Control"]


def test_the_card_itself_bears_no_name(paper, cast):
    card = re.search(r'<div class="card">(.*?)<div class="slips">', paper.content.decode(), re.DOTALL)
    assert not any(word in card[1] for word in ("王兰", "周", "石缸", cast.lan_home.number))


def test_sending_the_form_again_prints_nothing(cast, home):
    form = {"household": [cast.lan_home.pk], "batch": uuid.uuid4()}
    helper = desk(cast.helper)
    helper.post("/office/cards/print/", form)
    assert helper.post("/office/cards/print/", form).status_code == 302
    assert HouseholdCard.objects.filter(batch=form["batch"]).count() == 1


def test_nobody_prints_for_households_of_others(cast):
    form = {"household": [cast.gui_home.pk], "batch": uuid.uuid4()}
    assert desk(cast.helper).post("/office/cards/print/", form).status_code == 302
    assert not HouseholdCard.objects.exists()


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 40], ["-1"]])
def test_what_is_no_key_prints_nothing(cast, keys):
    form = {"household": keys, "batch": uuid.uuid4()}
    assert desk(cast.dousha).post("/office/cards/print/", form).status_code == 302


def test_printing_is_logged_as_a_look_at_each_member(paper, home, cast):
    assert home.husband.looks.get().page == "card-print"


def test_a_new_code_is_shown_once(home, cast):
    officer = desk(cast.dousha)
    page = officer.post(f"/office/persons/{home.lan.pk}/pictures/").content.decode()
    code = re.search(r'class="code">(\d{6})<', page)[1]
    assert code not in page_of(home, cast.dousha)


def test_no_code_is_given_to_a_child(home, cast):
    assert desk(cast.dousha).post(f"/office/persons/{home.child.pk}/pictures/").status_code == 404


def test_unlocking_leads_back_to_the_card(home, cast):
    with_pictures(home.lan, cast.dousha)
    PictureKey.objects.filter(person=home.lan).update(wrong=5)
    unlock = f"/office/persons/{home.lan.pk}/pictures/unlock/"
    assert unlock in page_of(home, cast.dousha)
    desk(cast.dousha).post(unlock)
    assert unlock not in page_of(home, cast.dousha)


def test_an_auditor_sees_how_the_card_was_used_and_changes_nothing(home, cast):
    page = page_of(home, cast.auditor)
    assert home.sheet.card.code in page
    assert "<form" not in page.split("<main")[1]
