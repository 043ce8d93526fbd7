"""The encoding queue as staff see it: what runs, what waits, what failed and why."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from media.access import may_change_some
from media.backlog import open_uploads, waiting_videos
from media.models import Video
from media.queries import queue_state


@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """The page, or with `?part` what of it is asked for again. Other people's videos have no name here."""
    if not may_change_some(request.user):
        raise PermissionDenied
    policy = policy_registry.get_by_type(Video)
    own = set(policy.instances_user_has_permission_for(request.user, "change").values_list("pk", flat=True))
    context = {"queue": queue_state(), "waiting": waiting_videos(), "uploads": open_uploads(), "own": own}
    template = "media/queue_state.html" if "part" in request.GET else "media/queue.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
