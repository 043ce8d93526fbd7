"""A family of 石缸村 with a printed card: 王兰, her husband, two sons, a small daughter, and who left."""

import datetime
import uuid
from types import SimpleNamespace

import pytest

from learners.people.cards.pictures import PICTURES
from learners.people.cards.proving import Origin, Result, prove_by_code, prove_by_pictures
from learners.people.cards.queries import who
from learners.people.cards.services import give_code, print_cards
from tests.factories import PersonFactory

OFFICE = Origin(address="192.0.2.9")


def wrong_for(pictures):
    """Three pictures of which one is somebody else's."""
    return [*pictures[:2], next(name for name in PICTURES if name not in pictures)]


def with_pictures(person, officer):
    """The person's three, drawn with an officer's code and used once."""
    code = give_code(person=person, by=officer)
    pictures = prove_by_code(person=person, code=code, origin=OFFICE).pictures
    assert prove_by_pictures(person=person, chosen=pictures, origin=OFFICE).result is Result.RIGHT
    return list(pictures)


def printed(household, officer):
    return print_cards(households=[household], by=officer, batch=uuid.uuid4())[0]


@pytest.fixture
def home(cast):
    def member(name, relation, born, **fields):
        return PersonFactory(
            household=cast.lan_home, name=name, relation=relation, born_on=datetime.date(born, 3, 1), **fields
        )

    husband = member("周大明", "配偶", 1978)
    older, younger = member("周小龙", "之子", 2003), member("周小虎", "之子", 2006)
    child = member("周小凤", "之女", 2019)
    gone = member("周老爷", "之父", 1940, left_on=datetime.date(2025, 1, 1))
    sheet = printed(cast.lan_home, cast.dousha)
    return SimpleNamespace(
        lan=cast.lan, husband=husband, older=older, younger=younger, child=child, gone=gone, sheet=sheet
    )


@pytest.fixture
def pick():
    """The address of a person in the picker."""
    return lambda person: f"/me/family/{who(person.pk)}/"
