"""Photos and papers take part when the keys are changed (eduplatform/accounts/rotation.py).

A file is sealed anew below another name, then its row is pointed there, then the old file goes. Cut short in between,
it leaves a file that no row names; the next run removes that. Who reads meanwhile finds one of the two.
"""

from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from django.core.files.storage import default_storage

from eduplatform.accounts.rotation import Round, renews
from eduplatform.accounts.secrets import is_under_newest_key, unseal
from learners.records.models import Attachment
from learners.records.store import move_to, read_stray, sealed_content, store_sealed, strays

LABEL = "learners.Attachment file"
STRAYS = "Files in the store that no row names"
AT_ONCE = 200


@renews
def renew_attachments(*, dry: bool) -> Iterator[Round]:
    """One Round per file, and one for what earlier runs left behind."""
    last = 0
    while some := list(Attachment.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from (_renewed(attachment, dry=dry) for attachment in some)
        last = some[-1].pk
    yield _without_strays(dry=dry)


def _renewed(attachment: Attachment, *, dry: bool) -> Round:
    try:
        sealed = sealed_content(attachment)
        if is_under_newest_key(sealed):
            return Round(LABEL, newest=1)
        content = unseal(sealed)
    except (FileNotFoundError, InvalidToken):
        return Round(LABEL, lost=(attachment.pk,))
    moved = dry or move_to(attachment, store_sealed(content))
    return Round(LABEL, renewed=int(moved), changed_meanwhile=int(not moved))


def _without_strays(*, dry: bool) -> Round:
    """One that is too young to be removed may get a row yet: while it is under another key, that key stays."""
    outcome = Round(STRAYS)
    for name, forgotten in strays():
        if forgotten and not dry:
            default_storage.delete(name)
            outcome.removed += 1
        elif dry and (content := read_stray(name)):
            outcome.renewed += not is_under_newest_key(content)
    return outcome
