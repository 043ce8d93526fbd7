"""An original on its way in: the row knows how much of it is safe."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_upload_token() -> str:
    """Part of the upload's address; not to be guessed."""
    return secrets.token_urlsafe(24)


def default_expiry() -> datetime:
    """Three days by default: a trainer who closed the laptop on Friday finds the upload on Monday."""
    return timezone.now() + timedelta(hours=settings.UPLOAD_KEEP_HOURS)


class Upload(models.Model):
    """One resumable upload. `offset` bytes of `length` are stored; `store` is the storage's own bookkeeping.

    A row that is gone has no bytes any more; it stays for some days, so that whoever asks hears what became of it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being uploaded")
        DONE = "done", _("uploaded")
        REFUSED = "refused", _("refused")
        GONE = "gone", _("cancelled or expired")

    token = models.CharField(max_length=40, unique=True, default=new_upload_token)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="video_uploads")
    file_name = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    metadata = models.TextField(blank=True)  # the header as the client sent it; it gets it back
    fingerprint = models.CharField(max_length=120, blank=True, db_index=True)
    collection = models.ForeignKey("wagtailcore.Collection", on_delete=models.SET_NULL, null=True, related_name="+")
    replaces = models.ForeignKey("media.Video", on_delete=models.SET_NULL, null=True, related_name="+")
    video = models.ForeignKey("media.Video", on_delete=models.SET_NULL, null=True, related_name="uploads")
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    store = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    problem_code = models.CharField(max_length=40, blank=True)
    writer = models.CharField(max_length=40, blank=True)
    writer_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=default_expiry)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("length")), name="media_upload_within"),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="media_upload_expiry")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived; it may still have to become a video."""
        return self.offset == self.length

    @property
    def percent(self) -> int:
        """How much of it is safe."""
        return 100 * self.offset // self.length

    @property
    def is_gone(self) -> bool:
        """Whether nothing can be added any more: cancelled, or expired before it was whole."""
        late = self.state == self.State.OPEN and not self.is_whole and self.expires_at <= timezone.now()
        return late or self.state == self.State.GONE
