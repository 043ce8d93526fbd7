"""Who may enter and withdraw what in a file."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.people.access import get_person, get_served_person
from learners.people.models import Person
from learners.records.models import Attachment
from learners.regions.access import officer_of
from learners.regions.models import Officer

# They answer for the register of their area; others withdraw only what they entered themselves.
MAY_WITHDRAW_ANY = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP)


def get_correctable(user: User | AnonymousUser, pk: int, seq: int, *, page: str) -> Entry:
    """An entry that the officer may withdraw and nobody withdrew yet; Http404 for all others."""
    officer = officer_of(user)
    person = get_served_person(user, pk, page=page)
    entry = person.entries.filter(seq=seq, corrections=None).exclude(kind=Entry.Kind.CORRECTION).first()
    if entry is None or officer is None:
        raise Http404
    if officer.role not in MAY_WITHDRAW_ANY and entry.recorded_by_id != officer.user_id:
        raise Http404
    return entry


def get_attachment(user: User | AnonymousUser, pk: int, sha256: str) -> Attachment:
    """A photo or paper of a person of the officer's area, with the look logged."""
    person = get_person(user, pk, page="attachment")
    return attachment_of(person, sha256)


def attachment_of(person: Person, sha256: str) -> Attachment:
    """Raises Http404 when the person has no such file."""
    attachment = Attachment.objects.filter(person=person, sha256=sha256).first()
    if attachment is None:
        raise Http404
    return attachment
