"""Closing a class: who completed it, by attendance and exam, and their certificates."""

import datetime
import secrets
from collections import Counter

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import Draft, append_many
from learners.classes.models import Certificate, Enrolment, SignIn, TrainingClass
from learners.classes.services import ClassIsClosed

# Without characters that are easily taken for each other.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
DRAWN = 12
"""Characters drawn by lot: 60 bits, so that no serial leads to another."""

HIGHEST_MARKS = 100


class ClassNotOver(ValueError):
    """Its last day has not come."""


class MarksMissing(ValueError):
    """Somebody who attended enough has no marks yet; `names` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(len(names))
        self.names = names


class BadMarks(ValueError):
    """Marks are whole numbers from 0 to 100."""


class AlreadyRevoked(ValueError):
    """A certificate is revoked once."""


@transaction.atomic
def note_marks(*, enrolment: Enrolment, marks: int) -> None:
    """The result of the exam. Raises BadMarks, ClassIsClosed."""
    if not 0 <= marks <= HIGHEST_MARKS:
        raise BadMarks
    if TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id).closed_at:
        raise ClassIsClosed
    Enrolment.objects.filter(pk=enrolment.pk).update(exam_marks=marks)


@transaction.atomic
def close_class(*, training_class: TrainingClass, by: User, now: datetime.datetime | None = None) -> int:
    """Writes into the files who completed the class, with a certificate for each; says how many. Once.

    Raises ClassIsClosed, ClassNotOver, MarksMissing.
    """
    moment = now or timezone.now()
    locked = TrainingClass.objects.select_for_update().select_related("region").get(pk=training_class.pk)
    if locked.closed_at:
        raise ClassIsClosed
    if timezone.localdate(moment) < locked.ends_on:
        raise ClassNotOver
    signed = _sign_ins(locked)
    enough = [one for one in _attending(locked) if _came_often(locked, signed[one.pk])]
    _check_marks(locked, enough)
    passed = [one for one in enough if not locked.has_exam or (one.exam_marks or 0) >= locked.pass_mark]
    certificates = [_certificate(locked, one, timezone.localdate(moment)) for one in passed]
    Certificate.objects.bulk_create(certificates)
    happened = min(_end_of(locked), moment)
    Enrolment.objects.filter(pk__in=[one.pk for one in passed]).update(completed_at=happened)
    TrainingClass.objects.filter(pk=locked.pk).update(closed_at=moment)
    drafts = [_completed(locked, one, signed[one.pk], happened, by) for one in passed]
    drafts += [_issued(locked, one, moment, by) for one in certificates]
    append_many(drafts=drafts)
    return len(passed)


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User) -> None:
    """Raises AlreadyRevoked, and ValueError without a reason."""
    if not reason.strip():
        raise ValueError("reason")
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.revoked_at:
        raise AlreadyRevoked
    certificate.revoked_at, certificate.revoked_by = timezone.now(), by
    certificate.revoked_reason = reason.strip()
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    training_class = certificate.enrolment.training_class
    payload = {"serial": certificate.serial, "title": training_class.title, "reason": certificate.revoked_reason}
    draft = Draft(
        person_id=certificate.enrolment.person_id,
        kind=Entry.Kind.CERTIFICATE_REVOKED,
        payload=payload | {"class_id": training_class.pk},
        happened_at=certificate.revoked_at,
        recorded_by_id=by.pk,
        subject=f"certificate:{certificate.serial}{_again(certificate)}",
    )
    append_many(drafts=[draft])


def _again(certificate: Certificate) -> str:
    """A revocation that was withdrawn keeps its subject; the next one has its own."""
    subject = f"certificate:{certificate.serial}"
    revoked = Entry.objects.filter(person=certificate.enrolment.person_id, kind=Entry.Kind.CERTIFICATE_REVOKED)
    times = revoked.filter(Q(subject=subject) | Q(subject__startswith=f"{subject}:")).count()
    return f":{times}" if times else ""


def _attending(training_class: TrainingClass) -> list[Enrolment]:
    places = training_class.enrolments.filter(state=Enrolment.State.ATTENDED)
    return list(places.select_related("person").order_by("pk"))


def _sign_ins(training_class: TrainingClass) -> Counter[int]:
    """Sign-ins of each enrolment for the slots that the class has now."""
    keys = {slot.key for slot in training_class.slots}
    rows = SignIn.objects.standing().filter(enrolment__training_class=training_class)
    return Counter(row.enrolment_id for row in rows if row.slot.key in keys)


def _came_often(training_class: TrainingClass, times: int) -> bool:
    return 100 * times >= training_class.needed_percent * len(training_class.slots)


def _check_marks(training_class: TrainingClass, enrolments: list[Enrolment]) -> None:
    missing = [str(one.person) for one in enrolments if one.exam_marks is None]
    if training_class.has_exam and missing:
        raise MarksMissing(missing)


def _end_of(training_class: TrainingClass) -> datetime.datetime:
    """The afternoon of the last day."""
    return timezone.make_aware(datetime.datetime.combine(training_class.ends_on, datetime.time(18)))


def _certificate(training_class: TrainingClass, enrolment: Enrolment, day: datetime.date) -> Certificate:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    serial = f"{training_class.region_id[:6]}-{day.year}-{drawn}"
    return Certificate(enrolment=enrolment, serial=serial, issued_on=day)


def _completed(
    training_class: TrainingClass, enrolment: Enrolment, times: int, happened: datetime.datetime, by: User
) -> Draft:
    evidence: dict[str, int] = {"signed": times, "slots": len(training_class.slots)}
    if training_class.has_exam and enrolment.exam_marks is not None:
        evidence["exam_marks"] = enrolment.exam_marks
    return Draft(
        person_id=enrolment.person_id,
        kind=Entry.Kind.CLASS_COMPLETED,
        payload=training_class.facts(),
        happened_at=happened,
        evidence=evidence,
        recorded_by_id=by.pk,
        subject=training_class.subject,
    )


def _issued(training_class: TrainingClass, certificate: Certificate, moment: datetime.datetime, by: User) -> Draft:
    payload = training_class.facts() | {
        "serial": certificate.serial,
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "institution": training_class.institution,
        "issued_on": certificate.issued_on.isoformat(),
    }
    return Draft(
        person_id=certificate.enrolment.person_id,
        kind=Entry.Kind.CERTIFICATE_ISSUED,
        payload=payload,
        happened_at=moment,
        recorded_by_id=by.pk,
        subject=f"certificate:{certificate.serial}",
    )
