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
CHUNK: Final = 64 * 1024
# A phone on a slow line, or a player that pauses, would hold one of few threads for minutes. RFC 9110, 15.3.7:
# a part may be shorter than asked for; the player asks again from where it ends.
LONGEST_PART: Final = 512 * 1024


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
        span = requested_span(request.headers, stat.st_size, etag, http_date(stat.st_mtime))
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


def _body(request: HttpRequest, path: Path, span: Span | None, size: int) -> HttpResponseBase:
    start, end = (span.start, min(span.end, span.start + LONGEST_PART)) if span else (0, size)
    headers = {"Content-Length": str(end - start)}
    if span:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(_read(path.open("rb"), start, end), status=status, headers=headers)


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _labelled(response: HttpResponseBase, name: str, etag: str, modified: float) -> HttpResponseBase:
    suffix = Path(name).suffix.lower()
    response["Content-Type"] = CONTENT_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    # Video does not get smaller, and a range of a compressed body is another range.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    if name.startswith(IMMUTABLE):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response["Cache-Control"] = "private, no-store"
    return response
