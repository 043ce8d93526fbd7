"""Factories of rows, with the real names of a few places."""

import datetime

import factory
from factory.django import DjangoModelFactory

from courses.models import Industry
from eduplatform.accounts.models import User
from learners.classes.models import Enrolment, TrainingClass
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

    number = factory.Sequence(lambda n: f"530623103202{n + 5000:04d}")  # apart from those of registers that tests write
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


class TrainingClassFactory(DjangoModelFactory):
    """Two days in 石缸村, signed for in halves; give `days` for others."""

    class Meta:
        model = TrainingClass

    kind = TrainingClass.Kind.SKILL
    title = "竹笋采收与初加工"
    region = factory.SubFactory(RegionFactory)
    place = "石缸村村委会"
    days = factory.LazyFunction(lambda: ["2026-11-23", "2026-11-24"])
    starts_on = factory.LazyAttribute(lambda one: datetime.date.fromisoformat(one.days[0]))
    ends_on = factory.LazyAttribute(lambda one: datetime.date.fromisoformat(one.days[-1]))
    hours = 16
    seats = 30
    trainer_name = "陈老师"
    institution = "盐津县职业技术学校"
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def secret(self, create, extracted, **kwargs):
        self.make_secret()
        self.save()


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    training_class = factory.SubFactory(TrainingClassFactory)
    person = factory.SubFactory(PersonFactory)
    state = Enrolment.State.ACCEPTED
