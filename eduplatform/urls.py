"""All addresses. Wagtail's pages come last: they take whatever is left."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("cms/", include(wagtailadmin_urls)),
    path("accounts/", include("eduplatform.accounts.urls")),
    path("files/", include("media.urls")),
    path("", include("learners.urls")),
    re_path(r"", include(wagtail_urls)),
]
