"""`make bench-encode [CLIPS= LENGTH= ROUNDS= AV1=1 SPLIT=]`: what encoding costs, beside bare FFmpeg in one run.

CLIPS names a folder, or files with commas between. Lessons last minutes and the sample clips seconds, so a shorter
clip is repeated to LENGTH seconds (60; 0 takes clips as they are): looking into a file before it is encoded costs
about the same for both.

Ours is the whole job on a database of its own: probe of the upload, lease, loudness, trial encode, plan, encode
in the cage with signs of life, checks, playlists, posters, publishing and the switch. Bare is one unbounded FFmpeg
process with the same graph, encoders and files; per rung is one process for each quality, as platforms do that
give every profile a task of its own. The ratios are of processor seconds, which hardly move when others use the
machine; those of the wall are printed beside them. AV1 comes later; AV1=1 measures it too, apart from the rest.

What one decode saves is decoding, so it depends on the source. The ratios are of what phones film, 1080 lines and
more: the clips that have them, and one that is made, the first clip enlarged at 17 Mbit/s with a sensor's noise and
a key frame a second. Of the smaller clips, where nearly all of the work is the encoders' search that any shape does
alike, the same ratios are printed as `small_ratio_...`.

`ratio_split` is a long lesson in parts over the same at once. For it the first clip is repeated to SPLIT seconds
(300; 0 leaves it out).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from media.pipeline.commands import plan_pictures, plan_set
from media.pipeline.plan import Plan, Stage, Workshop, cut_parts
from media.pipeline.produce import (
    encode_part,
    encode_whole,
    join_stage,
    make_plan,
    part_input,
    split_source,
)
from media.pipeline.runner import find_ffmpeg, probe

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = (".mp4", ".mkv", ".mov", ".webm", ".avi", ".3gp")
ROUNDS = int(os.environ.get("ROUNDS", "1"))
LENGTH_S = float(os.environ.get("LENGTH", "60"))
WITH_AV1 = os.environ.get("AV1") == "1"
SPLIT_S = float(os.environ.get("SPLIT", "300"))
FILMED_LINES = 1080


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def clips() -> list[Path]:
    """CLIPS: a folder, or files with commas between; else the folder of real clips beside the checkout."""
    named = os.environ.get("CLIPS") or str(ROOT.parent / "shared" / "clips")
    paths = [Path(part).resolve() for part in named.split(",")]
    found = [p for path in paths for p in (sorted(path.iterdir()) if path.is_dir() else [path])]
    found = [path for path in found if path.suffix.lower() in SUFFIXES and path.is_file()]
    if not found:
        raise SystemExit(f"No clips in {named}: set CLIPS to a folder of videos")
    return found


def repeated(clip: Path, seconds: float, folder: Path) -> Path:
    """The clip end to end until it is so long; a longer one as it is."""
    shop = Workshop(find_ffmpeg())
    if probe(clip, shop.limits).duration_s >= seconds:
        return clip
    path = folder / f"{clip.stem}.mkv"
    words = ("-v", "error", "-stream_loop", "-1", "-i", str(clip), "-t", str(seconds), "-c", "copy", str(path))
    subprocess.run([shop.ffmpeg, *words], check=True, stdin=subprocess.DEVNULL)
    return path


def as_phones_film(clip: Path, folder: Path) -> Path:
    path = folder / "filmed.mp4"
    ends = ("-v", "error", "-stream_loop", "-1", "-i", str(clip), "-t", str(LENGTH_S or 60))
    pictures = ("-vf", "scale=1920:1080:flags=lanczos,fps=30,noise=alls=6:allf=t", "-pix_fmt", "yuv420p")
    coded = ("-c:v", "libx264", "-preset", "superfast", "-b:v", "17M", "-g", "30", "-c:a", "aac", str(path))
    subprocess.run([find_ffmpeg(), *ends, *pictures, *coded], check=True, stdin=subprocess.DEVNULL)
    return path


def start_django(folder: Path) -> None:
    """A database and files of the bench's own."""
    os.environ.update(VAR_DIR=str(folder), DJANGO_SETTINGS_MODULE="eduplatform.settings", LOG_LEVEL="ERROR")
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "MEDIA_ROOT", "WORK_DIR"):
        os.environ.pop(name, None)
    import django  # noqa: PLC0415  settings are read from the environment made above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall, and of processors: the latter hardly moves when others use the machine."""

    wall_s: float
    cpu_s: float


