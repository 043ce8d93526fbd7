"""Captions: served to players for ever, and edited by trainers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media.captions import digest_of, served_text
from media.models import Caption, Package


@require_safe
def serve_captions(request: HttpRequest, caption_id: int, digest: str) -> HttpResponse:
    """Public, as the lesson is; the name changes with the content, so it is kept for ever."""
    caption = get_object_or_404(Caption, pk=caption_id)
    package = get_object_or_404(Package, video=caption.video_id, state=Package.State.LIVE)
    if digest != digest_of(caption, package):
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(served_text(caption, package), content_type="text/vtt; charset=utf-8", headers=headers)
