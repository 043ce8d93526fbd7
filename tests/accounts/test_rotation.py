"""A new key takes over while the site runs, and the old one can go."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eduplatform.accounts import rotation
from eduplatform.accounts.rotation import encrypted_fields, renew
from eduplatform.accounts.secrets import encrypt, is_under_newest_key
from learners.people.models import Person

OLD, NEW = "the old key", "the new key"


@pytest.fixture
def old(cast, settings):
    """Lan's phone and everybody's identity number under the old key; the new key stands before it."""
    settings.FIELD_KEYS = [OLD]
    for person, number in ((cast.lan, "530623198001010027"), (cast.gui, "530623197505050018")):
        person.id_number = number
        person.phone = "15462472916"
        person.save()
    cast.lan.phone = ""
    cast.lan.save()
    settings.FIELD_KEYS = [NEW, OLD]
    return cast


def told(*arguments):
    out = StringIO()
    call_command("rotate_field_keys", *arguments, stdout=out)
    return out.getvalue()


def test_all_fields_that_hold_numbers_are_known():
    known = {f"{model.__name__}.{name}" for model, name in encrypted_fields()}
    helper, user = "HouseholdHelper.phone_encrypted", "User.phone_encrypted"
    assert known >= {"Person.id_number_encrypted", "Person.phone_encrypted", "Person.bank_encrypted", helper, user}


def test_everything_opens_with_the_new_key_alone(old, settings):
    told()
    settings.FIELD_KEYS = [NEW]
    person = Person.objects.get(pk=old.gui.pk)
    assert (person.phone, person.id_number) == ("15462472916", "530623197505050018")
    assert Person.objects.get(pk=old.lan.pk).phone == ""


def test_people_are_found_by_their_numbers_as_before(old):
    before = set(Person.objects.values_list("id_number_hash", "phone_hash"))
    told()
    assert set(Person.objects.values_list("id_number_hash", "phone_hash")) == before


def test_a_run_that_was_cut_short_goes_on(old, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 1)
    rounds = renew()
    while next(rounds).renewed == 0:
        pass
    rounds.close()
    assert "learners.Person.id_number_encrypted: 1 renewed, 1 under" in told()
    assert "id_number_encrypted: 0 renewed, 2 under" in told()


def test_counting_changes_nothing(old):
    assert "learners.Person.id_number_encrypted: 2 to be renewed" in told("--check")
    assert not is_under_newest_key(Person.objects.get(pk=old.gui.pk).phone_encrypted)


def test_what_is_saved_meanwhile_stays(old, monkeypatch):
    def saved_meanwhile(token):
        Person.objects.filter(pk=old.gui.pk).update(phone_encrypted=encrypt("13300001111"))
        return "what was read before"

    monkeypatch.setattr(rotation, "decrypt", saved_meanwhile)
    list(renew())
    assert Person.objects.get(pk=old.gui.pk).phone == "13300001111"


def test_a_value_that_no_key_opens_is_named_and_left(old, settings):
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match=rf"learners.Person.phone_encrypted {old.gui.pk}\b"):
        told()
