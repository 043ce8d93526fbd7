"""Uploaded registers between dry run and import: a file in a private folder and a row that says whose it is."""

import datetime
import hashlib
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.people.adjusting import Departure, record_departure
from learners.people.importing.apply import RegisterHasChanged, apply_import, lock_register
from learners.people.importing.decisions import Cell, Decisions, Leaving
from learners.people.importing.folder import beside, files_of, read_json, write_json
from learners.people.importing.plan import ImportPlan
from learners.people.importing.planning import plan_import
from learners.people.importing.problems import RepairKind
from learners.people.importing.progress import Progress, silent
from learners.people.importing.review import Review, discard_review, store_review, stored_review
from learners.people.models import Person, RegisterUpload
from learners.people.reading.fields import Field
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


def decisions_of(upload: RegisterUpload) -> Decisions:
    """What has been decided about the doubtful cells of this file so far."""
    said = read_json(beside(upload, "decisions")) or {"accepted": [], "edits": []}
    return Decisions(
        accepted=frozenset(RepairKind(kind) for kind in said["accepted"]),
        edits={(sheet, row, Field(field)): text for sheet, row, field, text in said["edits"]},
        leaving=_leaving(*said["leaving"]) if said.get("leaving") else None,
    )


def _leaving(villages: list[str], because: str, on: str) -> Leaving:
    return Leaving(frozenset(villages), because, datetime.date.fromisoformat(on))


def decide(*, upload: RegisterUpload, decisions: Decisions) -> None:
    """From now on the dry run is made under these decisions."""
    edits = [[sheet, row, field, text] for (sheet, row, field), text in decisions.edits.items()]
    said: dict[str, Any] = {"accepted": sorted(kind.value for kind in decisions.accepted), "edits": edits}
    if leaving := decisions.leaving:
        said["leaving"] = [sorted(leaving.villages), leaving.because, leaving.on.isoformat()]
    write_json(beside(upload, "decisions"), said)
    discard_review(upload)


def accept_repair(*, upload: RegisterUpload, kind: RepairKind, agreed: bool) -> None:
    """Agree to a repair for all cells of its kind, or take that back."""
    before = decisions_of(upload)
    accepted = before.accepted | {kind} if agreed else before.accepted - {kind}
    decide(upload=upload, decisions=replace(before, accepted=accepted))


def type_cells(*, upload: RegisterUpload, cells: Mapping[Cell, str]) -> None:
    """Put typed values in the place of what the file says."""
    before = decisions_of(upload)
    decide(upload=upload, decisions=replace(before, edits={**before.edits, **cells}))


def agree_to_leave(*, upload: RegisterUpload, leaving: Leaving | None) -> None:
    """Say that who is missing of some villages has left; None takes it back."""
    decide(upload=upload, decisions=replace(decisions_of(upload), leaving=leaving))


def plan_upload(upload: RegisterUpload, officer: Officer, progress: Progress = silent) -> ImportPlan:
    """The dry run in the officer's area. Raises UploadExpired and UnreadableFile."""
    try:
        return plan_import(
            upload.path,
            area=officer.region,
            file_name=upload.file_name,
            decisions=decisions_of(upload),
            progress=progress,
        )
    except FileNotFoundError as error:
        raise UploadExpired from error


def review_upload(upload: RegisterUpload, officer: Officer, progress: Progress = silent) -> Review:
    """What a page shows of the dry run, made now unless it was already. Raises UploadExpired and UnreadableFile."""
    if not upload.path.exists():
        raise UploadExpired
    return stored_review(upload) or store_review(upload, plan_upload(upload, officer, progress), decisions_of(upload))


@transaction.atomic
def apply_upload(
    *, upload: RegisterUpload, officer: Officer, fingerprint: str, leave_out: bool, progress: Progress = silent
) -> None:
    """Import what the dry run with this fingerprint has shown; a second call does nothing.

    Raises RegisterHasChanged when it would do anything else by now, ProblemsRemain unless doubtful rows may
    be left out, and UploadExpired.
    """
    lock_register(officer.region)
    row = RegisterUpload.objects.select_for_update().get(pk=upload.pk)
    if row.applied_at:
        return
    plan = plan_upload(row, officer)
    if plan.fingerprint != fingerprint:
        discard_review(row)
        raise RegisterHasChanged
    if plan.problems and not leave_out:
        raise ProblemsRemain
    apply_import(plan, by=officer.user, progress=progress)
    _let_leave(plan, officer.user)
    row.applied_at = timezone.now()
    row.counts = asdict(plan.counts)
    row.save(update_fields=["applied_at", "counts"])
    transaction.on_commit(lambda: forget_file(row))


def _let_leave(plan: ImportPlan, by: User) -> None:
    agreed = plan.decisions.leaving
    if agreed and plan.leaving:
        record_departure(
            persons=Person.objects.filter(pk__in=plan.leaving),
            because=Departure(agreed.because),
            on=agreed.on,
            by=by,
            evidence={"file": plan.file_name, "sha256": plan.sha256},
        )


def forget_file(upload: RegisterUpload) -> None:
    for path in files_of(upload):
        path.unlink(missing_ok=True)


def forget_old_uploads() -> int:
    """Delete files that have waited for a day, with what was written beside them; returns how many."""
    oldest = time.time() - SECONDS_KEPT
    folder = Path(settings.PRIVATE_ROOT) / "registers"
    old = [path for path in folder.glob("*") if _changed_at(path) < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _changed_at(path: Path) -> float:
    """In seconds; endless for a file that another clerk's work took away since the folder was read."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
