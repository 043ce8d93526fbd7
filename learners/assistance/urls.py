"""Addresses of this room, below /office/."""

from django.urls import path

from learners.assistance import views

urlpatterns = [
    path("persons/<int:pk>/", views.person_file, name="person_file"),
    path("persons/<int:pk>/numbers/", views.person_numbers, name="person_numbers"),
    path("persons/<int:pk>/looks/", views.person_looks, name="person_looks"),
    path("persons/<int:pk>/register/", views.person_register, name="person_register"),
    path("households/<int:pk>/register/", views.household_register, name="household_register"),
    path("households/<int:pk>/", views.household_page, name="household_page"),
]
