"""Addresses of this room, below /office/."""

from django.urls import path

from learners.progress import views

urlpatterns = [
    path("rejected/", views.rejected_records, name="rejected_records"),
    path("persons/<int:pk>/rejected/", views.person_rejected, name="person_rejected"),
]
