"""Addresses of this room for villagers, below /me/."""

from django.urls import path

from learners.classes import me

urlpatterns = [
    path("sign-in/", me.class_code, name="class_code"),
    path("sign-in/worker.js", me.class_code_worker, name="class_code_worker"),
]
