"""The villager's own pages, below /me/."""

from django.urls import path

from learners.villager import family, views

urlpatterns = [
    path("", views.start, name="my_start"),
    path("file/", views.my_file, name="my_file"),
    path("records/", views.my_records, name="my_records"),
    path("family/", family.family, name="my_family"),
    path("family/<slug:who>/", family.prove, name="my_family_prove"),
]
