"""System packages that the tests need: which are there, which command installs them, and installing them."""

import os
import shutil
import subprocess
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from tools.say import Stop, administrator, say
from tools.services import postgres_program, redis_program

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
CHINESE_FONTS = ("*CJK*", "*NotoSansSC*", "*SourceHanSans*", "wqy-*", "*Droid*Fallback*")


def chromium() -> str | None:
    """The browser's program."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def has_postgres() -> bool:
    return exists(postgres_program, "initdb") and exists(postgres_program, "postgres")


def exists(find: Callable[..., str], *names: str) -> bool:
    try:
        return bool(find(*names))
    except Stop:
        return False


def nginx() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def has_nginx() -> bool:
    return nginx() is not None


def has_chinese_font() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob(name), None) for folder in folders for name in CHINESE_FONTS)


def has_library(name: str) -> Callable[[], bool]:
    return lambda: find_library(name) is not None


@dataclass(frozen=True)
class Need:
    """A Debian package; `parts` are the parts of the tests that are left out without it.

    Without an optional one nothing is left out: what it would do is done in another way.
    """

    package: str
    present: Callable[[], bool]
    parts: frozenset[str]
    optional: bool = False


NEEDS = (
    Need("postgresql", has_postgres, frozenset({"postgresql"})),
    Need("redis-server", lambda: exists(redis_program), frozenset({"postgresql"})),
    Need("chromium", lambda: chromium() is not None, frozenset({"browser"})),
    Need("fonts-noto-cjk", has_chinese_font, frozenset({"browser"})),
    Need("libreoffice-calc-nogui", lambda: shutil.which("soffice") is not None, frozenset({"browser"})),
    Need("libpangoft2-1.0-0", has_library("pangoft2-1.0"), frozenset({"paper"})),
    Need("libharfbuzz-subset0", has_library("harfbuzz-subset"), frozenset({"paper"})),
    Need("nginx-light", has_nginx, frozenset({"proxy"})),
    Need("bubblewrap", lambda: shutil.which("bwrap") is not None, frozenset({"sandbox"}), optional=True),
    Need("gettext", lambda: shutil.which("xgettext") is not None, frozenset({"translations"})),
)


def missing(parts: frozenset[str]) -> list[Need]:
    return [need for need in NEEDS if need.parts & parts and not need.present()]


def permission() -> list[str] | None:
    """What to put before `apt-get`, or None when this user may not install anything."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install(needs: list[Need]) -> None:
    """Try once; what could not be installed is still missing afterwards, and that is how it is told."""
    before = permission()
    if before is None or not needs:
        return
    packages = [need.package for need in needs]
    say(f"Installing {', '.join(packages)} (a few minutes)")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        run = subprocess.run(
            [*before, "apt-get", *words],
            env=quiet,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if run.returncode != 0:
            say(f"    apt-get {words[0]} failed: {run.stderr.strip()[-500:]}")


def repair(need: Need) -> str:
    return administrator(f"apt-get install {need.package}")
