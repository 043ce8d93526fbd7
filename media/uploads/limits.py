"""How much may be uploaded: by one file, by one user, and by the disk."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, Sum
from django.utils import timezone

from eduplatform.accounts.models import User
from media.uploads.models import Upload
from media.uploads.refusals import Refusal
from media.uploads.store import backend

OPEN = Q(state=Upload.State.OPEN)
GONE = Q(state=Upload.State.GONE)


def check_limits(*, user: User, length: int) -> None:
    """Raises `Refusal` with the first limit that an upload of so many bytes would break."""
    if length == 0:
        raise Refusal("empty")
    if length > settings.VIDEO_MAX_BYTES:
        raise Refusal("too_large")
    own = Upload.objects.filter(user=user)
    if own.filter(OPEN, expires_at__gt=timezone.now()).count() >= settings.UPLOAD_MAX_OPEN:
        raise Refusal("too_many")
    if uploaded_in_a_day(user) + length > settings.UPLOAD_DAY_BYTES:
        raise Refusal("day_full")
    _check_disk(length)


def uploaded_in_a_day(user: User) -> int:
    """Bytes: of those that were cancelled what had arrived, of all others what they are or will be."""
    lately = Upload.objects.filter(user=user, created_at__gt=timezone.now() - timedelta(days=1))
    sums = lately.aggregate(gone=Sum("offset", filter=GONE), others=Sum("length", filter=~GONE))
    return (sums["gone"] or 0) + (sums["others"] or 0)


def _check_disk(length: int) -> None:
    """What other uploads still have to bring is taken already."""
    free = backend().free_bytes()
    if free is None:
        return
    promised = Upload.objects.filter(OPEN).aggregate(bytes=Sum(F("length") - F("offset")))["bytes"] or 0
    if free - promised - length < settings.VIDEO_MIN_FREE_BYTES:
        raise Refusal("no_space")
