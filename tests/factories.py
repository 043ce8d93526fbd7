"""Factories of rows, with the real names of a few places."""

import datetime

import factory
from factory.django import DjangoModelFactory

from courses.models import Industry
from eduplatform.accounts.models import User
from learners.people.codes import Cause, Education, Labour, Sex
from learners.people.models import Household, HouseholdHelper, Person
from learners.regions.models import Officer, Region, RegionIndustry

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password(PASSWORD)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "530623103202"
    name = "石缸村民委员会"
    short_name = "石缸村"
    level = Region.Level.VILLAGE


class IndustryFactory(DjangoModelFactory):
    class Meta:
        model = Industry
        django_get_or_create = ("code",)

    code = "0252"
    name = "竹林产品采集"


class RegionIndustryFactory(DjangoModelFactory):
    class Meta:
        model = RegionIndustry

    region = factory.SubFactory(RegionFactory)
    industry = factory.SubFactory(IndustryFactory)
    weight = 1.0


class OfficerFactory(DjangoModelFactory):
    class Meta:
        model = Officer

    user = factory.SubFactory(UserFactory)
    role = Officer.Role.TOWNSHIP
    region = factory.SubFactory(RegionFactory)


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household

    number = factory.Sequence(lambda n: f"530623103202{n:04d}")
    village = factory.SubFactory(RegionFactory)
    group = "3组"
    kind = "ordinary"
    cause = Cause.SKILL


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    household = factory.SubFactory(HouseholdFactory)
    name = factory.Sequence(lambda n: f"村民{n}")
    id_number = factory.Sequence(lambda n: f"9906231980{n:08d}")  # area 99: no such place
    relation = "户主"
    sex = Sex.FEMALE
    born_on = datetime.date(1980, 5, 1)
    education = Education.PRIMARY
    labour = Labour.ORDINARY


class HelperFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdHelper

    household = factory.SubFactory(HouseholdFactory)
    name = "帮扶干部"
