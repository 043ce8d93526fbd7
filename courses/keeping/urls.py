"""Addresses of this room, at the root: a service worker's must be there, and a link to pass on must be short."""

from django.urls import path

from courses.keeping import views

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("phone/", views.on_this_phone, name="on_this_phone"),
    path("l/<int:lesson_id>/", views.short_link, name="short_link"),
]
