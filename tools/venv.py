"""`.venv` with the packages of the lock files. Standard library only: it runs before there is any."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Sequence

from tools.places import ROOT, VENV, VENV_PYTHON
from tools.say import Stop, administrator, say
from tools.stamps import Stamps, digest

OLDEST, NEWEST = (3, 11), (3, 14)
CANDIDATES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")
FONTS = ("requirements/fonts.txt", ("--no-deps",))
LOCKS = {"base": (("requirements/base.txt", ()), FONTS), "dev": (("requirements/dev.txt", ()), FONTS)}
TOLD_EVERY = 25


def python_version(command: str) -> tuple[int, int] | None:
    """(3, 12), or None when the command does not start."""
    asks = "import sys; print(*sys.version_info[:2])"
    try:
        run = subprocess.run([command, "-c", asks], capture_output=True, text=True, check=True)
        major, minor = run.stdout.split()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return int(major), int(minor)


def find_python() -> str:
    """A Python new enough: the one that runs this, or else one on the PATH."""
    for command in (sys.executable, *CANDIDATES):
        version = python_version(command)
        if version and OLDEST <= version <= NEWEST:
            return command
    raise Stop(
        "No Python from 3.11 to 3.14 was found. This repairs it:\n"
        f"    {administrator('apt-get install python3 python3-venv')}\n"
        f"or, where python3 is older:\n    {administrator('apt-get install python3.11 python3.11-venv')}"
    )


def make_venv(python: str) -> None:
    say(f"Making .venv with {python}")
    run = subprocess.run([python, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return
    version = python_version(python) or OLDEST
    package = f"python{version[0]}.{version[1]}-venv"
    raise Stop(
        f"{(run.stdout + run.stderr).strip()}\n\nPython could not make .venv. On Debian and Ubuntu this repairs it:\n"
        f"    {administrator(f'apt-get install python3-venv || apt-get install {package}')}"
    )


def install(lock: str, options: Sequence[str]) -> None:
    """`pip install` of one lock file, telling how far it is."""
    total = sum("==" in line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines())
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--require-hashes", "--no-compile", "--progress-bar=off"]
    command += ["--disable-pip-version-check", *options, "-r", lock]
    pip = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    last = follow(pip, total)
    if pip.wait() != 0:
        raise Stop(
            "\n".join(last) + f"\n\nThe packages of {lock} could not be installed (see above)."
            "\nWhen the package index answers again, the same command goes on from here."
        )


def follow(pip: subprocess.Popen[str], total: int) -> deque[str]:
    """Say every few packages how many have been fetched; return pip's last lines."""
    last: deque[str] = deque(maxlen=15)
    fetched = 0
    for line in pip.stdout or ():
        last.append(line.rstrip())
        if line.startswith("Collecting "):
            fetched += 1
            if fetched % TOLD_EVERY == 0:
                say(f"    {fetched} of about {total}")
        elif line.startswith("Installing collected packages"):
            say("    unpacking")
    return last


def usable_venv() -> bool:
    """There, whole, and made by a Python that is still there."""
    has_pip = any(VENV.glob("lib/python*/site-packages/pip"))
    return has_pip and python_version(str(VENV_PYTHON)) is not None


def ensure_venv(dev: bool) -> None:
    """Install what the lock files ask for, unless it is there already."""
    stamps = Stamps(VENV / "stamps")
    wanted = {name: digest([ROOT / lock for lock, _ in LOCKS[name]]) for name in LOCKS}
    names = ("dev", "base") if dev else ("base",)
    if not usable_venv():
        make_venv(find_python())
    elif stamps.holds(names[0], wanted[names[0]]):
        return
    for lock, options in LOCKS[names[0]]:
        say(f"Installing the packages of {lock}")
        install(lock, options)
    for name in names:  # the packages for development include those of the platform
        stamps.write(name, wanted[name])
