"""For pages of the register."""

from collections.abc import Mapping

from django import template
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from eduplatform.accounts.models import User
from learners.people.access import get_register_officer

register = template.Library()


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The name of a code, or the code itself."""
    return names.get(code, code)


@register.filter
def may_adjust(user: User | AnonymousUser) -> bool:
    """Whether the user keeps the register of an area."""
    try:
        get_register_officer(user)
    except Http404:
        return False
    return True
