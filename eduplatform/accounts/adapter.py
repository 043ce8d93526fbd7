"""How allauth finds accounts by phone and sends codes."""

from allauth.account.adapter import DefaultAccountAdapter


class PhoneAccountAdapter(DefaultAccountAdapter):
    """Filled in below."""
