"""How allauth finds accounts by phone and sends codes."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from eduplatform.accounts.forms import PhoneField
from eduplatform.accounts.models import User
from eduplatform.accounts.senders import code_sender
from eduplatform.accounts.services import user_by_phone


class PhoneAccountAdapter(DefaultAccountAdapter):
    """Phone numbers are normalised to 11 digits before they come here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the code form; there is no separate sign-up."""
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        return f"{secrets.randbelow(10**6):06}"

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        code_sender().send(phone=phone, code=code)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone_hash else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_verified = verified
        user.save(update_fields=["phone_encrypted", "phone_hash", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return user_by_phone(phone)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, villagers to their lessons."""
        if request.user.is_authenticated and request.user.has_usable_password():
            return str(settings.STAFF_REDIRECT_URL)
        return str(super().get_login_redirect_url(request))
