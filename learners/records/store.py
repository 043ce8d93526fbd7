"""The private store: files lie encrypted below a name that says nothing, and no address serves them."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import seal, unseal
from learners.people.models import Person
from learners.records.models import Attachment
from learners.records.pictures import Kept

FOLDER = "sealed"


def keep(*, person: Person, kept: Kept, by: User) -> Attachment:
    """The attachment with this content; the same content of the same person is kept once."""
    with transaction.atomic():
        there = Attachment.objects.filter(person=person, sha256=kept.sha256).first()
        if there:
            return there
        name = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}", ContentFile(seal(kept.content)))
        attachment, created = Attachment.objects.get_or_create(
            person=person,
            sha256=kept.sha256,
            defaults={
                "content_type": kept.content_type,
                "size": len(kept.content),
                "stored_as": name,
                "added_by": by,
            },
        )
    if not created:
        default_storage.delete(name)
    return attachment


def content_of(attachment: Attachment) -> bytes:
    """The bytes whose hash the entry names. Raises FileNotFoundError, or InvalidToken when somebody changed them."""
    with default_storage.open(attachment.stored_as) as file:
        return unseal(file.read())
