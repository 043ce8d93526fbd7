"""The villager's own pages, below /me/."""

from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="learners/villager/unknown.html"), name="my_start"),
    path("file/", TemplateView.as_view(template_name="learners/villager/unknown.html"), name="my_file"),
]
