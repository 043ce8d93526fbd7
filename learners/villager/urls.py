"""The villager's own pages, below /me/."""

from django.urls import path

from learners.villager import views

urlpatterns = [
    path("", views.start, name="my_start"),
    path("file/", views.my_file, name="my_file"),
    path("records/", views.my_records, name="my_records"),
]
