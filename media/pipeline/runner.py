"""The only module that starts programs to work on files: children with bounds on time, memory, output and reach."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Final

import imageio_ffmpeg

from media.pipeline.confine import GIGABYTE, PROJECT, Bounds, confined, confined_python
from media.pipeline.sources import Limits, SourceInfo, SourceProblem

__all__ = ["Bounds", "EncodeError", "Progress", "bounds_for", "find_ffmpeg", "probe", "run_ffmpeg"]

PROBE: Final = "media.pipeline.probe"
PROBE_BOUNDS: Final = Bounds(wall_s=60, cpu_s=60, memory_bytes=3 * GIGABYTE // 2, file_bytes=65536)
MOST_ANSWERED: Final = 65536
TAIL_BYTES: Final = 2000
MODESTLY: Final = ("nice", "-n", "19")
LINE_LENGTH: Final = 4096
MOST_KEYS: Final = 200  # FFmpeg's blocks have about 30
LOOK_EVERY_S: Final = 1.0
JOIN_S: Final = 5
# No secrets for a decoder. Few arenas, for each reserves 64 MB of the address space that is bounded.
ENVIRONMENT: Final = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "4", "PYTHONDONTWRITEBYTECODE": "1"}
# What FFmpeg says -> (our code, whether encoding the same file again is useless).
SYMPTOMS: Final = (
    ("No space left on device", "no_space", False),
    ("Disk quota exceeded", "no_space", False),
    ("cage: ", "no_start", False),
    ("bwrap: ", "no_start", False),
    ("Cannot allocate memory", "no_memory", False),
    ("File too large", "output_too_large", True),
    ("Invalid data found", "bad_source", True),
    ("Picture size", "bad_source", True),
)
SIGNALS: Final[dict[int, tuple[str, bool]]] = {
    signal.SIGXFSZ: ("output_too_large", True),
    signal.SIGXCPU: ("timeout", False),
    signal.SIGSEGV: ("crashed", True),
    signal.SIGABRT: ("crashed", True),
    signal.SIGBUS: ("crashed", True),
    signal.SIGFPE: ("crashed", True),
    signal.SIGILL: ("crashed", True),
}
# What ended the probe -> what the trainer is told, and whether the file is to blame.
PROBE_FAILURES: Final = {
    "timeout": ("too_complex", True),
    "crashed": ("broken", True),
    "output_too_large": ("broken", True),
    "no_memory": ("too_large", True),
}


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


def bounds_for(source: SourceInfo, threads: int, *, awaited: bool = True) -> Bounds:
    """Twenty times the length and two minutes: slow machines finish, a hanging one is noticed.

    What nobody awaits searches longer and gives way to all else, so it gets ten times as long.
    """
    wall_s = (120 + 20 * source.duration_s) * (1 if awaited else 10)
    return Bounds(wall_s=wall_s, cpu_s=int(wall_s * max(2, threads)), modest=not awaited)


def find_ffmpeg(configured: str = "") -> str:
    """The configured binary, else the one in the imageio-ffmpeg wheel."""
    binary = configured or os.environ.get("FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe()
    found = shutil.which(binary)
    if not found:
        raise EncodeError("no_ffmpeg", permanent=False, detail=f"{binary} is not a program; set FFMPEG")
    return found


def probe(path: Path, limits: Limits) -> SourceInfo:
    """Look into a file in a child process that can open nothing else. Raises `SourceProblem`."""
    if not is_plain_file(path):
        raise SourceProblem("not_media")
    path = path.absolute()
    command = confined_python(PROBE, [str(path), json.dumps(asdict(limits))], PROBE_BOUNDS, [path])
    answer = ""
    try:
        with _running(command, PROJECT, PROBE_BOUNDS) as (stdout, _):
            answer = stdout.read(MOST_ANSWERED)
        return _probed(answer)
    except EncodeError as error:
        code, permanent = PROBE_FAILURES.get(error.code, ("probe_failed", False))
        raise SourceProblem(code, permanent=permanent) from error
    except (ValueError, TypeError, KeyError) as error:
        raise SourceProblem("probe_failed", permanent=False) from error


def is_plain_file(path: Path) -> bool:
    """Nothing that leads elsewhere, waits for ever or is no file at all."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _probed(text: str) -> SourceInfo:
    answer = json.loads(text)
    if "problem" in answer:
        raise SourceProblem(str(answer["problem"]))
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

    It can write in `folder` alone, and read that and the inputs that its own words name. Whatever `on_progress`
    raises ends the child and reaches the caller: that is how a job is cancelled.
    """
    command = confined(arguments, bounds, Path(folder), named_inputs(arguments))
    with _running(command, folder, bounds) as (stdout, watch):
        for progress in read_progress(stdout, duration_s):
            began = time.monotonic()
            on_progress(progress)
            watch.deadline += time.monotonic() - began  # what the caller does meanwhile is not the child's time


def named_inputs(arguments: Sequence[str]) -> list[Path]:
    """Files that an FFmpeg command line reads: what follows `-i`, when it is there."""
    names = [value for word, value in pairwise(arguments) if word == "-i"]
    paths = [Path(name.removeprefix("file:")) for name in names]
    return [path.absolute() for path in paths if path.is_absolute() and is_plain_file(path)]


def read_progress(lines: IO[str], duration_s: float) -> Iterator[Progress]:
    """FFmpeg's `-progress` lines as `Progress`, one for each block that it ends with `progress=`."""
    block: dict[str, str] = {}
    done_s = 0.0
    for line in iter(lambda: lines.readline(LINE_LENGTH), ""):
        key, _, value = line.strip().partition("=")
        if len(block) < MOST_KEYS:
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
        number = float(text or "")
        return number if math.isfinite(number) else None
    except ValueError:  # "N/A" while nothing is written and again while the encoders are flushed
        return None


