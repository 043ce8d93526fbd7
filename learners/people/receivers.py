"""What happens to people when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from eduplatform.accounts.models import User
from learners.people.linking import link_account


@receiver(user_logged_in)
def find_own_person(sender: Any, user: User, **kwargs: Any) -> None:
    link_account(user)
