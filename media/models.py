"""Lesson video: the uploaded original, the packages made from it, and the jobs that make them."""

from __future__ import annotations

import secrets

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from media.pipeline.sources import SourceInfo


def new_token() -> str:
    """A name that cannot be guessed and is safe in an address."""
    return secrets.token_urlsafe(15)


class Video(AbstractMedia):
    """An uploaded original; `playback_for` in queries.py says what of it can be played."""

    probed = models.JSONField(default=dict, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    @property
    def source(self) -> SourceInfo | None:
        """What the probe saw; None for a video that was never probed."""
        return SourceInfo.from_json(self.probed) if self.probed else None

    def take_probe(self, source: SourceInfo) -> None:
        """Set what nobody should have to type: kind, length and size as displayed."""
        self.probed = source.to_json()
        self.type = "video"
        self.duration = source.duration_s
        self.width, self.height = source.width, source.height


class Package(models.Model):
    """One set of outputs under a name of its own, so that a new one never overwrites what is being watched.

    The row is written before the first file and deleted after the last: whatever lies in the store has a row.
    """

    class State(models.TextChoices):
        BUILDING = "building", _("being made")
        LIVE = "live", _("live")
        RETIRED = "retired", _("replaced")

    # SET_NULL: the row of a deleted video stays until its files are gone.
    video = models.ForeignKey(Video, on_delete=models.SET_NULL, null=True, related_name="packages")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    duration_s = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["video"], condition=Q(state="live"), name="media_one_live_package_per_video"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    @property
    def folder(self) -> str:
        """Where its files lie in the store."""
        return f"packages/{self.token}"

    def url_of(self, name: str) -> str:
        """The address of one of its files."""
        return default_storage.url(f"{self.folder}/{name}")


class Rendition(models.Model):
    """One encoded output: `kept` is the file to download, `streamed` the one that playlists point into."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="renditions")
    quality = models.CharField(max_length=10)
    codec = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    fps = models.FloatField(default=0)
    bandwidth = models.PositiveIntegerField()  # peak, bits per second
    average_bandwidth = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()  # of the file to keep
    streamed = models.CharField(max_length=60)
    kept = models.CharField(max_length=60)
    playlist = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["package", "quality"], name="media_one_rendition_per_quality"),
        ]

    def __str__(self) -> str:
        return self.quality


class EncodeJob(models.Model):
    """The job is this row; a queue message only says "look" (docs/decisions)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being encoded")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="jobs")
    package = models.OneToOneField(Package, on_delete=models.SET_NULL, null=True, related_name="job")
    source_name = models.CharField(max_length=255)  # the original's name in the store
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=120, blank=True)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_expires_at = models.DateTimeField(null=True)
    percent = models.FloatField(default=0)
    speed = models.FloatField(null=True)  # seconds of video per second
    eta_s = models.FloatField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["video"], condition=Q(state__in=["waiting", "running"]), name="media_one_open_job_per_video"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | (~Q(lease_token="") & Q(lease_expires_at__isnull=False)),
                name="media_running_job_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="media_job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in self.OPEN
