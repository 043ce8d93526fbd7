"""The villager's own pages, below /me/."""

from django.urls import path

from learners.villager import family, orders, views, weixin

urlpatterns = [
    path("", views.start, name="my_start"),
    path("file/", views.my_file, name="my_file"),
    path("looks/", views.my_looks, name="my_looks"),
    path("searches/", views.my_searches, name="my_searches"),
    path("records/", views.my_records, name="my_records"),
    path("wechat/", weixin.my_weixin, name="my_weixin"),
    path("family/", family.family, name="my_family"),
    path("family/<slug:who>/", family.prove, name="my_family_prove"),
    path("orders/", orders.my_orders, name="my_orders"),
    path("orders/new/", orders.my_order, name="my_order"),
    path("orders/<int:pk>/withdraw/", orders.my_wish_withdraw, name="my_wish_withdraw"),
    path("notices/<int:pk>/read/", orders.my_notice_read, name="my_notice_read"),
]
