"""Where things are, for the tools that run before Django can."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# What the platform itself consists of; tests, benches and tools are not in it.
PRODUCT = ("eduplatform", "media", "courses", "learners")


def var_dir() -> Path:
    """As settings.py reads it."""
    value = os.environ.get("VAR_DIR")
    return Path(value).resolve() if value else ROOT / "var"
