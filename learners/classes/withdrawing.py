"""Taking back what was recorded wrongly about a class. The entry stays; a correction points at it, with the reason.

Whoever corrects it, on the page of the class or in the file, the rows that classes count by follow here.
"""

from collections.abc import Sequence

from django.db import transaction

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.projections import follows
from learners.assistance.services import Draft, append_locked, correct
from learners.classes.joining import joined_in
from learners.classes.models import Certificate, Enrolment, SignIn, TrainingClass
from learners.classes.services import ClassIsClosed

State = Enrolment.State
LONGEST_REASON = 200


class NothingToTakeBack(LookupError):
    """The sign-in was taken back before."""


@transaction.atomic
def take_back(*, sign_in: SignIn, reason: str, by: User) -> Entry:
    """The correction. Raises ClassIsClosed, NothingToTakeBack, and ValueError without a reason."""
    if not reason.strip():
        raise ValueError("reason")
    place = sign_in.enrolment
    locked = TrainingClass.objects.select_for_update().get(pk=place.training_class_id)
    if locked.closed_at:
        raise ClassIsClosed
    kind, start = Entry.Kind.CLASS_SIGNED_IN, f"{locked.subject}:{sign_in.slot.key}"
    entries = Entry.objects.filter(person=place.person_id, kind=kind, subject__startswith=start, corrections=None)
    entry = entries.order_by("seq").last()
    if entry is None:
        raise NothingToTakeBack
    return correct(entry=entry, reason=reason.strip(), by=by)


@follows
def follow_corrections(entries: Sequence[Entry]) -> None:
    """In the transaction that appended them, with the chains of their persons locked."""
    for entry in entries:
        corrected = entry.corrects
        if corrected is None:
            continue
        if corrected.kind == Entry.Kind.CLASS_SIGNED_IN:
            _withdraw_sign_in(corrected, entry)
        elif corrected.kind == Entry.Kind.CLASS_COMPLETED:
            _withdraw_completion(corrected, entry)
        elif corrected.kind == Entry.Kind.CERTIFICATE_ISSUED:
            _revoke(corrected, entry)
        elif corrected.kind == Entry.Kind.CERTIFICATE_REVOKED:
            _restore(corrected)
        elif corrected.kind in (Entry.Kind.CLASS_ENROLLED, Entry.Kind.CLASS_LEFT):
            _follow_file(corrected)


def _withdraw_sign_in(entry: Entry, correction: Entry) -> None:
    facts = entry.payload
    places = Enrolment.objects.filter(training_class=facts["class_id"], person=entry.person_id)
    for place in places:
        standing = SignIn.objects.standing().filter(enrolment=place)
        this = standing.filter(day=facts["day"], part=facts["part"])
        this.update(withdrawn_at=correction.recorded_at, withdrawn_by=correction.recorded_by_id)
        if place.state == State.ATTENDED and not standing.exists():
            places.filter(pk=place.pk).update(state=State.ACCEPTED)


def _withdraw_completion(entry: Entry, correction: Entry) -> None:
    """What was certified did not happen: the certificate goes with it."""
    class_id, person = entry.payload["class_id"], entry.person_id
    Enrolment.objects.filter(training_class=class_id, person=person).update(completed_at=None)
    certificates = Certificate.objects.filter(enrolment__training_class=class_id, enrolment__person=person)
    subjects = [f"certificate:{serial}" for serial in certificates.values_list("serial", flat=True)]
    issued = Entry.objects.filter(
        person=person, kind=Entry.Kind.CERTIFICATE_ISSUED, subject__in=subjects, corrections=None
    )
    drafts = [_correction(one, correction) for one in issued]
    if drafts:
        append_locked(drafts=drafts)


def _correction(entry: Entry, like: Entry) -> Draft:
    return Draft(
        person_id=entry.person_id,
        kind=Entry.Kind.CORRECTION,
        payload={"reason": like.payload["reason"], "kind": entry.kind, "seq": entry.seq},
        happened_at=like.happened_at,
        recorded_by_id=like.recorded_by_id,
        subject=f"entry:{entry.seq}",
        corrects=entry,
    )


def _revoke(entry: Entry, correction: Entry) -> None:
    valid = Certificate.objects.filter(serial=entry.payload["serial"], revoked_at=None)
    valid.update(
        revoked_at=correction.recorded_at,
        revoked_by=correction.recorded_by_id,
        revoked_reason=str(correction.payload["reason"])[:LONGEST_REASON],
    )


def _restore(entry: Entry) -> None:
    """A revocation that was an error never counted; a certificate that itself was withdrawn stays invalid."""
    serial = entry.payload["serial"]
    issued = Entry.objects.filter(
        person=entry.person_id, kind=Entry.Kind.CERTIFICATE_ISSUED, subject=f"certificate:{serial}", corrections=None
    )
    if issued.exists():
        same = Certificate.objects.filter(serial=serial, enrolment__person=entry.person_id)
        same.update(revoked_at=None, revoked_by=None, revoked_reason="")


def _follow_file(entry: Entry) -> None:
    """The roster says again what the file says last of who is in the class."""
    class_id = entry.payload["class_id"]
    place = Enrolment.objects.filter(training_class=class_id, person=entry.person_id).first()
    if place is None:
        return
    last = joined_in(class_id, [entry.person_id])[entry.person_id].last
    came = SignIn.objects.standing().filter(enrolment=place).exists()
    if last is None:
        place.state, place.reason = (State.ATTENDED if came else State.INVITED), ""
    elif last.kind == Entry.Kind.CLASS_ENROLLED:
        place.state, place.reason = (State.ATTENDED if came else State.ACCEPTED), ""
    elif place.state in (State.ACCEPTED, State.ATTENDED):
        place.state, place.reason = State.LEFT, last.payload["reason"]
    place.save(update_fields=["state", "reason"])
