"""A trial encode of a few short stretches of a source: how hard its pictures are, before anything is planned.

One FFmpeg process reads the stretches from key frames, encodes them small and fast, decodes what it encoded
and compares that with the source by VMAF's phone model, on every third frame. That costs some hundredths of
a set of renditions and says which CRF reaches which quality (ladder.py).
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from media.pipeline.estimate import Sample
from media.pipeline.inputs import GLOBALS
from media.pipeline.ladder import SLOWEST_FPS, fitted, reduced_fps, shown_fps
from media.pipeline.plan import Wishes, Workshop
from media.pipeline.runner import EncodeError, bounds_for, run_ffmpeg
from media.pipeline.sources import SourceInfo, demuxing_options

LINES: Final = 360
SCORED_LINES: Final = 720
LONGEST_SHAPE: Final = 4  # a strip of 64 lines would be scored at 46,000 columns, in gigabytes
CRF: Final = 36
FRAMES: Final = 8  # of a stretch; more and shorter stretches hit the mean of a lesson better than few long ones
UNSCORED: Final = 2  # at the start of each: a key frame is better than what follows
EVERY: Final = 3
SKIPPED: Final = 15  # after a key frame: encoders put one where a slide changes, and it fades in
STEADY_KEYS_S: Final = 1.2  # so often they come by the clock, as phones write them, and say nothing of slides ...
SKIPPED_STEADY: Final = 4  # ... but a picture is sharper there than its neighbours, and harder to encode
LESSON_S: Final = 5.0  # for each stretch beyond the first two
MOST_STRETCHES: Final = 5
WALKED_S: Final = 30.0  # so short a clip is decoded once from its start instead of sought in
FIRST_SHARE: Final = 0.3  # where in its share of the lesson a stretch starts
X264: Final = "scenecut=0:bframes=3:aq-strength=0.2:qcomp=0.5:deblock=0,0:rc-lookahead=8"
LOOPS_SINCE: Final = 7  # FFmpeg's version that first decodes what it encodes
SIZES: Final = "sizes.txt"
SCORES: Final = "scores.json"


def take_sample(path: Path, source: SourceInfo, workshop: Workshop, wishes: Wishes) -> Sample | None:
    """The trial; None where this FFmpeg cannot score pictures, or the trial fails: a fixed table is used then."""
    long, short = max(source.width, source.height), min(source.width, source.height)
    if long > LONGEST_SHAPE * short or not can_score(workshop.ffmpeg):
        return None
    where = stretches(source, wishes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            run_ffmpeg(
                sample_command(path, source, workshop, where),
                folder=folder,
                duration_s=source.duration_s,
                bounds=bounds_for(source, workshop.threads),
                on_progress=lambda progress: None,
            )
            return read_sample((folder / SIZES).read_text("ascii"), (folder / SCORES).read_text("utf-8"), source)
        except (EncodeError, OSError, ValueError):
            return None


@functools.cache
def can_score(ffmpeg: str) -> bool:
    """Whether it was built with libvmaf and can decode what it encodes (since version 7)."""
    words = [ffmpeg, "-hide_banner", "-h", "filter=libvmaf"]
    scores = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False).stdout
    said = subprocess.run([ffmpeg, "-version"], capture_output=True, text=True, errors="replace", check=False).stdout
    version = re.search(r"version \D?(\d+)", said)
    return "n_subsample" in scores and version is not None and int(version[1]) >= LOOPS_SINCE


@dataclass(frozen=True)
class Stretches:
    """Where to look: `starts_s` in seconds of the original, evenly over what is left after trimming.

    `walked`: one input is read from the first start on, instead of one for each stretch.
    """

    starts_s: tuple[float, ...]
    step_s: float
    walked: bool
    exact: bool


def stretches(source: SourceInfo, wishes: Wishes) -> Stretches:
    """A few for a clip, five for a lesson; key frames are good enough starts where there is one for each."""
    end_s = min(wishes.trim_end_s or source.duration_s, source.duration_s)
    length_s = max(0.0, end_s - wishes.trim_start_s)
    count = min(MOST_STRETCHES, 2 + int(length_s / LESSON_S))
    step_s = length_s / count
    starts = tuple(wishes.trim_start_s + step_s * (index + FIRST_SHARE) for index in range(count))
    exact = not 0 < source.keyframe_s <= step_s
    return Stretches(starts, step_s, walked=exact and length_s <= WALKED_S, exact=exact)


def sample_command(path: Path, source: SourceInfo, workshop: Workshop, where: Stretches) -> tuple[str, ...]:
    """One process; the encoder's packets go to a list of sizes and, through a decoder, to the comparison."""
    fps = reduced_fps(shown_fps(source.fps), SLOWEST_FPS)
    words: list[str] = [workshop.ffmpeg, *GLOBALS, "-y"]
    for start_s in where.starts_s[: 1 if where.walked else None]:
        words += [*_input_options(workshop, start_s, where.exact), "-i", f"file:{path}"]
    width, height = fitted(source.width, source.height, LINES)
    joined = _walked(source, fps, where) if where.walked else _sought(source, fps, where)
    small = f"[small]scale={width}:{height}:flags=lanczos:out_range=tv,setsar=1,format=yuv420p[trial]"
    later = f"select='gte(mod(n,{FRAMES}),{UNSCORED})',{_to_scored(source)}"
    large, shown = f"[large]{later}[reference]", f"[dec:0]{later}[shown]"
    model = r"model=version=vmaf_v0.6.1\\:enable_transform=true"
    options = f"{model}:n_subsample={EVERY}:n_threads={workshop.threads}:log_fmt=json:log_path={SCORES}"
    return (
        *words,
        *("-filter_complex", f"{joined},split[small][large];{small};{large}"),
        *("-map", "[trial]", "-c:v", "libx264", "-preset", "veryfast", "-crf", str(CRF)),
        *("-g", str(FRAMES), "-x264-params", X264, "-threads:v", str(workshop.threads)),
        *("-f", "framecrc", SIZES),
        *("-dec", "0:0", "-filter_complex", f"{shown};[shown][reference]libvmaf={options}[scored]"),
        *("-map", "[scored]", "-f", "null", "-"),
    )


