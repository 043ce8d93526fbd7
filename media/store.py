"""Files of videos: originals, packages in the store, what tasks leave for each other, and folders to work in."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.utils import timezone

from media.models import EncodeTask, Package, State
from media.pipeline.runner import EncodeError, probe
from media.pipeline.sources import Limits, SourceInfo, SourceProblem
from media.rows import each_by_itself

log = logging.getLogger(__name__)
CHUNK: Final = 4 * 1024 * 1024
PATIENCE_S: Final = 150.0
"""How long an attempt waits for a store that does not answer, before its work is thrown away."""
ORPHAN_AGE: Final = timedelta(days=1)
CONTENT_TYPES: Final = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".mkv": "video/x-matroska",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt; charset=utf-8",
}
Beat = Callable[[], None]
"""Called while files are copied, to ask whether that is still wanted."""


class StoreAway(OSError):
    """The store does not answer, or not as it should. What is in it is still there."""


class LocalFile(File):  # type: ignore[type-arg]
    """A finished file of ours: the local store moves it, an object store reads it with its type."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path
        self.content_type = CONTENT_TYPES.get(path.suffix, "application/octet-stream")

    def temporary_file_path(self) -> str:
        """Asked for by Django's file system storage alone."""
        return str(self.path)


def limits() -> Limits:
    """What the settings allow of an original."""
    return Limits(max_duration_s=settings.VIDEO_MAX_SECONDS, max_bytes=settings.VIDEO_MAX_BYTES)


def free_bytes(folder: Path | str) -> int:
    """Room on the disk of a folder, which need not be there yet."""
    path = Path(folder).absolute()
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def has_room(folder: Path | str, wanted: int = 0) -> bool:
    """Whether `wanted` bytes leave what the machine needs to live."""
    return free_bytes(folder) - wanted >= settings.VIDEO_MIN_FREE_BYTES


def stores_locally() -> bool:
    """Whether the store is a folder of this machine."""
    return isinstance(storages["default"], FileSystemStorage)


def probe_upload(file: File[bytes]) -> SourceInfo:
    """Look into an upload that is not stored yet. Raises `SourceProblem`."""
    if stores_locally() and not has_room(settings.MEDIA_ROOT, file.size or 0):
        raise SourceProblem("disk_full", permanent=False)
    if hasattr(file, "temporary_file_path"):
        return probe(Path(file.temporary_file_path()), limits())
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        return probe(Path(copy.name), limits())


@contextmanager
def reached() -> Iterator[None]:
    """Faults of an object store are `StoreAway`, which is an OSError as those of a disk are."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreAway(str(error)) from error


def patiently(act: Callable[[], None], beat: Beat) -> None:
    """Do it, again after a while as long as the store is away: hours of encoding may hang on it."""
    until = time.monotonic() + PATIENCE_S
    pause = 1.0
    while True:
        try:
            return act()
        except StoreAway:
            if time.monotonic() + pause > until:
                raise
            beat()
            time.sleep(pause)
            pause = min(15.0, pause * 2)


@contextmanager
def local_original(name: str, folder: Path, beat: Beat) -> Iterator[Path]:
    """The original as a local path; from an object store it is fetched into `folder`.

    Raises `EncodeError` when it is not there.
    """
    with reached():
        there = default_storage.exists(name)
    if not there:
        raise EncodeError("no_original", permanent=True, detail=name)
    path = fetch(name, folder / "original", beat)
    yield path
    if path.is_relative_to(folder):
        path.unlink()


def fetch(name: str, target: Path, beat: Beat) -> Path:
    """A file of the store as a local path: its own where the store is local, else a copy at `target`."""
    if stores_locally():
        return Path(default_storage.path(name))
    storage: Any = storages["default"]

    def copy() -> None:
        with reached(), target.open("wb") as file:
            # Not the storage's own `open`, which takes the whole file into memory first.
            body = storage.bucket.Object(storage._normalize_name(name)).get()["Body"]
            for chunk in body.iter_chunks(CHUNK):
                file.write(chunk)
                beat()

    patiently(copy, beat)
    return target


def gather(names: dict[str, str], folder: Path, beat: Beat) -> None:
    """Bring files of the store into `folder`: local name by name in the store."""
    for name, local in names.items():
        path = fetch(name, folder / local, beat)
        if path != folder / local:
            _link(path, folder / local)


def _link(path: Path, target: Path) -> None:
    """A second name costs nothing; across file systems it is a copy."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def put(prefix: str, folder: Path, names: Iterable[str], beat: Beat) -> None:
    """Bring files of a folder below a prefix of the store that nobody else writes to, in this order."""
    for name in names:
        beat()
        patiently(partial(_put, prefix, folder / name), beat)


def _put(prefix: str, path: Path) -> None:
    wanted = f"{prefix}/{path.name}"
    with reached(), LocalFile(path) as file:
        if default_storage.exists(wanted):  # of a try that the store did not answer
            default_storage.delete(wanted)
        saved = default_storage.save(wanted, file)
    if saved != wanted:
        raise FileExistsError(f"{wanted} is taken")


def remove_file(name: str) -> None:
    """What is not there is fine."""
    with reached():
        default_storage.delete(name)


def remove_folder(prefix: str) -> None:
    """Delete all files below a prefix; what is not there is fine."""
    with reached():
        try:
            folders, names = default_storage.listdir(prefix)
        except FileNotFoundError:
            return
        for folder in folders:
            remove_folder(f"{prefix}/{folder}")
        for name in names:
            default_storage.delete(f"{prefix}/{name}")
        if stores_locally():
            default_storage.delete(prefix)


def folders_in(prefix: str) -> list[str]:
    """Names of the folders right below a prefix."""
    with reached():
        try:
            return [folder for folder in default_storage.listdir(prefix)[0] if folder]
        except FileNotFoundError:
            return []


def remove_orphans() -> None:
    """Folders without a row, such as a worker leaves that wakes up when all is over and dies again.

    A row is written before its first file, so what has no row now never gets one. The age is for databases that
    were restored from a copy: an operator has a day to notice.
    """
    for root in ("packages", "work"):
        # Listed before the table is asked.
        tokens = folders_in(root)
        known = set(Package.objects.values_list("token", flat=True))
        each_by_itself(_remove_orphan, [f"{root}/{token}" for token in tokens if token not in known])


def _remove_orphan(prefix: str) -> None:
    if _is_old(prefix):
        log.warning("Removing %s, which belongs to nothing", prefix)
        remove_folder(prefix)


def _is_old(prefix: str) -> bool:
    newest = max(_modified_times(prefix), default=None)
    return newest is None or newest < timezone.now() - ORPHAN_AGE


def _modified_times(prefix: str) -> Iterator[Any]:
    with reached():
        folders, names = default_storage.listdir(prefix)
        for folder in folders:
            yield from _modified_times(f"{prefix}/{folder}")
        for name in names:
            yield default_storage.get_modified_time(f"{prefix}/{name}")


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
    held = set(EncodeTask.objects.filter(state=State.RUNNING).values_list("lease_token", flat=True))
    for folder in folders:
        if folder.name not in held:
            log.info("Clearing %s", folder)
            shutil.rmtree(folder, ignore_errors=True)
