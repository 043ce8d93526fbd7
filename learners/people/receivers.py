"""What happens to people when somebody signs in."""

from typing import Any

from allauth.account.signals import user_logged_in as entered
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from eduplatform.accounts.models import User
from learners.people.devices import WAY_KEY, remember_device
from learners.people.linking import link_account
from learners.people.models import DeviceSignIn


@receiver(user_logged_in)
def find_own_person(sender: Any, user: User, **kwargs: Any) -> None:
    link_account(user)


@receiver(user_logged_in)
def recognise_device(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None and hasattr(request, "session"):
        remember_device(request)


@receiver(entered)
def note_way(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """By WeChat, where the sign-in came from there; else by phone and code."""
    if kwargs.get("sociallogin"):
        request.session[WAY_KEY] = DeviceSignIn.Way.WEIXIN.value
