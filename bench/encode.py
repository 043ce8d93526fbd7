"""`make bench-encode [CLIPS=folder-or-files]`: what encoding costs, against bare FFmpeg in the same run.

Ours is the whole job on a database of its own: probe, claim, encode with bounds and heartbeats, playlists,
posters, publishing and the switch. Bare is one unbounded FFmpeg process with the same graph and encoders;
per rung is one process for each quality, as platforms do that give every profile a task of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = (".mp4", ".mkv", ".mov", ".webm", ".avi", ".3gp")
ROUNDS = 2


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


def cpu_s() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def cost(act: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), cpu_s()
    act()
    return Cost(time.perf_counter() - wall, cpu_s() - cpu)


def ours(path: Path) -> tuple[Cost, float]:
    """(cost of the job, seconds from upload until the saver quality can be played)."""
    from django.core.files import File  # noqa: PLC0415

    from media import doorbell, encoding, queries, services  # noqa: PLC0415

    doorbell.ring = lambda: None
    started = time.perf_counter()
    with path.open("rb") as file:
        video = services.create_video(title=path.stem, file=File(file, name=path.name))
    job = cost(encoding.work)
    playable_s = time.perf_counter() - started
    play = queries.playback_for(video)
    if play.state != "ready":
        raise SystemExit(f"{path.name}: {play.problem or play.state}")
    return job, playable_s


def commands(path: Path, per_rung: bool) -> list[list[str]]:
    from media.errands import workshop  # noqa: PLC0415
    from media.pipeline.commands import plan_command  # noqa: PLC0415
    from media.pipeline.ladder import plan_ladder  # noqa: PLC0415
    from media.pipeline.runner import probe  # noqa: PLC0415

    shop = workshop()
    source = probe(path, shop.limits)
    ladder = plan_ladder(source)
    ladders = [replace(ladder, videos=(video,)) for video in ladder.videos] if per_rung else [ladder]
    return [
        list(plan_command(shop.ffmpeg, path, source, each, threads=shop.threads, limits=shop.limits).arguments)
        for each in ladders
    ]


def bare(path: Path, per_rung: bool = False) -> Cost:
    planned = commands(path, per_rung)
    with tempfile.TemporaryDirectory() as folder:
        return cost(lambda: [run(command, folder) for command in planned])


def run(command: list[str], folder: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def measure(path: Path) -> dict[str, float]:
    """The best of some rounds for each, taken in turn: other work on the machine only ever adds."""
    from media.errands import workshop  # noqa: PLC0415
    from media.pipeline.runner import probe  # noqa: PLC0415

    rounds = []
    for _ in range(ROUNDS):
        job, playable_s = ours(path)
        one, per_rung = bare(path), bare(path, per_rung=True)
        walls = (job.wall_s, playable_s, one.wall_s, per_rung.wall_s)
        rounds.append((*walls, job.cpu_s, one.cpu_s))
    best = [min(column) for column in zip(*rounds, strict=True)]
    keys = ("ours_s", "playable_s", "bare_s", "per_rung_s", "ours_cpu_s", "bare_cpu_s")
    return dict(zip(keys, best, strict=True)) | {"length_s": probe(path, workshop().limits).duration_s}


def summary(rows: dict[str, dict[str, float]]) -> dict[str, object]:
    """Ratios of sums, so that a clip of two seconds weighs as much as it lasts."""
    total = {key: sum(row[key] for row in rows.values()) for key in next(iter(rows.values()))}
    return {
        "ratio_bare": round(total["ours_s"] / total["bare_s"], 3),
        "ratio_per_rung": round(total["ours_s"] / total["per_rung_s"], 3),
        "first_playable_ratio": round(total["playable_s"] / total["length_s"], 3),
        "ratio_bare_cpu": round(total["ours_cpu_s"] / total["bare_cpu_s"], 3),
        "seconds_per_source_second": round(total["ours_s"] / total["length_s"], 3),
        "bare_seconds_per_source_second": round(total["bare_s"] / total["length_s"], 3),
        "cpu_seconds_per_source_second": round(total["ours_cpu_s"] / total["length_s"], 3),
        "cpus": os.cpu_count(),
        "clips": {name: {key: round(value, 2) for key, value in row.items()} for name, row in rows.items()},
    }


def main() -> None:
    paths = clips()
    with tempfile.TemporaryDirectory() as folder:
        remark("Making a database for the bench ...")
        start_django(Path(folder))
        rows = {}
        for path in paths:
            rows[path.name] = measure(path)
            remark(f"{path.name}: " + ", ".join(f"{key} {value:.2f}" for key, value in rows[path.name].items()))
    print(json.dumps(summary(rows)))


if __name__ == "__main__":
    main()
