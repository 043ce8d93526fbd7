"""Real clips and registers used as test input; they live beside the checkout and are no part of the product."""

import os
from pathlib import Path

import pytest

SHARED_DIR = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))


def shared_path(name: str) -> Path:
    """The file, or a skip that says what is missing; in CI nothing may be missing."""
    path = SHARED_DIR / name
    if not path.exists():
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out(f"no {name} in {SHARED_DIR}: set SHARED_DIR to the folder of real input")
    return path
