"""The tasks one by one: which files come from the store, which step of the pipeline runs, which files go back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.conf import settings

from media import flow, packages, store
from media.flow import Outcome
from media.models import EncodeTask, Package, State
from media.packages import Publication, Stills
from media.pipeline import produce
from media.pipeline.chapters import places_in_lesson
from media.pipeline.ladder import Ladder, PosterPlan
from media.pipeline.made import Made, MadeStage
from media.pipeline.plan import Plan, Stage, Wishes, Workshop, cut_parts
from media.pipeline.runner import Progress, find_ffmpeg
from media.pipeline.sources import SourceInfo
from media.pulse import Pulse

MOST_THREADS: Final = 4
LOOKING_SHARE: Final = 0.15  # of the `open` task of a short lesson, in its percent


def workshop() -> Workshop:
    """What this machine offers, from the settings."""
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    return Workshop(ffmpeg=find_ffmpeg(settings.FFMPEG), threads=threads, limits=store.limits())


class Errand:
    """One attempt of a task: its folders, its signs of life, and what else is done between two of them."""

    def __init__(self, task: EncodeTask, folder: Path, pulse: Pulse, interlude: Callable[[], None]) -> None:
        self.task = task
        self.job = task.job
        self.folder = folder
        self.pulse = pulse
        self.interlude = interlude
        self.outputs = folder / "outputs"
        self.outputs.mkdir()

    @property
    def package(self) -> Package:
        """There is one as soon as the `open` task has begun."""
        assert self.job.package is not None
        return self.job.package

    @property
    def plan(self) -> Plan:
        return Plan.from_json(self.job.plan)

    @property
    def stage(self) -> Stage:
        return self.task.stage or "first"  # type: ignore[return-value]

    def copying(self) -> None:
        """A sign of life while files are copied. Raises `LeaseLost`."""
        self.pulse.beat()

    def between(self, start: float, end: float) -> Callable[[Progress], None]:
        """Passes progress on as signs of life; the step is this stretch of the task, as shares of 1."""

        def passed_on(progress: Progress) -> None:
            percent = 100 * start + (end - start) * progress.percent
            self.pulse.beat(replace(progress, percent=round(percent, 1)))
            self.interlude()

        return passed_on


def _open(errand: Errand) -> Outcome:
    """Look into the original and plan; a short lesson is encoded at once, a long one is cut."""
    task, job = errand.task, errand.job
    job.package = flow.begin_package(task=task)
    with store.local_original(job.source_name, errand.folder, errand.copying) as original:
        errand.copying()
        wishes, seen = Wishes.from_json(job.wishes), _seen(errand, original)
        looking = errand.between(0, LOOKING_SHARE)
        plan = _in_parts(produce.make_plan(original, workshop(), wishes, seen, looking))
        going_on = errand.between(LOOKING_SHARE, 1)
        if plan.is_split:
            return Outcome(_cut(errand, original, plan, going_on), plan)
        made = produce.encode_whole(original, errand.outputs, plan, "first", workshop(), going_on)
        return Outcome({}, plan, _publish(errand, made, ()))


def _in_parts(plan: Plan) -> Plan:
    """Cut as the settings of this site say."""
    from_s, part_s = settings.VIDEO_SPLIT_FROM_SECONDS, settings.VIDEO_PART_SECONDS
    return replace(plan, parts=cut_parts(plan, from_s=from_s, part_s=part_s))


def _seen(errand: Errand, original: Path) -> SourceInfo | None:
    """What the upload's probe saw, if it was of this very file; otherwise it is looked into again."""
    source = errand.job.video.source
    return source if source and source.size_bytes == original.stat().st_size else None


def _whole(errand: Errand) -> Outcome:
    """A later stage of a short lesson, from the original."""
    so_far = _made_so_far(errand)
    with store.local_original(errand.job.source_name, errand.folder, errand.copying) as original:
        _fetch_published(errand, so_far)
        made = produce.encode_whole(
            original, errand.outputs, errand.plan, errand.stage, workshop(), errand.between(0, 1), _bare(so_far)
        )
    return Outcome({}, None, _publish(errand, made, so_far))


def _cut(errand: Errand, original: Path, plan: Plan, on_progress: Callable[[Progress], None]) -> dict[str, object]:
    """The sound, which has no seams, and the parts, for whichever worker takes them."""
    names = produce.split_source(original, errand.outputs, plan, workshop(), on_progress)
    return _leave(errand, names)


def _leave(errand: Errand, names: tuple[str, ...]) -> dict[str, object]:
    """Put files where the tasks after this one find them."""
    store.put(f"{errand.package.work_folder}/{errand.task.attempt}", errand.outputs, names, errand.copying)
    return {"names": list(names)}


def _left(errand: Errand, *kinds: tuple[str, str]) -> dict[str, str]:
    """What finished tasks of these (kind, stage) left: its place in the store by name."""
    folder = errand.package.work_folder
    results = [task.result for task in errand.job.tasks.filter(state=State.DONE) if (task.kind, task.stage) in kinds]
    return {name: f"{folder}/{result['attempt']}/{name}" for result in results for name in result["names"]}


