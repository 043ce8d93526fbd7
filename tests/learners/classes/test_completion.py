"""Closing a class: completions, certificates, and checking them in public."""

import datetime
import shutil
import subprocess
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from learners.assistance.words import describe
from learners.classes.certifying import SERIAL, masked_name
from learners.classes.completion import (
    AlreadyRevoked,
    BadMarks,
    ClassNotOver,
    MarksMissing,
    close_class,
    note_marks,
    revoke,
)
from learners.classes.models import Certificate, SignIn
from learners.classes.services import ClassIsClosed
from tests.factories import EnrolmentFactory, PersonFactory, TrainingClassFactory

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
AFTER = datetime.datetime(2026, 3, 9, 10, tzinfo=SHANGHAI)
DAYS = ["2026-03-02", "2026-03-03"]


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def past(cast):
    """Over, with lan at all four slots and 王强 at half of them."""
    past = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer, days=DAYS)
    qiang = PersonFactory(household=cast.lan_home, name="王强")
    for person, times in ((cast.lan, 4), (qiang, 2)):
        place = EnrolmentFactory(training_class=past, person=person, state="attended")
        for slot in past.slots[:times]:
            SignIn.objects.create(
                enrolment=place,
                day=slot.day,
                part=slot.part,
                way="tick",
                at=AFTER,
                received_at=AFTER,
                item_id=uuid.uuid4(),
            )
    return past


def place_of(past, person):
    return past.enrolments.get(person=person)


@pytest.fixture
def certificate(cast, past):
    close_class(training_class=past, by=cast.dousha, now=AFTER)
    return Certificate.objects.get()


def test_who_came_often_enough_completes_the_class(cast, past):
    assert close_class(training_class=past, by=cast.dousha, now=AFTER) == 1
    entry = cast.lan.entries.get(kind="class_completed")
    assert entry.payload == {"class_id": past.pk, "class_kind": "skill", "title": past.title, "hours": 16, "days": 2}
    assert entry.happened_at.astimezone(SHANGHAI).date() == datetime.date(2026, 3, 3)
    assert (entry.subject, entry.recorded_by) == (f"class:{past.pk}", cast.dousha)
    assert not place_of(past, past.enrolments.last().person).completed_at


def test_each_completion_has_a_certificate_in_the_file(cast, certificate):
    entry = cast.lan.entries.get(kind="certificate_issued")
    assert (entry.payload["serial"], entry.payload["institution"]) == (certificate.serial, "盐津县职业技术学校")
    assert certificate.serial in "".join(describe(entry, {}).lines)
    assert SERIAL.fullmatch(certificate.serial)


def test_a_class_is_closed_once(cast, past, certificate):
    with pytest.raises(ClassIsClosed):
        close_class(training_class=past, by=cast.dousha, now=AFTER)
    assert cast.lan.entries.filter(kind="class_completed").count() == 1


def test_a_class_that_goes_on_cannot_be_closed(cast, past):
    with pytest.raises(ClassNotOver):
        close_class(training_class=past, by=cast.dousha, now=AFTER - datetime.timedelta(days=7))


@pytest.mark.parametrize(("needed", "number"), [(50, 2), (51, 1), (100, 1)])
def test_the_attendance_needed_is_that_of_the_class(cast, past, needed, number):
    past.needed_percent = needed
    past.save()
    assert close_class(training_class=past, by=cast.dousha, now=AFTER) == number


@pytest.mark.parametrize(("marks", "number"), [(60, 1), (59, 0)])
def test_an_exam_has_to_be_passed(cast, past, marks, number):
    past.has_exam = True
    past.save()
    note_marks(enrolment=place_of(past, cast.lan), marks=marks)
    assert close_class(training_class=past, by=cast.dousha, now=AFTER) == number


def test_a_class_with_missing_marks_stays_open(cast, past):
    past.has_exam = True
    past.save()
    with pytest.raises(MarksMissing) as error:
        close_class(training_class=past, by=cast.dousha, now=AFTER)
    assert error.value.names == ["王兰"]
    assert not cast.lan.entries.exists()


@pytest.mark.parametrize("marks", [-1, 101])
def test_marks_go_from_0_to_100(cast, past, marks):
    with pytest.raises(BadMarks):
        note_marks(enrolment=place_of(past, cast.lan), marks=marks)


def test_a_certificate_is_revoked_once_with_a_reason(cast, certificate):
    with pytest.raises(ValueError, match="reason"):
        revoke(certificate=certificate, reason=" ", by=cast.dousha)
    revoke(certificate=certificate, reason="冒名", by=cast.dousha)
    with pytest.raises(AlreadyRevoked):
        revoke(certificate=certificate, reason="冒名", by=cast.dousha)
    entry = cast.lan.entries.get(kind="certificate_revoked")
    assert "冒名" in "".join(describe(entry, {}).lines)


# --- pages ---------------------------------------------------------------------------------------


def test_marks_are_entered_and_the_class_is_closed_on_its_page(cast, past, client):
    past.has_exam = True
    past.save()
    client.force_login(cast.dousha)
    client.post(reverse("class_exam", args=[past.pk]), {f"marks-{place_of(past, cast.lan).pk}": "88"})
    page = client.post(reverse("class_close", args=[past.pk]), follow=True).content.decode()
    certificate = Certificate.objects.get()
    assert reverse("certificate_pdf", args=[past.pk, certificate.pk]) in page
    client.post(reverse("certificate_revoke", args=[past.pk, certificate.pk]), {"reason": "冒名"})
    certificate.refresh_from_db()
    assert certificate.revoked_at


def test_anybody_with_the_serial_sees_a_masked_name(certificate, client):
    page = client.get(reverse("certificate_check", args=[certificate.serial])).content.decode()
    assert "王*" in page
    assert "王兰" not in page


def test_a_serial_is_found_as_it_is_typed(certificate, client):
    answer = client.get(reverse("certificate_search"), {"serial": f" {certificate.serial.lower()} "})
    assert answer.status_code == 200
    assert "王*" in answer.content.decode()


def test_a_revoked_certificate_says_so(cast, certificate, client):
    revoke(certificate=certificate, reason="冒名", by=cast.dousha)
    page = client.get(reverse("certificate_check", args=[certificate.serial])).content.decode()
    assert "message error" in page
    assert "冒名" not in page


@pytest.mark.parametrize("serial", ["530623-2026-222222222222", "x", "1"])
def test_a_serial_that_nobody_has_is_unknown(certificate, client, serial):
    assert client.get(reverse("certificate_check", args=[serial])).status_code == 404


def test_nobody_tries_many_serials(certificate, client):
    address = reverse("certificate_check", args=["530623-2026-222222222222"])
    assert 429 in [client.get(address).status_code for _ in range(62)]


@pytest.mark.parametrize(("name", "masked"), [("王兰", "王*"), ("欧阳小花", "欧***"), ("", "")])
def test_of_a_name_the_first_character_is_shown(name, masked):
    assert masked_name(name) == masked


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext here: apt-get install poppler-utils")
def test_a_certificate_is_one_page_with_the_name_in_it(cast, past, certificate, client, tmp_path):
    client.force_login(cast.dousha)
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(client.get(reverse("certificate_pdf", args=[past.pk, certificate.pk])).content)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "王兰" in text
    assert certificate.serial in text
    assert text.count("\f") == 1
