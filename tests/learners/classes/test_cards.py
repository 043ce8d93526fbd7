"""The trainer scans household cards: what the card does not say does not count."""

import io
import uuid

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from learners.classes.models import RejectedSignIn, SignIn
from learners.classes.signing import Sender
from learners.people.cards.services import print_cards, revoke_card
from tests.factories import EnrolmentFactory, PersonFactory
from tests.learners.classes.phones import marked, scanned, send


@pytest.fixture
def card(cast):
    (sheet,) = print_cards(households=[cast.lan_home], by=cast.dousha, batch=uuid.uuid4())
    return sheet


def by_card(bamboo, person, token):
    return marked(bamboo, person, way="card", card=token)


def picture_of(text):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=4)
    return SimpleUploadedFile("photo.png", out.getvalue())


def test_a_scanned_card_signs_its_person_in(cast, bamboo, card):
    assert send(Sender(cast.trainer), by_card(bamboo, cast.lan, card.token)) == ["stored"]
    evidence = cast.lan.entries.last().evidence
    assert (evidence["way"], evidence["card"]) == ("card", card.card.code)
    assert card.token not in str(evidence)


def test_no_card_is_claimed_without_one(cast, bamboo):
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan, way="card")) == ["bad_item"]
    assert send(Sender(cast.trainer), by_card(bamboo, cast.lan, "x" * 22)) == ["other_card"]


def test_the_card_of_another_household_signs_nobody_in(cast, bamboo, card):
    EnrolmentFactory(training_class=bamboo, person=cast.gui)
    assert send(Sender(cast.trainer), by_card(bamboo, cast.gui, card.token)) == ["other_card"]
    assert not SignIn.objects.exists()
    assert card.token not in RejectedSignIn.objects.get().item


def test_a_withdrawn_card_signs_nobody_in(cast, bamboo, card):
    revoke_card(household=cast.lan_home, by=cast.dousha)
    assert send(Sender(cast.trainer), by_card(bamboo, cast.lan, card.token)) == ["other_card"]


# --- the trainer's page asks whose card it is ----------------------------------------------------


@pytest.fixture
def ask(client, cast, bamboo):
    client.force_login(cast.trainer)
    return lambda **sent: client.post(reverse("class_card", args=[bamboo.pk]), sent).json()


def test_the_page_is_told_who_of_the_household_is_on_the_roster(cast, bamboo, card, ask):
    PersonFactory(household=cast.lan_home, name="不在班里")
    assert ask(text=f"https://example.org/c/{card.token}") == {"card": card.token, "learners": [cast.lan.pk]}


def test_who_died_or_moved_away_is_not_offered_for_the_card(cast, bamboo, card, ask):
    gone = PersonFactory(household=cast.lan_home, left_on=timezone.localdate())
    EnrolmentFactory(training_class=bamboo, person=gone)
    assert ask(text=f"https://example.org/c/{card.token}")["learners"] == [cast.lan.pk]


def test_a_photo_of_the_card_is_read(cast, card, ask):
    assert ask(photo=picture_of(f"https://example.org/c/{card.token}"))["learners"] == [cast.lan.pk]


@pytest.mark.parametrize("text", ["", "https://example.org/", "x" * 22, "https://example.org/c/" + "x" * 23])
def test_another_code_names_nobody(card, ask, text):
    assert ask(text=text)["learners"] == []


def test_what_is_no_photo_names_nobody(card, ask):
    assert ask(photo=SimpleUploadedFile("photo.png", b"nonsense")) == {"card": "", "learners": []}


def test_a_learners_photo_of_the_trainers_code_signs_in(cast, bamboo, client, monkeypatch):
    item = scanned(bamboo)
    monkeypatch.setattr("learners.classes.me.store_sign_ins", lambda *, sender, items: taken.extend(items) or [Stored])
    taken = []
    client.force_login(cast.lan.user)
    address = f"https://example.org/me/sign-in/?c={bamboo.pk}.{item['tick']}.{item['code']}"
    client.post(reverse("class_code"), {"c": "", "photo": picture_of(address)})
    assert [(one["class"], one["tick"], one["code"]) for one in taken] == [(bamboo.pk, item["tick"], item["code"])]


class Stored:
    code = None
