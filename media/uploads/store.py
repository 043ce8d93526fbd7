"""Which backend holds uploads, and what a finished original is called."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, storages
from django.utils.text import get_valid_filename
from storages.backends.s3 import S3Storage

from media.uploads.backends import ORIGINALS, Backend
from media.uploads.local import LocalFiles
from media.uploads.objects import ObjectStore

LONGEST_STEM: Final = 50
LONGEST_SUFFIX: Final = 10


def backend() -> Backend:
    """The backend that goes with the default storage."""
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return LocalFiles(storage)
    if isinstance(storage, S3Storage):
        return ObjectStore(storage)
    raise ImproperlyConfigured(f"uploads know local folders and S3, not {type(storage).__name__}")


def original_name(file_name: str) -> str:
    """A name in the store that nobody else has, and that the trainer knows again."""
    path = PurePath(get_valid_filename(f"_{file_name}"))
    stem, suffix = path.stem.strip("_")[:LONGEST_STEM], path.suffix[:LONGEST_SUFFIX].lower()
    return f"{ORIGINALS}/{stem or 'video'}_{secrets.token_hex(6)}{suffix}"
