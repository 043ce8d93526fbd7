"""The trainer's side: a video's own page, the live state of its encoding, trying again and stopping."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.search import index
from wagtailmedia.views import media as media_views

from media import originals, services
from media.access import get_own_video, get_video, may_change
from media.editing import played_from
from media.forms import VideoEditForm
from media.models import Video
from media.queries import encoding_state, playback_for


class EditVideo(generic.EditView):
    """Title, file, cut, picture and chapters, beside the player and the state of the encoding."""

    model = Video
    form_class = VideoEditForm
    pk_url_kwarg = "media_id"
    template_name = "media/video.html"
    context_object_name = "video"
    index_url_name = "wagtailmedia:index"
    edit_url_name = "wagtailmedia:edit"
    delete_url_name = "wagtailmedia:delete"
    usage_url_name = "wagtailmedia:media_usage"
    header_icon = "media"
    success_message = gettext_lazy("“%(object)s” is saved.")

    def get_object(self, queryset: Any = None) -> Video:
        """Only those whose rights reach to this very video."""
        video: Video = super().get_object(queryset)
        if not may_change(self.request.user, video):
            raise PermissionDenied
        return video

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_success_url(self) -> str:
        """Stay, to see what becomes of it."""
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return []

    def save_instance(self) -> Video:
        """With its tags, which are stored after the row."""
        video: Video = self.form.save()
        index.insert_or_update_object(video)
        return video

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        video = Video.objects.get(pk=self.object.pk)  # as stored, not as typed
        state, play = encoding_state(video), playback_for(video)
        more = {"played_from": played_from(video), "captions": video.captions.all(), "may_change": True}
        return context | {"state": state, "play": play} | more


@require_GET
def show_encoding(request: HttpRequest, video_id: int) -> HttpResponse:
    """The fragment that the page shows as well; reached through Wagtail's admin gate."""
    return _fragment(request, get_video(request, video_id))


@require_POST
def retry(request: HttpRequest, video_id: int) -> HttpResponse:
    """Ask for the encoding again, and show the new state."""
    video = get_own_video(request, video_id)
    services.retry_encoding(video=video)
    return _after(request, video)


@require_POST
def cancel(request: HttpRequest, video_id: int) -> HttpResponse:
    """Stop the encoding; what is live plays on."""
    video = get_own_video(request, video_id)
    services.cancel_encoding(video=video)
    return _after(request, video)


@require_POST
def go_back(request: HttpRequest, video_id: int) -> HttpResponse:
    """Give up a replacement that came to nothing."""
    video = get_own_video(request, video_id)
    originals.go_back(video=video)
    return _after(request, get_own_video(request, video_id))


def delete(request: HttpRequest, media_id: int) -> HttpResponse:
    """wagtailmedia's own page, except that a video in use is named and not a server error."""
    try:
        response: HttpResponse = media_views.delete(request, media_id)
        return response
    except ProtectedError:
        messages.error(request, _("This video belongs to a lesson. Take it out of the lesson first."))
        return redirect("wagtailmedia:media_usage", media_id)


def _after(request: HttpRequest, video: Video) -> HttpResponse:
    """The script wants the fragment, a plain form the video's page."""
    if request.headers.get("X-Requested-With") == "fetch":
        return _fragment(request, video)
    return redirect("wagtailmedia:edit", video.pk)


def _fragment(request: HttpRequest, video: Video) -> HttpResponse:
    context = {"state": encoding_state(video), "may_change": may_change(request.user, video)}
    response = render(request, "media/encoding_state.html", context)
    response["Cache-Control"] = "no-store"
    return response
