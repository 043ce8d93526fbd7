"""Addresses of this room, below /office/."""

from django.urls import path

from learners.followup.problems import views as problems
from learners.followup.todos import views as todos

urlpatterns = [
    path("todos/", todos.todo_list, name="todo_list"),
    path("todos/new/", todos.todo_new, name="todo_new"),
    path("todos/<int:pk>/", todos.todo_page, name="todo_page"),
    path("todos/<int:pk>/take-back/", todos.todo_take_back, name="todo_take_back"),
    path("problems/", problems.problem_list, name="problem_list"),
    path("problems/print/", problems.problem_print, name="problem_print"),
    path("problems/ledger.xlsx", problems.problem_excel, name="problem_excel"),
    path("problems/new/", problems.problem_new, name="problem_new"),
    path("problems/<int:pk>/", problems.problem_page, name="problem_page"),
    path("problems/<int:pk>/proofs/<int:proof_pk>/", problems.problem_proof, name="problem_proof"),
    path("problems/<int:pk>/<slug:step>/", problems.problem_step, name="problem_step"),
]
