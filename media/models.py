"""Lesson video: the uploaded original, the packages made from it, and the jobs that make them."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import PurePath
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia, MediaQuerySet

from media.names import name_of_upload
from media.pipeline.sources import SourceInfo
from media.uploads.models import Upload

__all__ = [
    "Caption",
    "Chapter",
    "EncodeJob",
    "EncodeTask",
    "EndCard",
    "Leftover",
    "Package",
    "Rendition",
    "State",
    "Upload",
    "Video",
    "new_token",
]


NAME: Final = 100  # longest name of a file inside a package


def new_token() -> str:
    """A name that cannot be guessed and is safe in an address."""
    return secrets.token_urlsafe(15)


class VideoQuerySet(MediaQuerySet):
    """Many videos at once."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """With their rows held first, as `Video.delete` does, and in the order of their numbers."""
        with transaction.atomic(using=self.db):
            rows = self.model._base_manager.using(self.db).filter(pk__in=list(self.values_list("pk", flat=True)))
            list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
            deleted: tuple[int, dict[str, int]] = super().delete()
            return deleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Video(AbstractMedia):
    """An uploaded original; `playback_for` in queries.py says what of it can be played."""

    file = models.FileField(_("file"), upload_to=name_of_upload)
    probed = models.JSONField(default=dict, blank=True, editable=False)
    # What the trainer asked for, in seconds of the original.
    trim_start_s = models.FloatField(_("play from second"), default=0)
    trim_end_s = models.FloatField(_("play until second"), null=True, blank=True)
    poster_at_s = models.FloatField(_("poster taken at second"), null=True, blank=True)
    # Of the original's sound as measured (EBU R128); None while unknown or silent.
    loudness_lufs = models.FloatField(null=True, blank=True, editable=False)
    # Name of an original that was not kept; `file` goes on naming it, for an empty one means "still to come".
    dropped_file = models.CharField(max_length=255, blank=True, editable=False)
    # What it was before the present file came, which plays until this one does (`media.originals`); else None.
    former = models.JSONField(null=True, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    objects = VideoQuerySet.as_manager()

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """With its row held first, as everybody else does: Django would begin with the jobs."""
        with transaction.atomic():
            Video.objects.select_for_update().filter(pk=self.pk).first()
            deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
            return deleted

    @property
    def filename(self) -> str:
        """For lists: the name in the store says nothing to anybody."""
        return f"{self.title}{PurePath(self.file.name or '').suffix}"

    @property
    def has_original(self) -> bool:
        """Whether there is a file to encode again."""
        return bool(self.file) and self.file.name != self.dropped_file

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
    Every attempt of a task writes into a folder of its own below `folder` and `work_folder`, so that two attempts
    never touch each other's files; the names in the rows start with that folder.
    """

    class State(models.TextChoices):
        BUILDING = "building", _("being made")
        LIVE = "live", _("live")
        RETIRED = "retired", _("replaced")
        REMOVED = "removed", _("being removed")

    # SET_NULL: the row of a deleted video stays until its files are gone.
    video = models.ForeignKey(Video, on_delete=models.SET_NULL, null=True, related_name="packages")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    duration_s = models.FloatField(default=0)
    trim_start_s = models.FloatField(default=0)  # where in the original second 0 of this package lies
    master = models.CharField(max_length=NAME, blank=True)
    poster_webp = models.CharField(max_length=NAME, blank=True)
    poster_jpeg = models.CharField(max_length=NAME, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

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

    @property
    def work_folder(self) -> str:
        """Where the tasks of its job leave files for each other; never served."""
        return f"work/{self.token}"

    def url_of(self, name: str) -> str:
        """The address of one of its files; empty where there is none."""
        return default_storage.url(f"{self.folder}/{name}") if name else ""


class Rendition(models.Model):
    """One encoded output: `kept` is the file to download, `streamed` the one that playlists point into."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="renditions")
    quality = models.CharField(max_length=10)
    family = models.CharField(max_length=8, default="h264")  # h264, av1, aac, opus
    codec = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    fps = models.FloatField(default=0)
    bandwidth = models.PositiveIntegerField()  # peak, bits per second
    average_bandwidth = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()  # of the file to keep
    streamed = models.CharField(max_length=NAME)
    kept = models.CharField(max_length=NAME)
    playlist = models.CharField(max_length=NAME)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "quality", "family"], name="media_one_rendition_per_quality_family"
            ),
        ]

    def __str__(self) -> str:
        return self.quality


class State(models.TextChoices):
    """Of jobs and of their tasks."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being encoded")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class EncodeJob(models.Model):
    """What the trainer sees: one file of a video that is made into one package, by the tasks below it.

    The row is the job; a queue message only says "look" (docs/decisions).
    """

    State = State
    OPEN = (State.WAITING, State.RUNNING)

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="jobs")
    package = models.OneToOneField(Package, on_delete=models.SET_NULL, null=True, related_name="job")
    source_name = models.CharField(max_length=255)  # the original's name in the store
    wishes = models.JSONField(default=dict)  # trim and poster as asked for when the job was made
    plan = models.JSONField(default=dict)  # `media.pipeline.plan.Plan`, once made
    live_at = models.DateTimeField(null=True)  # when the first quality could be played
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    remarks = models.JSONField(default=list)  # codes of what a trainer should know of a lesson that plays all the same
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    tidied_at = models.DateTimeField(null=True)  # when what a closed job had left in the store was cleared

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["video"], condition=Q(state__in=["waiting", "running"]), name="media_one_open_job_per_video"
            ),
        ]
        indexes = [models.Index(fields=["state", "tidied_at"], name="media_job_untidied")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in self.OPEN


class EncodeTask(models.Model):
    """A piece of a job that one worker leases: `kind` says what is done, `stage` for which renditions, `part` of what.

    `due_at` is a virtual deadline: when the work became possible plus an estimate of what the job costs up to
    here. The smallest goes first, so that short lessons pass between the parts of long ones and nobody starves.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("looked into")
        WHOLE = "whole", _("encoded")
        PART = "part", _("encoded in parts")
        JOIN = "join", _("put together")
        STILLS = "stills", _("pictures taken")

    State = State

    job = models.ForeignKey(EncodeJob, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    stage = models.CharField(max_length=8, blank=True)
    part = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    weight_s = models.FloatField(default=1)  # estimated cost, for the job's percent
    worker = models.CharField(max_length=120, blank=True)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_expires_at = models.DateTimeField(null=True)
    lease_s = models.FloatField(default=0)  # what the last sign of life asked for
    doubted_at = models.DateTimeField(null=True)  # when a sweep first missed a sign of life
    percent = models.FloatField(default=0)
    speed = models.FloatField(null=True)  # seconds of video per second
    eta_s = models.FloatField(null=True)
    result = models.JSONField(default=dict)  # names of what was stored for the tasks after it
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "kind", "stage", "part"], name="media_one_task_per_piece"),
            models.CheckConstraint(
                condition=~Q(state="running") | (~Q(lease_token="") & Q(lease_expires_at__isnull=False)),
                name="media_running_task_has_lease",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="media_task_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage} {self.part}"

    @property
    def attempt(self) -> str:
        """Name of the folders of the attempt that holds the lease."""
        return hashlib.sha256(self.lease_token.encode()).hexdigest()[:10]


class Leftover(models.Model):
    """What nobody needs any more: written with the rows' deletion, deleted when the file is gone.

    A name that ends in a slash is a folder. Before `due_at` somebody may still be looking at it.
    """

    name = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Caption(models.Model):
    """Subtitles of a video in one language, as WebVTT in seconds of the original, as all that a trainer chooses."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=12, default="zh-Hans")
    text = models.TextField(_("captions"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["video", "language"], name="media_one_caption_per_language"),
        ]

    def __str__(self) -> str:
        return self.language


class Chapter(models.Model):
    """A named place in a video; `at_s` in seconds of the original, `thumbnail` a file of the store."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="chapters")
    at_s = models.FloatField(_("starts at"))
    title = models.CharField(_("title"), max_length=80)
    thumbnail = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["at_s", "id"]
        constraints = [models.UniqueConstraint(fields=["video", "at_s"], name="media_one_chapter_per_second")]

    def __str__(self) -> str:
        return self.title


class EndCard(models.Model):
    """What a film that is passed on ends with: words from whoever shows the video, and the files made of them.

    `path` is that of the short link; `files` has by quality the name of a card in `package`, whose films it fits.
    """

    path = models.CharField(max_length=80, unique=True)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="end_cards")
    title = models.CharField(max_length=255)
    source = models.CharField(max_length=80)
    due = models.BooleanField(default=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    package = models.ForeignKey(Package, on_delete=models.SET_NULL, null=True, related_name="end_cards")
    files = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["due", "attempts"], name="media_card_due")]

    def __str__(self) -> str:
        return self.path