def _input_options(workshop: Workshop, start_s: float, exact: bool) -> list[str]:
    options: dict[str, str] = demuxing_options(workshop.limits) | {
        "max_pixels": str(workshop.limits.max_pixels),
        "threads": str(workshop.threads),
        "ss": f"{start_s:.3f}",
    }
    words = [word for name, value in options.items() for word in (f"-{name}", value)]
    return words if exact else ["-noaccurate_seek", *words]


def _walked(source: SourceInfo, fps: Fraction, where: Stretches) -> str:
    step, last = max(FRAMES, round(where.step_s * fps)), len(where.starts_s)
    picked = f"select='lt(mod(n,{step}),{FRAMES})',trim=end_frame={last * FRAMES},setpts=N/({fps})/TB"
    return f"[0:{source.video_stream}]setpts=PTS-STARTPTS,fps={fps}:start_time=0,{picked}"


def _sought(source: SourceInfo, fps: Fraction, where: Stretches) -> str:
    after_key = SKIPPED_STEADY if source.keyframe_s <= STEADY_KEYS_S else SKIPPED
    skipped = 0 if where.exact else min(after_key, round(source.keyframe_s * fps))
    cut = f"trim=start_frame={skipped}:end_frame={skipped + FRAMES},setpts=PTS-STARTPTS"
    drop = f"setpts=PTS-STARTPTS,fps={fps}:start_time=0,{cut}"
    numbers = range(len(where.starts_s))
    parts = "".join(f"[{index}:{source.video_stream}]{drop}[s{index}];" for index in numbers)
    return parts + "".join(f"[s{index}]" for index in numbers) + f"concat=n={len(numbers)}"


def _to_scored(source: SourceInfo) -> str:
    width, height = source.width, source.height
    scale = Fraction(SCORED_LINES, min(width, height))
    size = f"{round(width * scale / 2) * 2}:{round(height * scale / 2) * 2}"
    return f"scale={size}:flags=bicubic:out_range=tv,setsar=1,format=yuv420p"


def read_sample(sizes: str, scores: str, source: SourceInfo) -> Sample:
    """What the trial's two lists say. Raises ValueError where they say nothing."""
    frames = [int(line.split(",")[4]) for line in sizes.splitlines() if line and not line.startswith("#")]
    vmaf = float(json.loads(scores)["pooled_metrics"]["vmaf"]["mean"])
    keys = frames[::FRAMES]
    others = [size for index, size in enumerate(frames) if index % FRAMES]
    if not keys or not others:
        raise ValueError("the trial has no frames")
    fps = float(reduced_fps(shown_fps(source.fps), SLOWEST_FPS))
    return Sample(
        lines=min(LINES, source.width, source.height) // 2 * 2,
        fps=fps,
        crf=CRF,
        vmaf=vmaf,
        key_kbit=sum(keys) / len(keys) * 8 / 1000,
        inter_kbit_s=sum(others) / len(others) * fps * 8 / 1000,
        still_share=sum(size < STILL_BYTES * min(keys) for size in others) / len(others),
    )


STILL_BYTES: Final = 0.01  # of a key frame
