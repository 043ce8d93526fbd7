"""A certificate is what its person's file says. A row that somebody slipped into the table proves nothing."""

from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.classes.models import Certificate


def entry_of(certificate: Certificate) -> Entry | None:
    """The entry by which it was issued, withdrawn or not; None where there is none, or the chain is broken before."""
    person = certificate.enrolment.person_id
    issued = Entry.objects.filter(
        person=person, kind=Entry.Kind.CERTIFICATE_ISSUED, subject=f"certificate:{certificate.serial}"
    )
    entry = issued.first()
    if entry is None or entry.payload["class_id"] != certificate.enrolment.training_class_id:
        return None
    broken = verify(person).broken
    return entry if broken is None or broken.seq > entry.seq else None
