"""Sign-in by phone and code: the same two steps for a known and an unknown number."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from eduplatform.accounts.phones import NotAMobileNumber, normalise_phone
from eduplatform.accounts.services import account_for_phone


class PhoneField(forms.CharField):
    """An 11-digit mobile number, however it was typed."""

    default_error_messages = {
        "invalid_phone": _("This is not a mobile number. Please type the 11 digits, such as 138 0000 0000."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"})
        super().__init__(**{"label": _("Mobile number"), "widget": widget, "max_length": 30, **kwargs})

    def clean(self, value: str) -> str:
        text = super().clean(value)
        try:
            return normalise_phone(text) if text else ""
        except NotAMobileNumber as error:
            raise forms.ValidationError(self.error_messages["invalid_phone"], code="invalid_phone") from error


class PhoneCodeForm(RequestLoginCodeForm):
    """Gives a number its account before the code is sent, so that nobody can learn which numbers are known."""

    def clean_phone(self) -> str:
        account_for_phone(self.cleaned_data["phone"])
        phone: str = super().clean_phone()
        return phone
