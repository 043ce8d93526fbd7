"""Addresses of this room, below /office/."""

from django.urls import path

from learners.reports import map_views, views

urlpatterns = [
    path("", views.office_home, name="office_home"),
    path("coverage/", views.coverage_home, name="coverage_home"),
    path("coverage/<slug:code>/", views.coverage, name="coverage"),
    path("coverage/<slug:code>/map/", map_views.coverage_map, name="coverage_map"),
    path("coverage/<slug:code>/target/", map_views.coverage_target, name="coverage_target"),
    path("coverage/<slug:code>/households/", views.coverage_households, name="coverage_households"),
    path("households/", views.own_households, name="own_households"),
]
