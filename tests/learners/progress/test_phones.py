"""Several people on one phone, one person on several: each record reaches the one it was made for, or nobody."""

import datetime
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from learners.people.devices import end_sign_ins
from learners.people.models import Device, DeviceSignIn
from learners.progress.models import LessonProgress, RejectedItem
from learners.progress.services import open_lesson
from tests.lessons import LENGTH_S, make_course


@pytest.fixture
def lesson(cast):
    lesson = make_course().lessons()[0]
    for person in (cast.lan, cast.gui):
        open_lesson(person=person, lesson=lesson, now=timezone.now() - datetime.timedelta(hours=1))
    return lesson


class Phone(Client):
    """A browser: cookies stay when somebody else signs in, as on a phone that a family shares."""

    def sign_in(self, person):
        device = self.cookies.get("device")
        self.force_login(person.user)
        if device:
            self.cookies["device"] = device.value
        return self

    def opens(self, lesson):
        """The token that the phone is given for whoever is signed in."""
        return self.get(f"/api/v1/lessons/{lesson.pk}/me").json()["person"]

    def send(self, *items):
        batch = {"version": 1, "items": items}
        return self.post("/api/v1/sync", json.dumps(batch), content_type="application/json").json()["answers"]


def watched(lesson, person=None, **changes):
    item = {"id": str(uuid.uuid4()), "kind": "watched", "lesson": lesson.pk, "ranges": [[0, 60]], "wall": LENGTH_S}
    return {**item, **({} if person is None else {"person": person}), **changes}


def seconds(person):
    return sum(LessonProgress.objects.filter(person=person).values_list("watched_ms", flat=True)) // 1000


def codes(answers):
    return [answer["code"] or answer["result"] for answer in answers]


# --- one phone, several people -------------------------------------------------------------------


