"""Uploaded registers between dry run and import: a file in a private folder and a row that says whose it is."""

import hashlib
import os
import secrets
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.people.importing.apply import RegisterHasChanged, apply_import, lock_register
from learners.people.importing.plan import ImportPlan
from learners.people.importing.planning import plan_import
from learners.people.models import RegisterUpload
from learners.regions.models import Officer

SECONDS_KEPT = 24 * 60 * 60


class ProblemsRemain(ValueError):
    """The file has problem rows, and nobody said to leave them out."""


class UploadExpired(ValueError):
    """The file is gone: a day has passed. Sending it again helps."""


def store_upload(*, user: User, file: UploadedFile[Any]) -> RegisterUpload:
    """Keep the file for at most a day, readable by this process only."""
    forget_old_uploads()
    name = Path(file.name or "").name[:200]
    upload = RegisterUpload(user=user, token=secrets.token_urlsafe(32), file_name=name)
    upload.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with os.fdopen(os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in file.chunks():
            digest.update(chunk)
            target.write(chunk)
    upload.sha256 = digest.hexdigest()
    upload.save()
    return upload


def get_upload(user: User, token: str) -> RegisterUpload:
    """The user's own upload; Http404 for anyone else's."""
    upload = RegisterUpload.objects.filter(user=user, token=token).first()
    if upload is None:
        raise Http404
    return upload


def plan_upload(upload: RegisterUpload, officer: Officer) -> ImportPlan:
    """The dry run in the officer's area. Raises UploadExpired and UnreadableFile."""
    try:
        return plan_import(upload.path, area=officer.region, file_name=upload.file_name)
    except FileNotFoundError as error:
        raise UploadExpired from error


@transaction.atomic
def apply_upload(*, upload: RegisterUpload, officer: Officer, fingerprint: str, leave_out: bool) -> None:
    """Import what the dry run with this fingerprint has shown; a second call does nothing.

    Raises RegisterHasChanged when it would do anything else by now, ProblemsRemain unless problem rows may
    be left out, and UploadExpired.
    """
    lock_register(officer.region)
    row = RegisterUpload.objects.select_for_update().get(pk=upload.pk)
    if row.applied_at:
        return
    plan = plan_upload(row, officer)
    if plan.fingerprint != fingerprint:
        raise RegisterHasChanged
    if plan.problems and not leave_out:
        raise ProblemsRemain
    apply_import(plan, by=officer.user)
    row.applied_at = timezone.now()
    row.counts = asdict(plan.counts)
    row.save(update_fields=["applied_at", "counts"])
    transaction.on_commit(lambda: forget_file(row))


def forget_file(upload: RegisterUpload) -> None:
    upload.path.unlink(missing_ok=True)


def forget_old_uploads() -> int:
    """Delete files that have waited for a day; returns how many."""
    oldest = time.time() - SECONDS_KEPT
    folder = Path(settings.PRIVATE_ROOT) / "registers"
    old = [path for path in folder.glob("*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
