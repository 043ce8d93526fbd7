"""Addresses of this room, below /office/."""

from django.urls import path

from learners.reports import form_views, map_views, views, why_views
from learners.reports.lists import views as lists
from learners.reports.training import behind_views as behind
from learners.reports.training import views as training

urlpatterns = [
    path("", views.office_home, name="office_home"),
    path("coverage/", views.coverage_home, name="coverage_home"),
    path("coverage/<slug:code>/", views.coverage, name="coverage"),
    path("coverage/<slug:code>/map/", map_views.coverage_map, name="coverage_map"),
    path("coverage/<slug:code>/target/", map_views.coverage_target, name="coverage_target"),
    path("coverage/<slug:code>/form/", form_views.coverage_form, name="coverage_form"),
    path("coverage/<slug:code>/form.xlsx", form_views.coverage_excel, name="coverage_excel"),
    path("coverage/<slug:code>/persons.csv", form_views.coverage_persons, name="coverage_persons"),
    path("coverage/<slug:code>/freeze/", form_views.coverage_freeze, name="coverage_freeze"),
    path("frozen/<int:pk>/", form_views.coverage_snapshot, name="coverage_snapshot"),
    path("coverage/<slug:code>/breakdown/", training.coverage_breakdown, name="coverage_breakdown"),
    path("coverage/<slug:code>/breakdown.xlsx", training.breakdown_excel, name="breakdown_excel"),
    path("coverage/<slug:code>/training/", training.training_statistics, name="training_statistics"),
    path("coverage/<slug:code>/training.xlsx", training.training_excel, name="training_excel"),
    path("coverage/<slug:code>/training/freeze/", training.training_freeze, name="training_freeze"),
    path("coverage/<slug:code>/trained/", behind.training_persons, name="training_persons"),
    path("households/trained/", behind.own_training_persons, name="own_training_persons"),
    path("coverage/<slug:code>/list/", lists.list_order, name="list_order"),
    path("households/list/", lists.own_list, name="own_list"),
    path("lists/<slug:token>/", lists.list_progress, name="list_progress"),
    path("lists/<slug:token>/file/", lists.list_file, name="list_file"),
    path("households/breakdown/", training.own_breakdown, name="own_breakdown"),
    path("households/breakdown.xlsx", training.own_breakdown_excel, name="own_breakdown_excel"),
    path("coverage/<slug:code>/why/", why_views.coverage_why, name="coverage_why"),
    path("coverage/<slug:code>/why/<slug:obstacle>/", why_views.coverage_obstacle, name="coverage_obstacle"),
    path("coverage/<slug:code>/why/<slug:obstacle>/todos/", why_views.coverage_errand, name="coverage_errand"),
    path("coverage/<slug:code>/households/", views.coverage_households, name="coverage_households"),
    path("households/", views.own_households, name="own_households"),
]
