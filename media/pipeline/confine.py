"""What is put before a command so that a hostile file can do no harm through the program that reads it.

From the outside in: namespaces of its own (bubblewrap where it works: no network, no other process, hardly any
file; else `unshare`: no network), then `cage`: limits, Landlock, seccomp. What a machine does not offer is left
out; what is left still holds.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from media.pipeline import cage

Outer = Literal["bubblewrap", "unshare", ""]
PROJECT: Final = Path(__file__).resolve().parents[2]
CODE: Final = ("media/__init__.py", "media/pipeline")
# Programs and libraries, and what encoders read to count processors. No folder that may hold people's data.
SYSTEM: Final = (
    *("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives"),
    *("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu"),
)
DEVICES: Final = ("/dev/null", "/dev/urandom")
GIGABYTE: Final = 1024**3
TRIAL_S: Final = 10
MOST_PROCESSES: Final = 512


@dataclass(frozen=True)
class Bounds:
    """What a child may use: seconds of wall clock and processor; bytes of memory, of any one file, of all it writes.

    `modest`: whatever else runs on the machine goes first.
    """

    wall_s: float
    cpu_s: int
    memory_bytes: int = 3 * GIGABYTE
    file_bytes: int = 2 * GIGABYTE
    folder_bytes: int = 8 * GIGABYTE
    modest: bool = False


def confined(arguments: Sequence[str], bounds: Bounds, folder: Path, reads: Iterable[Path] = ()) -> list[str]:
    """The same command, able to write in `folder` alone and to read that, `reads` and what programs are made of.

    `reads` and the program may be anywhere; a path that leads through links is followed here, not in there.
    """
    files = [*_program_files(arguments[0]), *reads]
    inner = [sys.executable, "-I", "-S", cage.__file__]
    return [*_outer(files, folder), *inner, *_cage_words(bounds, files, folder), *arguments]


def confined_python(module: str, arguments: Sequence[str], bounds: Bounds, reads: Iterable[Path]) -> list[str]:
    """A module of this package that enters the cage itself (`cage.enter_with`) once it has loaded its libraries."""
    files = [*reads]
    words = [sys.executable, "-m", module, *_cage_words(bounds, files, None), *arguments]
    return [*_outer(files, None), *words]


def _cage_words(bounds: Bounds, files: Sequence[Path], folder: Path | None) -> list[str]:
    own_namespace = outer_layer() == "bubblewrap"
    return cage.words(
        memory=bounds.memory_bytes,
        cpu=bounds.cpu_s,
        file=bounds.file_bytes,
        # Elsewhere all processes of the account would be counted, and whoever serves pages is one of them.
        processes=MOST_PROCESSES if own_namespace else 0,
        parent=0 if own_namespace else os.getpid(),
        reads=[*SYSTEM, *_python_folders(), *map(str, files), *DEVICES],
        writes=[*([str(folder.absolute())] if folder else []), "/dev/null"],
    )


def _python_folders() -> list[str]:
    own = [sys.prefix, sys.base_prefix, *(str(PROJECT / name) for name in CODE)]
    return [path for path in own if not path.startswith("/usr")]


def _program_files(name: str) -> list[Path]:
    """The program, and the libraries that lie beside its folder when it was unpacked to a place of its own."""
    found = shutil.which(name)
    if not found:
        return []
    path = Path(found).resolve()
    beside = [path.parent.parent / name for name in ("lib", "lib64")] if path.parent.name == "bin" else []
    return [Path(found).absolute(), path, *(folder for folder in beside if folder.is_dir())]


def _outer(files: Sequence[Path], folder: Path | None) -> list[str]:
    layer = outer_layer()
    if layer == "bubblewrap":
        return _bubblewrap(files, folder)
    return ["unshare", "--map-root-user", "--net", "--"] if layer else []


def _bubblewrap(files: Sequence[Path], folder: Path | None) -> list[str]:
    """An empty, read-only world with `folder` in it; `files` come last, so that one inside `folder` is read-only."""
    words = ["bwrap", "--unshare-all", "--as-pid-1", "--cap-drop", "ALL", "--die-with-parent"]
    folders = _python_folders()
    for name in SYSTEM:
        words += _shown(name)
    for name in folders:
        words += ["--ro-bind", name, name]
    for device in DEVICES:
        words += ["--dev-bind", device, device]
    if folder:
        words += ["--bind", str(folder.absolute()), str(folder.absolute())]
    for path in files:
        if not any(path.absolute().is_relative_to(shown) for shown in (*SYSTEM, *folders)):
            words += ["--ro-bind", str(path.resolve()), str(path.absolute())]
    return [*words, "--remount-ro", "/", "--chdir", str(folder.absolute() if folder else PROJECT), "--"]


def _shown(name: str) -> list[str]:
    path = Path(name)
    if path.is_symlink():  # /lib and /bin lead into /usr on all but old systems
        return ["--symlink", str(path.readlink()), name]
    return ["--ro-bind", name, name] if path.exists() else []


def layers() -> tuple[str, ...]:
    """What this machine offers, for people and tests: "bubblewrap" or "unshare", "landlock", "seccomp", "limits"."""
    offered = {
        "landlock": cage.landlock_version() > 0,
        "seccomp": os.uname().machine in cage.ARCHITECTURES,
        "limits": True,
    }
    return (*filter(None, [outer_layer()]), *(name for name, there in offered.items() if there))


@functools.cache
def outer_layer() -> Outer:
    """The strongest that works here; tried once, for many containers forbid namespaces."""
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("bwrap") and _works([*_bubblewrap([], Path(folder)), "true"]):
            return "bubblewrap"
    if shutil.which("unshare") and _works(["unshare", "--map-root-user", "--net", "--", "true"]):
        return "unshare"
    return ""


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=TRIAL_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
