"""How far encodings are: one video for its trainer, the whole queue for those who run the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media import store
from media.flow import work_of
from media.leases import due_tasks
from media.models import EncodeJob, EncodeTask, Package, Rendition, State, Video
from media.pipeline.ladder import Ladder, plan_ladder
from media.pipeline.plan import Plan
from media.problems import problem_text

LABELS: Final[dict[str, Promise]] = {
    "saver": _("Saves data"),
    "standard": _("Standard"),
    "clear": _("Clear picture"),
    "audio": _("Sound only"),
}
REMARKS: Final[dict[str, Promise]] = {
    "quiet_voice": _("The voice is very quiet. Speak closer to the phone when you film the next one."),
    "av1_failed": _(
        "The leaner files for newer phones could not be made. The lesson plays on every phone all the same."
    ),
    "check_texts": _("Captions and chapters were made for the former video. Check that they still fit."),
    "stills_failed": _("The pictures could not be taken anew. The lesson keeps those it had."),
}
"""What is worth a sentence; a rendition that was dropped shows it in its row."""
MOST_FAILED: Final = 50

RowState = Literal["waiting", "encoding", "done", "dropped", "failed"]


@dataclass(frozen=True)
class RenditionRow:
    """One line of the trainer's panel: a rendition that is planned, being made, or made.

    `dropped`: it was tried and saved too little to be kept. `size_bytes` is None until it is done.
    """

    label: str
    size_bytes: int | None
    width: int = 0
    height: int = 0
    name: str = ""  # saver, standard, clear, audio
    family: str = "h264"  # h264, av1, aac, opus
    state: RowState = "waiting"
    percent: int = 0
    speed: float | None = None
    eta_s: float | None = None


@dataclass(frozen=True)
class EncodingState:
    """What the trainer's panel shows of one video.

    `attempts` counts the tries of what is being worked on; `remarks` are sentences about a video that plays all the
    same, such as a quiet voice.
    """

    video: Video
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    percent: int
    eta_s: float | None
    attempts: int
    problem: str
    rows: tuple[RenditionRow, ...]
    playable: bool
    speed: float | None = None
    problem_code: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def can_retry(self) -> bool:
        """Whether trying again is worth a button."""
        return self.state in ("failed", "cancelled")

    @property
    def can_go_back(self) -> bool:
        """Whether the file before, of which the lesson still plays, can be had again."""
        return self.can_retry and bool(self.video.former)

    @property
    def can_cancel(self) -> bool:
        """Whether there is something to stop."""
        return self.is_open

    @property
    def is_open(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in ("waiting", "running")

    @property
    def plays_everywhere(self) -> bool:
        """Whether every phone can play each quality, though leaner files may still be made for newer ones."""
        for_every_phone = [row.state for row in self.rows if row.family in ("h264", "aac")]
        return self.state == "done" or set(for_every_phone) == {"done"}


def with_tasks() -> QuerySet[EncodeJob]:
    """Jobs with all that the functions below look at, in a fixed number of questions."""
    return EncodeJob.objects.select_related("video").prefetch_related("tasks")


def percent_to_live(job: EncodeJob) -> int:
    """How far it is on the way to the first quality that plays."""
    tasks = [task for task in job.tasks.all() if task.kind != "stills" and task.stage in ("", "first")]
    work = work_of(job)
    return _percent(tasks, work.cost_s("open") + work.stage_s("first"))


def _percent(tasks: Iterable[EncodeTask], expected_s: float = 0) -> int:
    """By estimated cost; `expected_s` counts the tasks that are still to be laid down."""
    tasks = list(tasks)
    total = max(expected_s, sum(task.weight_s for task in tasks))
    done = sum(task.weight_s * task.percent / 100 for task in tasks)
    return round(100 * done / total) if total else 0


def encoding_state(video: Video) -> EncodingState:
    """The newest job decides; an older package may be playing meanwhile."""
    job = with_tasks().select_related("package").filter(video=video).last()
    playable = video.packages.filter(state=Package.State.LIVE).exists()
    if job is None:
        return EncodingState(video, "waiting", 0, None, 0, "", tuple(_rows_of_ladder(_ladder(video, None))), playable)
    tasks = [task for task in job.tasks.all() if task.kind != EncodeTask.Kind.STILLS]
    at_work = [task for task in tasks if task.state == State.RUNNING]
    code = job.error_code or next((task.error_code for task in tasks if task.error_code and not at_work), "")
    if job.state == State.DONE:
        code = ""
    return EncodingState(
        video=video,
        state=_state(job, at_work),  # type: ignore[arg-type]
        percent=100 if job.state == State.DONE else _percent(tasks, _expected_s(job)),
        eta_s=_eta_s(job, tasks, at_work),
        attempts=max((task.attempts for task in tasks if task.state != State.DONE), default=0),
        problem=problem_text(code) if code else "",
        rows=tuple(_rows(job, tasks)),
        playable=playable,
        speed=max((task.speed for task in at_work if task.speed), default=None),
        problem_code=code,
        remarks=tuple(_remarks(job)),
    )


def _remarks(job: EncodeJob) -> Iterator[str]:
    """Nothing of what does not play."""
    if job.state != State.FAILED:
        yield from (str(REMARKS[remark]) for remark in job.remarks if remark in REMARKS)


def _state(job: EncodeJob, at_work: list[EncodeTask]) -> str:
    if job.is_open:
        return State.RUNNING if at_work else State.WAITING
    return str(job.state)


def _stages(job: EncodeJob) -> tuple[str, ...]:
    if job.plan:
        return Plan.from_json(job.plan).stages()
    return ("first", "rest", "av1") if work_of(job).is_split else ("first", "av1")


def _expected_s(job: EncodeJob) -> float:
    work = work_of(job)
    return work.cost_s("open") + sum(work.stage_s(stage) for stage in _stages(job))


def _eta_s(job: EncodeJob, tasks: list[EncodeTask], at_work: list[EncodeTask]) -> float | None:
    """What is left by estimate, corrected by how the tasks at work compare with theirs."""
    told = [task for task in at_work if task.eta_s is not None and task.percent < 100]
    expected = sum(task.weight_s * (1 - task.percent / 100) for task in told)
    if not told or not expected:
        return None
    total = max(_expected_s(job), sum(task.weight_s for task in tasks))
    left = total - sum(task.weight_s * task.percent / 100 for task in tasks)
    slower = sum(task.eta_s or 0 for task in told) / expected
    return round(left * slower / len(at_work), 1)


def _ladder(video: Video, job: EncodeJob | None) -> Ladder | None:
    if job and job.plan:
        return Plan.from_json(job.plan).ladder
    return plan_ladder(video.source) if video.source else None


def _rows(job: EncodeJob, tasks: list[EncodeTask]) -> Iterator[RenditionRow]:
    made = {(m.quality, m.family): m for m in job.package.renditions.all()} if job.package else {}
    ladder = _ladder(job.video, job) if job.plan or not made else None
    for row in _rows_of_ladder(ladder):
        rendition = made.pop((row.name, row.family), None)
        yield _made_row(rendition) if rendition else _unmade_row(row, job, tasks)
    for rendition in made.values():  # of before there were plans
        yield _made_row(rendition)


def _rows_of_ladder(ladder: Ladder | None) -> Iterator[RenditionRow]:
    if ladder is None:
        return
    for plan in (*ladder.videos, *ladder.av1):
        label = str(LABELS[plan.quality])
        yield RenditionRow(label, None, plan.width, plan.height, plan.quality, plan.codec)
    for sound in ladder.sound:
        yield RenditionRow(str(LABELS["audio"]), None, name="audio", family=sound.codec)


def _made_row(made: Rendition) -> RenditionRow:
    label = str(LABELS[made.quality])
    return RenditionRow(
        label, made.size_bytes, made.width, made.height, made.quality, made.family, state="done", percent=100
    )


def _unmade_row(row: RenditionRow, job: EncodeJob, tasks: list[EncodeTask]) -> RenditionRow:
    stage = _stage_of(row, job)
    own = [task for task in tasks if (task.stage or "first") == stage]
    work = work_of(job)
    expected = work.stage_s(stage) + (work.cost_s("open") if stage == "first" else 0)
    at_work = [task for task in own if task.state == State.RUNNING]
    return RenditionRow(
        row.label,
        None,
        row.width,
        row.height,
        row.name,
        row.family,
        state=_row_state(job, own, at_work),
        percent=_percent(own, expected),
        speed=max((task.speed for task in at_work if task.speed), default=None),
        eta_s=_eta_of(own, at_work),
    )


def _stage_of(row: RenditionRow, job: EncodeJob) -> str:
    if row.family == "av1":
        return "av1"
    first = row.name in ("saver", "audio") or not work_of(job).is_split
    return "first" if first else "rest"


def _row_state(job: EncodeJob, own: list[EncodeTask], at_work: list[EncodeTask]) -> RowState:
    if at_work or (job.is_open and any(task.state == State.DONE for task in own)):
        return "encoding"
    if any(task.state == State.FAILED for task in own):
        return "failed"
    return "dropped" if job.state == State.DONE else "waiting"


def _eta_of(own: list[EncodeTask], at_work: list[EncodeTask]) -> float | None:
    return at_work[0].eta_s if len(own) == 1 and at_work else None


@dataclass(frozen=True)
class QueueTask:
    """A task that a worker is at."""

    video_id: int
    title: str
    kind: str
    stage: str
    part: int
    worker: str
    percent: float
    eta_s: float | None
    attempts: int


@dataclass(frozen=True)
class FailedJob:
    """A job that came to nothing: `problem` for people, `detail` for those who look into the server."""

    video_id: int
    title: str
    problem: str
    detail: str
    failed_at: datetime


@dataclass(frozen=True)
class QueueState:
    """What the workers have before them. `waiting` tasks could be taken now, `later` ones are put off.

    `oldest_wait_s`: for how long the first of the waiting ones could have been taken. `disk_free_bytes` is of this
    machine; None of `failed` is older than the video's newest job.
    """

    waiting: int
    later: int
    running: tuple[QueueTask, ...]
    oldest_wait_s: float
    failed: tuple[FailedJob, ...]
    disk_free_bytes: int
    disk_is_full: bool


def queue_state() -> QueueState:
    """Back pressure, in five questions."""
    due = due_tasks()
    first = due.aggregate(at=Min("next_attempt_at"))["at"]
    waiting = due.count()
    folders = [settings.WORK_DIR, *([settings.MEDIA_ROOT] if store.stores_locally() else [])]
    free = min(store.free_bytes(folder) for folder in folders)
    return QueueState(
        waiting=waiting,
        later=EncodeTask.objects.filter(state=State.WAITING).count() - waiting,
        running=tuple(_queue_task(task) for task in _running_tasks()),
        oldest_wait_s=max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0,
        failed=tuple(_failed_job(job) for job in _failed_jobs()),
        disk_free_bytes=free,
        disk_is_full=free < settings.VIDEO_MIN_FREE_BYTES,
    )


def _running_tasks() -> QuerySet[EncodeTask]:
    return EncodeTask.objects.filter(state=State.RUNNING).select_related("job__video").order_by("id")


def _failed_jobs() -> QuerySet[EncodeJob]:
    newest = EncodeJob.objects.filter(video=OuterRef("video")).order_by("-id").values("pk")[:1]
    failed = EncodeJob.objects.filter(state=State.FAILED, pk=Subquery(newest))
    return failed.select_related("video").order_by("-finished_at")[:MOST_FAILED]


def _queue_task(task: EncodeTask) -> QueueTask:
    video = task.job.video
    return QueueTask(
        video.pk,
        video.title,
        task.kind,
        task.stage,
        task.part,
        task.worker,
        task.percent,
        task.eta_s,
        task.attempts,
    )


def _failed_job(job: EncodeJob) -> FailedJob:
    at = job.finished_at or job.created_at
    return FailedJob(job.video_id, job.video.title, problem_text(job.error_code), job.error_detail, at)
