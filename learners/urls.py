"""Addresses of the rooms: /office/ for staff, /me/ for the villager, /c/ on household cards, /api/v1/ for the phone."""

from django.urls import include, path, re_path

from learners.api import api, unknown_address
from learners.villager.family import scan

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/v1/", unknown_address, name="api_unknown"),
    path("office/", include("learners.reports.urls")),
    path("office/", include("learners.assistance.urls")),
    path("office/", include("learners.audit.urls")),
    path("office/", include("learners.progress.urls")),
    path("office/", include("learners.people.urls")),
    path("office/", include("learners.classes.urls")),
    path("office/", include("learners.plans.urls")),
    path("office/", include("learners.followup.urls")),
    # Short, for a QR code that cheap cameras can read.
    path("c/<str:token>", scan, name="card"),
    path("me/", include("learners.classes.me_urls")),
    path("", include("learners.records.urls")),
    path("", include("learners.exports.urls")),
    path("certificates/", include("learners.classes.public_urls")),
    path("me/", include("learners.villager.urls")),
]
