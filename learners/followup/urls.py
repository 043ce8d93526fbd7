"""Addresses of this room, below /office/."""

from django.urls import path

from learners.followup.todos import views as todos

urlpatterns = [
    path("todos/", todos.todo_list, name="todo_list"),
    path("todos/new/", todos.todo_new, name="todo_new"),
    path("todos/<int:pk>/", todos.todo_page, name="todo_page"),
    path("todos/<int:pk>/take-back/", todos.todo_take_back, name="todo_take_back"),
]
