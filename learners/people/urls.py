"""Addresses of this room, below /office/."""

from django.urls import path

from learners.people import views

urlpatterns = [
    path("persons/<int:pk>/sign-out/", views.person_sign_out, name="person_sign_out"),
    path("register/import/", views.register_import, name="register_import"),
    path("register/import/<str:token>/", views.register_import_review, name="register_import_review"),
]
