"""Uploads in a local folder: one file that grows, renamed to be the original when it is whole."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.files.storage import FileSystemStorage

from media.rows import each_by_itself
from media.uploads.backends import FOLDER, Bookkeeping, BytesGone, Settled
from media.uploads.lease import Lease
from media.uploads.models import Upload

FLUSH_BYTES: Final = 8 * 1024 * 1024
FLUSH_S: Final = 5
SUFFIX: Final = ".part"


class LocalFiles:
    """The file may be longer than the row's offset: what a killed process wrote and did not record is overwritten."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self.storage = storage

    def begin(self, token: str, name: str) -> Bookkeeping:
        path = self._part(token)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return {"name": name}

    def stored(self, upload: Upload) -> int:
        path = self._part(upload.token)
        if not path.exists() and self.storage.exists(upload.store["name"]):
            return upload.length  # put in place, and killed before the row said so
        return path.stat().st_size if path.exists() else 0

    @contextmanager
    def sink(self, lease: Lease) -> Iterator[LocalSink]:
        try:
            file = os.open(self._part(lease.upload.token), os.O_WRONLY)
        except FileNotFoundError as error:
            raise BytesGone from error
        try:
            yield LocalSink(file, lease)
        finally:
            os.close(file)

    def local_path(self, upload: Upload) -> Path | None:
        part = self._part(upload.token)
        return part if part.exists() else Path(self.storage.path(upload.store["name"]))

    def put_in_place(self, upload: Upload) -> None:
        part, final = self._part(upload.token), Path(self.storage.path(upload.store["name"]))
        if not part.exists():
            if final.exists() and final.stat().st_size == upload.length:
                return
            raise BytesGone
        if self.storage.file_permissions_mode is not None:
            part.chmod(self.storage.file_permissions_mode)
        final.parent.mkdir(parents=True, exist_ok=True)
        part.rename(final)
        _sync_folder(final.parent)

    def discard(self, upload: Upload) -> None:
        self._part(upload.token).unlink(missing_ok=True)

    def discard_strays(self, tokens: Collection[str], older_than_s: float) -> None:
        folder = Path(self.storage.path(FOLDER))
        before = time.time() - older_than_s

        def discard(path: Path) -> None:
            if path.name.removesuffix(SUFFIX) not in tokens and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

        each_by_itself(discard, folder.glob(f"*{SUFFIX}"))

    def free_bytes(self) -> int | None:
        root = Path(self.storage.location)
        root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(root).free

    def _part(self, token: str) -> Path:
        return Path(self.storage.path(f"{FOLDER}/{token}{SUFFIX}"))


class LocalSink:
    """Writes at places, not at the end, so that the same bytes sent again land where they were."""

    def __init__(self, file: int, lease: Lease) -> None:
        self.file = file
        self.lease = lease
        self.position = self.safe = lease.upload.offset
        self.safe_at = time.monotonic()

    def write(self, block: bytes) -> None:
        # Under the lock, so that no writer who lost the lease is between its look and its write while the next begins.
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            self.lease.check()
            view = memoryview(block)
            while view:
                written = os.pwrite(self.file, view, self.position)
                view = view[written:]
                self.position += written
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def settled(self) -> Settled | None:
        late = time.monotonic() - self.safe_at > FLUSH_S and self.position > self.safe
        return self.settle() if late or self.position - self.safe >= FLUSH_BYTES else None

    def settle(self) -> Settled:
        os.fsync(self.file)
        self.safe, self.safe_at = self.position, time.monotonic()
        return Settled(self.position, self.lease.upload.store)

    def forget(self) -> None:
        """Nothing is kept twice here."""


def _sync_folder(folder: Path) -> None:
    """A name is only safe once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
