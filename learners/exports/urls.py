"""Addresses of this room: for staff, for the person, and `/f/` for whoever holds a paper."""

from django.urls import path, re_path

from learners.exports import views

urlpatterns = [
    path("office/persons/<int:pk>/file.pdf", views.person_pdf, name="person_pdf"),
    path("office/persons/<int:pk>/file.json", views.person_json, name="person_json"),
    path("office/persons/<int:pk>/statements.json", views.person_statements, name="person_statements"),
    path("office/persons/<int:pk>/certificates/<int:seq>.json", views.person_badge, name="person_badge"),
    path("office/households/<int:pk>/files.pdf", views.household_pdf, name="household_pdf"),
    path("office/villages/<slug:code>/files/", views.village_files, name="village_files"),
    re_path(r"^office/villages/(?P<code>\d+)/files-(?P<form>pdf|json)\.zip$", views.village_zip, name="village_zip"),
    path("office/villages/<slug:code>/files.xlsx", views.village_list, name="village_list"),
    path("me/file.pdf", views.my_pdf, name="my_pdf"),
    path("me/file.json", views.my_json, name="my_json"),
    path("me/certificates/<int:seq>.json", views.my_badge, name="my_badge"),
    path("f/", views.file_check, name="file_check_form"),
    # Short, for a QR code that cheap cameras can read.
    path("f/<slug:digest>/", views.file_check, name="file_check"),
]
