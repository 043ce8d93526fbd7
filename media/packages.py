"""What a stage adds to a package, and when a package goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from media import store
from media.leases import lock_job
from media.models import Chapter, EncodeJob, EndCard, Leftover, Package, Rendition, State, Video
from media.pipeline.made import Made, MadeStage
from media.pipeline.plan import Plan
from media.rows import each_by_itself


@dataclass(frozen=True)
class Publication:
    """A stage whose files lie in the store, in the folder `attempt` of the package; `master` lists all so far."""

    made: MadeStage
    attempt: str
    master: str


@dataclass(frozen=True)
class Stills:
    """Pictures in the folder `attempt`; those of chapters by the second of the original where each begins."""

    attempt: str
    webp: str
    jpeg: str
    chapters: dict[float, str]


def made_of(rendition: Rendition) -> Made:
    """The row as the pipeline knows it, with the folder in its names."""
    return Made(
        quality=rendition.quality,
        family=rendition.family,
        codec=rendition.codec,
        streamed=rendition.streamed,
        kept=rendition.kept,
        playlist=rendition.playlist,
        size_bytes=rendition.size_bytes,
        bandwidth=rendition.bandwidth,
        average_bandwidth=rendition.average_bandwidth,
        width=rendition.width,
        height=rendition.height,
        fps=Fraction(rendition.fps).limit_denominator(1001),
    )


def add_stage(job: EncodeJob, publication: Publication) -> None:
    """Rows and master playlist in one; the first stage takes the place of what was live. The caller holds the job."""
    package = job.package
    assert package is not None
    made, attempt = publication.made, publication.attempt
    Rendition.objects.bulk_create(_rendition(package, attempt, rendition) for rendition in made.renditions)
    if publication.master:
        package.master = f"{attempt}/{publication.master}"
    if made.poster_webp:
        package.poster_webp, package.poster_jpeg = f"{attempt}/{made.poster_webp}", f"{attempt}/{made.poster_jpeg}"
    job.remarks = [*job.remarks, *(remark for remark in made.remarks if remark not in job.remarks)]
    if package.state == Package.State.BUILDING:
        _go_live(job, package, made.duration_s)
    package.save()
    EndCard.objects.filter(video=job.video_id).update(due=True, attempts=0)


def add_stills(job: EncodeJob, stills: Stills) -> None:
    """Show the new pictures; those before stay for pages that name them already. The caller holds the job."""
    package = job.package
    assert package is not None
    if package.state != Package.State.LIVE:  # replaced meanwhile, or given up: its files are being removed
        return
    before = folder_of(package.poster_webp)
    if before not in {folder_of(made.streamed) for made in package.renditions.all()}:
        forget_file(f"{package.folder}/{before}/", after=timedelta(hours=settings.VIDEO_RETIRED_KEEP_HOURS))
    package.poster_webp, package.poster_jpeg = f"{stills.attempt}/{stills.webp}", f"{stills.attempt}/{stills.jpeg}"
    package.save(update_fields=["poster_webp", "poster_jpeg"])
    for at_s, name in stills.chapters.items():
        thumbnail = f"{package.folder}/{stills.attempt}/{name}"
        Chapter.objects.filter(video=job.video_id, at_s=at_s).update(thumbnail=thumbnail)
    job.tidied_at = None


def folder_of(name: str) -> str:
    """The attempt that made a file of a package."""
    return name.split("/", maxsplit=1)[0]


def _rendition(package: Package, attempt: str, made: Made) -> Rendition:
    return Rendition(
        package=package,
        quality=made.quality,
        family=made.family,
        codec=made.codec,
        width=made.width,
        height=made.height,
        fps=float(made.fps),
        bandwidth=made.bandwidth,
        average_bandwidth=made.average_bandwidth,
        size_bytes=made.size_bytes,
        streamed=f"{attempt}/{made.streamed}",
        kept=f"{attempt}/{made.kept}",
        playlist=f"{attempt}/{made.playlist}",
    )


def _go_live(job: EncodeJob, package: Package, duration_s: float) -> None:
    now = timezone.now()
    plan = Plan.from_json(job.plan)
    retire(Package.objects.filter(video=job.video_id, state=Package.State.LIVE))
    package.state = Package.State.LIVE
    package.duration_s, package.trim_start_s = duration_s, float(plan.start_s)
    job.live_at = now
    Video.objects.filter(pk=job.video_id).update(duration=duration_s)
    if job.video.former and job.source_name == job.video.file.name:
        Video.objects.filter(pk=job.video_id).update(former=None)
        forget_file(job.video.former["file"])


def retire(packages: QuerySet[Package]) -> None:
    """Somebody may be watching: the files stay for a while."""
    packages.update(state=Package.State.RETIRED, retired_at=timezone.now())


def keep_until() -> datetime:
    """What was given up before this moment may go."""
    return timezone.now() - timedelta(hours=settings.VIDEO_RETIRED_KEEP_HOURS)


def retire_without_video() -> None:
    """A deleted video plays on for those who have it open."""
    retire(Package.objects.filter(video=None, state=Package.State.LIVE))


def mark_unused() -> None:
    """Rows first: a package that is marked is given to nobody any more, and whoever finds it clears it."""
    old = keep_until()
    Package.objects.filter(state=Package.State.RETIRED, retired_at__lte=old).update(state=Package.State.REMOVED)
    never_live = Package.objects.filter(state=Package.State.BUILDING)
    never_live.filter(Q(job=None) | Q(video=None)).update(state=Package.State.REMOVED)
    given_up = Q(job__state=State.CANCELLED) | Q(job__state=State.FAILED, job__finished_at__lte=old)
    for package in never_live.filter(given_up).select_related("job"):
        _part_from_job(package.job.pk, old)


@transaction.atomic
def _part_from_job(pk: int, old: datetime) -> None:
    """Under the job's lock, for the trainer may press "try again" at this very moment."""
    job = lock_job(pk)
    if job is None or job.package is None or not is_given_up(job, old):
        return
    Package.objects.filter(pk=job.package.pk, state=Package.State.BUILDING).update(state=Package.State.REMOVED)
    job.package, job.tidied_at = None, timezone.now()
    job.save(update_fields=["package", "tidied_at"])


