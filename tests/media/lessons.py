"""Plans and results of encoders that nobody ran, for the rules of the queue."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from django.core.files.base import ContentFile
from django.utils import timezone

from media import flow, leases
from media.flow import Outcome
from media.models import EncodeTask, Video
from media.packages import Publication
from media.pipeline.ladder import plan_ladder
from media.pipeline.made import Made, MadeStage
from media.pipeline.plan import Part, Plan, Wishes
from media.pipeline.sources import SourceInfo
from media.services import request_encoding

SOURCE = SourceInfo(
    duration_s=60.0, width=1280, height=720, rotation=0, fps=Fraction(25), video_codec="h264", audio_codec="aac"
)
BITS = {"saver": 60_000, "standard": 200_000, "clear": 500_000, "audio": 25_000}


def planned(parts: int = 1) -> Plan:
    """Of a lesson that is encoded in so many parts of a minute each."""
    source = replace(SOURCE, duration_s=60.0 * parts)
    cut = tuple(Part(n, Fraction(60 * n), Fraction(60 * n + 60)) for n in range(parts))
    return Plan(source, Wishes(), plan_ladder(source), None, cut)


def add_unprobed(title="竹笋", name="bamboo.mp4", **values) -> Video:
    """A video that was stored without being looked into: the rules do not read files."""
    values = {"type": "video", "duration": 60} | values
    return Video.objects.create(title=title, file=ContentFile(b"x", name=name), **values)


def asked_for(**values) -> Video:
    video = add_unprobed(**values)
    request_encoding(video=video)
    return video


def claim(worker="one", **values) -> EncodeTask | None:
    return leases.claim_next_task(worker=worker, **values)


def made(plan: Plan, stage: str) -> MadeStage:
    """As if all that is planned for a stage had been worth keeping."""
    pictures = [(video.quality, video.codec) for video in plan.videos_of(stage)]
    sounds = [("audio", sound.codec) for sound in plan.ladder.sound] if stage == "first" else []
    renditions = tuple(one(quality, family) for quality, family in (*pictures, *sounds))
    posters = {"poster_webp": "poster-1.webp", "poster_jpeg": "poster-1.jpg"} if stage == "first" else {}
    return MadeStage(renditions, (), 59.5, **posters)


def one(quality: str, family: str) -> Made:
    stem, rate = f"{quality}-{family}", BITS[quality]
    names = (f"{stem}.mp4", f"{stem}-keep.mp4", f"{stem}.m3u8")
    return Made(quality, family, family, *names, rate * 7, rate, rate, width=426, height=240, fps=Fraction(15))


def outcome(task: EncodeTask, plan: Plan | None = None) -> Outcome:
    """What the task would bring; the plan is that of the job unless the task makes one."""
    kind, stage = task.kind, task.stage or "first"
    known = plan or Plan.from_json(task.job.plan)
    if kind == "part" or (kind == "open" and known.is_split):
        return Outcome({"names": []}, plan)
    if kind == "stills":
        return Outcome({})
    return Outcome({}, plan, Publication(made(known, stage), task.attempt, f"master-{stage}.m3u8"))


def finish(task: EncodeTask, plan: Plan | None = None) -> None:
    """Do a claimed task without doing anything; an `open` one plans a short lesson unless told otherwise."""
    if task.kind == "open":
        flow.begin_package(task=task)
        plan = plan or planned()
    flow.finish_task(task=task, outcome=outcome(task, plan))


def finish_all(plan: Plan | None = None, **values) -> list[str]:
    """Work until nothing is due; what was done, in order."""
    done = []
    while task := claim(**values):
        done.append(" ".join(str(word) for word in (task.kind, task.stage, task.part) if word != ""))
        finish(task, plan if task.kind == "open" else None)
    return done


def silence(task: EncodeTask, seconds: float = 60) -> None:
    """As if the worker had given its last sign of life so long ago, and a sweep had missed it before."""
    now = timezone.now()
    EncodeTask.objects.filter(pk=task.pk).update(
        lease_expires_at=now - timedelta(seconds=seconds), doubted_at=now - timedelta(seconds=leases.DOUBT_S + 1)
    )


def reloaded(row):
    return type(row).objects.get(pk=row.pk)
