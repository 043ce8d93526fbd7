"""Where the trainer's pages are found in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from media import caption_views, views


@hooks.register("register_admin_urls", order=-1)
def encoding_urls() -> list[URLPattern]:
    """Wagtail lets only those with access to the admin through; the last two stand before wagtailmedia's."""
    captions = "videos/<int:video_id>/captions/"
    return [
        path("videos/<int:video_id>/encoding/", views.show_encoding, name="media_encoding"),
        path("videos/<int:video_id>/encoding/retry/", views.retry, name="media_encoding_retry"),
        path("videos/<int:video_id>/encoding/cancel/", views.cancel, name="media_encoding_cancel"),
        path(captions, caption_views.bring_captions, name="media_captions_import"),
        path(f"{captions}<slug:language>/", caption_views.edit_captions, name="media_captions"),
        path(f"{captions}<slug:language>/remove/", caption_views.remove_captions, name="media_captions_remove"),
        path("media/edit/<int:media_id>/", views.EditVideo.as_view(), name="media_edit"),
        path("media/delete/<int:media_id>/", views.delete, name="media_delete"),
    ]
