"""tus over Django: requests read, bodies streamed, refusals answered with the headers that clients expect."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date

from eduplatform.accounts.models import User
from media.uploads import protocol
from media.uploads.models import Upload
from media.uploads.protocol import BadHeader
from media.uploads.refusals import REASONS, Refusal
from media.uploads.wishes import may_upload

BLOCK: Final = 64 * 1024
"""The server waits until so much is there, so a slow line must fill it well within the lease."""
RETRY_AFTER_S: Final = 3
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
slots = threading.BoundedSemaphore(max(1, settings.UPLOAD_STREAMS))


def tus(view: View[P]) -> View[P]:
    """A view of the protocol: speaks version 1.0.0 alone, and turns refusals into answers."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            request.method = protocol.meant_method(str(request.method), request.headers.get("X-HTTP-Method-Override"))
            _check_version(request)
            response = view(request, *args, **kwargs)
        except BadHeader as error:
            response = refused(Refusal("bad_header", str(error)))
        except Refusal as refusal:
            response = refused(refusal)
        response["Tus-Resumable"] = protocol.VERSION
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def _check_version(request: HttpRequest) -> None:
    """GET is no method of tus: what it answers is for our own page."""
    if request.method not in ("OPTIONS", "GET") and request.headers.get("Tus-Resumable") != protocol.VERSION:
        raise Refusal("version", f"Tus-Resumable must be {protocol.VERSION}")


def refused(refusal: Refusal) -> HttpResponse:
    answer = {"code": refusal.code, "problem": str(refusal.text), "detail": refusal.detail}
    response = JsonResponse(answer, status=refusal.status, reason=REASONS.get(refusal.status))
    if refusal.status == 412:
        response["Tus-Version"] = protocol.VERSION
    if refusal.status in (423, 503):
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def uploader(request: HttpRequest) -> User:
    """Who is asking. Raises `Refusal` unless they are signed in and may upload something."""
    if not request.user.is_authenticated:
        raise Refusal("signed_out")
    if not may_upload(request.user):
        raise Refusal("not_allowed")
    return request.user


def offset_of(request: HttpRequest) -> int:
    return protocol.read_number(request.headers.get("Upload-Offset"), "Upload-Offset")


def has_chunk(request: HttpRequest) -> bool:
    """Whether a request that creates brings bytes as well."""
    return request.content_type == protocol.CONTENT_TYPE


@contextmanager
def chunk_of(request: HttpRequest) -> Iterator[Iterator[bytes]]:
    """The body as blocks. Raises `Refusal` for another content type, or while too many lines are held."""
    if request.content_type != protocol.CONTENT_TYPE:
        raise Refusal("content_type", f"Content-Type must be {protocol.CONTENT_TYPE}")
    if not slots.acquire(blocking=False):
        raise Refusal("busy")
    try:
        yield _blocks(request)
    finally:
        slots.release()


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """Ends where the body ends or the line breaks: either way what came before is the file's."""
    # Django takes a body without a length for none; a client that streams sends it in HTTP's own chunks.
    streamed = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    source = request.META["wsgi.input"] if streamed else request
    try:
        while block := source.read(BLOCK):
            yield block
    except OSError:
        return


def announced_length(request: HttpRequest) -> int:
    """Of the body, in bytes; 0 where it is not said."""
    length = request.headers.get("Content-Length") or "0"
    return protocol.read_number(length, "Content-Length")


def label(response: HttpResponse, upload: Upload) -> HttpResponse:
    """The headers that tell where an upload stands."""
    response["Upload-Offset"] = str(upload.offset)
    if upload.state == Upload.State.OPEN:
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response
