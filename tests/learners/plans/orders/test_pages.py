"""Ordering on the phone, answering at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from courses.models import CoursePage
from courses.search.services import load_search_words
from learners.people.models import Look
from learners.plans.orders.models import TrainingOrder, VoiceNote, Wish
from learners.plans.orders.services import answer_order, order_training
from learners.plans.orders.voice import MOST_BYTES
from tests.factories import PersonFactory
from tests.lessons import make_course


@pytest.fixture
def villager(client, cast):
    load_search_words()
    client.force_login(cast.lan.user)
    return client


def say(client, words="", **more):
    return client.post(reverse("my_order"), {"words": words, **more})


def sound(body=b"OggS" + b"\0" * 100):
    return SimpleUploadedFile("wish", body, content_type="audio/ogg")


def test_what_there_is_comes_before_an_order(villager):
    course = make_course("bees")
    course.title = "养蜂入门"
    course.save()
    answer = say(villager, "养蜜蜂")
    assert (answer.status_code, TrainingOrder.objects.count()) == (302, 0)
    page = villager.get(answer.url).content.decode()
    assert "养蜂入门" in page
    assert say(villager, "养蜜蜂", looked="养蜜蜂").url == reverse("my_orders")
    assert TrainingOrder.objects.count() == 1


def test_a_wish_that_nothing_answers_is_an_order_at_once(villager):
    say(villager, "养蜂")
    assert "养蜂" in villager.get(reverse("my_orders")).content.decode()


def test_a_voice_note_is_kept_and_only_officers_of_the_area_hear_it(villager, cast):
    say(villager, voice=sound())
    address = reverse("wish_voice", args=[Wish.objects.get().pk])
    assert villager.get(address).status_code == 404
    villager.force_login(cast.yanjing)
    assert villager.get(address).status_code == 404
    villager.force_login(cast.dousha)
    assert villager.get(address).content.startswith(b"OggS")


@pytest.mark.parametrize("body", [b"<script>", b"OggS" + b"\0" * MOST_BYTES], ids=["no sound", "too long"])
def test_what_is_no_short_sound_is_refused(villager, body):
    assert say(villager, voice=sound(body)).status_code == 200
    assert not VoiceNote.objects.exists()


def test_saying_nothing_is_asked_again(villager):
    assert say(villager, "  ").context["form"].non_field_errors()


def test_a_search_that_finds_nothing_offers_to_order(villager):
    assert reverse("my_order") in villager.get("/search?q=开挖掘机").content.decode()


def test_a_trainer_answers_and_never_sees_who_asked(client, cast):
    load_search_words()
    (order,) = order_training(person=cast.lan, words="养蜂")
    client.force_login(cast.trainer)
    page = client.get(reverse("training_order", args=[order.pk])).content.decode()
    assert ("石缸村" in page, cast.lan.name in page) == (False, False)
    client.post(reverse("training_order_answer", args=[order.pk]), {"course": make_course().pk})
    order.refresh_from_db()
    assert order.state == "answered"


def test_a_notice_leads_to_the_course_and_counts_as_read(villager, cast):
    (order,) = order_training(person=cast.lan, words="养蜂")
    course = make_course()
    villager.force_login(cast.trainer)
    villager.post(reverse("training_order_answer", args=[order.pk]), {"course": course.pk})
    villager.force_login(cast.lan.user)
    assert order.name in villager.get("/me/").content.decode()
    notice = cast.lan.notices.get()
    assert villager.post(reverse("my_notice_read", args=[notice.pk])).url == course.url
    notice.refresh_from_db()
    assert notice.read_at


@pytest.mark.parametrize("lose", ["unpublish", "delete"])
def test_a_notice_of_a_course_that_was_taken_away_says_so_and_leads_nowhere(villager, cast, lose):
    (order,) = order_training(person=cast.lan, words="养蜂")
    course = make_course()
    answer_order(order_id=order.pk, by=cast.dousha, course=course)
    getattr(CoursePage.objects.get(pk=course.pk), lose)()
    assert [one.is_gone for one in villager.get("/me/").context["notices"]] == [True]
    assert villager.post(reverse("my_notice_read", args=[cast.lan.notices.get().pk])).url == reverse("my_start")


def test_a_notice_of_a_course_that_was_renamed_leads_on(villager, cast):
    (order,) = order_training(person=cast.lan, words="养蜂")
    course = make_course()
    answer_order(order_id=order.pk, by=cast.dousha, course=course)
    Redirect.add_redirect(course.url, redirect_to=course)
    course.slug = "honey"
    course.save()
    assert [one.is_gone for one in villager.get("/me/").context["notices"]] == [False]


def test_listening_to_a_voice_note_is_a_look_at_the_file(villager, cast):
    say(villager, voice=sound())
    villager.force_login(cast.dousha)
    villager.get(reverse("wish_voice", args=[Wish.objects.get().pk]))
    assert (cast.lan.pk, cast.dousha.pk, "voice") in Look.objects.values_list("person_id", "user_id", "page")


def test_every_officer_who_sees_who_asked_has_looked(client, cast):
    (order,) = order_training(person=cast.lan, words="开挖掘机")
    client.force_login(cast.dousha)
    client.get(reverse("training_order", args=[order.pk]))
    assert Look.objects.filter(person=cast.lan, user=cast.dousha, page="order").count() == 1


def test_a_villager_takes_a_wish_back(villager, cast):
    say(villager, "开挖掘机")
    address = reverse("my_wish_withdraw", args=[Wish.objects.get().pk])
    assert address in villager.get(reverse("my_orders")).content.decode()
    villager.post(address)
    assert address not in villager.get(reverse("my_orders")).content.decode()
    assert TrainingOrder.objects.get().state == "lapsed"


def test_nobody_takes_back_the_wish_of_another(villager, cast):
    order_training(person=PersonFactory(household=cast.lan_home), words="养蜂")
    assert villager.post(reverse("my_wish_withdraw", args=[Wish.objects.get().pk])).status_code == 404


def test_an_employer_names_the_last_day(client, cast):
    client.force_login(cast.dousha)
    said = {"area": "530623103000", "employer": "石缸合作社", "words": "养蜂", "seats": "4"}
    assert client.post(reverse("training_order_jobs"), said).context["form"].errors.keys() == {"until"}
    client.post(reverse("training_order_jobs"), said | {"until": "2099-12-31"})
    assert "2099-12-31" in client.get(reverse("training_orders")).content.decode()


def test_whether_somebody_took_part_is_asked_once_there_is_something_to_take_part_in(client, cast):
    (order,) = order_training(person=cast.lan, words="开挖掘机")
    client.force_login(cast.dousha)
    address = reverse("training_order", args=[order.pk])
    columns = client.get(address).content.count(b'scope="col"')
    answer_order(order_id=order.pk, by=cast.dousha, course=make_course())
    assert client.get(address).content.count(b'scope="col"') == columns + 2
