"""Addresses of this room, below /office/."""

from django.urls import path

from learners.classes import certifying, corrections, teaching, views
from learners.classes.sheets import views as sheets

urlpatterns = [
    path("classes/", views.class_list, name="class_list"),
    path("classes/new/", views.class_new, name="class_new"),
    path("classes/<int:pk>/", views.class_page, name="class_page"),
    path("classes/<int:pk>/edit/", views.class_edit, name="class_edit"),
    path("classes/<int:pk>/roster/", views.class_roster, name="class_roster"),
    path("classes/<int:pk>/roster/<int:enrolment_pk>/", views.class_answer, name="class_answer"),
    path("classes/<int:pk>/sign-in/", teaching.class_signing, name="class_signing"),
    path("classes/<int:pk>/sign-in/worker.js", teaching.class_worker, name="class_worker"),
    path("classes/<int:pk>/sign-in/card/", teaching.class_card, name="class_card"),
    path("classes/<int:pk>/sign-ins/", corrections.class_sign_in_list, name="class_sign_in_list"),
    path(
        "classes/<int:pk>/sign-ins/<int:sign_in_pk>/withdraw/",
        corrections.class_sign_in_withdraw,
        name="class_sign_in_withdraw",
    ),
    path("classes/<int:pk>/exam/", certifying.class_exam, name="class_exam"),
    path("classes/<int:pk>/close/", certifying.class_close, name="class_close"),
    path("classes/<int:pk>/certificates/<int:certificate_pk>.pdf", certifying.certificate_pdf, name="certificate_pdf"),
    path(
        "classes/<int:pk>/certificates/<int:certificate_pk>/revoke/",
        certifying.certificate_revoke,
        name="certificate_revoke",
    ),
    path("classes/<int:pk>/sheet.pdf", sheets.class_sheet, name="class_sheet"),
    path("classes/<int:pk>/sheets/", sheets.class_sheets, name="class_sheets"),
    path("classes/<int:pk>/sheets/<int:photo_pk>/", sheets.class_sheet_photo, name="class_sheet_photo"),
    path("classes/<int:pk>/sheets/<int:photo_pk>/picture", sheets.class_sheet_picture, name="class_sheet_picture"),
]
