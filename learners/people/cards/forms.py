"""What an officer sends to print cards."""

from typing import Any

from django import forms

MOST_AT_ONCE = 150
"""As many sheets as a printer in an office does in one go."""
LONGEST_KEY = 18


class KeysField(forms.Field):
    """Keys of rows, one value each; the rows are looked for where access is known."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        keys = [int(each) for each in value or () if each.isdecimal() and len(each) <= LONGEST_KEY]
        if not 0 < len(keys) <= MOST_AT_ONCE:
            raise forms.ValidationError("", code="invalid")
        return keys


class PrintForm(forms.Form):
    """`batch` makes the form good for one print."""

    household = KeysField()
    batch = forms.UUIDField()