NOTHING = Cost(0.0, 0.0)


def cpu_s() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def cost(act: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), cpu_s()
    act()
    return Cost(time.perf_counter() - wall, cpu_s() - cpu)


def ours(path: Path) -> tuple[Cost, Cost, float]:
    """(cost of the job until H.264 is live, of AV1 after it, seconds from upload until the saver quality plays)."""
    from django.core.files import File  # noqa: PLC0415

    from media import doorbell, encoding, queries, services  # noqa: PLC0415

    doorbell.ring = lambda *rings: None

    def upload_and_encode() -> None:
        with path.open("rb") as file:
            videos.append(services.create_video(title=path.stem, file=File(file, name=path.name)))
        encoding.work(but_not=("av1",))

    videos: list = []
    started = time.time()
    job = cost(upload_and_encode)
    play = queries.playback_for(videos[0])
    if play.state != "ready":
        raise SystemExit(f"{path.name}: {play.problem or play.state}")
    playable_s = videos[0].jobs.last().live_at.timestamp() - started
    return job, cost(encoding.work) if WITH_AV1 else NOTHING, playable_s


def bare(commands: Sequence[Sequence[str]]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        return cost(lambda: [run(command, folder) for command in commands])


def run(command: Sequence[str], folder: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def per_rung(path: Path, plan: Plan, shop: Workshop) -> list[Sequence[str]]:
    """Each with the sound that its file needs; Opus and the candidates for the poster once."""
    ladder, commands = plan.ladder, []
    for index, video in enumerate(ladder.videos):
        lone = replace(ladder, videos=(video,), sound=ladder.sound if index == 0 else ladder.sound[:1])
        lone = lone if index == 0 else replace(lone, poster=replace(ladder.poster, candidates=1))
        commands.append(plan_set(path, replace(plan, ladder=lone), lone.videos, shop).arguments)
    return commands


def measure(path: Path) -> dict[str, float]:
    """The best of some rounds for each, taken in turn: other work on the machine only ever adds."""
    from media.errands import workshop  # noqa: PLC0415

    shop = workshop()
    plan = make_plan(path, shop)
    rounds = []
    for _ in range(ROUNDS):
        job, later, playable_s = ours(path)
        one = bare([plan_set(path, plan, plan.ladder.videos, shop).arguments])
        rungs = bare(per_rung(path, plan, shop))
        pictures = plan.ladder.av1 if WITH_AV1 else ()
        av1 = bare([plan_pictures(path, plan, pictures, shop, None).arguments] if pictures else [])
        costs = (job, one, rungs, later, av1)
        rounds.append((playable_s, *(each.cpu_s for each in costs), *(each.wall_s for each in costs)))
    names = ("ours", "bare", "per_rung", "av1", "av1_bare")
    keys = ("playable_s", *(f"{name}_cpu_s" for name in names), *(f"{name}_wall_s" for name in names))
    best = [min(column) for column in zip(*rounds, strict=True)]
    return dict(zip(keys, best, strict=True)) | {"length_s": plan.duration_s}


def split_ratio(clip: Path) -> dict[str, float]:
    """A long lesson in parts against the same at once, through the pipeline alone."""
    shop = Workshop(find_ffmpeg(), threads=min(4, os.cpu_count() or 1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = repeated(clip, SPLIT_S, folder)
        plan = make_plan(path, shop)
        parts = cut_parts(plan, from_s=0)
        at_once = cost(lambda: encode_at_once(path, folder / "whole", replace(plan, parts=parts[:1]), shop))
        in_parts = cost(lambda: encode_in_parts(path, folder / "parts", replace(plan, parts=parts), shop))
    remark(f"{clip.name} repeated: {in_parts.cpu_s:.1f} s in {len(parts)} parts, {at_once.cpu_s:.1f} s at once")
    return {"ratio_split": round(in_parts.cpu_s / at_once.cpu_s, 3), "split_parts": len(parts)}


def stages_of(plan: Plan) -> list[Stage]:
    return [stage for stage in plan.stages() if WITH_AV1 or stage != "av1"]


def encode_at_once(path: Path, folder: Path, plan: Plan, shop: Workshop) -> None:
    folder.mkdir()
    made: tuple = ()
    for stage in stages_of(plan):
        made += encode_whole(path, folder, plan, stage, shop, made=made).renditions


def encode_in_parts(path: Path, folder: Path, plan: Plan, shop: Workshop) -> None:
    folder.mkdir()
    split_source(path, folder, plan, shop)
    made: tuple = ()
    for stage in stages_of(plan):
        for part in plan.parts:
            encode_part(folder / part_input(plan, stage, part.index), folder, plan, stage, part.index, shop)
        made += join_stage(folder, plan, stage, shop, made=made).renditions


def summary(rows: dict[str, dict[str, float]]) -> dict[str, object]:
    """Ratios of sums, so that a clip of two seconds weighs as much as it lasts."""
    total = {key: sum(row[key] for row in rows.values()) for key in next(iter(rows.values()))}

    def ratio(over: str, under: str) -> float:
        return round(total[over] / total[under], 3) if total[under] else 0.0

    return {
        "ratio_bare": ratio("ours_cpu_s", "bare_cpu_s"),
        "ratio_per_rung": ratio("ours_cpu_s", "per_rung_cpu_s"),
        "first_playable_ratio": ratio("playable_s", "length_s"),
        "ratio_bare_wall": ratio("ours_wall_s", "bare_wall_s"),
        "ratio_per_rung_wall": ratio("ours_wall_s", "per_rung_wall_s"),
        "ratio_av1_bare": ratio("av1_cpu_s", "av1_bare_cpu_s"),
        "cpu_seconds_per_source_second": ratio("ours_cpu_s", "length_s"),
        "bare_cpu_seconds_per_source_second": ratio("bare_cpu_s", "length_s"),
        "av1_cpu_seconds_per_source_second": ratio("av1_cpu_s", "length_s"),
    }


def of_both(rows: dict[str, dict[str, float]], filmed: set[str]) -> dict[str, object]:
    """The ratios of what phones film, and with `small_` before them those of the other clips."""
    small = {name: row for name, row in rows.items() if name not in filmed}
    result = summary({name: rows[name] for name in filmed})
    if small:
        result |= {f"small_{key}": value for key, value in summary(small).items() if "ratio" in key}
    return result


def measured(paths: Sequence[Path], folder: Path) -> dict[str, object]:
    rows: dict[str, dict[str, float]] = {}
    filmed: set[str] = set()
    for path in (as_phones_film(paths[0], folder), *(repeated(clip, LENGTH_S, folder) for clip in paths)):
        source = probe(path, Workshop(find_ffmpeg()).limits)
        if min(source.width, source.height) >= FILMED_LINES:
            filmed.add(path.stem)
        rows[path.stem] = measure(path)
        remark(f"{path.stem}: " + ", ".join(f"{key} {value:.2f}" for key, value in rows[path.stem].items()))
    each = {name: {key: round(value, 2) for key, value in row.items()} for name, row in rows.items()}
    return of_both(rows, filmed) | {"filmed": sorted(filmed), "clips": each, "cpus": os.cpu_count() or 1}


def main() -> None:
    paths = clips()
    with tempfile.TemporaryDirectory() as folder:
        remark("Making a database for the bench ...")
        start_django(Path(folder))
        result = measured(paths, Path(folder))
        if SPLIT_S:
            result |= split_ratio(paths[0])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
