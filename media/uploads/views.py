"""tus 1.0.0 at /api/uploads/, and what our own page asks beside it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from eduplatform.accounts.models import User
from media.uploads import protocol
from media.uploads.http import announced_length, chunk_of, has_chunk, label, offset_of, tus, uploader
from media.uploads.models import Upload
from media.uploads.queries import described, get_upload, unfinished
from media.uploads.refusals import Refusal
from media.uploads.services import create_upload, end_upload, receive
from media.uploads.wishes import read_wish


@tus
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin an upload; GET lists the unfinished ones of the user, with `?fingerprint=` those of one file."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=protocol.capabilities(settings.VIDEO_MAX_BYTES))
    user = uploader(request)
    if request.method == "POST":
        return _create(request, user)
    if request.method == "GET":
        found = unfinished(user, request.GET.get("fingerprint", ""))
        return JsonResponse({"uploads": [described(upload) for upload in found]})
    raise Refusal("method")


def _create(request: HttpRequest, user: User) -> HttpResponse:
    length = protocol.read_number(request.headers.get("Upload-Length"), "Upload-Length")
    wish = read_wish(request.headers.get("Upload-Metadata", ""))
    checksum = protocol.read_checksum(request.headers.get("Upload-Checksum"))
    _check_fits(request, length)
    upload = create_upload(user=user, length=length, wish=wish)
    if has_chunk(request):
        with chunk_of(request) as body:
            upload = receive(upload=upload, offset=0, body=body, checksum=checksum)
    response = HttpResponse(status=201, headers={"Location": reverse("upload", args=[upload.token])})
    return label(response, upload)


@tus
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One upload: where it stands, more of it, the end of it."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=protocol.capabilities(settings.VIDEO_MAX_BYTES))
    found = get_upload(uploader(request), token)
    if request.method == "HEAD":
        return _tell(found)
    if request.method == "PATCH":
        return _add(request, found)
    if request.method == "DELETE":
        end_upload(upload=found)
        return HttpResponse(status=204)
    raise Refusal("method")


def _tell(found: Upload) -> HttpResponse:
    response = HttpResponse(headers={"Upload-Length": str(found.length)})
    if found.metadata:
        response["Upload-Metadata"] = found.metadata
    return label(response, found)


def _add(request: HttpRequest, found: Upload) -> HttpResponse:
    with chunk_of(request) as body:
        offset = offset_of(request)
        checksum = protocol.read_checksum(request.headers.get("Upload-Checksum"))
        if offset == found.offset:
            _check_fits(request, found.length - offset)
        added = receive(upload=found, offset=offset, body=body, checksum=checksum)
    return label(HttpResponse(status=204), added)


def _check_fits(request: HttpRequest, room: int) -> None:
    """Before any of it is read."""
    if announced_length(request) > room:
        raise Refusal("too_long_body")


@tus
def state(request: HttpRequest, token: str) -> HttpResponse:
    """Where the upload stands and what became of it, for our own page."""
    if request.method != "GET":
        raise Refusal("method")
    return JsonResponse(described(get_upload(uploader(request), token)))