def is_given_up(job: EncodeJob, old: datetime) -> bool:
    """Whether nobody goes on with it: a failed job can be taken up again for a while, with what it had made."""
    if job.state == State.FAILED:
        return job.finished_at is not None and job.finished_at <= old
    return job.state in (State.DONE, State.CANCELLED)


def remove_marked() -> None:
    """Files, then the row: a crash in between is finished by the next who comes."""
    each_by_itself(_remove, Package.objects.filter(state=Package.State.REMOVED))


def _remove(package: Package) -> None:
    store.remove_folder(package.folder)
    store.remove_folder(package.work_folder)
    package.delete()


def tidy_closed_jobs() -> None:
    """Give up what closed jobs left in the store, and the original where that is the setting."""
    closed = EncodeJob.objects.exclude(state__in=EncodeJob.OPEN).filter(tidied_at=None)
    each_by_itself(_tidy, [job for job in closed.select_related("package") if is_given_up(job, keep_until())])


def _tidy(job: EncodeJob) -> None:
    """The store is asked first, and loses files afterwards: it may take its time, and rows are not held meanwhile."""
    _give_up_leftovers(job.pk, store.folders_in(job.package.folder) if job.package else [])


@transaction.atomic
def _give_up_leftovers(pk: int, folders: list[str]) -> None:
    """Once it is tidied up nobody takes the job up again."""
    job = lock_job(pk)
    if job is None or job.tidied_at or not is_given_up(job, keep_until()):
        return
    if job.package:
        forget_file(f"{job.package.work_folder}/")
        used = _used_folders(job.package, job)
        for folder in folders:
            if folder not in used:
                forget_file(f"{job.package.folder}/{folder}/")
    if job.state == State.DONE and not settings.VIDEO_KEEP_ORIGINAL:
        _drop_original(job)
    job.tidied_at = timezone.now()
    job.save(update_fields=["tidied_at"])


def _used_folders(package: Package, job: EncodeJob) -> set[str]:
    """Of a package; the others are of attempts that came to nothing."""
    names = [package.master, package.poster_webp, package.poster_jpeg]
    names += [name for made in package.renditions.all() for name in (made.streamed, made.kept, made.playlist)]
    names += [name for card in package.end_cards.all() for name in card.files.values()]
    used = {folder_of(name) for name in names}
    used |= {task.attempt for task in job.tasks.exclude(lease_token="")}
    waiting = Leftover.objects.filter(name__startswith=f"{package.folder}/").values_list("name", flat=True)
    return used | {folder_of(name.removeprefix(f"{package.folder}/")) for name in waiting}


def _drop_original(job: EncodeJob) -> None:
    if job.video.file.name == job.source_name and job.video.has_original:
        Video.objects.filter(pk=job.video_id, file=job.source_name).update(dropped_file=job.source_name)
        forget_file(job.source_name)


def forget_file(name: str, *, after: timedelta = timedelta(0)) -> None:
    """To be called in the transaction that takes the last row away from a file of the store, or from a folder.

    A folder of this machine loses it at once; a store that may let people wait is left to the workers.
    """
    if name:
        Leftover.objects.get_or_create(name=name, defaults={"due_at": timezone.now() + after})
        if store.stores_locally():
            transaction.on_commit(remove_leftovers, robust=True)


def remove_leftovers() -> None:
    """Delete files that nobody needs any more; one that has an owner again stays."""
    each_by_itself(_remove_leftover, Leftover.objects.filter(due_at__lte=timezone.now()))


def _remove_leftover(leftover: Leftover) -> None:
    if leftover.name.endswith("/"):
        store.remove_folder(leftover.name.rstrip("/"))
        leftover.delete()
        return
    in_use = Video.objects.filter(file=leftover.name).exclude(dropped_file=leftover.name)
    if not in_use.exists() and not Video.objects.filter(former__file=leftover.name).exists():
        store.remove_file(leftover.name)
    leftover.delete()
