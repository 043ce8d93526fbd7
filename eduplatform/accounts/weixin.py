"""Sign-in by WeChat, through allauth's `weixin` provider; nobody gets an account by it that was not confirmed.

WeChat says which WeChat account it is, not which person of the register. One that is not known yet waits in the
session, until a proven phone number or an officer says whose it is (learners.people.weixin).
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.provider import WeixinProvider as AllauthWeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

WAITING_KEY = "weixin"
WAITS_S = 1800
LONGEST_NAME = 60


class Client(WeixinOAuth2Client):
    def get_redirect_url(self, *args: Any) -> str:
        """WeChat's own browser follows the address only with this ending."""
        return f"{super().get_redirect_url(*args)}#wechat_redirect"


class Endpoints(WeixinOAuth2Adapter):
    """Where WeChat answers; a setting, so that tests need no WeChat."""

    client_class = Client

    @property
    def access_token_url(self) -> str:
        return f"{settings.WEIXIN_API}/sns/oauth2/access_token"

    @property
    def profile_url(self) -> str:
        return f"{settings.WEIXIN_API}/sns/userinfo"

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """As allauth's, which takes a name that is not Latin for text that was read wrongly."""
        params = {"access_token": token.token, "openid": kwargs["response"]["openid"]}
        with get_adapter().get_requests_session() as session:
            reply = session.get(self.profile_url, params=params)
            reply.raise_for_status()
        reply.encoding = "utf-8"
        return self.get_provider().sociallogin_from_response(request, reply.json())


class WeixinProvider(AllauthWeixinProvider):
    oauth2_adapter_class = Endpoints


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        if not settings.WEIXIN_APP_ID:
            raise Http404
        return super().get_app(request, provider, client_id=client_id)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        account = sociallogin.account
        name = str(account.extra_data.get("nickname", ""))[:LONGEST_NAME]
        request.session[WAITING_KEY] = {"uid": account.uid, "name": name, "at": timezone.now().timestamp()}
        raise ImmediateHttpResponse(redirect("my_weixin"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        messages.error(request, _("WeChat did not say who you are. Try again, or sign in in another way."))
        raise ImmediateHttpResponse(redirect("account_request_login_code"))


def waiting_account(request: HttpRequest) -> dict[str, str] | None:
    """`uid` and `name` of the WeChat account that nobody has confirmed yet."""
    waiting = request.session.get(WAITING_KEY)
    return waiting if waiting and timezone.now().timestamp() - waiting["at"] < WAITS_S else None


def forget_waiting(request: HttpRequest) -> None:
    request.session.pop(WAITING_KEY, None)
