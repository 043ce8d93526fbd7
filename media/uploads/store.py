"""Which backend holds uploads."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, storages
from storages.backends.s3 import S3Storage

from media.uploads.backends import Backend
from media.uploads.local import LocalFiles
from media.uploads.objects import ObjectStore


def backend() -> Backend:
    """The backend that goes with the default storage."""
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return LocalFiles(storage)
    if isinstance(storage, S3Storage):
        return ObjectStore(storage)
    raise ImproperlyConfigured(f"uploads know local folders and S3, not {type(storage).__name__}")
