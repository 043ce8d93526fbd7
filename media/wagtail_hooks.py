"""Where the encoding state is found in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from media import views


@hooks.register("register_admin_urls", order=-1)
def encoding_urls() -> list[URLPattern]:
    """Wagtail lets only those with access to the admin through; the last one stands before wagtailmedia's."""
    return [
        path("videos/<int:video_id>/encoding/", views.show_encoding, name="media_encoding"),
        path("videos/<int:video_id>/encoding/retry/", views.retry, name="media_encoding_retry"),
        path("media/delete/<int:media_id>/", views.delete, name="media_delete"),
    ]
