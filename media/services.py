"""What people ask of videos: encode, try again, stop, take pictures again. The queue itself is in flow.py."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection

from media import flow, leases, store
from media.models import EncodeJob, EncodeTask, Package, State, Video
from media.packages import forget_file

__all__ = [
    "cancel_encoding",
    "create_video",
    "forget_file",
    "request_encoding",
    "request_stills",
    "retry_encoding",
]


@transaction.atomic
def create_video(
    *,
    title: str,
    file: File[bytes],
    uploaded_by: AbstractBaseUser | None = None,
    collection: Collection | None = None,
) -> Video:
    """Store an original and ask for its encoding. Raises `SourceProblem`."""
    source = store.probe_upload(file)
    video = Video(title=title, file=file, uploaded_by_user=uploaded_by)
    if collection:
        video.collection = collection
    video.take_probe(source)
    video.save()
    request_encoding(video=video)
    return video


@transaction.atomic
def request_encoding(*, video: Video) -> EncodeJob:
    """The open job for the video's present file and wishes; asking twice gives the same one. Rings on commit.

    A job for a file that was replaced since, or for another cut, is cancelled; its workers learn so at the next
    sign of life.
    """
    video = Video.objects.select_for_update().get(pk=video.pk)  # not the caller's, which may be of another minute
    opened: EncodeJob | None = video.jobs.filter(state__in=EncodeJob.OPEN).first()
    if opened and _is_for(opened, video):
        flow.ring()
        return opened
    cancel_encoding(video=video)
    job = EncodeJob.objects.create(video=video, source_name=video.file.name or "", wishes=flow.wishes_of(video))
    flow.add_tasks(job, EncodeTask.Kind.OPEN)
    return job


def _is_for(job: EncodeJob, video: Video) -> bool:
    """The same file and the same cut; another poster is no reason to encode."""
    cut = (job.wishes.get("trim_start_s", 0), job.wishes.get("trim_end_s"))
    return (job.source_name, cut) == (video.file.name, (video.trim_start_s, video.trim_end_s))


@transaction.atomic
def retry_encoding(*, video: Video) -> EncodeJob:
    """What the trainer's button does: only the failed tasks again, with all their attempts, if the rest is there."""
    video = Video.objects.select_for_update().get(pk=video.pk)
    last = video.jobs.last()
    job = leases.lock_job(last.pk) if last else None
    if job is None or not _can_go_on(job, video):
        return request_encoding(video=video)
    again = leases.released() | {"attempts": 0, "error_code": "", "error_detail": "", "finished_at": None}
    job.tasks.filter(state__in=(State.FAILED, State.CANCELLED)).update(**again)
    job.state, job.error_code, job.error_detail, job.finished_at = State.WAITING, "", "", None
    job.save()
    flow.ring(flow.MOST_RINGS)
    return job


def _can_go_on(job: EncodeJob, video: Video) -> bool:
    # Of parts that do not fit together (of hosts with different encoders, say) another join makes no lesson.
    unfit = job.tasks.filter(kind=EncodeTask.Kind.JOIN, state=State.FAILED, error_code="bad_output").exists()
    return _is_for(job, video) and job.state == State.FAILED and job.tidied_at is None and not unfit


@transaction.atomic
def cancel_encoding(*, video: Video) -> None:
    """Stop whatever is still to come; what is live plays on."""
    for pk in video.jobs.filter(state__in=EncodeJob.OPEN).values_list("pk", flat=True):
        job = leases.lock_job(pk)
        if job and job.is_open:
            flow.close_cancelled(job)


@transaction.atomic
def request_stills(*, video: Video) -> None:
    """Take the poster and the chapters' pictures again, without encoding. Before the lesson plays there is no need."""
    job = EncodeJob.objects.filter(video=video, package__state=Package.State.LIVE).last()
    if job is None:
        return
    flow.add_tasks(job, EncodeTask.Kind.STILLS)
    stills = job.tasks.filter(kind=EncodeTask.Kind.STILLS)
    stills.exclude(state=State.WAITING).update(**leases.released(), attempts=0, due_at=timezone.now())
