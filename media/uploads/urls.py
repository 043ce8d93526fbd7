"""Mounted at /api/uploads/. No slash after a token: clients take the address from `Location` as it is."""

from django.urls import path

from media.uploads import views

urlpatterns = [
    path("", views.uploads, name="uploads"),
    path("<str:token>", views.upload, name="upload"),
    path("<str:token>/state", views.state, name="upload_state"),
]
