"""Uploads in an S3 store: parts of one multipart upload, and small pieces until they are enough for a part.

Nothing lies on the web host: the next request of the same upload may come to another one. What the row does not
list does not count, so a writer that was killed or lost its lease leaves nothing behind that could end up in a file.
"""

from __future__ import annotations

import copy
import mimetypes
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from django.utils import timezone
from storages.backends.s3 import S3Storage

from media.names import ORIGINALS
from media.rows import each_by_itself
from media.uploads.backends import FOLDER, Bookkeeping, BytesGone, Settled, StoreAway
from media.uploads.lease import Lease
from media.uploads.models import Upload

SMALLEST_PART: Final = 5 * 1024 * 1024  # S3: of every part but the last
MOST_PARTS: Final = 5000  # S3 numbers up to 10,000; a number is never used again after a writer that failed
MOST_PIECES: Final = 64
GONE: Final = ("NoSuchUpload", "NoSuchKey", "404", "InvalidPart")


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the store as ours: either it has lost the bytes, or it cannot be reached."""
    try:
        yield
    except ClientError as error:
        raise (BytesGone if error.response["Error"]["Code"] in GONE else StoreAway)(str(error)) from error
    except BotoCoreError as error:
        raise StoreAway(str(error)) from error


def part_size(length: int) -> int:
    """Bytes of a part of a file so long: 5 MB, more where the file would have too many of them."""
    return max(SMALLEST_PART, -(-length // MOST_PARTS))


class ObjectStore:
    """`store` lists parts (number, ETag, bytes) and after them pieces (key, bytes) in the order of the file."""

    def __init__(self, storage: S3Storage) -> None:
        self.storage = storage

    @property
    def client(self) -> Any:
        return self.storage.connection.meta.client

    def key(self, name: str) -> dict[str, str]:
        """What names an object to boto3."""
        return {"Bucket": self.storage.bucket_name, "Key": f"{self.storage.location.strip('/')}/{name}".lstrip("/")}

    def begin(self, token: str, name: str) -> Bookkeeping:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with _told():
            answer = self.client.create_multipart_upload(**self.key(name), ContentType=kind)
        return {"name": name, "id": answer["UploadId"], "parts": [], "pieces": [], "next": 1}

    def stored(self, upload: Upload) -> int:
        return upload.offset

    @contextmanager
    def sink(self, lease: Lease) -> Iterator[ObjectSink]:
        yield ObjectSink(self, lease)

    def local_path(self, upload: Upload) -> Path | None:
        return None

    def put_in_place(self, upload: Upload) -> None:
        store = upload.store
        parts = [{"PartNumber": number, "ETag": etag} for number, etag, _ in store["parts"]]
        try:
            with _told():
                self.client.complete_multipart_upload(
                    **self.key(store["name"]), UploadId=store["id"], MultipartUpload={"Parts": parts}
                )
        except BytesGone:
            if self._size(store["name"]) != upload.length:  # done before, and killed before the row said so?
                raise
        self._delete_below(f"{FOLDER}/{upload.token}/")

    def discard(self, upload: Upload) -> None:
        if "id" in upload.store:
            try:
                with _told():
                    self.client.abort_multipart_upload(**self.key(upload.store["name"]), UploadId=upload.store["id"])
            except BytesGone:
                pass
        self._delete_below(f"{FOLDER}/{upload.token}/")

    def discard_strays(self, tokens: Collection[str], older_than_s: float) -> None:
        before = timezone.now() - timedelta(seconds=older_than_s)
        known = set(Upload.objects.filter(state=Upload.State.OPEN).values_list("store__id", flat=True))
        with _told():
            self._abort_strays(known, before)
            self._delete_strays(tokens, before)

    def free_bytes(self) -> int | None:
        return None

    def put_part(self, upload: Upload, number: int, body: bytes) -> list[Any]:
        with _told():
            answer = self.client.upload_part(
                **self.key(upload.store["name"]), UploadId=upload.store["id"], PartNumber=number, Body=body
            )
        return [number, answer["ETag"], len(body)]

    def put_piece(self, upload: Upload, body: bytes) -> list[Any]:
        name = f"{FOLDER}/{upload.token}/{secrets.token_urlsafe(8)}"
        with _told():
            self.client.put_object(**self.key(name), Body=body)
        return [name, len(body)]

    def read_piece(self, name: str) -> bytes:
        with _told():
            body: bytes = self.client.get_object(**self.key(name))["Body"].read()
        return body

    def delete(self, name: str) -> None:
        with _told():
            self.client.delete_object(**self.key(name))

    def _size(self, name: str) -> int | None:
        try:
            with _told():
                return int(self.client.head_object(**self.key(name))["ContentLength"])
        except BytesGone:
            return None

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        at = self.key(prefix)
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=at["Bucket"], Prefix=at["Key"]):
            yield from page.get("Contents", [])

    def _delete_below(self, prefix: str) -> None:
        with _told():
            for entry in self._listed(prefix):
                self.client.delete_object(Bucket=self.storage.bucket_name, Key=entry["Key"])

    def _abort_strays(self, known: Collection[str], before: Any) -> None:
        """Parts cost room and are seen in no listing; only ours, for others may use the bucket."""
        at = self.key(f"{ORIGINALS}/")
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=at["Bucket"], Prefix=at["Key"])

        def abort(entry: Any) -> None:
            if entry["UploadId"] not in known and entry["Initiated"] < before:
                self.client.abort_multipart_upload(Bucket=at["Bucket"], Key=entry["Key"], UploadId=entry["UploadId"])

        each_by_itself(abort, (entry for page in pages for entry in page.get("Uploads", [])))

    def _delete_strays(self, tokens: Collection[str], before: Any) -> None:
        """Pieces of uploads that there are no more."""
        at = self.key(f"{FOLDER}/")

        def delete(entry: Any) -> None:
            token = entry["Key"].removeprefix(at["Key"]).split("/")[0]
            if token not in tokens and entry["LastModified"] < before:
                self.client.delete_object(Bucket=at["Bucket"], Key=entry["Key"])

        each_by_itself(delete, self._listed(f"{FOLDER}/"))


class ObjectSink:
    """Gathers a part in memory; what is left at the end of a request becomes a piece."""

    def __init__(self, place: ObjectStore, lease: Lease) -> None:
        self.place = place
        self.lease = lease
        self.store: Bookkeeping = copy.deepcopy(lease.upload.store)
        self.part_size = part_size(lease.upload.length)
        self.buffer = bytearray()
        self.spent: list[str] = []
        self.changed = False

    @property
    def _pieces_size(self) -> int:
        return sum(int(size) for _, size in self.store["pieces"])

    @property
    def _safe(self) -> int:
        return self._safe_in_parts() + self._pieces_size

    def write(self, block: bytes) -> None:
        self.buffer += block
        if self._pieces_size + len(self.buffer) >= self.part_size:
            self._make_part()

    def settled(self) -> Settled | None:
        return self._as_it_is() if self.changed else None

    def settle(self) -> Settled:
        last = self._safe + len(self.buffer) == self.lease.upload.length
        if last and self._safe_in_parts() < self.lease.upload.length:
            self._make_part()
        elif self.buffer:
            self._make_piece()
        return self._as_it_is()

    def forget(self) -> None:
        for name in self.spent:
            self.place.delete(name)
        self.spent.clear()

    def _safe_in_parts(self) -> int:
        return sum(int(size) for _, _, size in self.store["parts"])

    def _as_it_is(self) -> Settled:
        self.changed = False
        return Settled(self._safe, copy.deepcopy(self.store))

    def _make_part(self) -> None:
        number = self._take_number()
        body = self._gathered()
        self.store["parts"].append(self.place.put_part(self.lease.upload, number, body))

    def _make_piece(self) -> None:
        if len(self.store["pieces"]) < MOST_PIECES:
            body = bytes(self.buffer)
            self.buffer.clear()
        else:
            body = self._gathered()
        self.store["pieces"].append(self.place.put_piece(self.lease.upload, body))
        self.changed = True

    def _gathered(self) -> bytes:
        """The pieces and the buffer as one, both empty afterwards."""
        body = b"".join([*(self.place.read_piece(name) for name, _ in self.store["pieces"]), self.buffer])
        self.spent += [name for name, _ in self.store["pieces"]]
        self.store["pieces"] = []
        self.buffer.clear()
        self.changed = True
        return body

    def _take_number(self) -> int:
        """A number of its own for every attempt, so that a writer who lost the lease overwrites nobody's part."""
        number: int = self.store["next"]
        self.store["next"] = number + 1
        recorded = self.lease.upload.store | {"next": number + 1}
        self.lease.record(store=recorded)
        return number
