"""Who of a village has left."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.people.adjusting import Departure
from learners.people.models import Person


class ManyLeaveForm(forms.Form):
    """The same reason and day for all; `members` are those who may be ticked."""

    persons = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), error_messages={"required": _("Tick who has left.")}
    )
    because = forms.ChoiceField(
        label=pgettext_lazy("of leaving the register", "Why"), choices=[("", "—"), *Departure.choices]
    )
    on = forms.DateField(
        label=_("Day of leaving"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, members: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = members  # type: ignore[attr-defined]

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    @property
    def ticked(self) -> set[str]:
        """Ids that were ticked when the page has to be shown again."""
        return set(self.data.getlist("persons")) if self.is_bound else set()  # type: ignore[attr-defined]

    @property
    def because_words(self) -> str:
        return str(Departure(self.cleaned_data["because"]).label)
