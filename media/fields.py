"""A place in a video as a form field: shown as `m:ss.s`, kept in seconds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.pipeline.timecodes import format_timecode, parse_timecode


class TimecodeField(forms.Field):
    """Cleans to seconds, or None when left empty."""

    default_error_messages = {"no_time": _("This is no time. Write minutes and seconds, such as 1:05.")}

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"size": 9, "maxlength": 20, "autocomplete": "off", "data-time": ""}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Seconds. Raises `ValidationError`."""
        if value is None or isinstance(value, int | float):  # of a field that is shut
            return value
        if not value.strip():
            return None
        try:
            return parse_timecode(value)
        except ValueError:
            raise ValidationError(self.error_messages["no_time"], code="no_time") from None

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed."""
        return format_timecode(value) if isinstance(value, int | float) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """1:05 and 1:05.0 are the same place."""
        try:
            return not self.disabled and bool(self.to_python(data) != initial)
        except ValidationError:
            return True