def _part(errand: Errand) -> Outcome:
    """One stage of one part of a long lesson."""
    task, plan = errand.task, errand.plan
    name = produce.part_input(plan, errand.stage, task.part)
    place = _left(errand, ("open", ""), ("part", "first"))[name]
    path = store.fetch(place, errand.folder / name, errand.copying)
    names = produce.encode_part(path, errand.outputs, plan, errand.stage, task.part, workshop(), errand.between(0, 1))
    later = plan.stages()[plan.stages().index(errand.stage) + 1 :]
    last = name not in {produce.part_input(plan, stage, task.part) for stage in later}
    return Outcome(_leave(errand, names), spent=(place,) if last else ())


def _join(errand: Errand) -> Outcome:
    """Put the parts of a stage end to end and publish it."""
    so_far = _made_so_far(errand)
    sound = [("open", "")] if errand.stage == "first" else []
    left = _left(errand, ("part", errand.stage), *sound)
    plan = errand.plan
    inputs = {produce.part_input(plan, stage, part.index) for stage in plan.stages() for part in plan.parts}
    store.gather({place: name for name, place in left.items() if name not in inputs}, errand.outputs, errand.copying)
    _fetch_published(errand, so_far)
    made = produce.join_stage(errand.outputs, plan, errand.stage, workshop(), errand.between(0, 1), _bare(so_far))
    return Outcome({}, None, _publish(errand, made, so_far))


def _stills(errand: Errand) -> Outcome:
    """Poster and chapters' pictures, out of the best rendition: the original need not be there any more."""
    video, package = errand.job.video, errand.package
    best = packages.made_of(package.renditions.filter(family="h264").order_by("-width", "-average_bandwidth")[0])
    path = store.fetch(f"{package.folder}/{best.kept}", errand.folder / "rendition.mp4", errand.copying)
    source, start_s = produce.source_of(best, package.duration_s), package.trim_start_s
    wished = Wishes(poster_at_s=None if video.poster_at_s is None else max(0.0, video.poster_at_s - start_s))
    plan = Plan(source, wished, Ladder((), (), (), PosterPlan(), ""), None, ())
    webp, jpeg = produce.take_poster(path, errand.outputs, plan, workshop(), errand.between(0, 0.5))
    starts = list(video.chapters.values_list("at_s", flat=True))
    places = places_in_lesson(starts, start_s, package.duration_s)
    shown = {start: place for start, place in zip(starts, places, strict=True) if place is not None}
    thumbnails = produce.take_stills(
        path, errand.outputs, source, list(shown.values()), workshop(), errand.between(0.5, 1)
    )
    attempt, files = errand.task.attempt, dict.fromkeys((webp, jpeg, *thumbnails))
    store.put(f"{package.folder}/{attempt}", errand.outputs, files, errand.copying)
    of_chapters = dict(zip(shown, thumbnails, strict=True))
    return Outcome({}, stills=Stills(attempt, webp, jpeg, of_chapters))


def _made_so_far(errand: Errand) -> tuple[Made, ...]:
    return tuple(packages.made_of(rendition) for rendition in errand.package.renditions.all())


def _bare(made: tuple[Made, ...]) -> tuple[Made, ...]:
    """With names as they are in one folder; they carry hashes, so no two are the same."""
    return tuple(
        replace(m, streamed=Path(m.streamed).name, kept=Path(m.kept).name, playlist=Path(m.playlist).name) for m in made
    )


def _fetch_published(errand: Errand, so_far: tuple[Made, ...]) -> None:
    """Published files that the step needs beside it."""
    stored = {Path(name).name: name for made in so_far for name in (made.streamed, made.kept, made.playlist)}
    needed = produce.needed_files(errand.plan, errand.stage, _bare(so_far))
    wanted = {f"{errand.package.folder}/{stored[name]}": name for name in needed}
    store.gather(wanted, errand.outputs, errand.copying)


def _publish(errand: Errand, made: MadeStage, so_far: tuple[Made, ...]) -> Publication:
    """Bring the files of a stage into the store, and a master playlist over all stages so far."""
    attempt, master, files = errand.task.attempt, "", made.files
    if made.renditions:
        elsewhere = tuple(replace(each, playlist=f"../{each.playlist}") for each in so_far)
        master = produce.write_master(errand.outputs, (*elsewhere, *made.renditions))
        files = (*files, master)
    store.put(f"{errand.package.folder}/{attempt}", errand.outputs, files, errand.copying)
    return Publication(made, attempt, master)


ERRANDS: Final[dict[EncodeTask.Kind, Callable[[Errand], Outcome]]] = {
    EncodeTask.Kind.OPEN: _open,
    EncodeTask.Kind.WHOLE: _whole,
    EncodeTask.Kind.PART: _part,
    EncodeTask.Kind.JOIN: _join,
    EncodeTask.Kind.STILLS: _stills,
}
