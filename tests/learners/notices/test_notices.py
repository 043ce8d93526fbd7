"""Notices: told once, read once, sent at waking hours."""

import datetime

import pytest
from django.utils import timezone

from learners.notices.models import Notice
from learners.notices.queries import notices_of, readers_of, unread_notices
from learners.notices.senders import NoticeNotSent
from learners.notices.services import Draft, mark_read, send_due, take_back, tell

NOON = timezone.make_aware(datetime.datetime(2026, 3, 10, 12))
NIGHT = timezone.make_aware(datetime.datetime(2026, 3, 10, 2))
SENT = []


class Recorder:
    def send(self, *, phone, text):
        SENT.append((phone, text))


class Refusing:
    def send(self, *, phone, text):
        raise NoticeNotSent


@pytest.fixture
def lan(cast, settings):
    SENT.clear()
    settings.NOTICE_SENDER = f"{__name__}.Recorder"
    cast.lan.phone = "13900000001"
    cast.lan.save()
    return cast.lan


def told(person, *, at=None, subject="order:1"):
    tell(drafts=[Draft(person.pk, subject, "You wished for %(name)s", {"name": "养蜂"}, "/me/", at)])


def test_the_same_thing_is_told_once(lan):
    told(lan)
    told(lan)
    assert [notice.words for notice in unread_notices(lan)] == ["You wished for 养蜂"]


def test_a_read_notice_stays_in_the_file_only(lan):
    told(lan)
    mark_read(person=lan, notice_id=Notice.objects.get().pk)
    assert (unread_notices(lan), len(notices_of(lan))) == ([], 1)
    assert readers_of("order:1", [lan.pk]) == {lan.pk}


def test_nobody_reads_the_notice_of_another(lan, cast):
    told(lan)
    assert mark_read(person=cast.gui, notice_id=Notice.objects.get().pk) is None


def test_a_notice_waits_for_its_time(lan):
    told(lan, at=timezone.now() + datetime.timedelta(days=1))
    assert unread_notices(lan) == []


def test_it_is_sent_once_at_waking_hours(lan):
    told(lan, at=NIGHT)
    assert (send_due(now=NIGHT), send_due(now=NOON), send_due(now=NOON)) == (0, 1, 0)
    assert SENT == [("13900000001", "You wished for 养蜂")]


def test_what_the_gateway_refuses_is_tried_again(lan, settings):
    told(lan, at=NIGHT)
    settings.NOTICE_SENDER = f"{__name__}.Refusing"
    assert send_due(now=NOON) == 0
    settings.NOTICE_SENDER = f"{__name__}.Recorder"
    assert send_due(now=NOON) == 1


def test_a_notice_that_was_read_cannot_be_taken_back(lan):
    told(lan)
    told(lan, subject="order:2")
    mark_read(person=lan, notice_id=Notice.objects.get(subject="order:1").pk)
    for subject in ("order:1", "order:2"):
        take_back(person_id=lan.pk, subject=subject)
    assert [notice.subject for notice in notices_of(lan)] == ["order:1"]
