"""Addresses of this room, below /office/."""

from django.urls import path

from learners.audit import views

urlpatterns = [
    path("audit/", views.audit_home, name="audit_home"),
    path("audit/findings/<slug:kind>/", views.audit_findings, name="audit_findings"),
    path("audit/sample/", views.audit_sample, name="audit_sample"),
    path("audit/mark/", views.audit_mark, name="audit_mark"),
    path("audit/problem/", views.audit_problem, name="audit_problem"),
    path("audit/days/", views.audit_days, name="audit_days"),
    path("audit/days/<int:pk>/", views.audit_day, name="audit_day"),
    path("audit/days/<int:pk>/file/", views.audit_day_file, name="audit_day_file"),
]
