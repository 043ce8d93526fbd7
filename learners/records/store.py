"""The private store: files lie encrypted below a name that says nothing, and no address serves them."""

import datetime
import hashlib
import secrets
from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import seal, unseal
from learners.people.models import Person
from learners.records.models import Attachment
from learners.records.pictures import Kept

FOLDER = "sealed"
STRAY_AFTER = datetime.timedelta(days=1)
"""A file that no row names may belong to a form that is being stored."""


class ContentChanged(ValueError):
    """What lies in the store is not what was kept: somebody changed it, exchanged it or took it away."""


def keep(*, person: Person, kept: Kept, by: User) -> Attachment:
    """The attachment with this content; the same content of the same person is kept once."""
    with transaction.atomic():
        there = Attachment.objects.filter(person=person, sha256=kept.sha256).first()
        if there:
            return there
        name = store_sealed(kept.content)
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
    """The bytes whose hash the entry names, and no others. Raises ContentChanged."""
    try:
        content = unseal(sealed_content(attachment))
    except (FileNotFoundError, InvalidToken) as error:
        raise ContentChanged from error
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise ContentChanged
    return content


def sealed_content(attachment: Attachment) -> bytes:
    """As it lies in the store. Raises FileNotFoundError."""
    try:
        return _read(attachment.stored_as)
    except FileNotFoundError:
        # It was sealed anew since the row was read, and lies under another name now.
        attachment.refresh_from_db(fields=["stored_as"])
        return _read(attachment.stored_as)


def store_sealed(content: bytes) -> str:
    """The name below which the content now lies, under the newest key."""
    return default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}", ContentFile(seal(content)))


def move_to(attachment: Attachment, name: str) -> bool:
    """The row names another file with the same content; False when it meanwhile does not name the file it did."""
    before = attachment.stored_as
    with transaction.atomic(durable=True):  # what is deleted below no transaction brings back
        moved = Attachment.objects.filter(pk=attachment.pk, stored_as=before).update(stored_as=name)
    default_storage.delete(before if moved else name)
    return bool(moved)


def strays() -> Iterator[tuple[str, bool]]:
    """Files that no row names, and whether they are old enough to be nobody's."""
    try:
        names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return
    # In this order: a row that comes meanwhile names one of the files, and is seen.
    named = set(Attachment.objects.values_list("stored_as", flat=True))
    for name in names:
        if name not in named:
            yield name, default_storage.get_modified_time(name) < timezone.now() - STRAY_AFTER


def read_stray(name: str) -> bytes:
    """Empty when somebody removed it meanwhile."""
    try:
        return _read(name)
    except FileNotFoundError:
        return b""


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
