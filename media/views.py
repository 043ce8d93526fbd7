"""The trainer's side: the live state of an encoding, and trying again."""

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.permissions import policy_registry
from wagtailmedia.views import media as media_views

from media.models import Video
from media.queries import encoding_state
from media.services import retry_encoding


@require_GET
def show_encoding(request: HttpRequest, video_id: int) -> HttpResponse:
    """The fragment that the page shows as well; reached through Wagtail's admin gate."""
    return _fragment(request, get_object_or_404(Video, pk=video_id))


@require_POST
def retry(request: HttpRequest, video_id: int) -> HttpResponse:
    """Ask for the encoding again, and show the new state."""
    video = get_object_or_404(Video, pk=video_id)
    policy = policy_registry.get_by_type(Video)
    if not policy.user_has_permission_for_instance(request.user, "change", video):
        raise PermissionDenied
    retry_encoding(video=video)
    return _fragment(request, video)


def delete(request: HttpRequest, media_id: int) -> HttpResponse:
    """wagtailmedia's own page, except that a video in use is named and not a server error."""
    try:
        response: HttpResponse = media_views.delete(request, media_id)
        return response
    except ProtectedError:
        messages.error(request, _("This video belongs to a lesson. Take it out of the lesson first."))
        return redirect("wagtailmedia:media_usage", media_id)


def _fragment(request: HttpRequest, video: Video) -> HttpResponse:
    response = render(request, "media/encoding_state.html", {"state": encoding_state(video)})
    response["Cache-Control"] = "no-store"
    return response
