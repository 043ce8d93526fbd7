"""Uploads as their user sees them; to everybody else they do not exist."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from eduplatform.accounts.models import User
from media.problems import problem_text
from media.uploads.models import Upload
from media.uploads.refusals import Refusal


def get_upload(user: User, token: str) -> Upload:
    """Raises `Refusal`: unknown or somebody else's, gone."""
    upload = Upload.objects.filter(token=token, user=user).first()
    if upload is None:
        raise Refusal("unknown")
    if upload.is_gone:
        raise Refusal("gone")
    return upload


def unfinished(user: User, fingerprint: str = "") -> QuerySet[Upload]:
    """What can be gone on with, the newest first; only of one file if its fingerprint is given."""
    found = Upload.objects.filter(user=user, state=Upload.State.OPEN, expires_at__gt=timezone.now())
    return (found.filter(fingerprint=fingerprint) if fingerprint else found).order_by("-id")


def described(upload: Upload) -> dict[str, Any]:
    """What the uploader on the page wants to know, as plain values."""
    video = upload.video_id
    return {
        "address": reverse("upload", args=[upload.token]),
        "state": upload.state,
        "offset": upload.offset,
        "length": upload.length,
        "file_name": upload.file_name,
        "title": upload.title,
        "fingerprint": upload.fingerprint,
        "replaces": upload.replaces_id,
        "problem": problem_text(upload.problem_code) if upload.problem_code else "",
        "video": video,
        "edit_url": reverse("wagtailmedia:edit", args=[video]) if video else "",
        "chosen_url": reverse("wagtailmedia:media_chosen", args=[video]) if video else "",
        "expires_at": upload.expires_at.isoformat(),
    }
