import pytest
from django.contrib.auth.signals import user_logged_in

from eduplatform.accounts.services import account_for_phone
from learners.people.linking import link_account
from tests.factories import PersonFactory

PHONE = "15400001111"


def proven_account():
    user = account_for_phone(PHONE)
    user.phone_verified = True
    user.save()
    return user


@pytest.mark.django_db
def test_signing_in_finds_the_registered_person():
    person = PersonFactory(phone=PHONE)
    user = proven_account()
    user_logged_in.send(sender=type(user), request=None, user=user)
    assert user.person == person


@pytest.mark.django_db
def test_a_number_that_was_not_proven_finds_nobody():
    PersonFactory(phone=PHONE)
    assert link_account(account_for_phone(PHONE)) is None


@pytest.mark.django_db
def test_a_number_shared_in_the_family_is_not_guessed():
    PersonFactory(phone=PHONE)
    PersonFactory(phone=PHONE)
    assert link_account(proven_account()) is None


@pytest.mark.django_db
def test_a_person_with_an_account_keeps_it(cast):
    cast.lan.phone = PHONE
    cast.lan.save()
    assert link_account(proven_account()) is None
