"""Addresses of this room, below /office/."""

from django.urls import path

from learners.plans.desk import views as desk

urlpatterns = [
    path("matching/", desk.matching_desk, name="matching_desk"),
    path("matching/new/<slug:what>/", desk.matching_decide, name="matching_decide"),
    path("matching/end/<slug:what>/<int:pk>/", desk.matching_end, name="matching_end"),
    path("persons/<int:pk>/offers/", desk.person_offers, name="person_offers"),
]
