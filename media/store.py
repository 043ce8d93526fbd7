"""Files of videos: originals, packages in the store, and the folders that workers work in."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from media.models import EncodeJob, Package
from media.pipeline.produce import MadePackage
from media.pipeline.runner import EncodeError, probe
from media.pipeline.sources import Limits, SourceInfo

log = logging.getLogger(__name__)
CHUNK: Final = 4 * 1024 * 1024
CONTENT_TYPES: Final = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt; charset=utf-8",
}


class LocalFile(File):  # type: ignore[type-arg]
    """A finished file of ours: the local store moves it, an object store reads it with its type."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path
        self.content_type = CONTENT_TYPES[path.suffix]

    def temporary_file_path(self) -> str:
        """Asked for by Django's file system storage alone."""
        return str(self.path)


def limits() -> Limits:
    """What the settings allow of an original."""
    return Limits(max_duration_s=settings.VIDEO_MAX_SECONDS, max_bytes=settings.VIDEO_MAX_BYTES)


def probe_upload(file: File[bytes]) -> SourceInfo:
    """Look into an upload that is not stored yet. Raises `SourceProblem`."""
    if hasattr(file, "temporary_file_path"):
        return probe(Path(file.temporary_file_path()), limits())
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        return probe(Path(copy.name), limits())


@contextmanager
def local_original(name: str, folder: Path, beat: Callable[[], None]) -> Iterator[Path]:
    """The original as a local path; from an object store it is fetched into `folder`, with a beat per chunk.

    Raises `EncodeError` when it is not there.
    """
    if not default_storage.exists(name):
        raise EncodeError("no_original", permanent=True, detail=name)
    if isinstance(storages["default"], FileSystemStorage):
        yield Path(default_storage.path(name))
        return
    copy = folder / "original"
    with default_storage.open(name) as original, copy.open("wb") as target:
        while chunk := original.read(CHUNK):
            target.write(chunk)
            beat()
    yield copy
    copy.unlink()


def publish(package: Package, made: MadePackage, folder: Path, beat: Callable[[], None]) -> None:
    """Bring every file of a package under its name in the store; playlists last."""
    for name in made.files:
        beat()
        wanted = f"{package.folder}/{name}"
        with LocalFile(folder / name) as file:
            saved = default_storage.save(wanted, file)
        if saved != wanted:
            raise FileExistsError(f"{wanted} is taken")


def remove_folder(prefix: str) -> None:
    """Delete all files below a prefix; what is not there is fine."""
    try:
        _, names = default_storage.listdir(prefix)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{prefix}/{name}")
    default_storage.delete(prefix)


@contextmanager
def work_folder(token: str) -> Iterator[Path]:
    """A folder of one attempt, gone afterwards; what a killed worker leaves is swept by its name."""
    folder = Path(settings.WORK_DIR) / token
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_work_folders() -> None:
    """Clear this machine's folders of attempts that nobody is at any more."""
    root = Path(settings.WORK_DIR)
    # Listed before the table is asked: an attempt has its lease before it has its folder.
    folders = list(root.iterdir()) if root.is_dir() else []
    held = set(EncodeJob.objects.filter(state=EncodeJob.State.RUNNING).values_list("lease_token", flat=True))
    for folder in folders:
        if folder.name not in held:
            log.info("Clearing %s", folder)
            shutil.rmtree(folder, ignore_errors=True)
