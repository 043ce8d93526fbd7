"""Whose files an officer may take along, with every look logged."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.people.access import get_household, people_for, person_of
from learners.people.models import Look, Person
from learners.regions.access import get_region, officer_of, within
from learners.regions.models import Region

MOST_FILES = 200
"""Files of one archive."""
MOST_ON_PAPER = 30
"""Files of one PDF, which is laid out as a whole."""


def people_in(user: User | AnonymousUser, region: Region) -> QuerySet[Person]:
    """Members of the households of a region from `get_region`, in the order of a register."""
    people = people_for(user).filter(within(region, "household__village__code"), left_on=None)
    return people.select_related("household__village__parent").order_by("household__number", "pk")


def get_village(user: User | AnonymousUser, code: str) -> Region:
    """A village of the officer's area: files are taken along village by village."""
    region = get_region(user, code)
    if region.level != Region.Level.VILLAGE:
        raise Http404
    return region


def taken_along(user: User | AnonymousUser, people: QuerySet[Person], *, page: str) -> list[Person]:
    """These persons, with a look logged for each."""
    officer = officer_of(user)
    if officer is None:
        raise Http404
    persons = list(people)
    looks = [Look(person=person, user=officer.user, role=officer.role, page=page) for person in persons]
    Look.objects.bulk_create(looks, batch_size=500)
    return persons


def household_people(user: User | AnonymousUser, pk: int) -> QuerySet[Person]:
    """Members of a household of the area, those who left too."""
    members = people_for(user).filter(household=get_household(user, pk))
    return members.select_related("household__village__parent").order_by("pk")


def get_own(user: User | AnonymousUser) -> Person:
    """One's own file needs no role, and no look is logged."""
    person = person_of(user)
    if person is None:
        raise Http404
    return person


def valid_certificate(person: Person, seq: int) -> Entry:
    """A certificate of the person that was neither withdrawn nor revoked; Http404 for all others."""
    entries = person.entries.select_related("person").filter(corrections=None)
    issued = entries.filter(kind=Entry.Kind.CERTIFICATE_ISSUED, seq=seq).first()
    revoked = [entry.payload.get("serial") for entry in entries.filter(kind=Entry.Kind.CERTIFICATE_REVOKED)]
    if issued is None or issued.payload.get("serial") in revoked:
        raise Http404
    return issued
