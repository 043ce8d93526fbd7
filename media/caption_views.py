"""Captions: served to players for ever, and edited by trainers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from media.access import get_own_video
from media.caption_forms import CaptionImportForm, cue_formset
from media.captions import LANGUAGES, digest_of, language_name, served_text
from media.editing import played_from, save_captions
from media.models import Caption, Package, Video
from media.queries import playback_for


@require_safe
def serve_captions(request: HttpRequest, caption_id: int, digest: str) -> HttpResponse:
    """Public, as the lesson is; the name changes with the content, so it is kept for ever.

    Whoever had the page open while the video was replaced asks for what belongs to the package that they see.
    """
    caption = get_object_or_404(Caption, pk=caption_id)
    played = (Package.State.LIVE, Package.State.RETIRED)
    packages = Package.objects.filter(video=caption.video_id, state__in=played)
    package = next((each for each in packages if digest == digest_of(caption, each)), None)
    if package is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(served_text(caption, package), content_type="text/vtt; charset=utf-8", headers=headers)


def bring_captions(request: HttpRequest, video_id: int) -> HttpResponse:
    """A file or text becomes the captions of one language; the table to correct them comes next."""
    video = get_own_video(request, video_id)
    initial = {"language": request.GET.get("language", "zh-Hans")}
    form = CaptionImportForm(request.POST or None, request.FILES or None, video=video, initial=initial)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        if form.cues:
            save_captions(video=video, language=language, cues=form.cues)
            messages.success(request, _("The captions are saved. Look whether they come at the right time."))
        return redirect("media_captions", video.pk, language)
    _say_what_is_wrong(request, form)
    return render(request, "media/captions_import.html", _page(video, _("Add captions")) | {"form": form})


def edit_captions(request: HttpRequest, video_id: int, language: str) -> HttpResponse:
    """The table of one language, beside the player."""
    video = get_own_video(request, video_id)
    caption = video.captions.filter(language=language).first()
    if language not in LANGUAGES and caption is None:
        raise Http404
    formset = cue_formset(video, caption, request.POST if request.method == "POST" else None)
    if formset.is_bound and formset.is_valid():
        save_captions(video=video, language=language, cues=formset.cues)
        messages.success(request, _("The captions are saved."))
        return redirect("media_captions", video.pk, language)
    _say_what_is_wrong(request, formset)
    context = _page(video, _("Captions: %(language)s") % {"language": language_name(language)})
    return render(
        request, "media/captions.html", context | {"formset": formset, "language": language, "caption": caption}
    )


def remove_captions(request: HttpRequest, video_id: int, language: str) -> HttpResponse:
    """Ask first, for hours of work may be in it; then take one language away."""
    video = get_own_video(request, video_id)
    get_object_or_404(Caption, video=video, language=language)
    if request.method == "POST":
        save_captions(video=video, language=language, cues=())
        messages.success(request, _("The captions are removed."))
        return redirect("wagtailmedia:edit", video.pk)
    context = _page(video, _("Remove captions: %(language)s") % {"language": language_name(language)})
    return render(request, "media/captions_remove.html", context | {"language": language})


def _say_what_is_wrong(request: HttpRequest, form: Any) -> None:
    """Nothing was stored: that is said at the top, for the row may lie far down."""
    if form.is_bound:
        messages.error(request, _("The captions are not saved yet. See what is marked below."))


def _page(video: Video, title: str) -> dict[str, Any]:
    way = [
        (reverse("wagtailmedia:index"), _("Videos")),
        (reverse("wagtailmedia:edit", args=[video.pk]), video.title),
        ("", title),
    ]
    return {
        "video": video,
        "play": playback_for(video),
        "played_from": played_from(video),
        "page_title": title,
        "header_title": title,
        "header_icon": "openquote",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in way],
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
    }
