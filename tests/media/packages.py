"""Whole packages as workers make them, every stage of them, from a film of our own."""

import math
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.pipeline import ladder, runner
from media.pipeline.produce import Made, Workshop, encode_whole, make_plan, write_master
from media.pipeline.runner import find_ffmpeg

SECONDS = 12  # longer than a fragment of still pictures
# Pictures that move, at a rate that is quickly encoded; larger than the standard quality, so that there is a clear one.
FILM = (
    *("-f", "lavfi", "-i", f"testsrc2=s=640x400:r=10:d={SECONDS}"),
    *("-f", "lavfi", "-i", f"sine=d={SECONDS}:r=44100"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
)


@dataclass(frozen=True)
class FilmPackage:
    """A folder with all files of a film, as they are published."""

    folder: Path
    renditions: tuple[Made, ...]
    master: str
    poster_webp: str
    poster_jpeg: str
    duration_s: float

    def made(self, quality: str, family: str) -> Made:
        return next(made for made in self.renditions if (made.quality, made.family) == (quality, family))

    def leanest(self, quality: str) -> Made:
        """What a phone that decodes everything takes."""
        return min((m for m in self.renditions if m.quality == quality), key=lambda made: made.average_bandwidth)

    def plain_kbit_per_s(self, quality: str) -> float:
        """Picture and sound for a phone that decodes H.264 and AAC."""
        plain = (self.made(quality, "h264"), self.made("audio", "aac"))
        return sum(made.average_bandwidth for made in plain) / 1000


def draw_film(path: Path, *arguments: str) -> Path:
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", *(arguments or FILM), str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


QUICK_AV1 = ((math.inf, "9", 0.0),)
QUICK_AV1_ELSEWHERE = """
from media.pipeline import ladder, runner
runner.MODESTLY = ()
ladder.AV1_PRESETS = ((9e9, "9", 0.0),)
"""  # for processes of their own


@contextmanager
def quick_av1() -> Iterator[None]:
    """The least search that still saves enough to be kept, giving way to nobody: how well it does is for the bench."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "MODESTLY", ())
        patch.setattr(ladder, "AV1_PRESETS", QUICK_AV1)
        yield


def make_film_package(source: Path, folder: Path) -> FilmPackage:
    """Every stage one after the other, as one worker would do it."""
    folder.mkdir(parents=True)
    workshop = Workshop(find_ffmpeg())
    plan = make_plan(source, workshop)
    stages = [encode_whole(source, folder, plan, stage, workshop, lambda _: None) for stage in plan.stages()]
    renditions = tuple(made for stage in stages for made in stage.renditions)
    first = stages[0]
    master = write_master(folder, renditions)
    return FilmPackage(folder, renditions, master, first.poster_webp, first.poster_jpeg, first.duration_s)
