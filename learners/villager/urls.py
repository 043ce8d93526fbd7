"""The villager's own pages, below /me/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
