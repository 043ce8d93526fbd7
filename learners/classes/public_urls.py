"""Addresses of this room for everybody, below /certificates/."""

from django.urls import path

from learners.classes.certifying import certificate_check

urlpatterns = [
    path("", certificate_check, name="certificate_search"),
    path("<str:serial>/", certificate_check, name="certificate_check"),
]
