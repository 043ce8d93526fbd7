"""Single pictures of a video, sought out without encoding it: thumbnails of chapters, another poster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import ffmpeg

from media.pipeline.commands import to_screen
from media.pipeline.finish import finish_posters, published
from media.pipeline.inputs import compiled, open_input
from media.pipeline.ladder import PosterPlan
from media.pipeline.made import Made
from media.pipeline.plan import Plan, Workshop
from media.pipeline.poster import encode_poster
from media.pipeline.runner import EncodeError, bounds_for, run_ffmpeg
from media.pipeline.sources import SourceInfo
from media.pipeline.whole import OnProgress, unseen

THUMBNAIL_SIDE: Final = 160
THUMBNAIL_BYTES: Final = 3000
AT_ONCE: Final = 4  # decoders in one process; each holds some large frames
LAST_S: Final = 0.1  # so long before the end there is still a picture, unless they are slow
LAST_FRAMES: Final = 1.5


def source_of(made: Made, duration_s: float) -> SourceInfo:
    """What is known of a file to keep that we encoded, so that pictures can be taken from it."""
    return SourceInfo(duration_s, made.width, made.height, 0, made.fps, made.family, video_stream=0)


def take_stills(
    path: Path,
    folder: Path,
    source: SourceInfo,
    times: Sequence[float],
    workshop: Workshop,
    on_progress: OnProgress = unseen,
) -> tuple[str, ...]:
    """One small WebP for each of `times`, seconds of `path`; returns names of content. Raises `EncodeError`."""
    _take(path, folder, source, times, THUMBNAIL_SIDE, workshop, on_progress)
    names = []
    for index in range(len(times)):
        found = folder / _name(index)
        (folder / "still.webp").write_bytes(encode_poster(found, "WEBP", THUMBNAIL_BYTES))
        names.append(published(folder, "still.webp", "still"))
        found.unlink()
    return tuple(names)


def take_poster(
    path: Path, folder: Path, plan: Plan, workshop: Workshop, on_progress: OnProgress = unseen
) -> tuple[str, str]:
    """(WebP, JPEG) from the original: of the wished second, else the best of a few. Raises `EncodeError`."""
    poster, wished = plan.ladder.poster, plan.wishes.poster_at_s
    times = _spread(plan, poster) if wished is None else [wished]
    _take(path, folder, plan.source, times, poster.long_side, workshop, on_progress)
    return finish_posters(folder, poster)


def _spread(plan: Plan, poster: PosterPlan) -> list[float]:
    step = plan.pictures_s / poster.candidates
    return [float(plan.start_s) + (index + 0.5) * step for index in range(poster.candidates)]


def _take(
    path: Path,
    folder: Path,
    source: SourceInfo,
    times: Sequence[float],
    long_side: int,
    workshop: Workshop,
    on_progress: OnProgress,
) -> None:
    for start in range(0, len(times), AT_ONCE):
        numbered = list(enumerate(times))[start : start + AT_ONCE]
        run_ffmpeg(
            _command(path, source, numbered, long_side, workshop),
            folder=folder,
            duration_s=len(numbered),
            bounds=bounds_for(replace(source, duration_s=float(len(numbered))), workshop.threads),
            on_progress=on_progress,
        )
    for index, at_s in enumerate(times):
        if not (folder / _name(index)).exists():
            raise EncodeError("bad_output", permanent=True, detail=f"no picture at {at_s} s")


def _command(
    path: Path, source: SourceInfo, numbered: Sequence[tuple[int, float]], long_side: int, workshop: Workshop
) -> tuple[str, ...]:
    scale = min(Fraction(1), Fraction(long_side, max(source.width, source.height)))
    width, height = (max(2, round(side * scale)) for side in (source.width, source.height))
    outputs = []
    for index, at_s in numbered:
        start_s = max(0.0, min(at_s, source.duration_s - max(LAST_S, LAST_FRAMES / float(source.fps))))
        # Two that fall on the last picture would be taken for one input.
        stream = open_input(path, workshop, ss=f"{start_s + index / 100_000:.6f}")[str(source.video_stream)]
        stream = to_screen(stream, width, height, source, "bgr24")
        outputs.append(ffmpeg.output(stream, _name(index), format="image2", update=1, **{"frames:v": 1}))
    return compiled(ffmpeg.merge_outputs(*outputs), workshop)


def _name(index: int) -> str:
    return f"candidate-{index:04}.bmp"
