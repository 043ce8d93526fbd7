"""Forms of the problem ledger."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduplatform.accounts.models import User
from learners.followup.problems.access import responsible_ones
from learners.plans.agreed.forms import DueField
from learners.records.fields import FilesField, PastDateField
from learners.records.forms import PHOTOS, PICTURES, TEXT, text_area
from learners.records.pictures import kept_photo
from learners.regions.models import Officer, Region

LEVELS = (Region.Level.COUNTY, Region.Level.TOWNSHIP, Region.Level.VILLAGE)


class ProblemForm(forms.Form):
    """What was found; the place is chosen where no household and no class says it."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("Problem"),
        max_length=300,
        widget=text_area(),
        help_text=_("What was found, in one or two sentences. Name nobody here: the household says who it is."),
    )
    found_on = PastDateField(label=_("Found on"))
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Village or township"), empty_label=None)

    def __init__(self, *args: Any, officer: Officer, placed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid.uuid4())
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = Region.objects.filter(code__startswith=officer.region.prefix, level__in=LEVELS)
        if placed:
            del self.fields["region"]


class AssignForm(forms.Form):
    """Who puts it right: an account, or a name."""

    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Responsible person"), required=False, empty_label="—"
    )
    name = forms.CharField(label=_("or somebody without an account"), max_length=60, required=False)
    measures = forms.CharField(label=_("Measures"), max_length=TEXT, widget=text_area())
    due_on = DueField(label=_("Deadline for putting right"))

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible = self.fields["responsible"]
        assert isinstance(responsible, forms.ModelChoiceField)
        responsible.queryset = responsible_ones(officer)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("responsible")) == bool(data.get("name")):
            self.add_error("responsible", _("Choose a person, or write a name."))
        return data


class ProvingForm(forms.Form):
    """What was done, with photos."""

    words = forms.CharField(label=_("What was done"), max_length=TEXT, widget=text_area())
    photos = FilesField(
        label=_("Photos as proof"),
        keeper=kept_photo,
        most=PHOTOS,
        accept=PICTURES,
        required=False,
        help_text=_("At most 6. They are made smaller, and place and phone are removed from them."),
    )


class ClosingForm(ProvingForm):
    """What was found when it was checked; photos where the report has none."""

    words = forms.CharField(label=_("What the check showed"), max_length=TEXT, widget=text_area())


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), min_length=2, max_length=TEXT)
