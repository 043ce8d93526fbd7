"""Which households and persons a user may see; what is out of scope does not exist (404)."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.http import Http404

from eduplatform.accounts.models import User
from learners.people.codes import Labour
from learners.people.models import Household, HouseholdHelper, Look, Person
from learners.regions.access import AREA_ROLES, PEOPLE_ROLES, officer_of, within
from learners.regions.models import Officer

# Who calls people needs their phone; who checks or pays, their identity number.
NUMBERS_FOR = {
    Look.Number.IDENTITY: (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.AUDITOR),
    Look.Number.PHONE: PEOPLE_ROLES,
    Look.Number.BANK: (Officer.Role.COUNTY, Officer.Role.TOWNSHIP, Officer.Role.AUDITOR),
}


def households_for(user: User | AnonymousUser) -> QuerySet[Household]:
    """Households of the officer's area; a helper's own only; none for anyone else."""
    officer = officer_of(user)
    if officer is None:
        return Household.objects.none()
    if officer.role == Officer.Role.HELPER:
        helped = HouseholdHelper.objects.filter(user=officer.user)
        return Household.objects.filter(pk__in=helped.values("household"))
    if officer.role in AREA_ROLES:
        return Household.objects.filter(within(officer.region, "village__code"))
    return Household.objects.none()


def people_for(user: User | AnonymousUser) -> QuerySet[Person]:
    """Members of the households the user may see."""
    return Person.objects.filter(household__in=households_for(user))


def get_household(user: User | AnonymousUser, pk: int) -> Household:
    """Raises Http404 outside the user's area."""
    household = households_for(user).select_related("village__parent").filter(pk=pk).first()
    if household is None:
        raise Http404
    return household


def get_person(user: User | AnonymousUser, pk: int, *, page: str) -> Person:
    """The person, with the look logged; Http404 outside the user's area. `page` is a short name of the screen."""
    officer = officer_of(user)
    person = people_for(user).select_related("household__village__parent").filter(pk=pk).first()
    if person is None or officer is None:
        raise Http404
    Look.objects.create(person=person, user=officer.user, role=officer.role, page=page)
    return person


def may_show(user: User | AnonymousUser, number: str) -> bool:
    """Whether the user's role ever needs this number (a Look.Number) in full."""
    officer = officer_of(user)
    return officer is not None and officer.role in NUMBERS_FOR[Look.Number(number)]


def get_numbered_person(user: User | AnonymousUser, pk: int) -> Person:
    """The person, of whom the user may see some number in full, with the look logged; else Http404."""
    if not any(may_show(user, number) for number in Look.Number):
        raise Http404
    return get_person(user, pk, page="numbers")


def get_overseen_person(user: User | AnonymousUser, pk: int) -> Person:
    """As `get_person`, for those who may know which officers looked at whom."""
    officer = officer_of(user)
    if officer is None or officer.role not in (Officer.Role.COUNTY, Officer.Role.AUDITOR):
        raise Http404
    return get_person(user, pk, page="looks")


def get_number(user: User | AnonymousUser, pk: int, *, number: str, reason: str) -> str:
    """A number of a person in full, with number and reason logged; Http404 outside the user's area and role."""
    officer = officer_of(user)
    person = people_for(user).filter(pk=pk).first()
    if person is None or officer is None or not may_show(user, number):
        raise Http404
    Look.objects.create(
        person=person, user=officer.user, role=officer.role, page="numbers", shown=number, reason=reason
    )
    shown: str = getattr(person, Look.Number(number).value)
    return shown


def get_served_household(user: User | AnonymousUser, pk: int) -> Household:
    """As `get_household`, for officers who may act for the household: an auditor changes nothing."""
    if not serves(user):
        raise Http404
    return get_household(user, pk)


def served_households(user: User | AnonymousUser, pks: Collection[int]) -> list[Household]:
    """Those of the given households that the user may act for."""
    found = households_for(user).filter(pk__in=pks, left_on=None) if serves(user) else Household.objects.none()
    return list(found.select_related("village__parent").order_by("village", "group", "number"))


def serves(user: User | AnonymousUser) -> bool:
    """Whether the user may act for the people they see."""
    officer = officer_of(user)
    return officer is not None and officer.role in PEOPLE_ROLES and officer.role != Officer.Role.AUDITOR


def get_served_person(user: User | AnonymousUser, pk: int, *, page: str) -> Person:
    """As `get_person`, for officers who may act for the person: an auditor changes nothing."""
    if not serves(user):
        raise Http404
    return get_person(user, pk, page=page)


def get_members(user: User | AnonymousUser, household: Household, *, page: str) -> list[Person]:
    """All members of a household from `get_household`, those who left last, with a look logged for each."""
    officer = officer_of(user)
    if officer is None:
        raise Http404
    members = list(household.members.order_by(F("left_on").asc(nulls_first=True), "pk"))
    looks = [Look(person=person, user=officer.user, role=officer.role, page=page) for person in members]
    Look.objects.bulk_create(looks)
    return members


def log_looks(officer: Officer, person_ids: Collection[int], *, page: str) -> None:
    """For persons from `people_for` whose data a list shows."""
    looks = [Look(person_id=pk, user=officer.user, role=officer.role, page=page) for pk in sorted(person_ids)]
    Look.objects.bulk_create(looks)


def get_register_officer(user: User | AnonymousUser) -> Officer:
    """The officer who may import registers for their area; Http404 for everybody else."""
    officer = officer_of(user)
    if officer is None or officer.role not in (Officer.Role.COUNTY, Officer.Role.TOWNSHIP):
        raise Http404
    return officer


def person_of(user: User | AnonymousUser) -> Person | None:
    """The person whose account this is: one's own file needs no role."""
    if not user.is_authenticated:
        return None
    return Person.objects.select_related("household__village__parent", "user").filter(user=user, left_on=None).first()


def labour_capable(on: datetime.date, prefix: str = "") -> Q:
    """Members with labour capacity and of working age on a day (glossary: labour-capable).

    `prefix` is a lookup path to the person, such as `members__`.
    """
    condition = Q(**{f"{prefix}labour__in": capable_labour()})
    condition &= Q(**{f"{prefix}left_on": None}) | Q(**{f"{prefix}left_on__gt": on})
    condition &= Q(**{f"{prefix}born_on__lte": years_before(on, settings.WORKING_AGE_FROM)})
    if settings.WORKING_AGE_TO is not None:
        condition &= Q(**{f"{prefix}born_on__gt": years_before(on, settings.WORKING_AGE_TO + 1)})
    return condition


def capable_labour() -> list[Labour]:
    """The labour capacities that count as able to work."""
    return [Labour.ORDINARY, Labour.SKILLED, *([Labour.SEMI] if settings.SEMI_LABOUR_COUNTS else [])]


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The birthday that makes somebody `years` old on `day`; 29 February counts from 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
