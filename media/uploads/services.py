"""Rules of uploads: begin, receive, end, sweep. What becomes of a whole one is in arrival.py."""

from __future__ import annotations

import contextlib
import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eduplatform.accounts.models import User
from media.names import original_name
from media.rows import each_by_itself
from media.services import forget_file
from media.uploads.arrival import arrive
from media.uploads.backends import BytesGone, Sink, StoreAway
from media.uploads.lease import Lease, LeaseLost, held
from media.uploads.limits import check_limits
from media.uploads.models import Upload, default_expiry, new_upload_token
from media.uploads.protocol import Checksum
from media.uploads.refusals import Refusal
from media.uploads.store import backend
from media.uploads.wishes import Wish, collection_to_add_to, video_to_replace

log = logging.getLogger(__name__)
State = Upload.State
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REMEMBER_DAYS: Final = 7
STRAYS_EVERY_S: Final = 3600
STRAY_AGE_S: Final = 24 * 3600


def create_upload(*, user: User, length: int, wish: Wish) -> Upload:
    """Begin an upload of `length` bytes. Raises `Refusal`."""
    replaces = video_to_replace(user, wish)
    collection = replaces.collection if replaces else collection_to_add_to(user, wish)
    check_limits(user=user, length=length)
    token = new_upload_token()
    with _store_told():  # before any row is held, for the store may take its time
        store = backend().begin(token, original_name(wish.file_name))
    upload = Upload(
        token=token,
        user=user,
        file_name=wish.file_name,
        title=wish.title,
        metadata=wish.header,
        fingerprint=wish.fingerprint,
        collection=collection,
        replaces=replaces,
        length=length,
        store=store,
    )
    try:
        return _write_down(upload)
    except Refusal:
        with contextlib.suppress(BytesGone, StoreAway, OSError):  # strays are freed after a day
            backend().discard(upload)
        raise


@transaction.atomic
def _write_down(upload: Upload) -> Upload:
    """Under the user's row, so that two at once do not both pass the limits."""
    User.objects.select_for_update().get(pk=upload.user_id)
    check_limits(user=upload.user, length=upload.length)
    upload.save()
    return upload


def receive(*, upload: Upload, offset: int, body: Iterator[bytes], checksum: Checksum | None = None) -> Upload:
    """Add what the body brings; a body that breaks off is worth what it brought. Raises `Refusal`.

    A chunk with a checksum counts whole or not at all. The last byte makes a video of the upload.
    """
    with held(upload) as lease, _store_told(lease):
        upload = lease.upload
        _check_offset(lease, offset)
        if not upload.is_whole:
            with backend().sink(lease) as sink:
                _pour(lease, sink, body, checksum)
        elif any(body):
            raise Refusal("too_long_body")
        if upload.is_whole and upload.state == State.OPEN:
            arrive(lease)
    return upload


def _check_offset(lease: Lease, offset: int) -> None:
    upload = lease.upload
    if upload.is_gone:
        raise Refusal("gone")
    if upload.state == State.OPEN and (stored := backend().stored(upload)) < upload.offset:
        log.error("Upload %s: %s of %s recorded bytes are there", upload.pk, stored, upload.offset)
        lease.record(offset=stored)
    if upload.offset != offset:
        raise Refusal("wrong_offset", f"the upload is at {upload.offset}")


def _pour(lease: Lease, sink: Sink, body: Iterator[bytes], checksum: Checksum | None) -> None:
    """Without a checksum what is safe is recorded on the way."""
    left = lease.upload.length - lease.upload.offset
    seen = checksum.start() if checksum else None
    for block in body:
        left -= len(block)
        if left < 0:
            raise Refusal("too_long_body")
        if seen:
            seen.update(block)
        sink.write(block)
        lease.keep()
        if not seen:
            _record(lease, sink, on_the_way=True)
    if checksum and seen and not checksum.fits(seen):
        raise Refusal("checksum")
    _record(lease, sink, on_the_way=False)


def _record(lease: Lease, sink: Sink, *, on_the_way: bool) -> None:
    settled = sink.settled() if on_the_way else sink.settle()
    if settled:
        lease.record(offset=settled.offset, store=settled.store, expires_at=default_expiry())
        sink.forget()


@contextmanager
def _store_told(lease: Lease | None = None) -> Iterator[None]:
    """Errors of the store as answers to the client. Their own words, which may hold a file's name, are not logged."""
    try:
        yield
    except LeaseLost as error:
        raise Refusal("locked") from error
    except BytesGone as error:
        log.error("The store has lost upload %s", lease and lease.upload.pk)
        if lease:
            _give_up(lease)
        raise Refusal("gone") from error
    except StoreAway as error:
        log.warning("The store of uploads does not answer: %s", type(error.__cause__ or error).__name__)
        raise Refusal("store_away") from error
    except OSError as error:
        log.error("An upload cannot be stored: %s, errno %s", type(error).__name__, error.errno)
        raise Refusal("no_space" if error.errno in FULL else "store_away") from error


def _give_up(lease: Lease) -> None:
    """Bytes that are gone because another writer took over or cancelled are that one's business."""
    with contextlib.suppress(LeaseLost):
        lease.record(state=State.GONE)


def end_upload(*, upload: Upload) -> None:
    """Forget an upload and free its bytes; a video that was made of it stays."""
    with held(upload, by_force=True) as lease, _store_told(lease):
        is_open = lease.upload.state == State.OPEN
        if is_open:
            backend().discard(lease.upload)
        with transaction.atomic():
            lease.record(state=State.GONE)
            if is_open and lease.upload.is_whole:  # it may be in place already, and no video's yet
                forget_file(lease.upload.store["name"])


def sweep_uploads() -> None:
    """Free what expired, finish what was whole when its process was killed, forget what is long over.

    Two at once do no harm: each row is taken under its lease.
    """
    now = timezone.now()
    opened = Upload.objects.filter(state=State.OPEN)
    expired = opened.filter(expires_at__lte=now, offset__lt=F("length"))
    each_by_itself(partial(_unless_refused, _expire), expired)
    each_by_itself(partial(_unless_refused, arrive), opened.filter(offset=F("length")))
    Upload.objects.exclude(state=State.OPEN).filter(expires_at__lt=now - timedelta(days=REMEMBER_DAYS)).delete()
    if cache.add("uploads-strays", True, STRAYS_EVERY_S):
        with contextlib.suppress(Refusal), _store_told():
            backend().discard_strays(set(opened.values_list("token", flat=True)), STRAY_AGE_S)


def _unless_refused(act: Callable[[Lease], None], upload: Upload) -> None:
    try:
        with held(upload) as lease, _store_told(lease):
            if lease.upload.state == State.OPEN:
                act(lease)
    except Refusal as refusal:
        log.info("Upload %s is left to the next sweep: %s", upload.pk, refusal)


def _expire(lease: Lease) -> None:
    if lease.upload.is_gone:  # its trainer may have come back just now
        backend().discard(lease.upload)
        lease.record(state=State.GONE)
