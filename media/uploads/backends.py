"""What a place for the bytes of uploads can do; local.py and objects.py do it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from media.uploads.lease import Lease
from media.uploads.models import Upload

FOLDER: Final = "uploads"
"""In the store, beside the originals; served to nobody."""
Bookkeeping = dict[str, Any]
"""`Upload.store`: plain values, with the original's `name` in the store; the rest is the backend's own."""


class BytesGone(Exception):
    """The store has lost what an upload had; it can only be started again."""


class StoreAway(Exception):
    """The store cannot be reached just now. What is recorded is still there."""


@dataclass(frozen=True)
class Settled:
    """So many bytes of the upload are safe, given this bookkeeping."""

    offset: int
    store: Bookkeeping


class Sink(Protocol):
    """Takes the bytes of one request, one block after the other."""

    def write(self, block: bytes) -> None:
        """Raises `LeaseLost`, `BytesGone`, `StoreAway`, `OSError`."""

    def settled(self) -> Settled | None:
        """What has become safe by the way; None while it is not worth a row."""

    def settle(self) -> Settled:
        """Make everything safe that was written."""

    def forget(self) -> None:
        """Called after a record: throw away what the bookkeeping does not speak of any more."""


class Backend(Protocol):
    def begin(self, token: str, name: str) -> Bookkeeping:
        """Start an upload that is to end up under `name`."""

    def stored(self, upload: Upload) -> int:
        """Bytes that are really there, where that is cheap to know; else the row's own offset."""

    def sink(self, lease: Lease) -> AbstractContextManager[Sink]:
        """Go on where `lease.upload.offset` says."""

    def local_path(self, upload: Upload) -> Path | None:
        """The whole file, before it is put in place; None where the store has no paths."""

    def put_in_place(self, upload: Upload) -> None:
        """Make the whole upload the file under its name; harmless when that was done before."""

    def discard(self, upload: Upload) -> None:
        """Free everything of an upload that is not in place; what is not there is fine."""

    def discard_strays(self, tokens: Collection[str], older_than_s: float) -> None:
        """Free what belongs to none of these uploads and was not touched lately."""

    def free_bytes(self) -> int | None:
        """Room that is left; None where the store has no bottom."""
