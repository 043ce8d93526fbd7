"""What an officer says before a number is shown in full."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from eduplatform.accounts.models import User
from learners.people.access import may_show
from learners.people.models import Look

OTHER = "other"
REASONS = (
    ("call", gettext_lazy("To call the person")),
    ("visit", gettext_lazy("To arrange a visit at home")),
    ("register", gettext_lazy("To put the register right")),
    ("payment", gettext_lazy("To pay or check a subsidy")),
    ("certificate", gettext_lazy("To issue a certificate")),
    ("audit", gettext_lazy("To audit")),
    (OTHER, pgettext_lazy("a reason", "Other")),
)
FEWEST_LETTERS = 4


class NumberForm(forms.Form):
    """Which number, and what for: kept with the look, and told to the person."""

    number = forms.ChoiceField(label=gettext_lazy("Number"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "—"), *REASONS])
    words = forms.CharField(label=gettext_lazy("In words"), max_length=80, required=False)

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The phone first: whoever does not choose sees what says less.
        allowed = [(number.value, number.label) for number in reversed(Look.Number) if may_show(user, number)]
        self.fields["number"] = forms.ChoiceField(
            label=gettext_lazy("Number"), choices=allowed, widget=forms.RadioSelect, initial=allowed[0][0]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == OTHER and len(cleaned.get("words", "").strip()) < FEWEST_LETTERS:
            self.add_error("words", _("Say in some words what you need the number for."))
        return cleaned

    def said_reason(self) -> str:
        """The reason as it is kept, in the officer's language."""
        said = str(dict(REASONS)[self.cleaned_data["reason"]])
        words = self.cleaned_data["words"].strip()
        return f"{said}: {words}" if words and self.cleaned_data["reason"] != OTHER else words or said

    def label_of_number(self) -> str:
        return str(Look.Number(self.cleaned_data["number"]).label)
