"""Sign-in: by phone and code for villagers, by user name and password for staff. Nothing else of allauth is open."""

from allauth.account import views
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.urls import path
from django.views.generic import RedirectView

from eduplatform.accounts.views import choose_language
from eduplatform.accounts.weixin import Endpoints

urlpatterns = [
    path("language/<slug:code>/", choose_language, name="choose_language"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("code/", views.request_login_code, name="account_request_login_code"),
    path("code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("weixin/login/", OAuth2LoginView.adapter_view(Endpoints), name="weixin_login"),
    path("weixin/login/callback/", OAuth2CallbackView.adapter_view(Endpoints), name="weixin_callback"),
    path("password/", views.password_change, name="account_change_password"),
    # allauth asks for this name; accounts are made by the code form.
    path("signup/", RedirectView.as_view(pattern_name="account_request_login_code"), name="account_signup"),
]
