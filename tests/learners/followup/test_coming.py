"""Classes to come where a plan is agreed on or an order answered."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.classes.models import Enrolment
from learners.notices.models import Notice
from learners.plans.agreed.models import PlanItem
from learners.plans.coming import coming_classes
from learners.plans.orders.services import order_training
from tests.factories import EnrolmentFactory, TrainingClassFactory

DAY = datetime.timedelta(days=1)


def held(region, after, **values):
    day = timezone.localdate() + after * DAY
    return TrainingClassFactory(region=region, days=[day.isoformat(), (day + DAY).isoformat()], **values)


@pytest.fixture
def bees(cast):
    return held(cast.lan_home.village.parent, 20, title="养蜂班", place="豆沙镇文化站", seats=2)


def offered(region):
    return [one.pk for one in coming_classes(region)]


def test_a_class_of_the_place_or_one_above_or_below_is_offered_the_next_first(cast, bees):
    village = cast.lan_home.village
    sooner = held(village, 3)
    assert offered(village) == offered(village.parent) == [sooner.pk, bees.pk]
    assert offered(cast.gui_home.village) == []


def test_a_class_that_began_or_is_closed_is_not(cast):
    village = cast.lan_home.village
    held(village, -1)
    held(village, 2, closed_at=timezone.now())
    assert offered(village) == []


def test_it_says_how_many_seats_are_free(cast, bees):
    EnrolmentFactory(training_class=bees, person=cast.lan, state=Enrolment.State.ACCEPTED)
    EnrolmentFactory(training_class=bees, person=cast.gui, state=Enrolment.State.DECLINED)
    (one,) = coming_classes(cast.lan_home.village)
    assert one.seats == 1


def test_a_class_is_agreed_on_and_due_with_its_last_day(client, cast, bees):
    client.force_login(cast.dousha)
    address = reverse("household_plan", args=[cast.lan_home.pk])
    assert "豆沙镇文化站" in client.get(address).content.decode()
    client.post(address, {"person": cast.lan.pk, "picked": bees.pk, "manner": "visit"})
    item = PlanItem.objects.get()
    assert (item.class_id, item.title, item.due_on) == (bees.pk, "养蜂班", bees.ends_on)


def test_a_class_of_elsewhere_is_not_taken(client, cast):
    elsewhere = held(cast.gui_home.village, 5)
    client.force_login(cast.dousha)
    data = {"person": cast.lan.pk, "picked": elsewhere.pk, "manner": "visit"}
    client.post(reverse("household_plan", args=[cast.lan_home.pk]), data)
    assert not PlanItem.objects.exists()


def test_a_course_and_a_class_at_once_are_asked_again(client, cast, bees):
    client.force_login(cast.dousha)
    data = {"person": cast.lan.pk, "picked": bees.pk, "title": "别的班", "manner": "visit"}
    page = client.post(reverse("household_plan", args=[cast.lan_home.pk]), data)
    assert page.context["form"].non_field_errors()


def test_an_order_is_answered_with_a_class_and_who_asked_is_told_when_and_where(client, cast, bees):
    (order,) = order_training(person=cast.lan, words="养蜜蜂")
    client.force_login(cast.trainer)
    client.post(reverse("training_order_answer", args=[order.pk]), {"picked": bees.pk})
    order.refresh_from_db()
    assert (order.state, order.class_id) == ("answered", bees.pk)
    assert "豆沙镇文化站" in Notice.objects.get(subject=f"order:{order.pk}:answered").words
