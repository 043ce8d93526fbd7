"""What `make run` does between installing and serving, and when each part of it can be skipped.

The stamps are read without starting Django, so that a second start costs nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tools.places import PRODUCT, ROOT, var_dir
from tools.stamps import Stamps, digest

TRUE = ("1", "true", "yes", "on")
LOCK = "requirements/base.txt"


@dataclass(frozen=True)
class Step:
    """`command` is Django's, with its arguments; `inputs` are globs below the root."""

    name: str
    says: str
    command: tuple[str, ...]
    inputs: tuple[str, ...]
    in_database: bool = False
    talks: bool = False  # tells how far it is


STATIC = tuple(f"{app}/**/static" for app in PRODUCT)
MIGRATIONS = tuple(f"{app}/**/migrations/*.py" for app in PRODUCT)
REFERENCE = tuple(f"{app}/**/{name}" for app in ("learners", "courses") for name in ("data", "*reference.py"))
STEPS = (
    Step("static", "Collecting styles and scripts", ("collectstatic", "--noinput"), (LOCK, *STATIC)),
    Step("database", "Bringing the database up to date", ("migrate",), (LOCK, *MIGRATIONS), in_database=True),
    Step(
        "reference", "Loading regions and industries", ("load_reference",), (*REFERENCE, *MIGRATIONS), in_database=True
    ),
    Step(
        "demo",
        "Building the demo: people, courses, and the first films (a few minutes, once)",
        ("build_demo",),
        (*REFERENCE, *MIGRATIONS, "eduplatform/demo"),
        in_database=True,
        talks=True,
    ),
)


def stale_catalogues(locale: Path = ROOT / "locale") -> list[Path]:
    """Translations that are not compiled yet, or were changed since."""
    return [path for path in sorted(locale.rglob("*.po")) if not is_newer(path.with_suffix(".mo"), path)]


def is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def stamps() -> Stamps:
    return Stamps(var_dir() / "stamps")


def step_digest(step: Step, root: Path = ROOT) -> str:
    paths = [path for pattern in step.inputs for path in root.glob(pattern)]
    return digest(paths, os.environ.get("DATABASE_URL", "") if step.in_database else "")


def due(step: Step) -> bool:
    """Not done yet with these inputs. A database at DATABASE_URL may have been replaced: never trusted."""
    if step.in_database and (os.environ.get("DATABASE_URL") or not (var_dir() / "db.sqlite3").exists()):
        return True
    if step.name == "static" and not (var_dir() / "static").is_dir():
        return True
    return not stamps().holds(step.name, step_digest(step))


def demo_wanted() -> str:
    """DEMO as settings.py reads it. A database named by hand gets no invented people unless it is asked for."""
    return os.environ.get("DEMO", "0" if os.environ.get("DATABASE_URL") else "1")


def due_steps() -> list[Step]:
    skipped = "" if demo_wanted().lower() in TRUE else "demo"
    return [step for step in STEPS if step.name != skipped and due(step)]
