"""The whole way for one file: look, measure, plan, encode, check, publish under names of content.

The steps for long lessons are in parts.py; workers call everything from here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from media.pipeline import hls, sound
from media.pipeline.boxes import BadFragments, FragmentedFile
from media.pipeline.commands import EncodeCommand, VideoFiles, plan_pictures, plan_set
from media.pipeline.finish import finish_picture, finish_posters, finish_sound, names_of, published_text, read_streamed
from media.pipeline.ladder import SAVER_CAP, VideoPlan, plan_ladder
from media.pipeline.made import Made, MadeStage, find_sound
from media.pipeline.plan import Plan, Stage, Wishes, Workshop, cut_parts, settled
from media.pipeline.runner import EncodeError, Progress, bounds_for, probe, run_ffmpeg
from media.pipeline.sources import SourceInfo

__all__ = [
    "Made",
    "MadeStage",
    "Plan",
    "Stage",
    "Wishes",
    "Workshop",
    "encode_whole",
    "make_plan",
    "needed_files",
    "write_master",
]

OnProgress = Callable[[Progress], None]
SHORTEST_SHARE: Final = 0.8  # of the probed length; less means that the decoder gave up halfway
SHORT_BY_S: Final = 3.0  # phone clips may end a little early
AV1_WORTH: Final = 0.8  # of the bytes of its H.264 twin; above it a second file only costs room
CAP_ATTEMPTS: Final = 3
CAP_MARGIN: Final = 0.97


def _silent(progress: Progress) -> None:
    """Nobody looks."""


def make_plan(
    path: Path,
    workshop: Workshop,
    wishes: Wishes | None = None,
    source: SourceInfo | None = None,
    on_progress: OnProgress = _silent,
) -> Plan:
    """Look at a file and decide what becomes of it; `source` is what an earlier probe of it saw.

    Raises `SourceProblem` and `EncodeError`.
    """
    source = source or probe(path, workshop.limits)
    wishes = settled(wishes or Wishes(), source)
    loudness = sound.measure(path, source, workshop, wishes)
    ladder = plan_ladder(source)
    plan = Plan(source, wishes, ladder, loudness, ())
    return replace(plan, parts=cut_parts(ladder, plan.grid_fps, plan.duration_s))


def needed_files(plan: Plan, stage: Stage, made: Sequence[Made] = ()) -> tuple[str, ...]:
    """Published files that must lie in the folder before `encode_whole` or `join_stage` makes this stage."""
    found = _sound_of(stage, made)
    return (found.streamed,) if stage != "first" and found else ()


def _sound_of(stage: Stage, made: Sequence[Made]) -> Made | None:
    families = ("opus", "aac") if stage == "av1" else ("aac",)
    return find_sound(tuple(made), *families)


def encode_whole(
    path: Path,
    folder: Path,
    plan: Plan,
    stage: Stage,
    workshop: Workshop,
    on_progress: OnProgress = _silent,
    made: Sequence[Made] = (),
) -> MadeStage:
    """One stage of a short lesson, in `folder`: empty but for `needed_files`; `made` is what the package has so far.

    Raises `EncodeError`.
    """
    try:
        if stage == "first":
            return _first(path, folder, plan, workshop, on_progress)
        return _av1(path, folder, plan, workshop, on_progress, made)
    except (BadFragments, OSError, ValueError) as error:
        raise EncodeError("bad_output", permanent=False, detail=str(error)) from error


def _first(path: Path, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress) -> MadeStage:
    command = plan_set(path, plan, plan.ladder.videos, workshop)
    _run(command, folder, plan, workshop, on_progress)
    streams = [read_streamed(folder / files.streamed) for files in command.videos]
    _check_length(streams[0], plan)
    sounds = tuple(finish_sound(folder, files) for files in command.sounds)
    heard = find_sound(sounds, "aac")
    streams[0] = _capped(path, folder, plan, workshop, command.videos[0], streams[0], heard)
    pictures = tuple(finish_picture(folder, *pair) for pair in zip(command.videos, streams, strict=True))
    webp, jpeg = finish_posters(folder, plan.ladder.poster)
    renditions = (*pictures, *sounds)
    return MadeStage(
        renditions,
        files=(webp, jpeg, *names_of(renditions)),
        duration_s=round(streams[0].duration_s, 3),
        poster_webp=webp,
        poster_jpeg=jpeg,
        remarks=("quiet_voice",) if sound.is_quiet(plan.loudness) else (),
    )


def _av1(
    path: Path, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress, made: Sequence[Made]
) -> MadeStage:
    heard = _sound_of("av1", made)
    copied = folder / heard.streamed if heard else None
    command = plan_pictures(path, plan, plan.ladder.av1, workshop, copied)
    _run(command, folder, plan, workshop, on_progress)
    streams = [read_streamed(folder / files.streamed) for files in command.videos]
    _check_length(streams[0], plan)
    pictures = tuple(finish_picture(folder, *pair) for pair in zip(command.videos, streams, strict=True))
    return worthwhile(folder, pictures, made, round(streams[0].duration_s, 3))


def worthwhile(folder: Path, pictures: tuple[Made, ...], made: Sequence[Made], duration_s: float) -> MadeStage:
    """Keep the AV1 renditions that save a fifth of the bytes of the same quality in H.264; remove the others."""
    twins = {picture.quality: picture.average_bandwidth for picture in made if picture.family == "h264"}
    kept = tuple(p for p in pictures if p.average_bandwidth <= AV1_WORTH * twins.get(p.quality, math.inf))
    for picture in pictures:
        if picture not in kept:
            for name in names_of((picture,)):
                (folder / name).unlink()
    remarks = ("av1_no_gain",) if len(kept) < len(pictures) else ()
    return MadeStage(kept, names_of(kept), duration_s, remarks=remarks)


def _run(command: EncodeCommand, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress) -> None:
    run_ffmpeg(
        command.arguments,
        folder=folder,
        duration_s=plan.duration_s,
        bounds=bounds_for(plan.source, workshop.threads),
        on_progress=on_progress,
    )


def _check_length(file: FragmentedFile, plan: Plan) -> None:
    if file.duration_s < min(plan.duration_s * SHORTEST_SHARE, plan.duration_s - SHORT_BY_S):
        detail = f"{file.duration_s:.1f} of {plan.duration_s:.1f} s"
        raise EncodeError("incomplete", permanent=True, detail=detail)


def _capped(
    path: Path,
    folder: Path,
    plan: Plan,
    workshop: Workshop,
    files: VideoFiles,
    file: FragmentedFile,
    heard: Made | None,
) -> FragmentedFile:
    """The saver quality under its cap with the sound: encoded again with a lower ceiling where it is not."""
    left = SAVER_CAP - (heard.bandwidth if heard else 0)
    video = files.plan
    for _ in range(CAP_ATTEMPTS):
        over = hls.rates(file).peak / left
        if over <= 1:
            break
        video = lowered(video, over)
        copied = folder / heard.streamed if heard else None
        _run(plan_pictures(path, plan, (video,), workshop, copied), folder, plan, workshop, _silent)
        file = read_streamed(folder / files.streamed)
    return file


def lowered(video: VideoPlan, over: float) -> VideoPlan:
    """The same rendition with a ceiling lower by what it was over, and a smaller buffer to save up in."""
    share = CAP_MARGIN / over
    maxrate_k = max(1, int((video.maxrate_k or SAVER_CAP // 1000) * share))
    return replace(video, maxrate_k=maxrate_k, bufsize_k=max(1, int((video.bufsize_k or 2 * maxrate_k) * share)))


def write_master(folder: Path, renditions: Sequence[Made]) -> str:
    """Write the master playlist over all renditions of a package and return its name."""
    return published_text(folder, hls.master_playlist(renditions), "master", ".m3u8")


@dataclass(frozen=True)
class MadePackage:
    """All that lies in the folder and what it is; `files` are names, playlists last."""

    duration_s: float
    renditions: tuple[Made, ...]
    files: tuple[str, ...]


MASTER: Final = "master.m3u8"
POSTER_WEBP: Final = "poster.webp"
POSTER_JPEG: Final = "poster.jpg"


def make_package(
    path: Path, folder: Path, workshop: Workshop, on_progress: OnProgress, source: SourceInfo | None = None
) -> MadePackage:
    """The H.264 set alone, under fixed names for playlist and posters."""
    plan = make_plan(path, workshop, source=source)
    ladder = replace(plan.ladder, sound=plan.ladder.sound[:1])
    plan = replace(plan, ladder=ladder, parts=plan.parts[:1])
    made = encode_whole(path, folder, plan, "first", workshop, on_progress)
    master = write_master(folder, made.renditions)
    renamed = {master: MASTER, made.poster_webp: POSTER_WEBP, made.poster_jpeg: POSTER_JPEG}
    for old, new in renamed.items():
        (folder / old).rename(folder / new)
    files = tuple(renamed.get(name, name) for name in (*made.files, master))
    return MadePackage(made.duration_s, made.renditions, files)
