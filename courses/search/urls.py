"""The address of search."""

from django.urls import path

from courses.search.views import search_page

urlpatterns = [path("search", search_page, name="search")]
