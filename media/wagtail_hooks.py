"""Where the trainer's pages are found in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from media import caption_views, queue_views, views
from media.access import may_change_some


@hooks.register("register_admin_urls", order=-1)
def encoding_urls() -> list[URLPattern]:
    """Wagtail lets only those with access to the admin through; the last two stand before wagtailmedia's."""
    captions = "videos/<int:video_id>/captions/"
    return [
        path("videos/queue/", queue_views.show_queue, name="media_queue"),
        path("videos/<int:video_id>/encoding/", views.show_encoding, name="media_encoding"),
        path("videos/<int:video_id>/encoding/retry/", views.retry, name="media_encoding_retry"),
        path("videos/<int:video_id>/encoding/cancel/", views.cancel, name="media_encoding_cancel"),
        path("videos/<int:video_id>/encoding/back/", views.go_back, name="media_encoding_back"),
        path(captions, caption_views.bring_captions, name="media_captions_import"),
        path(f"{captions}<slug:language>/", caption_views.edit_captions, name="media_captions"),
        path(f"{captions}<slug:language>/remove/", caption_views.remove_captions, name="media_captions_remove"),
        path("media/edit/<int:media_id>/", views.EditVideo.as_view(), name="media_edit"),
        path("media/delete/<int:media_id>/", views.delete, name="media_delete"),
    ]


class QueueMenuItem(MenuItem):
    """For those who may change videos, their own or all."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything to see for this person."""
        return may_change_some(request.user)


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> Any:
    """Beside the media library."""
    return QueueMenuItem(_("Encoding queue"), reverse("media_queue"), name="queue", icon_name="tasks", order=310)
