"""The villager's own pages, below /me/."""

from django.urls import path
from django.views.generic import TemplateView

from learners.villager import views

urlpatterns = [
    path("", views.start, name="my_start"),
    path("file/", TemplateView.as_view(template_name="learners/villager/unknown.html"), name="my_file"),
]
