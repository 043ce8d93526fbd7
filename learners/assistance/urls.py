"""Addresses of this room, below /office/."""

from django.urls import path

from learners.assistance import views

urlpatterns = [
    path("persons/<int:pk>/", views.person_file, name="person_file"),
    path("households/<int:pk>/", views.household_page, name="household_page"),
]