def test_what_was_made_before_somebody_else_signed_in_is_stored_for_its_maker(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    gui = phone.sign_in(cast.gui).opens(lesson)
    answers = phone.send(watched(lesson, lan), watched(lesson, gui, ranges=[[0, 30]]), watched(lesson, lan))
    assert codes(answers) == ["stored", "stored", "unchanged"]
    assert (seconds(cast.lan), seconds(cast.gui)) == (60, 30)


def test_the_answers_come_in_the_order_of_the_items(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    gui = phone.sign_in(cast.gui).opens(lesson)
    items = [watched(lesson, person) for person in (gui, lan, None, gui, lan)]
    assert [answer["id"] for answer in phone.send(*items)] == [item["id"] for item in items]


def test_an_item_that_names_nobody_is_for_who_is_signed_in(cast, lesson):
    phone = Phone()
    phone.sign_in(cast.lan).opens(lesson)
    assert codes(phone.sign_in(cast.gui).send(watched(lesson))) == ["stored"]
    assert (seconds(cast.lan), seconds(cast.gui)) == (0, 60)


def test_an_account_of_staff_passes_on_what_villagers_left_on_the_phone(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    phone.force_login(cast.trainer)
    assert codes(phone.send(watched(lesson, lan), watched(lesson))) == ["stored", "not_a_learner"]
    assert seconds(cast.lan) == 60


def test_what_one_person_claims_under_several_tokens_is_judged_together(cast, lesson):
    phone, other = Phone(), Phone()
    here = phone.sign_in(cast.lan).opens(lesson)
    there = other.sign_in(cast.lan).opens(lesson)
    LessonProgress.objects.update(opened_at=timezone.now() - datetime.timedelta(seconds=30))
    first, second = watched(lesson, here, wall=30), watched(lesson, there, ranges=[[60, 120]], wall=30)
    assert codes(phone.send(first, second)) == ["stored", "more_than_elapsed"]


# --- a phone that never held them ----------------------------------------------------------------


def test_somebody_the_phone_never_held_is_rejected_and_noted(cast, lesson):
    lan = Phone().sign_in(cast.lan).opens(lesson)
    phone = Phone().sign_in(cast.gui)
    phone.opens(lesson)
    (answer,) = phone.send(watched(lesson, lan))
    assert (answer["result"], answer["code"], answer["keep"]) == ("rejected", "other_person", True)
    assert answer["text"]
    note = RejectedItem.objects.get()
    assert (note.person, note.claimed, note.device.sign_ins.get().person) == (cast.gui, cast.lan, cast.gui)
    assert (seconds(cast.lan), seconds(cast.gui)) == (0, 0)


def test_it_is_noted_once_however_often_it_comes(cast, lesson):
    lan = Phone().sign_in(cast.lan).opens(lesson)
    phone, item = Phone().sign_in(cast.gui), watched(lesson, lan)
    phone.send(item, item)
    phone.send(item)
    assert RejectedItem.objects.count() == 1


def test_what_is_noted_holds_no_token(cast, lesson):
    lan = Phone().sign_in(cast.lan).opens(lesson)
    Phone().sign_in(cast.gui).send(watched(lesson, lan))
    assert lan not in json.dumps(RejectedItem.objects.get().item)


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 22, "\0" * 22, "\ud800" * 22, 5, 1, True, [], {}, float("nan"), "x" * 5000]
)
def test_an_invented_token_is_nobodys(cast, lesson, token):
    phone = Phone().sign_in(cast.gui)
    assert codes(phone.send(watched(lesson, token), watched(lesson))) == ["other_person", "stored"]
    assert RejectedItem.objects.get().claimed is None


def test_the_number_of_a_person_is_no_token(cast, lesson):
    phone = Phone().sign_in(cast.gui)
    assert codes(phone.send(watched(lesson, str(cast.lan.pk)), watched(lesson, cast.lan.pk))) == ["other_person"] * 2


def test_ones_own_records_count_from_any_phone(cast, lesson):
    """Cookies can be lost while the records stay."""
    lost = Phone().sign_in(cast.lan).opens(lesson)
    assert codes(Phone().sign_in(cast.lan).send(watched(lesson, lost))) == ["stored"]


def test_an_account_of_staff_passes_on_nothing_from_elsewhere(cast, lesson):
    lan = Phone().sign_in(cast.lan).opens(lesson)
    phone = Phone()
    phone.force_login(cast.trainer)
    assert codes(phone.send(watched(lesson, lan))) == ["other_person"]
    assert RejectedItem.objects.get().person == cast.lan


def test_nothing_is_stored_while_nobody_is_signed_in(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    phone.logout()
    body = json.dumps({"version": 1, "items": [watched(lesson, lan)]})
    assert phone.post("/api/v1/sync", body, content_type="application/json").status_code == 401


# --- since when ----------------------------------------------------------------------------------


def test_what_was_watched_before_signing_in_again_still_counts(cast, lesson):
    """The lesson's page came without its personal part, from the phone itself."""
    hours = datetime.timedelta(hours=1)
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(make_course("tea").lessons()[0])
    DeviceSignIn.objects.update(since=timezone.now() - hours)
    LessonProgress.objects.filter(person=cast.lan).delete()
    type(lesson).objects.update(first_published_at=timezone.now() - 2 * hours)
    phone.sign_in(cast.lan)
    assert codes(phone.send(watched(lesson, lan))) == ["stored"]


# --- ended by an officer -------------------------------------------------------------------------


def test_who_was_signed_out_by_an_officer_is_asked_to_sign_in(cast, lesson):
    phone = Phone().sign_in(cast.lan)
    phone.opens(lesson)
    end_sign_ins(person=cast.lan, by=cast.dousha)
    assert phone.get(f"/api/v1/lessons/{lesson.pk}/me").json() == {"signed_in": False}


def test_the_phone_records_nothing_more_for_them(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    phone.sign_in(cast.gui)
    end_sign_ins(person=cast.lan, by=cast.dousha)
    (answer,) = phone.send(watched(lesson, lan))
    assert (answer["code"], answer["keep"], seconds(cast.lan)) == ("sign_in_ended", True, 0)
    assert RejectedItem.objects.get().claimed == cast.lan


def test_it_counts_once_they_sign_in_again(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    end_sign_ins(person=cast.lan, by=cast.dousha)
    again = phone.sign_in(cast.lan).opens(lesson)
    phone.sign_in(cast.gui)
    assert again != lan
    assert codes(phone.send(watched(lesson, lan), watched(lesson, again))) == ["stored", "unchanged"]


def test_who_left_the_register_learns_no_more(cast, lesson):
    phone = Phone()
    lan = phone.sign_in(cast.lan).opens(lesson)
    cast.lan.left_on = timezone.localdate()
    cast.lan.save()
    assert codes(phone.sign_in(cast.gui).send(watched(lesson, lan))) == ["sign_in_ended"]


def test_a_batch_for_two_people_is_one_device(cast, lesson):
    phone = Phone()
    phone.sign_in(cast.lan).opens(lesson)
    phone.sign_in(cast.gui).opens(lesson)
    assert Device.objects.get().sign_ins.count() == 2
