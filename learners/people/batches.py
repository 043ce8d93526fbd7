"""The body of a sync request: what is no batch is refused as a whole, and the phone keeps its items."""

import json
import zlib
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

VERSION = 1
MOST_ITEMS = 200
MOST_BYTES = 64 * 1024
"""As sent, and unpacked as well."""

GZIP = 16 + zlib.MAX_WBITS

TOO_LARGE = _("Send at most %(items)s records and %(kilobytes)s KB at a time.")
NOT_JSON = _("Send JSON.")
NOT_GZIP = _("These records were damaged on the way. They stay on this phone and are sent again.")
OTHER_CODING = _("Send the records as they are, or packed with gzip.")
NO_BATCH = _("These records cannot be read. Load the page again to get the newest program.")


class BadBatch(ValueError):
    """Nothing of the request was taken; `status` is that of HTTP."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text


def read_batch(request: HttpRequest) -> list[Any]:
    """The items as decoded JSON, at most 200 and 64 KB of them, be it that they come packed. Raises BadBatch."""
    if request.content_type != "application/json":
        raise BadBatch(415, "not_json", str(NOT_JSON))
    # The length is asked for first: a body that is too large is not even read.
    if _declared_length(request) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise _too_large()
    items = _items(_decode(_unpack(request.body, request.headers.get("Content-Encoding", ""))))
    if len(items) > MOST_ITEMS:
        raise _too_large()
    return items


def _declared_length(request: HttpRequest) -> int:
    text = request.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else 0


def _unpack(body: bytes, coding: str) -> bytes:
    """Never holds more than the limit, however much the body would unpack to."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise BadBatch(415, "other_coding", str(OTHER_CODING))
    unpacker = zlib.decompressobj(GZIP)
    try:
        unpacked = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise BadBatch(400, "not_gzip", str(NOT_GZIP)) from error
    if len(unpacked) > MOST_BYTES:
        raise _too_large()
    # Cut short, or something behind the end: no phone sends either.
    if not unpacker.eof or unpacker.unused_data:
        raise BadBatch(400, "not_gzip", str(NOT_GZIP))
    return unpacked


def _decode(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBatch(400, "not_json", str(NOT_JSON)) from error


def _items(batch: object) -> list[Any]:
    version = batch.get("version") if isinstance(batch, dict) else None
    items = batch.get("items") if isinstance(batch, dict) else None
    if version != VERSION or isinstance(version, bool) or not isinstance(items, list):
        raise BadBatch(400, "no_batch", str(NO_BATCH))
    return items


def _too_large() -> BadBatch:
    return BadBatch(413, "too_large", str(TOO_LARGE) % {"items": MOST_ITEMS, "kilobytes": MOST_BYTES // 1024})
