"""The only module that starts processes: children with bounds on time, memory, output and the network."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

import imageio_ffmpeg

from media.pipeline.sources import Limits, SourceInfo, SourceProblem

PROJECT: Final = Path(__file__).resolve().parents[2]
PROBE_WALL_S: Final = 60
TAIL_BYTES: Final = 2000
GIGABYTE: Final = 1024**3
# What FFmpeg says -> (our code, whether encoding the same file again is useless).
SYMPTOMS: Final = (
    ("No space left on device", "no_space", False),
    ("Cannot allocate memory", "no_memory", False),
    ("File too large", "output_too_large", True),
    ("Invalid data found", "bad_source", True),
    ("Picture size", "bad_source", True),
)


class EncodeError(Exception):
    """Encoding went wrong; `permanent` says that the same file will fail again. `detail` is for the log."""

    def __init__(self, code: str, *, permanent: bool, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.permanent = permanent
        self.detail = detail


@dataclass(frozen=True)
class Progress:
    """How far: percent 0..100, speed in source seconds per second, seconds left (None while unknown)."""

    percent: float
    speed: float | None = None
    eta_s: float | None = None


@dataclass(frozen=True)
class Bounds:
    """What a child may use: seconds of wall clock and processor, bytes of memory and of any one file."""

    wall_s: float
    cpu_s: int
    memory_bytes: int = 3 * GIGABYTE
    file_bytes: int = 2 * GIGABYTE


def bounds_for(source: SourceInfo, threads: int) -> Bounds:
    """Twenty times the length and two minutes: slow machines finish, a hanging one is noticed."""
    wall_s = 120 + 20 * source.duration_s
    return Bounds(wall_s=wall_s, cpu_s=int(wall_s * max(2, threads)))


def find_ffmpeg(configured: str = "") -> str:
    """The configured binary, else the one in the imageio-ffmpeg wheel."""
    binary = configured or os.environ.get("FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe()
    found = shutil.which(binary)
    if not found:
        raise EncodeError("no_ffmpeg", permanent=False, detail=f"{binary} is not a program; set FFMPEG")
    return found


def probe(path: Path, limits: Limits) -> SourceInfo:
    """Look into a file in a child process. Raises `SourceProblem`."""
    command = [sys.executable, "-m", "media.pipeline.probe", str(path), json.dumps(asdict(limits))]
    output: list[str] = []
    try:
        with _running(command, PROJECT, PROBE_WALL_S) as (_, stdout):
            output += stdout
        return _probed(output)
    except (EncodeError, ValueError) as error:
        raise SourceProblem("probe_failed", permanent=False) from error


def _probed(lines: list[str]) -> SourceInfo:
    answer = json.loads("".join(lines))
    if "problem" in answer:
        raise SourceProblem(answer["problem"])
    return SourceInfo.from_json(answer["source"])


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    folder: Path,
    duration_s: float,
    bounds: Bounds,
    on_progress: Callable[[Progress], None],
) -> None:
    """Run an invocation in `folder` until it ends. Raises `EncodeError`.

    Whatever `on_progress` raises ends the child and reaches the caller: that is how a job is cancelled.
    """
    with _running(confined(arguments, bounds), folder, bounds.wall_s) as (_, stdout):
        for progress in read_progress(stdout, duration_s):
            on_progress(progress)


def confined(arguments: Sequence[str], bounds: Bounds) -> list[str]:
    """The same command without network where the kernel allows it, bounded, and dying with its parent."""
    offline = ["unshare", "--map-root-user", "--net", "--"] if _can_unshare() else []
    bounded = [
        "prlimit",
        f"--as={bounds.memory_bytes}",
        f"--cpu={bounds.cpu_s}",
        f"--fsize={bounds.file_bytes}",
        "--core=0",
        "--",
    ]
    # The last word before the program: changing user namespace would take the death signal away again.
    return [*offline, "setpriv", "--pdeathsig", "KILL", "--", *bounded, *arguments]


@functools.cache
def _can_unshare() -> bool:
    if not shutil.which("unshare"):
        return False
    trial = ["unshare", "--map-root-user", "--net", "--", "true"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def read_progress(lines: IO[str], duration_s: float) -> Iterator[Progress]:
    """FFmpeg's `-progress` lines as `Progress`, one for each block that it ends with `progress=`."""
    block: dict[str, str] = {}
    done_s = 0.0
    for line in lines:
        key, _, value = line.strip().partition("=")
        block[key] = value.strip()
        if key == "progress":
            done_s = duration_s if value.strip() == "end" else max(done_s, _done_s(block))
            yield _progress(done_s, duration_s, _number(block.get("speed", "").rstrip("x")))
            block = {}


def _done_s(block: dict[str, str]) -> float:
    return (_number(block.get("out_time_us")) or 0.0) / 1_000_000


def _progress(done_s: float, duration_s: float, speed: float | None) -> Progress:
    percent = min(100.0, 100 * done_s / duration_s) if duration_s > 0 else 0.0
    eta_s = round(max(0.0, duration_s - done_s) / speed, 1) if speed else None
    return Progress(round(percent, 1), speed, eta_s)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:  # "N/A" while nothing is written and again while the encoders are flushed
        return None


@contextmanager
def _running(command: Sequence[str], folder: Path, wall_s: float) -> Iterator[tuple[int, IO[str]]]:
    """(pid, its standard output); the whole process group is gone when the block is left."""
    expired = threading.Event()
    with tempfile.TemporaryFile() as errors:
        process = _start(command, folder, errors)
        timer = threading.Timer(wall_s, _expire, [process, expired])
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            with process.stdout:
                yield process.pid, process.stdout
            status = process.wait()
        finally:
            timer.cancel()
            _kill(process)
            process.wait()
        if expired.is_set():
            raise EncodeError("timeout", permanent=False, detail=f"longer than {wall_s:.0f} s")
        if status:
            raise _diagnosis(status, _tail(errors))


def _start(command: Sequence[str], folder: Path, errors: IO[bytes]) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},  # no secrets for a decoder
        )
    except OSError as error:
        raise EncodeError("no_start", permanent=False, detail=str(error)) from error


def _expire(process: subprocess.Popen[str], expired: threading.Event) -> None:
    expired.set()
    _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """The group lives as long as its leader is not reaped, so the number cannot be another's."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _tail(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - TAIL_BYTES))
    return errors.read().decode("utf-8", "replace").strip()


def _diagnosis(status: int, tail: str) -> EncodeError:
    for symptom, code, permanent in SYMPTOMS:
        if symptom in tail:
            return EncodeError(code, permanent=permanent, detail=tail)
    if status == -signal.SIGXFSZ:
        return EncodeError("output_too_large", permanent=True, detail=tail)
    if status < 0:
        return EncodeError("killed", permanent=False, detail=f"signal {-status}. {tail}")
    return EncodeError("failed", permanent=False, detail=f"status {status}. {tail}")
