"""Sign-in by phone and code."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm


class PhoneCodeForm(RequestLoginCodeForm):
    """Asks for a phone number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
