"""All addresses. Wagtail's pages come last: they take whatever is left."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from media.caption_views import serve_captions

urlpatterns = [
    # Wagtail's own form would take passwords without counting those that were wrong.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("accounts/", include("eduplatform.accounts.urls")),
    path("captions/<int:caption_id>-<slug:digest>.vtt", serve_captions, name="caption_file"),
    path("files/", include("media.urls")),
    path("api/uploads/", include("media.uploads.urls")),
    path("", include("courses.search.urls")),
    path("", include("courses.keeping.urls")),
    path("", include("learners.urls")),
    re_path(r"", include(wagtail_urls)),
]
