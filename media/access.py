"""Whose videos a trainer may change: their own, or all of a collection (wagtailmedia's rights)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.permissions import policy_registry

from media.models import Video


def may_change(user: Any, video: Video) -> bool:
    """Whether this person may change this video."""
    return bool(policy_registry.get_by_type(Video).user_has_permission_for_instance(user, "change", video))


def may_change_some(user: Any) -> bool:
    """Whether there is anything at the trainer's desk for this person."""
    return bool(policy_registry.get_by_type(Video).user_has_any_permission(user, ["add", "change"]))


def get_video(request: HttpRequest, video_id: int) -> Video:
    """To look at: whoever works with videos sees how far each is. Raises `PermissionDenied`, `Http404`."""
    if not may_change_some(request.user):
        raise PermissionDenied
    return get_object_or_404(Video, pk=video_id)


def get_own_video(request: HttpRequest, video_id: int) -> Video:
    """To change. Raises `PermissionDenied`, `Http404`."""
    video = get_object_or_404(Video, pk=video_id)
    if not may_change(request.user, video):
        raise PermissionDenied
    return video
