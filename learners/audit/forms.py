"""What an auditor asks for, and what is noted."""

import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.audit.models import AuditMark

USUAL_DAYS = 31
MOST_DAYS = 366
MOST_ENTRIES = 200
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2999, 12, 31)


def _day_field(label: Any) -> forms.DateField:
    within = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(
        label=label, validators=within, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class SpanForm(forms.Form):
    """Both days belong to it; the last month unless told."""

    first = _day_field(gettext_lazy("First day"))
    last = _day_field(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        today = timezone.localdate()
        usual = {"first": f"{today - datetime.timedelta(days=USUAL_DAYS)}", "last": f"{today}"}
        super().__init__(usual | {name: data[name] for name in data or {} if data[name]}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days <= MOST_DAYS:
            raise forms.ValidationError(_("Choose at most a year, the first day first."))
        return cleaned


class SampleForm(SpanForm):
    """How a sample is drawn."""

    seed = forms.CharField(label=gettext_lazy("Seed"), max_length=40)
    size = forms.IntegerField(label=gettext_lazy("Entries"), min_value=1, max_value=MOST_ENTRIES)
    by = forms.ChoiceField(
        label=gettext_lazy("Evenly from each"),
        choices=[("kind", gettext_lazy("kind of entry")), ("village", gettext_lazy("village"))],
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        usual = {"seed": f"{timezone.localdate():%Y%m%d}", "size": "20", "by": "kind"}
        super().__init__(usual | {name: data[name] for name in data or {}}, **kwargs)


class MarkForm(forms.Form):
    """A mark and where the auditor came from."""

    about = forms.CharField(max_length=160)
    state = forms.ChoiceField(choices=AuditMark.State.choices)
    note = forms.CharField(max_length=300, required=False)
