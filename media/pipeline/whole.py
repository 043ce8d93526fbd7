"""Short lessons: each stage in one FFmpeg process, checked and published under names of content."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from media.pipeline import hls, sound
from media.pipeline.boxes import BadFragments, FragmentedFile
from media.pipeline.commands import EncodeCommand, VideoFiles, is_awaited, plan_pictures, plan_set
from media.pipeline.finish import finish_picture, finish_posters, finish_sound, names_of, read_streamed
from media.pipeline.ladder import SAVER_CAP, VideoPlan
from media.pipeline.made import Made, MadeStage, find_sound
from media.pipeline.plan import Plan, Stage, Workshop
from media.pipeline.runner import EncodeError, Progress, bounds_for, run_ffmpeg

OnProgress = Callable[[Progress], None]
SHORTEST_SHARE: Final = 0.8  # of the probed length; less means that the decoder gave up halfway
SHORT_BY_S: Final = 3.0  # phone clips may end a little early
AV1_WORTH: Final = 0.8  # of the bytes of its H.264 twin; above it a second file only costs room
CAP_ATTEMPTS: Final = 3
ALMOST: Final = 99.0  # percent
CAP_MARGIN: Final = 0.93


def unseen(progress: Progress) -> None:
    """Nobody looks."""


def needed_files(plan: Plan, stage: Stage, made: Sequence[Made] = ()) -> tuple[str, ...]:
    """Published files that must lie in the folder before `encode_whole` or `join_stage` makes this stage."""
    found = sound_of(stage, made)
    return (found.streamed,) if stage != "first" and found else ()


def sound_of(stage: Stage, made: Sequence[Made]) -> Made | None:
    """What is put into the files to keep: the leanest that whoever plays the pictures also hears."""
    families = ("opus", "aac") if stage == "av1" else ("aac",)
    return find_sound(tuple(made), *families)


def encode_whole(
    path: Path,
    folder: Path,
    plan: Plan,
    stage: Stage,
    workshop: Workshop,
    on_progress: OnProgress = unseen,
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
    run(command, folder, plan, workshop, on_progress)
    streams = [read_streamed(folder / files.streamed) for files in command.videos]
    check_length(streams[0], plan)
    sounds = tuple(finish_sound(folder, files) for files in command.sounds)
    heard = find_sound(sounds, "aac")
    streams[0] = _capped(path, folder, plan, workshop, command.videos[0], streams[0], heard, nearly_done(on_progress))
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
    heard = sound_of("av1", made)
    copied = folder / heard.streamed if heard else None
    command = plan_pictures(path, plan, plan.ladder.av1, workshop, copied)
    run(command, folder, plan, workshop, on_progress)
    streams = [read_streamed(folder / files.streamed) for files in command.videos]
    check_length(streams[0], plan)
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


def run(command: EncodeCommand, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress) -> None:
    run_ffmpeg(
        command.arguments,
        folder=folder,
        duration_s=plan.duration_s,
        bounds=bounds_for(plan.source, workshop.threads, awaited=is_awaited(command.arguments)),
        on_progress=on_progress,
    )


def check_length(file: FragmentedFile, plan: Plan) -> None:
    """Raises `EncodeError` when the decoder gave up halfway."""
    if file.duration_s < min(plan.pictures_s * SHORTEST_SHARE, plan.pictures_s - SHORT_BY_S):
        detail = f"{file.duration_s:.1f} of {plan.pictures_s:.1f} s"
        raise EncodeError("incomplete", permanent=True, detail=detail)


def _capped(
    path: Path,
    folder: Path,
    plan: Plan,
    workshop: Workshop,
    files: VideoFiles,
    file: FragmentedFile,
    heard: Made | None,
    on_progress: OnProgress,
) -> FragmentedFile:
    """The saver quality under its cap with the sound: encoded again with a lower ceiling where it is not."""
    copied = folder / heard.streamed if heard else None

    def again(video: VideoPlan) -> None:
        run(plan_pictures(path, plan, (video,), workshop, copied), folder, plan, workshop, on_progress)

    return hold_cap(folder / files.streamed, files.plan, file, SAVER_CAP - (heard.bandwidth if heard else 0), again)


def nearly_done(on_progress: OnProgress) -> OnProgress:
    """Signs of life of a second attempt, which nobody takes for a fall back to nothing."""
    return lambda progress: on_progress(replace(progress, percent=ALMOST))


def hold_cap(
    path: Path, video: VideoPlan, file: FragmentedFile, most: int, again: Callable[[VideoPlan], None]
) -> FragmentedFile:
    """Call `again` with a lower ceiling until the pictures at `path` stay under `most` bits per second."""
    for _ in range(CAP_ATTEMPTS):
        peak = hls.rates(file).peak
        if peak <= most:
            break
        video = lowered(video, peak, most, file.codec)
        again(video)
        file = read_streamed(path)
    return file


def lowered(video: VideoPlan, peak: int, most: int, codec: str) -> VideoPlan:
    """The same rendition with a ceiling lower by what its peak was over `most`, and a buffer of a second and a half.

    It keeps the level of `codec`, for parts that differ in their set-up cannot be joined.
    """
    ceiling = most if video.maxrate_k is None else min(most, video.maxrate_k * 1000 * most / peak)
    maxrate_k = max(1, int(max(ceiling, most / 3) * CAP_MARGIN / 1000))
    bufsize_k = min(video.bufsize_k or 2 * maxrate_k, maxrate_k * 3 // 2)
    level = f"level={int(codec[-2:], 16)}"
    params = video.params if level in video.params else ":".join(filter(None, [video.params, level]))
    return replace(video, maxrate_k=maxrate_k, bufsize_k=bufsize_k, params=params)
