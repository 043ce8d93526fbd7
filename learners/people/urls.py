"""Addresses of this room, below /office/."""

from django.urls import path

from learners.people import adjusting_views, leaving_views, register_views, views
from learners.people.cards import views as cards

urlpatterns = [
    path("cards/", cards.cards_home, name="cards_home"),
    path("cards/print/", cards.cards_print, name="cards_print"),
    path("cards/<str:code>/", cards.cards_village, name="cards_village"),
    path("households/<int:pk>/card/", cards.household_card, name="household_card"),
    path("households/<int:pk>/card/revoke/", cards.household_card_revoke, name="household_card_revoke"),
    path("persons/<int:pk>/pictures/", cards.person_pictures_reset, name="person_pictures_reset"),
    path("persons/<int:pk>/pictures/unlock/", cards.person_pictures_unlock, name="person_pictures_unlock"),
    path("households/<int:pk>/adjust/", adjusting_views.household_adjust, name="household_adjust"),
    path("persons/<int:pk>/wechat/", views.person_weixin, name="person_weixin"),
    path("persons/<int:pk>/sign-out/", views.person_sign_out, name="person_sign_out"),
    path("register/leaving/", leaving_views.register_leaving, name="register_leaving"),
    path("register/leaving/<str:code>/", leaving_views.register_leaving_village, name="register_leaving_village"),
    path("register/import/", register_views.register_import, name="register_import"),
    path("register/import/<str:token>/", register_views.register_import_review, name="register_import_review"),
    path("register/import/<str:token>/repair/", register_views.register_import_repair, name="register_import_repair"),
    path("register/import/<str:token>/cells/", register_views.register_import_cells, name="register_import_cells"),
    path(
        "register/import/<str:token>/leaving/", register_views.register_import_leaving, name="register_import_leaving"
    ),
    path("register/import/<str:token>/rows.xlsx", register_views.register_import_rows, name="register_import_rows"),
]
