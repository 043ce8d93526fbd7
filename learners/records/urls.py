"""Addresses of this room: below /office/ for staff, below /me/ for the person."""

from django.urls import path

from learners.records import views

urlpatterns = [
    path("office/persons/<int:pk>/enter/<slug:part>/", views.part_new, name="part_new"),
    path("office/persons/<int:pk>/entries/<int:seq>/correct/", views.entry_correct, name="entry_correct"),
    path("office/persons/<int:pk>/attachments/<slug:sha256>/", views.attachment, name="attachment"),
    path("me/file/attachments/<slug:sha256>/", views.my_attachment, name="my_attachment"),
]
