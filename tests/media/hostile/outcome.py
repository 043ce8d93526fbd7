"""What became of a hostile file: a refusal, or a package that is what a decoder shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av

from media.pipeline.confine import Bounds
from media.pipeline.inputs import open_input
from media.pipeline.made import MadeStage
from media.pipeline.produce import Workshop, encode_whole, make_plan
from media.pipeline.runner import EncodeError, probe, run_ffmpeg
from media.pipeline.sources import Limits, SourceInfo, SourceProblem

# Sizes of the true clips are far below; whatever goes on for longer or is larger is refused.
LIMITS = Limits(max_duration_s=60, max_bytes=256 * 1024**2, max_pixels=2_200_000)
BLAMELESS = frozenset(
    {
        "probe_failed",
        "no_start",
        "no_ffmpeg",
        "no_space",
        "no_memory",
        "killed",
        "crashed",
        "failed",
        "timeout",
        "too_complex",
    }
)
BLINK = Bounds(wall_s=30, cpu_s=30)


@dataclass(frozen=True)
class Outcome:
    """`code`: why it was refused; "" for a lesson. `detail` is for whoever reads a failed test."""

    code: str = ""
    detail: str = ""
    source: SourceInfo | None = None
    made: MadeStage | None = None
    remarks: list[str] = field(default_factory=list)


def handle(path: Path, folder: Path, ffmpeg: str) -> Outcome:
    """Everything that an upload goes through until its first stage is live."""
    workshop = Workshop(ffmpeg, threads=1, limits=LIMITS)
    source = None
    try:
        source = probe(path, LIMITS)
        plan = make_plan(path, workshop, source=source)
        return Outcome(source=source, made=encode_whole(path, folder, plan, "first", workshop))
    except SourceProblem as problem:
        return Outcome(problem.code, repr(problem.__cause__), source)
    except EncodeError as error:
        return Outcome(error.code, error.detail, source)


def frames_of(path: Path) -> int:
    """Of a file that we wrote."""
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def shown_s(path: Path, source: SourceInfo, ffmpeg: str, folder: Path) -> float:
    """From the first picture that a decoder gets out of the file to the end of the last, with no filter of ours."""
    workshop = Workshop(ffmpeg, threads=1, limits=LIMITS)
    stream = open_input(path, workshop)[str(source.video_stream)]
    words = stream.output("shown.txt", format="framecrc", fps_mode="passthrough").compile(cmd=ffmpeg)
    run_ffmpeg(
        [words[0], "-nostdin", "-v", "quiet", *words[1:]],
        folder=folder,
        duration_s=1,
        bounds=BLINK,
        on_progress=lambda progress: None,
    )
    lines = (folder / "shown.txt").read_text().splitlines()
    tick = next(Fraction(line.split(": ")[1]) for line in lines if line.startswith("#tb 0: "))
    times = sorted(int(line.split(",")[2]) * tick for line in lines if line[:1].isdigit())
    return float(times[-1] - times[0] + 1 / source.fps)
