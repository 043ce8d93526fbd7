"""Long lessons: cut into parts, encode each anywhere, put the results end to end.

Every stage reads the piece of the original, except where that is so large that decoding it for the later H.264
rungs once more would cost more than a twelfth of all: then the first stage leaves a mezzanine beside the saver
quality, the pictures at the sizes of those rungs, nearly without loss. AV1 decodes the original again, as it does for
a short lesson.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media.pipeline import cutter, sound
from media.pipeline.boxes import BadFragments
from media.pipeline.commands import (
    KEPT_FLAGS,
    TAGS,
    SoundFiles,
    VideoFiles,
    at_rate,
    candidates,
    is_awaited,
    on_grid,
    picture_options,
    scaled,
    slaves,
    sound_files,
    sound_options,
    sounds_of,
    to_screen,
    video_files,
)
from media.pipeline.finish import finish_picture, finish_posters, finish_sound, names_of, read_streamed
from media.pipeline.inputs import compiled, open_input
from media.pipeline.join import Piece, join_pieces
from media.pipeline.ladder import SAVER_CAP, VideoPlan
from media.pipeline.made import Made, MadeStage
from media.pipeline.plan import Part, Plan, Stage, Workshop
from media.pipeline.runner import EncodeError, bounds_for, run_ffmpeg
from media.pipeline.sources import demuxing_options
from media.pipeline.stretch import LEAD_S, Stretch
from media.pipeline.whole import OnProgress, check_length, hold_cap, nearly_done, sound_of, unseen, worthwhile

TAIL_S: Final = Fraction(1, 2)  # beyond the end of a part, so that rounding never loses its last picture
# Of 1080 lines at 18 Mbit/s: 0.31 s of processor for each second against 0.52 s for decoding again, in as many bytes
# as the original; of 720 lines as much as decoding again. qp 8 takes twice the bytes and changes nothing.
MEZZANINE: Final = {"c:v": "libx264", "preset": "ultrafast", "qp": 16, "g": 250}
HEAVY_PIXELS_PER_S: Final = 40_000_000
SOUND_ALLOWANCE: Final = Fraction(115, 100)  # how far six seconds of speech pass the planned rate


@dataclass(frozen=True)
class Layer:
    """One stream of the mezzanine: pixels and frames per second."""

    width: int
    height: int
    fps: Fraction


def part_input(plan: Plan, stage: Stage, index: int) -> str:
    """The file that `encode_part` reads: a piece of the original, or the mezzanine that the first stage made of it.

    No other step needs it.
    """
    return _mezzanine(index) if stage == "rest" and layers(plan) else f"part-{index:03}.nut"


def _mezzanine(index: int) -> str:
    return f"mezzanine-{index:03}.nut"


def split_source(
    path: Path, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress = unseen
) -> tuple[str, ...]:
    """Write the whole sound, which `join_stage` of the first stage needs, and the `part_input` of every part.

    Raises `EncodeError`.
    """
    heard = tuple(sound_files(each) for each in plan.ladder.sound)
    if heard:
        _run(_sound_command(path, plan, heard, workshop), folder, plan, workshop, on_progress)
    _run(_cutting_command(path, plan, workshop), folder, plan, workshop, on_progress)
    names = [part_input(plan, "first", part.index) for part in plan.parts]
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise EncodeError("incomplete", permanent=True, detail=f"no {missing[0]}")
    return (*dict.fromkeys(name for each in heard for name in (each.streamed, each.kept)), *names)


def _sound_command(path: Path, plan: Plan, heard: Sequence[SoundFiles], workshop: Workshop) -> tuple[str, ...]:
    stretch = Stretch.whole(plan)
    streams = sounds_of(open_input(path, workshop, seek_s=stretch.seek_s), plan, stretch)
    options = sound_options(plan.ladder.sound) | {"flags": "+global_header", "map_metadata": -1, "map_chapters": -1}
    return compiled(ffmpeg.output(*streams, slaves((), heard), format="tee", **options), workshop)


def _cutting_command(path: Path, plan: Plan, workshop: Workshop) -> tuple[str, ...]:
    start_s = plan.start_s
    order = {
        "stream": plan.source.video_stream,
        "options": demuxing_options(workshop.limits),
        "begin_s": plan.source.begin_s,
        "lead_s": LEAD_S,
        "cuts": [
            (part_input(plan, "first", part.index), float(start_s + part.start_s), float(start_s + part.end_s + TAIL_S))
            for part in plan.parts
        ],
    }
    return (sys.executable, "-I", cutter.__file__, "-i", f"file:{path}", json.dumps(order))


def encode_part(
    path: Path,
    folder: Path,
    plan: Plan,
    stage: Stage,
    index: int,
    workshop: Workshop,
    on_progress: OnProgress = unseen,
) -> tuple[str, ...]:
    """Encode one part of one stage from `path`, which is its `part_input`; returns the names written in `folder`.

    All but `part_input` of later stages belong into the folder of `join_stage`. Raises `EncodeError`.
    """
    part = plan.parts[index]
    files = tuple(_numbered(video, index) for video in _videos(plan, stage, index))
    try:
        if stage == "rest" and layers(plan):
            command = _mezzanine_command(path, plan, files, workshop)
        else:
            command = _part_command(path, plan, part, files, workshop, beside=stage == "first")
        _run(command, folder, plan, workshop, on_progress, part)
        if stage == "first":
            _hold_part_cap(path, folder, plan, part, files[0], workshop, nearly_done(on_progress))
        for each in files:
            _check_frames(folder, each, plan, part)
    except (BadFragments, OSError) as error:
        raise EncodeError("bad_output", permanent=False, detail=str(error)) from error
    shown = [name.name for name in folder.glob(f"candidate-{index:03}-*")] if stage == "first" else []
    between = [_mezzanine(index)] if stage == "first" and layers(plan) else []
    return (*(each.streamed for each in files), *sorted(shown), *between)


def _videos(plan: Plan, stage: Stage, index: int) -> tuple[VideoPlan, ...]:
    """Only the beginning of a lesson has a short segment."""
    videos = plan.videos_of(stage)
    return videos if index == 0 else tuple(replace(video, first_gop_s=video.gop_s) for video in videos)


def _numbered(video: VideoPlan, index: int) -> VideoFiles:
    name = Path(video_files(video).streamed)
    return VideoFiles(video, f"{name.stem}-{index:03}{name.suffix}", "")


def layers(plan: Plan) -> tuple[Layer, ...]:
    """The streams of the mezzanine, if there is one: each size of the later rungs, at the highest rate needed there."""
    source = plan.source
    if source.width * source.height * source.fps < HEAVY_PIXELS_PER_S:
        return ()
    later = plan.videos_of("rest")
    sizes = dict.fromkeys((video.width, video.height) for video in later)
    return tuple(
        Layer(*size, _shared_rate([v.fps for v in later if (v.width, v.height) == size], plan.grid_fps))
        for size in sizes
    )


def _shared_rate(rates: Sequence[Fraction], grid_fps: Fraction) -> Fraction:
    highest = max(rates)
    return highest if all((highest / rate).denominator == 1 for rate in rates) else grid_fps


def _part_command(
    path: Path, plan: Plan, part: Part, files: Sequence[VideoFiles], workshop: Workshop, *, beside: bool
) -> tuple[str, ...]:
    """From a piece of the original; `beside` the renditions the mezzanine and candidates for the poster."""
    stretch = Stretch.part(plan, part)
    between = layers(plan) if beside else ()
    shown = beside and _may_show_poster(plan, part)
    base = on_grid(_open_part(path, plan, workshop), plan, stretch)
    copies = base.filter_multi_output("split", len(files) + len(between) + shown)
    pictures = [scaled(copies[i], each.plan, plan) for i, each in enumerate(files)]
    options = picture_options([each.plan for each in files], workshop.threads)
    outputs = [ffmpeg.output(*pictures, slaves(files, ()), format="tee", **options)]
    if between:
        streams = [
            to_screen(at_rate(copies[i], plan.grid_fps, layer.fps), layer.width, layer.height, plan.source)
            for i, layer in enumerate(between, start=len(files))
        ]
        more = MEZZANINE | {"threads:v": workshop.threads, "map_metadata": -1}
        outputs.append(ffmpeg.output(*streams, _mezzanine(part.index), format="nut", **more))
    if shown:
        outputs.append(candidates(copies[len(files) + len(between)], plan, part, f"candidate-{part.index:03}-%02d.png"))
    return compiled(ffmpeg.merge_outputs(*outputs), workshop)


def _open_part(path: Path, plan: Plan, workshop: Workshop) -> Any:
    """The rotation is told to FFmpeg, for the container of parts does not know it."""
    turned = {"display_rotation:v": plan.source.rotation} if plan.source.rotation else {}
    return open_input(path, workshop, format_whitelist="nut", **turned)["v"]


def _may_show_poster(plan: Plan, part: Part) -> bool:
    wished = plan.wishes.poster_at_s
    if wished is None:
        return True
    last = part.index == len(plan.parts) - 1
    at_s = Fraction(wished) - plan.start_s
    return part.start_s <= at_s and (last or round(at_s * plan.grid_fps) < round(part.end_s * plan.grid_fps))


def _mezzanine_command(path: Path, plan: Plan, files: Sequence[VideoFiles], workshop: Workshop) -> tuple[str, ...]:
    """From the mezzanine, where every size lies ready."""
    source_input = open_input(path, workshop, format_whitelist="nut")
    between = layers(plan)
    pictures: list[Any] = [None] * len(files)
    for number, layer in enumerate(between):
        takers = [
            i for i, each in enumerate(files) if (each.plan.width, each.plan.height) == (layer.width, layer.height)
        ]
        if takers:
            copies = source_input[f"v:{number}"].filter_multi_output("split", len(takers))
            for copy, i in enumerate(takers):
                shown = at_rate(copies[copy], layer.fps, files[i].plan.fps)
                pictures[i] = shown.filter("setparams", **TAGS)
    options = picture_options([each.plan for each in files], workshop.threads)
    return compiled(ffmpeg.output(*pictures, slaves(files, ()), format="tee", **options), workshop)


def _hold_part_cap(
    path: Path, folder: Path, plan: Plan, part: Part, files: VideoFiles, workshop: Workshop, on_progress: OnProgress
) -> None:
    """The sound of all parts is one file elsewhere: what speech takes of the cap is known well enough."""
    allowance = sum(SOUND_ALLOWANCE * each.bitrate_k * 1000 for each in plan.ladder.sound[:1])

    def again(video: VideoPlan) -> None:
        command = _part_command(path, plan, part, [replace(files, plan=video)], workshop, beside=False)
        _run(command, folder, plan, workshop, on_progress, part)

    streamed = folder / files.streamed
    hold_cap(streamed, files.plan, read_streamed(streamed), int(SAVER_CAP - allowance), again)


def _check_frames(folder: Path, files: VideoFiles, plan: Plan, part: Part) -> None:
    wanted, found = frames_of(files.plan, plan, part), read_streamed(folder / files.streamed).samples
    if wanted is not None and found != wanted:
        raise BadFragments(f"{files.streamed} has {found} pictures instead of {wanted}")


def frames_of(video: VideoPlan, plan: Plan, part: Part) -> int | None:
    """How many pictures a rendition has in a part; None for the last, which ends where the original does."""
    return None if part.index == len(plan.parts) - 1 else round((part.end_s - part.start_s) * video.fps)


def join_stage(
    folder: Path,
    plan: Plan,
    stage: Stage,
    workshop: Workshop,
    on_progress: OnProgress = unseen,
    made: Sequence[Made] = (),
) -> MadeStage:
    """Put the parts of a stage end to end in `folder`, where they lie with the sound.

    The sound is that of `split_source` in the first stage, later `needed_files`. Raises `EncodeError`.
    """
    try:
        return _join(folder, plan, stage, workshop, on_progress, made)
    except (BadFragments, OSError, ValueError) as error:
        raise EncodeError("bad_output", permanent=False, detail=str(error)) from error


def _join(
    folder: Path, plan: Plan, stage: Stage, workshop: Workshop, on_progress: OnProgress, made: Sequence[Made]
) -> MadeStage:
    files = tuple(video_files(video) for video in plan.videos_of(stage))
    for each in files:
        join_pieces(_pieces(folder, each.plan, plan), folder / each.streamed)
    heard = tuple(sound_files(each) for each in plan.ladder.sound) if stage == "first" else ()
    before = sound_of(stage, made)
    copied = heard[0].streamed if heard else before.streamed if before else None
    _run(_keeping_command(files, copied, workshop), folder, plan, workshop, on_progress)
    streams = [read_streamed(folder / each.streamed) for each in files]
    check_length(streams[0], plan)
    duration_s = round(streams[0].duration_s, 3)
    pictures = tuple(finish_picture(folder, *pair) for pair in zip(files, streams, strict=True))
    if stage == "av1":
        return worthwhile(folder, pictures, made, duration_s)
    renditions = (*pictures, *(finish_sound(folder, each) for each in heard))
    if stage == "rest":
        return MadeStage(renditions, names_of(renditions), duration_s)
    webp, jpeg = finish_posters(folder, plan.ladder.poster)
    remarks = ("quiet_voice",) if sound.is_quiet(plan.loudness) else ()
    return MadeStage(renditions, (webp, jpeg, *names_of(renditions)), duration_s, webp, jpeg, remarks)


def _pieces(folder: Path, video: VideoPlan, plan: Plan) -> list[Piece]:
    return [
        Piece(folder / _numbered(video, part.index).streamed, part.start_s, frames_of(video, plan, part))
        for part in plan.parts
    ]


def _keeping_command(files: Sequence[VideoFiles], copied: str | None, workshop: Workshop) -> tuple[str, ...]:
    """The files to keep: the pictures as joined and the sound as encoded, without encoding either again."""
    heard = [open_input(copied, workshop)["a"]] if copied else []
    outputs = [
        ffmpeg.output(
            *(open_input(each.streamed, workshop)["v"], *heard),
            each.kept,
            format="mp4",
            c="copy",
            movflags=KEPT_FLAGS,
            map_metadata=-1,
        )
        for each in files
    ]
    return compiled(ffmpeg.merge_outputs(*outputs), workshop)


def _run(
    command: tuple[str, ...],
    folder: Path,
    plan: Plan,
    workshop: Workshop,
    on_progress: OnProgress,
    part: Part | None = None,
) -> None:
    length_s = float(part.end_s - part.start_s) if part else plan.duration_s
    source = replace(plan.source, duration_s=length_s)
    run_ffmpeg(
        command,
        folder=folder,
        duration_s=length_s,
        bounds=bounds_for(source, workshop.threads, awaited=is_awaited(command)),
        on_progress=on_progress,
    )
