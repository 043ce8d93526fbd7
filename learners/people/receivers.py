"""What happens to people when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from eduplatform.accounts.models import User
from learners.people.devices import remember_device
from learners.people.linking import link_account


@receiver(user_logged_in)
def find_own_person(sender: Any, user: User, **kwargs: Any) -> None:
    link_account(user)


@receiver(user_logged_in)
def recognise_device(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None and hasattr(request, "session"):
        remember_device(request)