@contextmanager
def _running(command: Sequence[str], folder: Path, bounds: Bounds) -> Iterator[tuple[IO[str], _Watch]]:
    """Its standard output and who watches it; the whole process group is gone when the block is left."""
    process = _start([*MODESTLY, *command] if bounds.modest else command, folder)
    if bounds.modest and MODESTLY:
        _let_others_first(process.pid)
    assert process.stdout is not None
    assert process.stderr is not None
    tail, watch = _Tail(process.stderr), _Watch(process, Path(folder), bounds)
    try:
        with process.stdout:
            yield process.stdout, watch
        status = process.wait()
    finally:
        watch.stop()
        _kill(process)
        process.wait()
        said = tail.read()
    if watch.broken:
        raise EncodeError(watch.broken, permanent=watch.broken != "timeout", detail=watch.detail)
    if status:
        raise _diagnosis(status, said)


def _start(command: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            env=ENVIRONMENT | {"PATH": os.environ.get("PATH", os.defpath)},
        )
    except OSError as error:
        raise EncodeError("no_start", permanent=False, detail=str(error)) from error


def _let_others_first(pid: int) -> None:
    """Where Linux shares processors between sessions first, being nice within one's own is not enough."""
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text("19", encoding="ascii")


class _Tail:
    """Reads what a child complains of, for ever, and keeps the end of it."""

    def __init__(self, pipe: IO[str]) -> None:
        self.pipe = pipe
        self.kept = b""
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def _keep(self) -> None:
        with self.pipe:
            while block := os.read(self.pipe.fileno(), 65536):
                self.kept = (self.kept + block)[-TAIL_BYTES:]

    def read(self) -> str:
        """Only after the child is gone."""
        self.thread.join(JOIN_S)
        return self.kept.decode("utf-8", "replace").strip()


class _Watch:
    """Ends a child that takes too long or fills the disk with more files than one limit can see."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, bounds: Bounds) -> None:
        self.process, self.folder, self.bounds = process, folder, bounds
        self.broken = self.detail = ""
        self.over = threading.Event()
        self.deadline = time.monotonic() + bounds.wall_s
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.over.set()
        self.thread.join(JOIN_S)

    def _look(self) -> None:
        before = _disk_use(self.folder)
        while not self.over.wait(max(0.0, min(LOOK_EVERY_S, self.deadline - time.monotonic()))):
            if self.process.poll() is not None:
                return
            if time.monotonic() >= self.deadline:
                self._end("timeout", f"longer than {self.bounds.wall_s:.0f} s")
            elif _disk_use(self.folder) - before > self.bounds.folder_bytes:
                self._end("output_too_large", f"more than {self.bounds.folder_bytes} bytes of files")

    def _end(self, code: str, detail: str) -> None:
        self.broken, self.detail = code, detail
        self.over.set()
        _kill(self.process)


def _disk_use(folder: Path) -> int:
    """Bytes that the files right in a folder take; those that come and go are not missed."""
    total = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total


def _kill(process: subprocess.Popen[str]) -> None:
    """The group lives as long as its leader is not reaped, so the number cannot be another's."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _diagnosis(status: int, said: str) -> EncodeError:
    for symptom, code, permanent in SYMPTOMS:
        if symptom in said:
            return EncodeError(code, permanent=permanent, detail=said)
    # The sandbox tells of a signal as shells do.
    number = -status if status < 0 else status - 128
    code, permanent = SIGNALS.get(number, ("killed", False) if number > 0 else ("failed", False))
    return EncodeError(code, permanent=permanent, detail=f"status {status}. {said}")
