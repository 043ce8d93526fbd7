"""Serve files of the local store with byte ranges, for machines without a proxy or an object store.

Players read single-file HLS and seek in MP4 by ranges, which Django's own file view does not know.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils._os import safe_join
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from media.models import Video
from media.ranges import Span, UnsatisfiableRange, requested_span
from media.store import CONTENT_TYPES

PUBLIC: Final = ("packages/", "images/", "avatar_images/")
IMMUTABLE: Final = ("packages/", "images/")
# Whoever reads a file from here to its end asks again from where an answer ends (RFC 9110, 15.3.7), so that a phone
# on a slow line, or a player that pauses, does not hold one of few threads for minutes. Players of HLS take what
# they get for a byte range of a playlist as the whole of it: a range with an end is never shortened.
LONGEST_OPEN_PART: Final = 512 * 1024
# The server takes a piece off the thread's hands however slowly the phone reads it; most fragments are one piece.
PIECE: Final = 1024 * 1024
TEXTS: Final = (".m3u8", ".vtt")  # small, and much smaller when compressed


@require_safe
def serve_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file below MEDIA_ROOT; what is not public exists only for those who may edit it."""
    path = _local_path(name)
    if path is None or not _may_read(request, name):
        raise Http404
    stat = path.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(stat.st_mtime))
    if unchanged:
        return _labelled(unchanged, name, etag, stat.st_mtime)
    try:
        span = _span(request, stat.st_size, etag, http_date(stat.st_mtime))
    except UnsatisfiableRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stat.st_size}"})
    response = _body(request, path, span, stat.st_size)
    return _labelled(response, name, etag, stat.st_mtime)


def _local_path(name: str) -> Path | None:
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
        inside = path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
        return path if inside and path.is_file() else None
    except (SuspiciousFileOperation, ValueError, OSError):  # OSError: longer than any name can be
        return None


def _may_read(request: HttpRequest, name: str) -> bool:
    """Only the spelling that links use is public: `packages/../media/x` is not."""
    if ".." in name.split("/"):
        return False
    if name.startswith(PUBLIC):
        return True
    video = Video.objects.filter(file=name).first() if request.user.is_authenticated else None
    policy = policy_registry.get_by_type(Video)
    return bool(video and policy.user_has_permission_for_instance(request.user, "change", video))


def _span(request: HttpRequest, size: int, etag: str, modified: str) -> Span | None:
    """A range is defined for GET alone (RFC 9110, 14.2)."""
    return requested_span(request.headers, size, etag, modified) if request.method == "GET" else None


def _body(request: HttpRequest, path: Path, span: Span | None, size: int) -> HttpResponseBase:
    start, end = (span.start, span.end) if span else (0, size)
    if span and span.open_ended:
        end = min(end, start + LONGEST_OPEN_PART)
    headers = {"Content-Length": str(end - start)}
    if span:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    if not span and path.suffix in TEXTS:
        return HttpResponse(path.read_bytes(), headers=headers)
    # Video does not get smaller, and a range of a compressed body is another range.
    headers["Content-Encoding"] = "identity"
    return StreamingHttpResponse(_read(path.open("rb"), start, end), status=status, headers=headers)


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _labelled(response: HttpResponseBase, name: str, etag: str, modified: float) -> HttpResponseBase:
    response["Content-Type"] = _content_type(name)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    if name.startswith(IMMUTABLE):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response["Cache-Control"] = "private, no-store"
    return response


def _content_type(name: str) -> str:
    """Never one that a browser runs: an uploaded original keeps the name that its trainer gave it."""
    known = CONTENT_TYPES.get(Path(name).suffix.lower())
    guessed = mimetypes.guess_type(name)[0] or ""
    harmless = guessed.startswith(("video/", "audio/", "image/")) and not guessed.startswith("image/svg")
    return known or (guessed if harmless else "application/octet-stream")
