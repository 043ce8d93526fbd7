"""Addresses of this room, below /office/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
