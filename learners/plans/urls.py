"""Addresses of this room, below /office/."""

from django.urls import path

from learners.plans.agreed import views as agreed
from learners.plans.desk import views as desk
from learners.plans.orders import views as orders

urlpatterns = [
    path("matching/", desk.matching_desk, name="matching_desk"),
    path("matching/new/<slug:what>/", desk.matching_decide, name="matching_decide"),
    path("matching/end/<slug:what>/<int:pk>/", desk.matching_end, name="matching_end"),
    path("persons/<int:pk>/offers/", desk.person_offers, name="person_offers"),
    path("plans/", agreed.plan_slips, name="plan_slips"),
    path("plans/<int:pk>/change/", agreed.plan_item_change, name="plan_item_change"),
    path("households/<int:pk>/plan/", agreed.household_plan, name="household_plan"),
    path("households/<int:pk>/plan/print/", agreed.household_plan_print, name="household_plan_print"),
    path("orders/", orders.training_orders, name="training_orders"),
    path("orders/jobs/", orders.training_order_jobs, name="training_order_jobs"),
    path("orders/<int:pk>/", orders.training_order, name="training_order"),
    path("orders/<int:pk>/take/", orders.training_order_take, name="training_order_take"),
    path("orders/<int:pk>/answer/", orders.training_order_answer, name="training_order_answer"),
    path("orders/<int:pk>/close/", orders.training_order_close, name="training_order_close"),
    path("wishes/<int:pk>/voice/", orders.wish_voice, name="wish_voice"),
    path("wishes/<int:pk>/heard/", orders.wish_heard, name="wish_heard"),
]
