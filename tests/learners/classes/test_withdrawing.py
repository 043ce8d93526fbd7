"""A wrong sign-in is taken back with a reason: it stays to be read, and nothing counts it any longer."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.queries import file_of
from learners.assistance.services import correct
from learners.assistance.verify import verify
from learners.classes.completion import close_class, revoke
from learners.classes.models import Certificate, SignIn
from learners.classes.services import ClassIsClosed
from learners.classes.signing import Sender
from learners.classes.withdrawing import NothingToTakeBack, take_back
from learners.exports.access import valid_certificate
from tests.factories import EnrolmentFactory, TrainingClassFactory
from tests.learners.classes.phones import EVENING, held, marked, scanned, send

LATER = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def wrong(cast, bamboo):
    """The trainer ticked lan, who was not there; the answer got lost, so the phone still holds the report."""
    item = marked(bamboo, cast.lan)
    assert send(Sender(cast.trainer), item) == ["stored"]
    return item


def standing():
    return SignIn.objects.standing().count()


def test_what_was_taken_back_stays_with_its_correction(cast, bamboo, wrong):
    correction = take_back(sign_in=SignIn.objects.get(), reason="点错了人", by=cast.trainer)
    row = SignIn.objects.get()
    assert (row.withdrawn_by, standing()) == (cast.trainer, 0)
    assert (correction.corrects.kind, correction.payload["reason"]) == ("class_signed_in", "点错了人")
    assert verify(cast.lan.pk).broken is None


def test_a_correction_in_the_file_takes_the_sign_in_back(cast, wrong):
    correct(entry=cast.lan.entries.get(kind=Entry.Kind.CLASS_SIGNED_IN), reason="没到场", by=cast.county)
    assert standing() == 0


def test_the_same_report_sent_again_does_not_bring_it_back(cast, wrong):
    take_back(sign_in=SignIn.objects.get(), reason="点错了人", by=cast.trainer)
    assert send(Sender(cast.trainer), wrong) == ["taken_back"]
    assert standing() == 0


def test_a_code_shown_before_does_not_bring_it_back(cast, bamboo):
    learner = held(cast.lan)
    send(learner, scanned(bamboo))
    take_back(sign_in=SignIn.objects.get(), reason="人不在场", by=cast.trainer)
    SignIn.objects.update(withdrawn_at=EVENING)
    assert send(learner, scanned(bamboo)) == ["taken_back"]


def test_who_comes_after_all_is_ticked_again(cast, bamboo, wrong):
    take_back(sign_in=SignIn.objects.get(), reason="点错了人", by=cast.trainer)
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan)) == ["stored"]
    assert standing() == 1
    take_back(sign_in=SignIn.objects.standing().get(), reason="还是没来", by=cast.trainer)
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan)) == ["stored"]
    signed = cast.lan.entries.filter(kind=Entry.Kind.CLASS_SIGNED_IN)
    assert [entry.corrections.exists() for entry in signed] == [True, True, False]


def test_it_is_taken_back_once(cast, wrong):
    sign_in = SignIn.objects.get()
    take_back(sign_in=sign_in, reason="点错了人", by=cast.trainer)
    with pytest.raises(NothingToTakeBack):
        take_back(sign_in=sign_in, reason="点错了人", by=cast.trainer)


def test_nothing_is_taken_back_without_a_reason(cast, wrong):
    with pytest.raises(ValueError, match="reason"):
        take_back(sign_in=SignIn.objects.get(), reason="  ", by=cast.trainer)
    assert standing() == 1


def test_who_was_never_there_does_not_count_as_attending(cast, bamboo, wrong):
    take_back(sign_in=SignIn.objects.get(), reason="点错了人", by=cast.trainer)
    assert bamboo.enrolments.get().state == "accepted"


# --- what follows from it ------------------------------------------------------------------------


@pytest.fixture
def over(cast):
    """One day in halves, lan ticked for both."""
    over = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer, days=["2026-03-02"])
    EnrolmentFactory(training_class=over, person=cast.lan)
    ticks = [marked(over, cast.lan, f"2026-03-02:{part}") for part in ("am", "pm")]
    assert send(Sender(cast.trainer), *ticks) == ["stored", "stored"]
    return over


def test_a_certificate_needs_the_attendance_that_is_left(cast, over):
    take_back(sign_in=SignIn.objects.first(), reason="没到场", by=cast.trainer)
    assert close_class(training_class=over, by=cast.dousha, now=LATER) == 0


def test_after_closing_the_class_nothing_is_taken_back_on_its_page(cast, over):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    with pytest.raises(ClassIsClosed):
        take_back(sign_in=SignIn.objects.first(), reason="没到场", by=cast.trainer)


def test_a_completion_that_is_withdrawn_takes_its_certificate_along(cast, over, client):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    correct(entry=cast.lan.entries.get(kind=Entry.Kind.CLASS_COMPLETED), reason="没到场", by=cast.county)
    assert over.enrolments.get().completed_at is None
    certificate = Certificate.objects.get()
    assert certificate.revoked_reason == "没到场"
    assert cast.lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).corrections.exists()
    assert verify(cast.lan.pk).broken is None


def test_a_certificate_revoked_and_withdrawn_counts_once_less(cast, over):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    assert file_of(cast.lan).summary.certificates == 1
    revoke(certificate=Certificate.objects.get(), reason="没到场", by=cast.dousha)
    assert file_of(cast.lan).summary.certificates == 0
    correct(entry=cast.lan.entries.get(kind=Entry.Kind.CLASS_COMPLETED), reason="没到场", by=cast.county)
    assert file_of(cast.lan).summary.certificates == 0


def test_a_certificate_that_is_withdrawn_in_the_file_is_invalid_in_public(cast, over, client):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    correct(entry=cast.lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED), reason="名字写错", by=cast.county)
    page = client.get(reverse("certificate_check", args=[Certificate.objects.get().serial]))
    assert page.context["certificate"].revoked_at


def withdraw(cast, kind):
    correct(entry=cast.lan.entries.filter(kind=kind, corrections=None).last(), reason="弄错了", by=cast.county)


def test_a_revocation_that_is_withdrawn_leaves_the_certificate_valid(cast, over, client):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    revoke(certificate=Certificate.objects.get(), reason="没到场", by=cast.dousha)
    withdraw(cast, Entry.Kind.CERTIFICATE_REVOKED)
    certificate = Certificate.objects.get()
    assert (certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason) == (None, None, "")
    assert file_of(cast.lan).summary.certificates == 1
    assert valid_certificate(cast.lan, cast.lan.entries.get(kind=Entry.Kind.CERTIFICATE_ISSUED).seq)


def test_it_can_be_revoked_again_with_an_entry_of_its_own(cast, over):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    for reason in ("没到场", "替人领证", "替人领证"):
        revoke(certificate=Certificate.objects.get(), reason=reason, by=cast.dousha)
        assert file_of(cast.lan).summary.certificates == 0
        withdraw(cast, Entry.Kind.CERTIFICATE_REVOKED)
    revoke(certificate=Certificate.objects.get(), reason="冒名", by=cast.dousha)
    assert Certificate.objects.get().revoked_reason == "冒名"
    assert cast.lan.entries.filter(kind=Entry.Kind.CERTIFICATE_REVOKED).count() == 4
    assert file_of(cast.lan).summary.certificates == 0
    assert verify(cast.lan.pk).broken is None


def test_a_certificate_that_was_withdrawn_itself_stays_invalid(cast, over):
    close_class(training_class=over, by=cast.dousha, now=LATER)
    revoke(certificate=Certificate.objects.get(), reason="没到场", by=cast.dousha)
    withdraw(cast, Entry.Kind.CERTIFICATE_ISSUED)
    withdraw(cast, Entry.Kind.CERTIFICATE_REVOKED)
    assert Certificate.objects.get().revoked_at


# --- the page ------------------------------------------------------------------------------------


def taken_back(client, sign_in, **form):
    class_id = sign_in.enrolment.training_class_id
    return client.post(reverse("class_sign_in_withdraw", args=[class_id, sign_in.pk]), form)


def test_the_trainer_takes_it_back_on_the_page(cast, bamboo, wrong, client):
    client.force_login(cast.trainer)
    taken_back(client, SignIn.objects.get(), why="person", note="是李四")
    (line,) = client.get(reverse("class_sign_in_list", args=[bamboo.pk])).context["lines"]
    assert line.sign_in.withdrawn_by == cast.trainer
    assert line.reason.endswith("是李四")


@pytest.mark.parametrize("form", [{}, {"why": "other"}, {"why": "nonsense"}])
def test_the_page_asks_for_the_reason(cast, wrong, client, form):
    client.force_login(cast.trainer)
    taken_back(client, SignIn.objects.get(), **form)
    assert standing() == 1


def test_the_list_is_narrowed_to_a_person_and_a_time(cast, bamboo, wrong, client):
    EnrolmentFactory(training_class=bamboo, person=cast.gui)
    send(Sender(cast.trainer), marked(bamboo, cast.gui), marked(bamboo, cast.gui, "2026-11-23:pm"))
    client.force_login(cast.trainer)
    place = bamboo.enrolments.get(person=cast.gui)
    address = reverse("class_sign_in_list", args=[bamboo.pk])
    assert len(client.get(address, {"person": place.pk}).context["lines"]) == 2
    assert len(client.get(address, {"person": place.pk, "slot": "2026-11-23:pm"}).context["lines"]) == 1


def test_a_late_report_says_by_how_much(cast, bamboo):
    send(Sender(cast.trainer), marked(bamboo, cast.lan), now=EVENING)
    assert cast.lan.entries.last().evidence["late_s"] == (EVENING - SignIn.objects.get().at).total_seconds()
    assert timezone.localtime(SignIn.objects.get().at).hour == 9
