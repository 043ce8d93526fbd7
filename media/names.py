"""What originals are called in the store: nothing of what their trainers call them.

People name films after people. Names in the store get into addresses and logs, also of programs that are not ours;
the trainer's own name for the film is its title.
"""

from __future__ import annotations

import re
import secrets
from pathlib import PurePath
from typing import Any, Final

ORIGINALS: Final = "media"
"""Where wagtailmedia keeps them."""
SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)


def original_name(file_name: str) -> str:
    """A name in the store that nobody else has; the suffix stays, for it says what kind of file it is."""
    suffix = PurePath(file_name).suffix.lower()
    return f"{ORIGINALS}/{secrets.token_hex(12)}{suffix if SUFFIX.fullmatch(suffix) else ''}"


def name_of_upload(instance: Any, file_name: str) -> str:
    """`upload_to` of `Video.file`."""
    return original_name(file_name)
